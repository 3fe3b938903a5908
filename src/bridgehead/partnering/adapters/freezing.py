"""Turns a round as it stands into plain values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
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
    RoundPhase,
    Slot,
    Table,
    TableClosure,
    Timetable,
)
from bridgehead.partnering.rules import weight_of

#: A repair takes a second; nobody waits longer for one that does not end.
REPAIR_SECONDS = 30


def freeze(held: PartneringRound, stands: Timetable | None = None, *, now: datetime | None = None) -> FrozenProblem:
    """Return the round's slots, tables, availability and accepted requests; read them in one transaction.

    While the meetings are held, what ``stands`` has in slots that have begun by ``now`` is no question any more: those
    slots and requests are left out, and count towards the limit of whoever met.
    """
    begun = begun_slots(held, now)
    over = Counter[int]()
    met = set()
    if stands is not None and begun:
        sides = ("request_id", "request__asking_id", "request__asked_id")
        for request, *pair in Meeting.objects.filter(timetable=stands, slot__in=begun).values_list(*sides):
            met.add(request)
            over.update(pair)
    agreed = MeetingRequest.objects.filter(round=held, state=RequestState.ACCEPTED).order_by("pk")
    shown = agreed.values_list("pk", "asking_id", "asked_id", "strength", "answer_strength")
    accepted = [each for each in shown if each[0] not in met]
    delegations = sorted({side for _pk, asking, asked, *_strengths in accepted for side in (asking, asked)})
    number = {pk: position for position, pk in enumerate(delegations)}
    slots = _slots(held, begun)
    position = {slot.id: number for number, slot in enumerate(slots)}
    closed = _closed(held, position)
    return FrozenProblem(
        delegations=tuple(
            FrozenDelegation(pk, tuple(sorted(closed[pk])), _left(held.max_meetings, over[pk])) for pk in delegations
        ),
        slots=slots,
        tables=_tables(held, position),
        requests=tuple(
            FrozenRequest(pk, number[asking], number[asked], weight_of(strength, answer))
            for pk, asking, asked, strength, answer in accepted
        ),
    )


def begun_slots(held: PartneringRound, now: datetime | None) -> set[int]:
    """Return the slots that have begun by ``now`` while the meetings are held; before, everything can still move."""
    if now is None or held.phase != RoundPhase.RUN:
        return set()
    return set(Slot.objects.filter(round=held, starts_at__lte=now).values_list("pk", flat=True))


def frozen_places(timetable: Timetable, *, now: datetime | None = None) -> tuple[FrozenPlace, ...]:
    """Return where a timetable has its requests, those taken back since among them; not those that have begun."""
    begun = begun_slots(timetable.round, now)
    meetings = Meeting.objects.filter(timetable=timetable).exclude(slot__in=begun).order_by("request_id")
    return tuple(FrozenPlace(*each) for each in meetings.values_list("request_id", "slot_id", "table_id"))


def locked_places(timetable: Timetable, *, now: datetime | None = None) -> tuple[FrozenPlace, ...]:
    """Return where a timetable has the requests whose meetings are locked; not those that have begun."""
    begun = begun_slots(timetable.round, now)
    locked = Meeting.objects.filter(timetable=timetable, is_locked=True).exclude(slot__in=begun).order_by("request_id")
    return tuple(FrozenPlace(*each) for each in locked.values_list("request_id", "slot_id", "table_id"))


def frozen_repair(
    timetable: Timetable,
    *,
    fills: bool,
    moves_others: bool,
    only_fills: bool = False,
    spared: Collection[tuple[int, int]] = (),
    now: datetime,
) -> Question:
    """Return what is asked about a timetable as its round stands at ``now``: what has to move, or what else fits in.

    Nothing is moved to, or laid anew for, a delegation in a slot in which it is ``spared``: both by their rows' ids.
    """
    places, locked = frozen_places(timetable, now=now), locked_places(timetable, now=now)
    asked = {"mends": True, "fills": fills, "moves_others": moves_others, "only_fills": only_fills}
    frozen = freeze(timetable.round, timetable, now=now).sparing(spared)
    return Question(frozen, places, 0, REPAIR_SECONDS, **asked, locked=locked)


def _left(most: int | None, met: int) -> int | None:
    return None if most is None else max(0, most - met)


def _slots(held: PartneringRound, begun: Collection[int]) -> tuple[FrozenSlot, ...]:
    """The slots to come by time; days by the forum's clock, a new session after a pause longer than a slot."""
    zone = ZoneInfo(held.forum.zone)
    frozen: list[FrozenSlot] = []
    days: dict[object, int] = {}
    session, until = -1, None
    laid = Slot.objects.filter(round=held).exclude(pk__in=begun).order_by("starts_at")
    for pk, start, end in laid.values_list("pk", "starts_at", "ends_at"):
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
        if slot in position:
            closed[delegation].append(position[slot])
    return closed


def _tables(held: PartneringRound, position: dict[int, int]) -> tuple[FrozenTable, ...]:
    """The tables by number, each with the slots in which it is missing: all tables are in a slot that is closed."""
    shut = [
        position[pk]
        for pk in Slot.objects.filter(round=held, is_shut=True).values_list("pk", flat=True)
        if pk in position
    ]
    missing: dict[int, set[int]] = defaultdict(lambda: set(shut))
    for table, slot in TableClosure.objects.filter(table__round=held).values_list("table_id", "slot_id"):
        if slot in position:
            missing[table].add(position[slot])
    laid = Table.objects.filter(round=held).order_by("number").values_list("pk", "number")
    return tuple(FrozenTable(pk, number, tuple(sorted(missing[pk]))) for pk, number in laid)
