"""Publishing a timetable: all of it at once, for everybody, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit, live, notices
from bridgehead.foundation.refusals import Overtaken, Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.invitations import keep_invited
from bridgehead.partnering.actions.meetings import AT_ONCE, copy_of, seat_everybody
from bridgehead.partnering.actions.names import strike_who_left
from bridgehead.partnering.adapters.freezing import begun_slots
from bridgehead.partnering.models import (
    Delegate,
    Delegation,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    Timetable,
    TimetableState,
    live_topic,
)
from bridgehead.partnering.queries.entries import Entry, entries_in_force, entries_of, tell_the_same, told
from bridgehead.partnering.queries.timetables import published_timetable
from bridgehead.partnering.queries.told import News, news_of, published_key


@transaction.atomic
def publish_timetable(*, timetable_id: int, by: Actor, now: datetime, seen: int | None = None) -> Timetable:
    """Put a draft into force: everybody's own timetable is written, and whoever's has changed is told.

    Meetings whose request was taken back since are left out, and the people of each delegation are those of today.
    ``seen`` is how many deeds by hand the draft had in the preview; with others since it is refused.
    """
    draft = draft_locked(timetable_id, by)
    if seen is not None and seen != draft.hand_changes:
        raise Overtaken(_("The draft was changed by hand since you looked. This is who would be told what now."))
    require(draft.round.phase in rules.PUBLISHING, _("Move the round on to placing before you publish its timetable."))
    _require_begun_stand(draft, now)
    return put_in_force(draft, by=by, now=now)


def put_in_force(draft: Timetable, *, by: Actor, now: datetime) -> Timetable:
    """Publish a draft for a caller who may, and who has locked its round."""
    held = draft.round
    _lock_requests(draft)
    Meeting.objects.filter(timetable=draft).exclude(request__state=RequestState.ACCEPTED).delete()
    seat_everybody(draft)
    before = entries_in_force(held)
    Timetable.objects.filter(round=held, state=TimetableState.PUBLISHED).update(state=TimetableState.SUPERSEDED)
    last = Timetable.objects.filter(round=held).aggregate(last=Max("version"))["last"] or 0
    draft.state, draft.version = TimetableState.PUBLISHED, last + 1
    draft.published_at, draft.published_by_id = now, by.user_id
    draft.save(update_fields=["state", "version", "published_at", "published_by"])
    hearing = _write_personal(draft, before)
    notices.after_commit_each(
        "partnering/timetable_published",
        [(published_key(draft, user), {"timetable_id": draft.pk, "user_id": user}) for user in sorted(hearing)],
        now=now,
    )
    watching = Delegation.objects.filter(round=held, delegates__user__in=hearing).values_list("public_id", flat=True)
    live.publish_each([held.hall_topic, *map(live_topic, watching.distinct())], {"version": draft.version})
    audit.record("partnering.timetable_published", on=draft, by=by, at=now, stream=held.forum.audit_stream)
    # Who left while this was written has written to the trail before: nobody reads of them either.
    for gone in Delegate.objects.filter(personal_timetables__timetable=draft, left_at__isnull=False):
        strike_who_left(gone, now)
    return draft


def publish_anew(held: PartneringRound, *, by: Actor, now: datetime) -> Timetable | None:
    """Put the meetings in force into force once more, at the times that their slots have now; None without any.

    Meetings whose request was taken back since are left out. The caller may do this, and has locked the round.
    """
    stands = published_timetable(held)
    return put_in_force(copy_of(stands), by=by, now=now) if stands else None


@transaction.atomic
def begin_telling(*, timetable_id: int, reader: User, now: datetime) -> News | None:
    """Return what the notice of a version has to tell a person now, and keep that they are told it.

    Their calendar is told besides, meeting by meeting, where they want that.
    The round is locked, as in publishing: a version that is published meanwhile comes wholly before or after. A mail
    that was begun counts as told, for one that was broken off may have arrived: rather once too often than never.
    """
    version = Timetable.objects.filter(pk=timetable_id).first()
    if version is None:
        return None
    held = PartneringRound.objects.select_for_update(no_key=True).get(pk=version.round_id)
    if held.forum.is_called_off:  # told by a mail of its own; read once the round is held
        return None
    news = news_of(version, reader)
    if news is not None:
        written = PersonalTimetable.objects.filter(user=reader, timetable__round=version.round_id)
        if news.own is None:
            written.update(told_at=None)
        else:
            written.filter(pk=news.own.pk).update(told_at=now)
        for delegate in Delegate.objects.filter(round=version.round_id, user=reader).values_list("pk", flat=True):
            keep_invited(delegate_id=delegate, now=now)
    return news


@transaction.atomic
def discard_draft(*, timetable_id: int, by: Actor, now: datetime) -> None:
    """Throw a draft away; its run keeps its figures."""
    draft = draft_locked(timetable_id, by)
    audit.record("partnering.draft_discarded", on=draft, by=by, at=now, stream=draft.round.forum.audit_stream)
    MeetingSeat.objects.filter(timetable=draft).delete()
    Meeting.objects.filter(timetable=draft).delete()
    draft.delete()


def draft_locked(timetable_id: int, by: Actor) -> Timetable:
    """Return a draft to an officer, its round locked first: two publications wait for each other."""
    round_id = Timetable.objects.filter(pk=timetable_id).values_list("round_id", flat=True).first()
    if round_id is None:
        raise Refused(_("This draft is gone already."))
    held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=round_id)
    require(may_run_forum(by, held.forum_id), _("Only an officer of this forum can do this."))
    draft = Timetable.objects.filter(pk=timetable_id).first()
    if draft is None:
        raise Refused(_("This draft is gone already."))
    require(draft.state == TimetableState.DRAFT, _("This timetable was published already."))
    draft.round = held
    return draft


def _require_begun_stand(draft: Timetable, now: datetime) -> None:
    """Refuse a draft that would move, or leave out, a meeting that has begun."""
    begun = Meeting.objects.filter(slot__in=begun_slots(draft.round, now), request__state=RequestState.ACCEPTED)
    in_force = begun.filter(timetable__round=draft.round_id, timetable__state=TimetableState.PUBLISHED)
    place = ("request_id", "slot_id", "table_id")
    stands = set(in_force.values_list(*place)) == set(begun.filter(timetable=draft).values_list(*place))
    require(
        stands or not in_force.exists(),
        _("This draft moves meetings that have begun since it was made. Ask for a repair, or discard it."),
    )


def _lock_requests(draft: Timetable) -> None:
    """Lock the requests that a draft places, in key order: whoever takes one back comes wholly before or after."""
    placed = MeetingRequest.objects.filter(pk__in=Meeting.objects.filter(timetable=draft).values("request"))
    list(placed.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _write_personal(published: Timetable, before: Mapping[int, list[Entry]]) -> set[int]:
    """Write everybody's own timetable; return who is to be told."""
    entries = entries_of(published)
    hearing: set[int] = set()
    written = []
    coming = Delegate.objects.filter(round=published.round, left_at=None).order_by("pk")
    people = list(coming.values_list("pk", "user_id"))
    for delegate, user in people:
        own = _with_sequence(entries[delegate], before.get(user, []), published.version or 1)
        written.append(PersonalTimetable(timetable=published, delegate_id=delegate, user_id=user, entries=own))
        if not tell_the_same(own, before.get(user, [])):
            hearing.add(user)
    PersonalTimetable.objects.bulk_create(written, batch_size=AT_ONCE)
    gone = set(before) - {user for _delegate, user in people}
    return hearing | {user for user in gone if before[user]}


def _with_sequence(entries: list[Entry], before: list[Entry], version: int) -> list[Entry]:
    """Number each entry with the version in which it last changed: calendars take only a higher number."""
    earlier = {entry["request"]: entry for entry in before}
    numbered = []
    for entry in entries:
        was = earlier.get(entry["request"])
        same = was is not None and told(was) == told(entry)
        numbered.append({**entry, "sequence": was["sequence"] if was is not None and same else version})
    return numbered
