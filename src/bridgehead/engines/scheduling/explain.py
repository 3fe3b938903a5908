"""Why a meeting has no place and what would give it one, and which wishes cannot all be granted.

Reasons are values; words are the reader's business. An officer may see all of a reason. A participant sees a view that
is made from its own calendar alone, so that it can give away nothing about anybody else's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from bridgehead.engines.scheduling.objective import breaks_of, table_changes
from bridgehead.engines.scheduling.problem import Meeting, Problem, WrongProblem
from bridgehead.engines.scheduling.schedule import Schedule

MOST_OF_A_KIND = 3


class Why(StrEnum):
    """What keeps a meeting from a place; the first that holds, in this order."""

    NO_COMMON_SLOT = "no_common_slot"
    LIMIT = "limit"
    FREE = "free"
    ORDER = "order"
    TABLES_FULL = "tables_full"
    LOCKED = "locked"
    SIDE_FULL = "side_full"
    CLASH = "clash"


class Act(StrEnum):
    """What would give it a place."""

    COME = "come"
    ADD_TABLE = "add_table"
    RAISE_LIMIT = "raise_limit"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One act that is enough alone: in a slot somebody comes or takes one more, a table is added, a meeting goes."""

    act: Act
    slot: int
    participant: int | None = None
    meeting: int | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """A participant without a free slot for the meeting, and how its meetings weigh beside it."""

    participant: int
    placed: int
    heavier: int
    equal: int
    lighter: int


