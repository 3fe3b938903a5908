"""The result that moves as little as can be of a timetable made for an earlier form of the problem."""

import time

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.repair import kept
from bridgehead.engines.scheduling.schedule import Result, Schedule, Status
from bridgehead.engines.scheduling.solvers.board import allowed_flags
from bridgehead.engines.scheduling.solvers.counting import counts_of, fewest_breaks_at, prices_of, scaled_bound

MOST_BOUND_SECONDS = 20.0


def keep(problem: Problem, start: Schedule) -> Result:
    """Settle again what can no longer lie where it lies in `start`, which may break rules by now.

    The bounds are those of any schedule, however far from `start`. Unknown when a rule stays broken.
    """
    began, cpu_began = time.monotonic(), time.process_time()
    schedule = kept(problem, start)
    if violations(problem, schedule):
        schedule = Schedule()
    counts = counts_of(problem, allowed_flags(problem))
    prices = prices_of(counts, MOST_BOUND_SECONDS)
    weight = sum(problem.meetings[number].weight for number in schedule.placements)
    breaks = sum(breaks_of(problem, schedule.slots))
    weight_bound, breaks_bound = scaled_bound(counts, prices) // prices.scale, fewest_breaks_at(counts, prices, weight)
    status = Status.OPTIMAL if (weight, breaks) == (weight_bound, breaks_bound) else Status.FEASIBLE
    if violations(problem, schedule):
        status = Status.UNKNOWN
    return Result(
        status=status,
        schedule=schedule,
        meetings=len(problem.meetings),
        placed=len(schedule.placements),
        weight=weight,
        weight_bound=weight_bound,
        breaks=breaks,
        breaks_bound=breaks_bound,
        seconds=time.monotonic() - began,
        cpu_seconds=time.process_time() - cpu_began,
        seed=0,
    )
