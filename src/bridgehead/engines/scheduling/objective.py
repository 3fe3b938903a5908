"""What "better" means, term by term; earlier terms outweigh all later ones."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Schedule


class Score(NamedTuple):
    """A schedule's worth; of two scores the greater is the better."""

    mandatory: int
    weight: int
    fewer_breaks: int
    fairer: int
    fewer_table_changes: int


def score(problem: Problem, schedule: Schedule) -> Score:
    """Weigh a schedule: mandatory placed, weight placed, breaks, spread of breaks, table changes."""
    breaks = breaks_of(problem, schedule.slots)
    return Score(
        mandatory=sum(problem.meetings[meeting].mandatory for meeting in schedule.placements),
        weight=sum(problem.meetings[meeting].weight for meeting in schedule.placements),
        fewer_breaks=-sum(breaks),
        fairer=-(max(breaks, default=0) - min(breaks, default=0)),
        fewer_table_changes=-table_changes(problem, schedule),
    )


def breaks_of(problem: Problem, slots: Mapping[int, int]) -> list[int]:
    """For each participant the idle groups strictly between its first and its last meeting."""
    return [max(0, runs(sits) - 1) for sits in slots_of(problem, slots)]


def runs(slots: list[int]) -> int:
    """How many unbroken runs a sorted list of slots has."""
    return bool(slots) + sum(right - left > 1 for left, right in pairwise(slots))


def slots_of(problem: Problem, slots: Mapping[int, int]) -> list[list[int]]:
    """For each participant the slots in which it sits, in time order."""
    sits: list[list[int]] = [[] for _ in problem.participants]
    for meeting, slot in slots.items():
        for participant in problem.meetings[meeting].participants:
            sits[participant].append(slot)
    for own in sits:
        own.sort()
    return sits


def table_changes(problem: Problem, schedule: Schedule) -> int:
    """How often somebody's next meeting is at another table than the one before."""
    last: dict[int, int] = {}
    changes = 0
    for meeting, place in sorted(schedule.placements.items(), key=lambda pair: pair[1].slot):
        for participant in problem.meetings[meeting].participants:
            changes += last.get(participant, place.table) != place.table
            last[participant] = place.table
    return changes