@dataclass(frozen=True, slots=True)
class OwnView:
    """What one participant is told: its own free slots and whether its own limit is met. Nothing else enters it."""

    meeting: int
    open_slots: tuple[int, ...]
    free_slots: tuple[int, ...]
    at_limit: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """For an officer: everything about an unplaced meeting.

    `open_slots` are each participant's slots as far as the meeting's own facts allow them, `common` those of all;
    `limited` are participants at their limit, `full` those without a free slot.
    """

    meeting: int
    why: Why
    open_slots: tuple[tuple[int, ...], ...]
    common: tuple[int, ...]
    limited: tuple[int, ...] = ()
    full: tuple[Full, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """A timetable in figures; `least_served`: who got the smallest share, how many of how many wishes."""

    placed: int
    meetings: int
    weight: int
    breaks: int
    seats_used: int
    seats: int
    table_changes: int
    least_served: tuple[int, int, int] | None


class Explainer:
    """Knows one timetable, which keeps every rule; raises WrongProblem for rules beyond the published ones."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        if not problem.has_published_rules:
            raise WrongProblem("Explanations know the published rules only.")
        self.problem, self.slots = problem, schedule.slots
        self._seat: dict[tuple[int, int], int] = {}
        self._fixed: dict[tuple[int, int], int] = {}
        self._load = [0] * len(problem.slots)
        self._placed = [0] * len(problem.participants)
        self._per_day: dict[tuple[int, int], int] = {}
        self._before: dict[int, list[int]] = {}
        for number, slot in self.slots.items():
            self._load[slot] += 1
            for later in problem.meetings[number].earlier_than:
                self._before.setdefault(later, []).append(number)
            table = problem.meetings[number].fixed_table
            if table is not None:
                self._fixed[slot, table] = number
            for person in problem.meetings[number].participants:
                day = problem.slots[slot].day
                self._seat[person, slot] = number
                self._placed[person] += 1
                self._per_day[person, day] = self._per_day.get((person, day), 0) + 1

    def unplaced(self) -> list[int]:
        """The meetings without a place."""
        return [number for number in range(len(self.problem.meetings)) if number not in self.slots]

    def own_view(self, number: int, participant: int) -> OwnView:
        """What a participant of the meeting may be told of it."""
        meeting = self.problem.meetings[number]
        if participant not in meeting.participants:
            raise ValueError("Only a participant of the meeting is told about it.")
        own = tuple(slot for slot in self._own(meeting) if self._comes(participant, slot))
        free = tuple(slot for slot in own if (participant, slot) not in self._seat)
        return OwnView(number, own, free, self._at_limit(participant))

    def reason(self, number: int) -> Reason:
        """Why an unplaced meeting has no place."""
        meeting = self.problem.meetings[number]
        own = self._own(meeting)
        open_slots = tuple(tuple(slot for slot in own if self._comes(person, slot)) for person in meeting.participants)
        common = tuple(sorted(self.problem.allowed[number]))
        limited = tuple(person for person in meeting.participants if self._is_limited(person, common))
        full = tuple(
            self._full(person, meeting)
            for person, mine in zip(meeting.participants, open_slots, strict=True)
            if mine and all((person, slot) in self._seat for slot in mine)
        )
        remedies = tuple(_first_of_a_kind(sorted(self._remedies(number, own), key=_easiest)))
        return Reason(number, self._why(number, common, limited, full), open_slots, common, limited, full, remedies)

    def _why(self, number: int, common: tuple[int, ...], limited: tuple[int, ...], full: tuple[Full, ...]) -> Why:
        if not common:
            return Why.NO_COMMON_SLOT
        if limited:
            return Why.LIMIT
        quiet = [slot for slot in common if not self._blockers(number, slot)]
        if quiet:
            ordered = [slot for slot in quiet if self._keeps_order(number, slot)]
            if not ordered:
                return Why.ORDER
            return Why.FREE if any(self._has_table(slot) for slot in ordered) else Why.TABLES_FULL
        if all(any(self._is_locked(other) for other in self._blockers(number, slot)) for slot in common):
            return Why.LOCKED
        return Why.SIDE_FULL if full else Why.CLASH

    def _own(self, meeting: Meeting) -> list[int]:
        """The slots that the meeting's own facts leave, whoever can come."""
        return [
            slot
            for slot in range(len(self.problem.slots))
            if (meeting.slots is None or slot in meeting.slots)
            and meeting.session in (None, self.problem.slots[slot].session)
            and meeting.fixed_slot in (None, slot)
            and self.problem.tables[slot]
        ]

    def _comes(self, person: int, slot: int) -> bool:
        return slot not in self.problem.participants[person].forbidden

    def _blockers(self, number: int, slot: int) -> set[int]:
        """The meetings that hold its participants, or the table it is fixed to."""
        meeting = self.problem.meetings[number]
        held = {self._seat[person, slot] for person in meeting.participants if (person, slot) in self._seat}
        if meeting.fixed_table is not None:
            held |= {self._fixed[slot, meeting.fixed_table]} if (slot, meeting.fixed_table) in self._fixed else set()
        return held

    def _is_locked(self, number: int) -> bool:
        return len(self.problem.allowed[number]) == 1 and self.problem.meetings[number].mandatory

    def _has_table(self, slot: int, freed: int = 0) -> bool:
        """Whether the slot has a table left once so many are given up."""
        return self._load[slot] - freed < len(self.problem.tables[slot])

    def _keeps_order(self, number: int, slot: int) -> bool:
        later = self.problem.meetings[number].earlier_than
        return all(self.slots.get(other, slot + 1) > slot for other in later) and all(
            self.slots[other] < slot for other in self._before.get(number, ())
        )

    def _at_limit(self, person: int) -> bool:
        most = self.problem.participants[person].most
        return most is not None and self._placed[person] >= most

    def _day_is_full(self, person: int, slot: int) -> bool:
        most, day = self.problem.participants[person].most_per_day, self.problem.slots[slot].day
        return most is not None and self._per_day.get((person, day), 0) >= most

    def _is_limited(self, person: int, common: tuple[int, ...]) -> bool:
        return self._at_limit(person) or (bool(common) and all(self._day_is_full(person, slot) for slot in common))

    def _full(self, person: int, meeting: Meeting) -> Full:
        weights = [
            self.problem.meetings[other].weight for other in self.problem.meetings_of[person] if other in self.slots
        ]
        heavier = sum(weight > meeting.weight for weight in weights)
        equal = sum(weight == meeting.weight for weight in weights)
        return Full(person, len(weights), heavier, equal, len(weights) - heavier - equal)

    def _remedies(self, number: int, own: list[int]) -> Iterator[Remedy]:
        """Single acts that are enough, checked against every rule but fairness."""
        people = self.problem.meetings[number].participants
        for slot in own:
            if not self._keeps_order(number, slot):
                continue
            absent = [person for person in people if not self._comes(person, slot)]
            blockers = self._blockers(number, slot)
            limited = [person for person in people if self._at_limit(person) or self._day_is_full(person, slot)]
            table = self._has_table(slot)
            match absent, sorted(blockers), limited, table:
                case [person], [], [], True:
                    yield Remedy(Act.COME, slot, participant=person)
                case [], [], [], False:
                    yield Remedy(Act.ADD_TABLE, slot)
                case [], [], [person], True:
                    yield Remedy(Act.RAISE_LIMIT, slot, participant=person)
                case [], [other], _, _ if self._has_table(slot, 1) and self._frees(other, limited):
                    yield Remedy(Act.GIVE_UP, slot, meeting=other)

    def _frees(self, other: int, limited: list[int]) -> bool:
        """Whether giving up another meeting also takes the limited below their limits."""
        meeting = self.problem.meetings[other]
        return not meeting.mandatory and all(person in meeting.participants for person in limited)


def _easiest(remedy: Remedy) -> tuple[int, int]:
    return list(Act).index(remedy.act), remedy.slot


def _first_of_a_kind(remedies: Iterable[Remedy]) -> Iterator[Remedy]:
    """The first few of each act and who does it: somebody away all day is no reason not to hear of a table."""
    seen: Counter[tuple[Act, int | None]] = Counter()
    for remedy in remedies:
        kind = (remedy.act, remedy.participant)
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND:
            yield remedy


def overview(problem: Problem, schedule: Schedule) -> Overview:
    """The timetable in figures."""
    wished = [len(numbers) for numbers in problem.meetings_of]
    had = [sum(number in schedule.placements for number in numbers) for numbers in problem.meetings_of]
    shares = [(had[person] / wished[person], person) for person in range(len(wished)) if wished[person]]
    least = min(shares, default=None)
    return Overview(
        placed=len(schedule.placements),
        meetings=len(problem.meetings),
        weight=sum(problem.meetings[number].weight for number in schedule.placements),
        breaks=sum(breaks_of(problem, schedule.slots)),
        seats_used=len(schedule.placements),
        seats=len(list(chain.from_iterable(problem.tables))),
        table_changes=table_changes(problem, schedule),
        least_served=None if least is None else (least[1], had[least[1]], wished[least[1]]),
    )
