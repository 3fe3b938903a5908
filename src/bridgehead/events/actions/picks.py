"""Picking sessions for one's own agenda, and telling whoever picked one that it has moved or was taken away.

No trail names who picked what, and nobody else is told: officers see numbers alone, and others nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import (
    SESSION_CONSTRAINT,
    Forum,
    ForumSession,
    Registration,
    RegistrationState,
    SessionPick,
)
from bridgehead.events.rules import may_see_forum, said_of_calling_off
from bridgehead.events.rules.picks import is_told_of_end, is_told_of_moves, standing
from bridgehead.foundation import notices
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require

#: So long after a change whoever picked the session is told, together with what has changed since.
SETTLES = timedelta(minutes=10)
#: Of a session that begins as soon as this they are told at once: they may be on their way to it.
SOON = timedelta(hours=1)


@transaction.atomic
def pick_session(*, session_id: int, by: Actor, now: datetime) -> SessionPick:
    """Put a session on one's own agenda, while it has a place; picking it twice changes nothing."""
    session = found(ForumSession.objects.select_related("part__forum"), session_id)
    forum = session.part.forum
    require(may_see_forum(by, forum), _("There is no such forum."))
    require(not forum.is_called_off, said_of_calling_off(forum))
    require(not forum.is_over, _("This forum has been held; its sessions are picked no more."))
    # The person's own row: whoever withdraws at this moment comes first or second, and leaves no pick behind.
    own = Registration.objects.select_for_update().filter(forum=forum, user_id=by.user_id or 0).first()
    if own is None or own.state != RegistrationState.APPROVED:
        raise Refused(_("Only whoever has a place at the forum picks its sessions."))
    pick = SessionPick.objects.filter(registration=own, session=session).first()
    return pick or _picked(own, session_id, now)


def _picked(own: Registration, session_id: int, now: datetime) -> SessionPick:
    # Whoever moves it at this moment, or takes it away, comes first or second: what is noted as known is what holds.
    session = found(ForumSession.objects.select_for_update(), session_id)
    try:
        with transaction.atomic():
            pick = SessionPick.objects.create(registration=own, session=session, picked_at=now)
            # Counting the pick holds the session's row: as it is now, the person reads it next, and knows it.
            session.refresh_from_db()
            pick.known = standing(session)
            pick.save(update_fields=["known"])
            return pick
    except IntegrityError as refusal:
        if SESSION_CONSTRAINT not in str(refusal):
            raise
        raise Refused(_("Every place in this session is taken.")) from refusal


@transaction.atomic
def drop_session(*, session_id: int, by: Actor) -> None:
    """Take a session off one's own agenda, which frees its place; safe to do twice."""
    picks = SessionPick.objects.filter(session_id=session_id, registration__user_id=by.user_id or 0)
    # As whoever picks it: the person's row, then the session's, so that nobody waits for somebody who waits for them.
    list(Registration.objects.select_for_update(of=("self",)).filter(picks__in=picks))
    list(ForumSession.objects.select_for_update(of=("self",)).filter(picks__in=picks))
    picks.delete()


def tell_of_moves(
    picks: QuerySet[SessionPick], forum: Forum, now: datetime, *, starts: Iterable[datetime | None] = ()
) -> None:
    """Stage, in the transaction that moves sessions, that whoever picked them hears of it once the agenda has settled.

    Each mail tells all that one person does not know yet; a notice that finds nothing more to tell sends none.
    ``starts`` are when the sessions began before, and begin now: where that is soon, nothing is waited for.
    """
    if not is_told_of_moves(forum):
        return
    people = picks.order_by("registration_id").values_list("registration_id", flat=True).distinct()
    is_soon = any(now < each <= now + SOON for each in starts if each)
    notices.after_commit_each(
        "events/sessions_moved",
        [(f"events/sessions_moved:{pk}:{now.isoformat()}", {"registration_id": pk}) for pk in people],
        now=now if is_soon else now + SETTLES,
    )


def tell_of_end(session: ForumSession, forum: Forum, now: datetime) -> None:
    """Stage, in the transaction that takes a session away, that whoever picked it hears of it."""
    if not is_told_of_end(forum):
        return
    named = {"public_id": str(session.public_id), "kind": str(session.kind)}
    named |= {field: getattr(session, field) for field in ("name_ko", "name_en")}
    notices.after_commit_each(
        "events/session_removed",
        [
            (
                f"events/session_removed:{session.public_id}:{pick.registration_id}",
                {"registration_id": pick.registration_id, "session": named, "known": pick.known or standing(session)},
            )
            for pick in session.picks.order_by("pk")
        ],
        now=now,
    )


@transaction.atomic
def note_told(told: Iterable[tuple[int, int, dict[str, str | None]]]) -> None:
    """Keep what a mail has told of picked sessions: their picks, how many mails told of each before, and what it was.

    Done twice, it is done once.
    """
    for pk, times_told, known in told:
        SessionPick.objects.filter(pk=pk, times_told=times_told).update(known=known, times_told=times_told + 1)
