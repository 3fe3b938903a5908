"""Meetings and seats of a timetable, written in bulk; the database's constraints judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bridgehead.partnering.adapters.problem import FrozenPlace
from bridgehead.partnering.models import (
    Meeting,
    MeetingRequest,
    MeetingSeat,
    MeetingState,
    RequestState,
    RoundPhase,
    RunFailure,
    RunReason,
    Slot,
    Table,
    Timetable,
    TimetableRun,
)
from bridgehead.partnering.queries.seating import seating_of

AT_ONCE = 500


def keep_draft(run: TimetableRun, placements: Sequence[tuple[int, int, int]]) -> RunFailure | None:
    """Write a run's draft inside the caller's transaction: ``placements`` are [request, slot, table] in rows' ids.

    What the run was to leave where it is stays locked. A request taken back meanwhile is left out. A slot or table
    taken away meanwhile makes the run fail.
    """
    slots = set(Slot.objects.filter(round=run.round).values_list("pk", flat=True))
    tables = set(Table.objects.filter(round=run.round).values_list("pk", flat=True))
    accepted = set(
        MeetingRequest.objects.filter(round=run.round, state=RequestState.ACCEPTED).values_list("pk", flat=True)
    )
    if any(slot not in slots or table not in tables for _request, slot, table in placements):
        return RunFailure.ROUND_CHANGED
    draft = Timetable.objects.create(round=run.round, run=run)
    locked = {FrozenPlace(**each) for each in run.problem.locked}
    Meeting.objects.bulk_create(
        [
            Meeting(
                timetable=draft,
                request_id=request,
                slot_id=slot,
                table_id=table,
                is_locked=FrozenPlace(request, slot, table) in locked,
            )
            for request, slot, table in placements
            if request in accepted
        ],
        batch_size=AT_ONCE,
    )
    seat_everybody(draft)
    return None


def with_begun(
    placements: Sequence[tuple[int, int, int]], run: TimetableRun, stands: Timetable | None
) -> list[tuple[int, int, int]]:
    """Add to a run's placements the meetings that had begun when it was asked: they stay where ``stands`` has them."""
    if stands is None or run.round.phase != RoundPhase.RUN:
        return list(placements)
    asked = [slot["id"] for slot in run.problem.content["slots"]]
    placed = [request for request, _slot, _table in placements]
    begun = Meeting.objects.filter(timetable=stands).exclude(slot__in=asked).exclude(request__in=placed)
    return [*placements, *begun.order_by("pk").values_list("request_id", "slot_id", "table_id")]


def keep_reasons(run: TimetableRun, reasons: Sequence[Mapping[str, Any]]) -> None:
    """Write, as ``Explained`` tells it, why a run's result leaves requests out."""
    RunReason.objects.bulk_create(
        [RunReason(run=run, request_id=each["request"], content=each) for each in reasons], batch_size=AT_ONCE
    )


def copy_of(found: Timetable, *, changed_at: datetime | None = None) -> Timetable:
    """Make a draft with the meetings of a timetable at their slots and tables; nobody has a seat in it yet.

    It follows the run that placed them, so that the reasons for what has no place go with it.
    """
    draft = Timetable.objects.create(round=found.round, follows=found.made_by, changed_at=changed_at)
    standing = Meeting.objects.filter(timetable=found).exclude(state=MeetingState.CANCELLED).order_by("request_id")
    places = standing.values("request_id", "slot_id", "table_id", "state", "is_locked")
    Meeting.objects.bulk_create([Meeting(timetable=draft, **each) for each in places], batch_size=AT_ONCE)
    return draft


def seat_everybody(timetable: Timetable) -> None:
    """Seat at each meeting whom its two delegations send to it now."""
    MeetingSeat.objects.filter(timetable=timetable).delete()
    seat_at(timetable, Meeting.objects.filter(timetable=timetable))


def seat_at(timetable: Timetable, seatless: QuerySet[Meeting]) -> None:
    """Seat whom the two delegations send at meetings of a timetable at which nobody has a seat."""
    seating = seating_of(timetable.round)
    meetings = seatless.values_list("pk", "slot_id", "request_id", "request__asking_id", "request__asked_id")
    MeetingSeat.objects.bulk_create(
        [
            MeetingSeat(meeting_id=meeting, delegate_id=person, timetable=timetable, slot_id=slot)
            for meeting, slot, request, *sides in meetings
            for side in sides
            for person in seating.at(request=request, slot=slot, delegation=side)
        ],
        batch_size=AT_ONCE,
    )
