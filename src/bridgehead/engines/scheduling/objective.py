"""What "better" means, term by term; earlier terms outweigh all later ones."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule


class Score(NamedTuple):
    """A schedule's worth; of two scores the greater is the better."""

    mandatory: int
    weight: int
    fewer_moved: int
    preference: int
    fewer_breaks: int
    fairer: int
    fewer_table_changes: int


def score(problem: Problem, schedule: Schedule, *, earlier: Schedule | None = None) -> Score:
    """Weigh a schedule, also by what it keeps of an earlier one."""
    seats = seats_of(problem, schedule)
    breaks = [max(0, runs(sits) - 1) for sits in seats]
    return Score(
        mandatory=sum(problem.meetings[meeting].mandatory for meeting in schedule.placements),
        weight=sum(problem.meetings[meeting].weight for meeting in schedule.placements),
        fewer_moved=-moved_from(earlier or Schedule(), schedule),
        preference=preference_of(problem, seats),
        fewer_breaks=-sum(breaks),
        fairer=-(max(breaks, default=0) - min(breaks, default=0)),
        fewer_table_changes=-table_changes(problem, schedule),
    )


def moved_from(earlier: Schedule, schedule: Schedule) -> int:
    """How many meetings of the earlier schedule lie in another slot, are attended by others, or have no place."""

    def time_and_people(placements: Mapping[int, Placement], number: int) -> tuple[int, tuple[int, ...]] | None:
        place = placements.get(number)
        return None if place is None else (place.slot, place.attending)

    before, now = earlier.placements, schedule.placements
    return sum(time_and_people(before, number) != time_and_people(now, number) for number in before)


def preference_of(problem: Problem, seats: Sequence[Sequence[int]]) -> int:
    """The points of all seats, given for each participant as the slots in which it sits."""
    return sum(
        points
        for participant, sits in zip(problem.participants, seats, strict=True)
        if participant.preferences
        for slot, points in participant.preferences
        if slot in sits
    )


def seats_of(problem: Problem, schedule: Schedule) -> list[list[int]]:
    """For each participant the slots in which it sits, in time order."""
    places = schedule.placements.items()
    return _in_time_order(
        problem, ((problem.meetings[meeting].participants + place.attending, place.slot) for meeting, place in places)
    )


def breaks_of(problem: Problem, slots: Mapping[int, int]) -> list[int]:
    """For each participant the idle groups strictly between its first and its last meeting.

    Alternatives, of whom only a schedule says who attends, are left out.
    """
    sits = _in_time_order(problem, ((problem.meetings[meeting].participants, slot) for meeting, slot in slots.items()))
    return [max(0, runs(own) - 1) for own in sits]


def runs(slots: list[int]) -> int:
    """How many unbroken runs a sorted list of slots has."""
    return bool(slots) + sum(right - left > 1 for left, right in pairwise(slots))


def _in_time_order(problem: Problem, meetings: Iterable[tuple[Sequence[int], int]]) -> list[list[int]]:
    sits: list[list[int]] = [[] for _ in problem.participants]
    for people, slot in meetings:
        for participant in people:
            sits[participant].append(slot)
    for own in sits:
        own.sort()
    return sits


def table_changes(problem: Problem, schedule: Schedule) -> int:
    """How often somebody's next meeting is at another table than the one before."""
    last: dict[int, int] = {}
    changes = 0
    for meeting, place in sorted(schedule.placements.items(), key=lambda pair: pair[1].slot):
        for participant in problem.meetings[meeting].participants + place.attending:
            changes += last.get(participant, place.table) != place.table
            last[participant] = place.table
    return changes
