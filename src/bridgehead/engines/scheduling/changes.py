"""What can happen to a round whose timetable stands: somebody falls ill, a table is missing, a meeting is called off.

Numbers of participants, slots and meetings stay as they are; a meeting that is called off keeps its number without a
slot, and new ones are counted on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, WrongProblem, slots_for


@dataclass(frozen=True, slots=True)
class Absent:
    """A participant cannot come in these slots (None: at all), beside those it could not come in before."""

    participant: int
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """A participant can come in these slots after all."""

    participant: int
    slots: frozenset[int]


@dataclass(frozen=True, slots=True)
class TableWithdrawn:
    """A table is missing in these slots (None: in all)."""

    table: int
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class SlotClosed:
    """Nobody meets in this slot."""

    slot: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting, or the request for it, is called off."""

    meeting: int


@dataclass(frozen=True, slots=True)
class Added:
    """A meeting is wished for that was not there."""

    meeting: Meeting


Change = Absent | Present | TableWithdrawn | SlotClosed | Cancelled | Added


class Facts:
    """A problem that changes; raises WrongProblem for a change of something that does not exist."""

    def __init__(self, problem: Problem) -> None:
        self._before = problem
        self.slots: tuple[Slot, ...] = problem.slots
        self.participants: list[Participant] = list(problem.participants)
        self.tables: list[tuple[int, ...]] = list(problem.tables)
        self.meetings: list[Meeting] = list(problem.meetings)

    def apply(self, change: Change) -> Iterable[int]:
        """Make one change; the meetings that may have other slots now."""
        match change:
            case Absent(participant, slots):
                return self._available(participant, self._all_or(slots), frozenset())
            case Present(participant, slots):
                return self._available(participant, frozenset(), slots)
            case TableWithdrawn(table, slots):
                return self._without(table, self._all_or(slots))
            case SlotClosed(slot):
                self.tables[self._known(slot, len(self.slots), "Slot")] = ()
                return range(len(self.meetings))
            case Cancelled(meeting):
                number = self._known(meeting, len(self.meetings), "Meeting")
                gone = replace(self.meetings[number], slots=frozenset(), fixed_slot=None, mandatory=False)
                self.meetings[number] = gone
                return (number,)
            case Added(meeting=new):
                return self._with(new)

    def _all_or(self, slots: frozenset[int] | None) -> frozenset[int]:
        return frozenset(range(len(self.slots))) if slots is None else slots

    def _with(self, new: Meeting) -> Iterable[int]:
        is_larger = len(new.participants) > self._before.most_participants
        if new.fixed_table is not None or new.earlier_than or new.either or is_larger:
            raise WrongProblem(
                "A new meeting has no fixed table, no order, no alternatives, and no more participants than others."
            )
        for participant in new.participants:
            self._known(participant, len(self.participants), "Participant")
        self.meetings.append(new)
        return (len(self.meetings) - 1,)

    def _known(self, number: int, count: int, kind: str) -> int:
        if not 0 <= number < count:
            raise WrongProblem(f"{kind} {number} does not exist; expected 0 to {count - 1}.")
        return number

    def _available(self, participant: int, away: frozenset[int], back: frozenset[int]) -> Iterable[int]:
        before = self.participants[self._known(participant, len(self.participants), "Participant")]
        for slot in away | back:
            self._known(slot, len(self.slots), "Slot")
        self.participants[participant] = replace(before, forbidden=(before.forbidden | away) - back)
        added = range(len(self._before.meetings), len(self.meetings))
        return [
            *self._before.meetings_of[participant],
            *(number for number in added if participant in self.meetings[number].participants),
        ]

    def _without(self, table: int, slots: Iterable[int]) -> Iterable[int]:
        emptied = False
        for slot in slots:
            numbers = self.tables[self._known(slot, len(self.slots), "Slot")]
            self.tables[slot] = tuple(number for number in numbers if number != table)
            emptied = emptied or not self.tables[slot]
        return range(len(self.meetings)) if emptied else self._before.fixed_at.get(table, ())

    def slots_for(self, number: int) -> frozenset[int]:
        """Where a meeting may lie now."""
        return slots_for(self.meetings[number], self.slots, self.participants, self.tables)

    def release(self, number: int) -> None:
        """A mandatory meeting that can lie nowhere any more is only wished for."""
        self.meetings[number] = replace(self.meetings[number], mandatory=False)

    def problem(self) -> Problem:
        """The problem as it is now."""
        return replace(
            self._before,
            participants=tuple(self.participants),
            tables=tuple(self.tables),
            meetings=tuple(self.meetings),
        )
