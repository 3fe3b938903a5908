"""The numbers a file uses for its participants, slots and meetings, beside the problem that counts from 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.check import Violation
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule


@dataclass(frozen=True)
class NumberedProblem:
    """A problem as read, with the file's own numbers: `meetings[m]` is what the file calls meeting m."""

    problem: Problem
    participants: tuple[int, ...]
    slots: tuple[int, ...]
    meetings: tuple[int, ...]

    def named(self, violation: Violation) -> str:
        """What to say of a broken rule, in the file's numbers."""
        return violation.named(meetings=self.meetings, participants=self.participants, slots=self.slots)

    def outward(self, schedule: Schedule) -> list[list[int]]:
        """The placements as [meeting, slot, table, those of its alternatives who attend …] in the file's numbers.

        They are ordered by slot and table.
        """
        placed = sorted(schedule.placements.items(), key=lambda pair: (pair[1], pair[0]))
        return [
            [
                self.meetings[meeting],
                self.slots[place.slot],
                place.table,
                *(self.participants[person] for person in place.attending),
            ]
            for meeting, place in placed
        ]

    def inward(self, placements: Iterable[Sequence[int]]) -> Schedule:
        """The schedule of placements in the file's numbers; a number the file does not have becomes -1."""
        meeting_of = {number: meeting for meeting, number in enumerate(self.meetings)}
        slot_of = {number: slot for slot, number in enumerate(self.slots)}
        person_of = {number: person for person, number in enumerate(self.participants)}
        return Schedule(
            {
                meeting_of.get(meeting, -1): Placement(
                    slot_of.get(slot, -1), table, tuple(person_of.get(person, -1) for person in attending)
                )
                for meeting, slot, table, *attending in placements
            }
        )


def counted(problem: Problem) -> NumberedProblem:
    """The usual numbers: everything counted from 1."""
    return NumberedProblem(
        problem,
        tuple(range(1, len(problem.participants) + 1)),
        tuple(range(1, len(problem.slots) + 1)),
        tuple(range(1, len(problem.meetings) + 1)),
    )
