"""What happens while a timetable is in force: a meeting called off, times moved, somebody late or unable to come.

Calling off and moving times need no engine: the version in force is published anew at once, and each person whose own
timetable has changed is told once. What leaves meetings without a place is mended by a repair (`actions.repairs`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import ForumRole, ForumRoleKind
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit, live, notices
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.availability import open_again
from bridgehead.partnering.actions.timetables import publish_anew
from bridgehead.partnering.models import (
    Availability,
    Delegation,
    Lateness,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestMessage,
    RequestState,
    Slot,
    Table,
    TableClosure,
    Timetable,
    TimetableState,
)
from bridgehead.partnering.queries.day import where_moved
from bridgehead.partnering.queries.lookups import delegacies
from bridgehead.partnering.queries.timetables import meeting_in_force


@transaction.atomic
def call_off_meeting(*, request_id: int, reason: str = "", by: Actor, now: datetime) -> MeetingRequest:
    """Call off a meeting of the timetable in force that has not begun; both sides are told with their new timetable.

    Either side may, and an officer. A side's reason stands where the two talk. Done twice, it is done once.
    """
    held = _round_locked(MeetingRequest.objects.filter(pk=request_id).values_list("round_id", flat=True).first())
    met = MeetingRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    own = delegacies(by).filter(round=held, delegation__in=[met.asking_id, met.asked_id]).first()
    require(own is not None or may_run_forum(by, held.forum_id), _("This meeting is not yours."))
    if met.state == RequestState.WITHDRAWN:
        return met
    _require_happening(held)
    meeting = meeting_in_force(met)
    if meeting is None:
        raise Refused(_("This meeting has no place in the published timetable."))
    require(meeting.slot.starts_at > now, _("This meeting has begun. Say afterwards whether it was held."))
    require(len(reason) <= 300, _("Write at most %(n)s characters.") % {"n": 300}, field="reason")
    met.state, met.answered_at = RequestState.WITHDRAWN, now
    met.save(update_fields=["state", "answered_at"])
    if own is not None and reason.strip():
        RequestMessage.objects.create(
            request=met, author_id=own.delegation_id, written_by_id=by.user_id, text=reason.strip()
        )
    audit.record("partnering.meeting_called_off", on=met, by=by, at=now, stream=held.forum.audit_stream)
    publish_anew(held, by=by, now=now)
    return met


@transaction.atomic
def move_times(
    *, slot_id: int, minutes: int, least_pause: int | None = None, version: int | None, by: Actor, now: datetime
) -> PartneringRound:
    """Move a slot and all later ones of its day by minutes (negative: earlier), and publish the timetable anew.

    ``least_pause`` lets pauses take in a delay until so many minutes of each are left; None keeps them whole.
    ``version`` is that of the timetable whose preview was looked at: another one meanwhile refuses.
    Where nothing is published the slots alone move.
    """
    first = Slot.objects.filter(pk=slot_id).first()
    if first is None:
        raise Refused(_("This slot is gone already."))
    held = _round_locked(first.round_id, by)
    _require_happening(held)
    stands = Timetable.objects.filter(round=held, state=TimetableState.PUBLISHED).first()
    require(
        (stands.version if stands else None) == version,
        _("The timetable has changed since you looked; look at what would move again."),
    )
    slots, spans = where_moved(held, first, minutes=minutes, least_pause=least_pause, now=now)
    # the last one first where they move later, so that no two ever overlap
    for slot, span in sorted(zip(slots, spans, strict=True), key=lambda each: each[0].starts_at, reverse=minutes > 0):
        slot.starts_at, slot.ends_at = span
        slot.save(update_fields=["starts_at", "ends_at"])
    change = {"slot": (first.starts_at.isoformat(), spans[0][0].isoformat()), "slots": (0, len(slots))}
    audit.record("partnering.times_moved", on=held, by=by, at=now, stream=held.forum.audit_stream, change=change)
    publish_anew(held, by=by, now=now)
    return held


@transaction.atomic
def cannot_come(*, delegation_id: int, slot_ids: Collection[int], by: Actor, now: datetime) -> int:
    """Say of slots to come that a delegation cannot meet in them; return how many of its meetings lie there.

    The officers are told, and a repair finds other places; until then the meetings stand.
    """
    held = _round_to_tell_of(delegation_id, by)
    wanted = set(Slot.objects.filter(round=held, pk__in=slot_ids, starts_at__gt=now).values_list("pk", flat=True))
    require(wanted == set(slot_ids), _("Some of these times have begun or have changed; look at them again."))
    require(bool(wanted), _("Choose at least one time."), field="slots")
    before = set(Availability.objects.filter(delegation=delegation_id).values_list("slot_id", flat=True))
    Availability.objects.bulk_create(
        Availability(delegation_id=delegation_id, slot_id=each) for each in sorted(wanted - before)
    )
    delegation = Delegation.objects.get(pk=delegation_id)
    if wanted - before:
        audit.record("partnering.absence_told", on=delegation, by=by, at=now, stream=held.forum.audit_stream)
    hit = _meetings_of(delegation_id).filter(slot__in=wanted).count()
    if hit and wanted - before and not may_run_forum(by, held.forum_id):
        _tell_officers(held, delegation, now)
    return hit


@transaction.atomic
def come_after_all(*, delegation_id: int, by: Actor, now: datetime) -> None:
    """Take back, for all slots to come, that a delegation cannot meet in them."""
    held = _round_to_tell_of(delegation_id, by)
    if open_again(delegation_id, after=now):
        delegation = Delegation.objects.get(pk=delegation_id)
        audit.record("partnering.absence_taken_back", on=delegation, by=by, at=now, stream=held.forum.audit_stream)


@transaction.atomic
def tell_late(*, request_id: int, minutes: int, by: Actor, now: datetime) -> Lateness:
    """Tell the other side of a meeting that one comes late; said again, the last word counts."""
    held = _round_locked(MeetingRequest.objects.filter(pk=request_id).values_list("round_id", flat=True).first())
    met = MeetingRequest.objects.select_related("asking", "asked").get(pk=request_id)
    own = delegacies(by).filter(round=held, delegation__in=[met.asking_id, met.asked_id]).first()
    if own is None:
        raise Refused(_("This meeting is not yours."))
    _require_happening(held)
    meeting = meeting_in_force(met)
    if meeting is None or meeting.slot.ends_at <= now:
        raise Refused(_("This meeting is over, or is not in the published timetable."))
    most = rules.MOST_MINUTES_LATE
    require(1 <= minutes <= most, _("Give from 1 to %(most)s minutes.") % {"most": most}, field="minutes")
    said = {"minutes": minutes, "told_at": now, "starts_at": meeting.slot.starts_at}
    before = Lateness.objects.filter(request=met, delegation=own.delegation_id).first()
    if before is not None and (before.minutes, before.starts_at) == (minutes, meeting.slot.starts_at):
        return before
    late, _made = Lateness.objects.update_or_create(request=met, delegation_id=own.delegation_id, defaults=said)
    other = met.asked if own.delegation_id == met.asking_id else met.asking
    audit.record("partnering.lateness_told", on=met, by=by, at=now, stream=held.forum.audit_stream)
    live.publish(other.live_topic, {"late": minutes})
    notices.after_commit("partnering/running_late", now=now, lateness_id=late.pk, minutes=minutes)
    return late


@transaction.atomic
def set_slot_shut(*, slot_id: int, is_shut: bool, by: Actor, now: datetime) -> Slot:
    """Close a slot that has not begun, in which nobody is to meet any more, or open it again."""
    held = _round_locked(Slot.objects.filter(pk=slot_id).values_list("round_id", flat=True).first(), by)
    _require_happening(held)
    slot = Slot.objects.get(pk=slot_id)
    require(slot.starts_at > now, _("This slot has begun."))
    if slot.is_shut != is_shut:
        slot.is_shut = is_shut
        slot.save(update_fields=["is_shut"])
        verb = "partnering.slot_closed" if is_shut else "partnering.slot_opened"
        audit.record(verb, on=held, by=by, at=now, stream=held.forum.audit_stream, change=_slot(slot))
    return slot


@transaction.atomic
def close_table(*, table_id: int, slot_ids: Collection[int], by: Actor, now: datetime) -> Table:
    """Say that a table is missing in slots to come, besides those of which it was said before."""
    held = _round_locked(Table.objects.filter(pk=table_id).values_list("round_id", flat=True).first(), by)
    _require_happening(held)
    wanted = set(slot_ids)
    coming = set(Slot.objects.filter(round=held, starts_at__gt=now).values_list("pk", flat=True))
    require(wanted <= coming, _("Some of these times have begun or have changed; look at them again."))
    require(bool(wanted), _("Choose at least one time."), field="starts")
    before = set(TableClosure.objects.filter(table=table_id).values_list("slot_id", flat=True))
    TableClosure.objects.bulk_create(TableClosure(table_id=table_id, slot_id=each) for each in sorted(wanted - before))
    table = Table.objects.get(pk=table_id)
    if wanted - before:
        _record_table("partnering.table_closed", held, table, by, now)
    return table


@transaction.atomic
def open_table(*, table_id: int, by: Actor, now: datetime) -> None:
    """Say that a table can be used again in all slots to come."""
    held = _round_locked(Table.objects.filter(pk=table_id).values_list("round_id", flat=True).first(), by)
    _require_happening(held)
    if TableClosure.objects.filter(table=table_id, slot__starts_at__gt=now).delete()[0]:
        _record_table("partnering.table_opened", held, Table.objects.get(pk=table_id), by, now)


def _record_table(verb: str, held: PartneringRound, table: Table, by: Actor, now: datetime) -> None:
    change = {"table": (table.number, table.number)}
    audit.record(verb, on=held, by=by, at=now, stream=held.forum.audit_stream, change=change)


def _slot(slot: Slot) -> dict[str, tuple[str, str]]:
    return {"slot": (slot.starts_at.isoformat(), slot.starts_at.isoformat())}


def _round_locked(round_id: int | None, officer: Actor | None = None) -> PartneringRound:
    """Return a round, locked as publishing locks it; where an officer is given, it must be one of its forum."""
    if round_id is None:
        raise Refused(_("This is gone already."))
    held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=round_id)
    if officer is not None:
        require(may_run_forum(officer, held.forum_id), _("Only an officer of this forum can do this."))
    return held


def _round_to_tell_of(delegation_id: int, by: Actor) -> PartneringRound:
    """Return the round of a delegation, locked, to its people and the officers, while a timetable can be in force."""
    held = _round_locked(Delegation.objects.filter(pk=delegation_id).values_list("round_id", flat=True).first())
    own = delegacies(by).filter(delegation=delegation_id).exists()
    is_officer = may_run_forum(by, held.forum_id)
    require(own or is_officer, _("Only this delegation and the officers can say when it can meet."))
    _require_happening(held)
    return held


def _require_happening(held: PartneringRound) -> None:
    require(held.phase in rules.HAPPENING, _("This can be told from the placing until the round is closed."))


def _meetings_of(delegation_id: int) -> QuerySet[Meeting]:
    standing = Meeting.objects.filter(timetable__state=TimetableState.PUBLISHED, request__state=RequestState.ACCEPTED)
    return standing.filter(request__asking=delegation_id) | standing.filter(request__asked=delegation_id)


def _tell_officers(held: PartneringRound, absent: Delegation, now: datetime) -> None:
    officers = ForumRole.objects.filter(forum=held.forum_id, role=ForumRoleKind.OFFICER).order_by("user_id")
    notices.after_commit_each(
        "partnering/absence_told",
        [
            (f"partnering/absence:{absent.pk}:{now.isoformat()}:{user}", {"delegation_id": absent.pk, "user_id": user})
            for user in officers.values_list("user_id", flat=True)
        ],
        now=now,
    )
