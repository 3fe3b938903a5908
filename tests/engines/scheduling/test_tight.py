"""Prices say what a schedule of the bound's weight must look like, and clauses whether there is one."""

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import generated
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.rounds import USUAL
from bridgehead.engines.scheduling.schedule import Progress, Schedule
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers.bound import Relaxed, relaxed_placement
from bridgehead.engines.scheduling.solvers.domains import Domains, narrowed
from bridgehead.engines.scheduling.solvers.tight import Spending, placement_at
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.ways import Slots, Ways, ways_of
from bridgehead.engines.scheduling.tables import seated
from tests.engines.scheduling.rounds import best_of_all, rich_rounds, schedules_of

UNHURRIED = settings(
    deadline=None, max_examples=150, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def priced(problem: Problem) -> tuple[Ways, Domains, Relaxed] | None:
    """The ways, where they may lie, and the program's answer; None where there is no schedule at all."""
    ways = ways_of(problem)
    domains = narrowed(ways)
    relaxed = None if domains is None else relaxed_placement(ways, domains, seconds=60)
    return None if domains is None or relaxed is None else (ways, domains, relaxed)


def spent(ways: Ways, spending: Spending, slots: Slots) -> int:
    """What a schedule spends of the prices."""
    held = {ways.meeting_of[way] for way in slots}
    taken = {(person, slot) for way, slot in slots.items() for person in ways.meetings[way].participants}
    left_out = {ways.meeting_of[way]: cost for way, cost in spending.left_out.items()}
    tables = list(slots.values())
    return (
        sum(spending.places[place] for place in slots.items())
        + sum(cost for meeting, cost in left_out.items() if meeting not in held)
        + sum(cost for seat, cost in spending.seats.items() if seat not in taken)
        + sum(cost * (len(ways.tables[slot]) - tables.count(slot)) for slot, cost in spending.tables.items())
    )


@UNHURRIED
@given(rich_rounds())
def test_no_schedule_weighs_more_than_what_it_leaves_of_all_prices(problem: Problem) -> None:
    found = priced(problem)
    if found is None:
        return
    ways, _, relaxed = found
    assert relaxed.bound <= relaxed.spending.total / relaxed.spending.unit < relaxed.bound + 1.001
    for placed in islice(schedules_of(problem), 40):
        slots = ways.slots_of(Schedule(placed))
        weight = sum(ways.meetings[way].weight for way in slots)
        assert spent(ways, relaxed.spending, slots) <= relaxed.spending.most_at(weight)


@UNHURRIED
@given(rich_rounds())
def test_the_best_weight_is_found_and_what_is_beyond_it_never(problem: Problem) -> None:
    best, found = best_of_all(problem), priced(problem)
    if best is None or found is None:
        return
    ways, domains, relaxed = found
    for weight in range(best.weight, relaxed.bound + 2):
        answer, slots = placement_at(ways, domains, relaxed.spending, weight, Watch(60), seed=1, conflicts=10_000)
        schedule = seated(ways, slots)
        if weight == best.weight:
            assert answer
        if answer and problem.fairness is None and len(schedule.placements) == len(slots):
            assert violations(problem, schedule) == []
            assert sum(ways.meetings[way].weight for way in slots) <= best.weight


def test_what_prices_leave_possible_and_nobody_can_hold_is_refused() -> None:
    meetings = tuple(Meeting(pair, mandatory=False) for pair in ((0, 1), (1, 2), (0, 2)))
    problem = Problem((Participant(),) * 3, (Slot(),) * 2, tables_numbered(2, 2), meetings)
    found = priced(problem)
    assert found is not None
    ways, domains, relaxed = found
    assert relaxed.bound == 3
    assert placement_at(ways, domains, relaxed.spending, 3, Watch(60), seed=1, conflicts=10_000) == (False, {})
    assert placement_at(ways, domains, relaxed.spending, 4, Watch(60), seed=1, conflicts=10_000) == (False, {})


@pytest.mark.parametrize(("name", "seed"), [("usual-90-patchy", 1), ("usual-90-patchy", 3), ("usual-100-patchy", 2)])
def test_a_forum_of_people_who_come_and_go_has_all_the_weight_there_can_be(name: str, seed: int) -> None:
    problem = generated(replace(USUAL[name][0], fairness=None), seed=seed)
    told: list[Progress] = []

    def is_done() -> bool:
        return bool(told) and told[-1].weight >= told[-1].weight_bound

    result = solve(problem, budget_seconds=30, seed=seed, progress=told.append, cancelled=is_done)
    assert (result.weight, violations(problem, result.schedule)) == (result.weight_bound, [])
