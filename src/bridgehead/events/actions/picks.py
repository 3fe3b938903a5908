"""Picking sessions for one's own agenda.

No trail names who picked what, and nobody is told: officers see numbers alone, and others nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import (
    SESSION_CONSTRAINT,
    ForumSession,
    Registration,
    RegistrationState,
    SessionPick,
)
from bridgehead.events.rules import may_see_forum
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require


@transaction.atomic
def pick_session(*, session_id: int, by: Actor, now: datetime) -> SessionPick:
    """Put a session on one's own agenda, while it has a place; picking it twice changes nothing."""
    session = found(ForumSession.objects.select_related("part__forum"), session_id)
    forum = session.part.forum
    require(may_see_forum(by, forum), _("There is no such forum."))
    require(not forum.is_called_off, _("This forum was called off. It does not take place."))
    require(not forum.is_over, _("This forum has been held; its sessions are picked no more."))
    # The person's own row: whoever withdraws at this moment comes first or second, and leaves no pick behind.
    own = Registration.objects.select_for_update().filter(forum=forum, user_id=by.user_id or 0).first()
    if own is None or own.state != RegistrationState.APPROVED:
        raise Refused(_("Only whoever has a place at the forum picks its sessions."))
    pick = SessionPick.objects.filter(registration=own, session=session).first()
    return pick or _picked(own, session, now)


def _picked(own: Registration, session: ForumSession, now: datetime) -> SessionPick:
    try:
        with transaction.atomic():
            return SessionPick.objects.create(registration=own, session=session, picked_at=now)
    except IntegrityError as refusal:
        if SESSION_CONSTRAINT not in str(refusal):
            raise
        raise Refused(_("Every place in this session is taken.")) from refusal


@transaction.atomic
def drop_session(*, session_id: int, by: Actor) -> None:
    """Take a session off one's own agenda, which frees its place; safe to do twice."""
    SessionPick.objects.filter(session_id=session_id, registration__user_id=by.user_id or 0).delete()
