"""Turns a round as it stands into plain values."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from bridgehead.partnering.adapters.problem import (
    FrozenDelegation,
    FrozenPlace,
    FrozenProblem,
    FrozenRequest,
    FrozenSlot,
    FrozenTable,
    Question,
)
from bridgehead.partnering.models import (
    Availability,
    Meeting,
    MeetingRequest,
    PartneringRound,
    RequestState,
    Slot,
    Table,
    Timetable,
)
from bridgehead.partnering.rules import weight_of

#: A repair takes a second; nobody waits longer for one that does not end.
REPAIR_SECONDS = 30


def freeze(held: PartneringRound) -> FrozenProblem:
    """Return the round's slots, tables, availability and accepted requests; read them in one transaction."""
    accepted = list(
        MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED)
        .order_by("pk")
        .values_list("pk", "asking_id", "asked_id", "strength", "answer_strength")
    )
    delegations = sorted({side for _pk, asking, asked, *_strengths in accepted for side in (asking, asked)})
    number = {pk: position for position, pk in enumerate(delegations)}
    slots = _slots(held)
    closed = _closed(held, {slot.id: position for position, slot in enumerate(slots)})
    tables = Table.objects.filter(round=held).order_by("number").values_list("pk", "number")
    return FrozenProblem(
        delegations=tuple(FrozenDelegation(pk, tuple(sorted(closed[pk])), held.max_meetings) for pk in delegations),
        slots=slots,
        tables=tuple(FrozenTable(*table) for table in tables),
        requests=tuple(
            FrozenRequest(pk, number[asking], number[asked], weight_of(strength, answer))
            for pk, asking, asked, strength, answer in accepted
        ),
    )


def frozen_places(timetable: Timetable) -> tuple[FrozenPlace, ...]:
    """Return where a timetable has its requests, those taken back since among them."""
    meetings = Meeting.objects.filter(timetable=timetable).order_by("request_id")
    return tuple(FrozenPlace(*each) for each in meetings.values_list("request_id", "slot_id", "table_id"))


def frozen_repair(timetable: Timetable, *, fills: bool, moves_others: bool) -> Question:
    """Return the question of what has to move for a timetable to fit its round as it stands."""
    places = frozen_places(timetable)
    asked = {"mends": True, "fills": fills, "moves_others": moves_others}
    return Question(freeze(timetable.round), places, 0, REPAIR_SECONDS, **asked)


def _slots(held: PartneringRound) -> tuple[FrozenSlot, ...]:
    """The slots by time; days by the forum's clock, a new session after a pause longer than a slot."""
    zone = ZoneInfo(held.forum.zone)
    frozen: list[FrozenSlot] = []
    days: dict[object, int] = {}
    session, until = -1, None
    for pk, start, end in (
        Slot.objects.filter(round=held).order_by("starts_at").values_list("pk", "starts_at", "ends_at")
    ):
        day = days.setdefault(start.astimezone(zone).date(), len(days))
        paused = until is None or start - until > timedelta(minutes=held.slot_minutes)
        if paused or day != frozen[-1].day:
            session += 1
        frozen.append(FrozenSlot(pk, session, day))
        until = end
    return tuple(frozen)


def _closed(held: PartneringRound, position: dict[int, int]) -> dict[int, list[int]]:
    closed: dict[int, list[int]] = defaultdict(list)
    for delegation, slot in Availability.objects.filter(slot__round=held).values_list("delegation_id", "slot_id"):
        closed[delegation].append(position[slot])
    return closed
