"""A round as plain values, frozen for a run: what the engine is given, and what explains its result later.

No Django here: the process that solves starts without it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot
from bridgehead.engines.scheduling.schedule import Placement, Schedule

_ANYWHERE = (None, None)


@dataclass(frozen=True, slots=True)
class FrozenDelegation:
    """A participant: its row's id, the slots (positions in the frozen list) closed to it, and its limit of meetings.

    Into slots that are ``spared`` nothing is laid for it that does not lie there already.
    """

    id: int
    closed: tuple[int, ...] = ()
    most: int | None = None
    spared: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenSlot:
    """A slot: its row's id, and the day and the unbroken stretch that it belongs to, counted from 0."""

    id: int
    session: int
    day: int


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """A table: its row's id, its number, and the slots (positions in the frozen list) in which it is missing."""

    id: int
    number: int
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenRequest:
    """An accepted request: its row's id, its sides (positions in the list of delegations), how much it counts."""

    id: int
    one: int
    other: int
    weight: int


@dataclass(frozen=True, slots=True)
class FrozenPlace:
    """Where a timetable has a request: three rows' ids."""

    request: int
    slot: int
    table: int


@dataclass(frozen=True, slots=True)
class FrozenProblem:
    """A round as it stood; slots in the order of time."""

    delegations: tuple[FrozenDelegation, ...]
    slots: tuple[FrozenSlot, ...]
    tables: tuple[FrozenTable, ...]
    requests: tuple[FrozenRequest, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values; where nothing is spared nothing is said of it, as before it could be."""
        told = asdict(self)
        for each in told["delegations"]:
            if not each["spared"]:
                del each["spared"]
        return told

    def closing(self, pairs: Collection[tuple[int, int]]) -> FrozenProblem:
        """Return it with some slots closed to some delegations besides: (delegation, slot), rows' ids."""
        more = self._by_delegation(pairs)
        delegations = (
            replace(each, closed=tuple(sorted(more[each.id].union(each.closed)))) if each.id in more else each
            for each in self.delegations
        )
        return replace(self, delegations=tuple(delegations))

    def sparing(self, pairs: Collection[tuple[int, int]]) -> FrozenProblem:
        """Return it with nothing new to be laid there for some delegations: (delegation, slot), rows' ids."""
        spared = self._by_delegation(pairs)
        delegations = (
            replace(each, spared=tuple(sorted(spared[each.id]))) if each.id in spared else each
            for each in self.delegations
        )
        return replace(self, delegations=tuple(delegations))

    def closing_spared(self, schedule: Schedule) -> FrozenProblem:
        """Return it with what is spared closed, but for where a schedule has somebody sit."""
        sits = {
            (side, place.slot)
            for number, place in schedule.placements.items()
            for side in (self.requests[number].one, self.requests[number].other)
        }
        pairs = (
            (each.id, self.slots[slot].id)
            for number, each in enumerate(self.delegations)
            for slot in each.spared
            if (number, slot) not in sits
        )
        return self.closing(set(pairs))

    def _by_delegation(self, pairs: Collection[tuple[int, int]]) -> dict[int, set[int]]:
        """The positions of slots by delegation, rows' ids; slots that are not asked about are left out."""
        position = {slot.id: number for number, slot in enumerate(self.slots)}
        found: dict[int, set[int]] = defaultdict(set)
        for delegation, slot in pairs:
            if slot in position:
                found[delegation].add(position[slot])
        return found

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> FrozenProblem:
        """Return what ``as_json`` has told."""
        return cls(
            delegations=tuple(
                FrozenDelegation(each["id"], tuple(each["closed"]), each["most"], tuple(each.get("spared", ())))
                for each in content["delegations"]
            ),
            slots=tuple(FrozenSlot(**each) for each in content["slots"]),
            tables=tuple(
                FrozenTable(each["id"], each["number"], tuple(each.get("closed", ()))) for each in content["tables"]
            ),
            requests=tuple(FrozenRequest(**each) for each in content["requests"]),
        )

    @property
    def sha256(self) -> str:
        """The digest of the round in it; equal ones mean equal rounds: what is spared besides is no part of it."""
        return digest(replace(self, delegations=tuple(replace(each, spared=()) for each in self.delegations)).as_json())


@dataclass(frozen=True, slots=True)
class Question:
    """All that a run's result depends on. ``kept`` is what stands and is to be kept; None starts afresh.

    ``fairness`` is the most by which the breaks of two delegations may differ; None: any.
    A question that ``mends`` asks for a repair of what stands and for nothing more; with ``fills`` requests without a
    place get one where nobody has to move for it, and with ``moves_others`` as many others make way as help, not only
    one for each ten that lost their place. With ``only_fills`` everything that is kept stays at its slot and table, and
    requests without a place get one. What is ``locked`` stays at its slot and table whatever is asked.
    """

    problem: FrozenProblem
    kept: tuple[FrozenPlace, ...] | None
    seed: int
    budget_seconds: int
    fairness: int | None = None
    mends: bool = False
    fills: bool = False
    moves_others: bool = False
    only_fills: bool = False
    locked: tuple[FrozenPlace, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        kept = None if self.kept is None else list(map(asdict, self.kept))
        return {**told, "problem": self.problem.as_json(), "kept": kept, "locked": list(map(asdict, self.locked))}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Question:
        """Return what ``as_json`` has told."""
        kept = content["kept"]
        told = {
            "problem": FrozenProblem.from_json(content["problem"]),
            "kept": None if kept is None else tuple(FrozenPlace(**each) for each in kept),
            "locked": tuple(FrozenPlace(**each) for each in content["locked"]),
        }
        return cls(**{**content, **told})

    @property
    def fixed(self) -> tuple[FrozenPlace, ...]:
        """What stays at its slot and table: the locked ones, or all that is kept."""
        return self.kept or () if self.only_fills else self.locked

    @property
    def sha256(self) -> str:
        """The digest of all of it; equal digests mean equal results."""
        return digest(self.as_json())


class MoveKind(StrEnum):
    """Why a repair moves a meeting."""

    DISPLACED = "displaced"
    MADE_WAY = "made_way"
    RESEATED = "reseated"
    REMOVED = "removed"
    CALLED_OFF = "called_off"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Move:
    """What a repair does to a request: its place before and after as rows' ids (slot, table), None for none.

    ``away`` are the delegations that cannot come any more where it was.
    """

    request: int
    kind: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    away: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Move:
        """Return what ``as_json`` has told."""
        before, after = (tuple(place) if (place := content[name]) else None for name in ("before", "after"))
        return cls(content["request"], content["kind"], before, after, tuple(content["away"]))


def called_off(question: Question) -> Iterator[Move]:
    """Yield the meetings that stood whose request was taken back since."""
    agreed = {each.id for each in question.problem.requests}
    for each in question.kept or ():
        if each.request not in agreed:
            yield Move(each.request, MoveKind.CALLED_OFF, (each.slot, each.table), None)


def digest(content: Any) -> str:
    """Return the SHA-256 of plain JSON values."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def engine_problem(
    frozen: FrozenProblem,
    *,
    fairness: int | None = None,
    fixed: Iterable[FrozenPlace] = (),
    loose: Container[int] = (),
    kept: Iterable[FrozenPlace] = (),
) -> Problem:
    """Return what the engine solves: every request is an optional meeting of two participants with its weight.

    What is fixed is a mandatory meeting at its slot and table; of the ``loose`` requests among them one that is there
    or nowhere. What is spared is open to a meeting only where ``kept`` has it. A request that nobody wants any more is
    not a meeting.
    """
    slots = {each.id: position for position, each in enumerate(frozen.slots)}
    tables = {each.id: each.number for each in frozen.tables}
    spots = {each.request: (slots[each.slot], tables[each.table]) for each in fixed}
    lies = {each.request: slots[each.slot] for each in kept}
    return Problem(
        participants=tuple(
            Participant(forbidden=frozenset(each.closed), most=each.most) for each in frozen.delegations
        ),
        slots=tuple(Slot(session=slot.session, day=slot.day) for slot in frozen.slots),
        tables=_tables_by_slot(frozen),
        meetings=tuple(
            Meeting(
                participants=(each.one, each.other),
                slots=_unspared(frozen, each, lies.get(each.id)),
                weight=each.weight,
                mandatory=each.id in spots and each.id not in loose,
                fixed_slot=spots.get(each.id, _ANYWHERE)[0],
                fixed_table=spots.get(each.id, _ANYWHERE)[1],
            )
            for each in frozen.requests
        ),
        fairness=fairness,
    )


def _unspared(frozen: FrozenProblem, request: FrozenRequest, lies: int | None) -> frozenset[int] | None:
    """The slots that neither side has spared, and the one in which it lies; None where nothing is spared."""
    spared = {*frozen.delegations[request.one].spared, *frozen.delegations[request.other].spared}
    return frozenset(range(len(frozen.slots))) - (spared - {lies}) if spared else None


def _tables_by_slot(frozen: FrozenProblem) -> tuple[tuple[int, ...], ...]:
    """The numbers of the tables of each slot; slots without anything missing share one tuple."""
    missing: dict[int, set[int]] = defaultdict(set)
    for table in frozen.tables:
        for slot in table.closed:
            missing[slot].add(table.number)
    every = tuple(table.number for table in frozen.tables)
    return tuple(
        tuple(number for number in every if number not in missing[slot]) if slot in missing else every
        for slot in range(len(frozen.slots))
    )


def kept_schedule(question: Question) -> Schedule | None:
    """Return what is to be kept as the engine reads it; requests that nobody wants any more are not in it."""
    return None if question.kept is None else schedule_of(question.problem, question.kept)


def schedule_of(frozen: FrozenProblem, places: Iterable[FrozenPlace]) -> Schedule:
    """Return places as the engine reads them; requests that nobody wants any more are not in it."""
    meeting = {each.id: number for number, each in enumerate(frozen.requests)}
    slot = {each.id: number for number, each in enumerate(frozen.slots)}
    table = {each.id: each.number for each in frozen.tables}
    return Schedule(
        {
            meeting[each.request]: Placement(slot[each.slot], table[each.table])
            for each in places
            if each.request in meeting
        }
    )


def places_of(frozen: FrozenProblem, schedule: Schedule) -> dict[int, tuple[int, int]]:
    """Return where a schedule has the requests, by their positions: the ids of the slot's and the table's rows."""
    tables = {table.number: table.id for table in frozen.tables}
    return {
        number: (frozen.slots[place.slot].id, tables[place.table])
        for number, place in sorted(schedule.placements.items())
    }
