"""What comes out: a schedule, and the result that says how good it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Placement(NamedTuple):
    """Where a meeting lies: a slot counted from 0, a table's number, and whom each group of alternatives sends."""

    slot: int
    table: int
    attending: tuple[int, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """Meetings with their places; a meeting that is missing was not placed."""

    placements: Mapping[int, Placement] = field(default_factory=dict)

    @property
    def slots(self) -> dict[int, int]:
        """The slot of each placed meeting."""
        return {meeting: place.slot for meeting, place in self.placements.items()}


class Status(StrEnum):
    """What is known about a result."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Progress:
    """The best so far and what it can be at most, for somebody who waits."""

    placed: int
    weight: int
    weight_bound: int
    breaks: int
    breaks_bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule and its proof in numbers.

    `weight_bound` is the most that any schedule can place. Each further bound speaks of the schedules that are as good
    as this one in the terms before: `moved_bound` is the fewest meetings that move, where an earlier timetable was to
    be kept; `preference_bound` the most points; `breaks_bound` the fewest breaks. Optimal: all are met. Infeasible and
    unknown carry an empty schedule.
    """

    status: Status
    schedule: Schedule
    meetings: int
    placed: int
    weight: int
    weight_bound: int
    breaks: int
    breaks_bound: int
    seconds: float
    cpu_seconds: float
    seed: int
    moved: int = 0
    moved_bound: int = 0
    preference: int = 0
    preference_bound: int = 0
