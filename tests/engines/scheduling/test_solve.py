"""What the one door promises: valid, as good as brute force, repeatable, and willing to stop."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.objective import breaks_of, score
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Progress, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from tests.engines.scheduling.rounds import best_by_force, small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=120, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
FORUM = Recipe(participants=24, requests=60, slots=10, tables=7, absent=0.1)


@UNHURRIED
@given(small_rounds())
def test_a_small_round_is_solved_as_well_as_by_brute_force(problem: Problem) -> None:
    best = best_by_force(problem)
    result = solve(problem, budget_seconds=60)
    if best is None:
        assert (result.status, result.schedule) == (Status.INFEASIBLE, Schedule())
        return
    assert violations(problem, result.schedule) == []
    assert (result.status, result.weight, result.breaks) == (Status.OPTIMAL, *best)
    assert (result.weight_bound, result.breaks_bound) == best


@UNHURRIED
@given(small_rounds(mandatory=True))
@example(
    Problem(
        (Participant(),) * 2,
        (Slot(),) * 3,
        tables_numbered(1, 3),
        (Meeting((0, 1), fixed_slot=0), Meeting((0, 1), fixed_slot=2)),
        fairness=0,
    )
)
def test_a_mandatory_round_is_solved_as_well_as_by_brute_force(problem: Problem) -> None:
    best = best_by_force(problem)
    result = solve(problem, budget_seconds=60)
    if best is None:
        assert result.status is Status.INFEASIBLE
    else:
        assert (result.status, result.weight, result.breaks) == (Status.OPTIMAL, *best)


def proven_share(told: list[Progress]) -> float:
    """How much of the most that can be placed the last report has."""
    return told[-1].weight / told[-1].weight_bound if told else 0.0


def test_a_forum_of_wishes_is_placed_as_heavily_as_can_be() -> None:
    problem = generated(FORUM, seed=3)
    told: list[Progress] = []
    result = solve(problem, budget_seconds=120, progress=told.append, cancelled=lambda: proven_share(told) >= 1)
    assert violations(problem, result.schedule) == []
    assert result.weight == result.weight_bound
    assert result.breaks_bound <= result.breaks == sum(breaks_of(problem, result.schedule.slots))
    assert [one.weight for one in told] == sorted(one.weight for one in told)
    assert told[-1].weight == result.weight


def test_the_same_problem_seed_and_budget_give_the_same_result() -> None:
    problem = generated(replace(FORUM, participants=12, requests=24, slots=6, tables=6, absent=0.0), seed=5)
    results = [solve(problem, budget_seconds=60, seed=7) for _ in range(2)]
    assert results[0].status is Status.OPTIMAL
    assert len({pickle.dumps(replace(result, seconds=0.0, cpu_seconds=0.0)) for result in results}) == 1


def test_a_start_that_is_best_is_kept_and_a_broken_one_left_aside() -> None:
    problem = Problem((Participant(),) * 4, (Slot(),) * 2, tables_numbered(2, 2), (Meeting((0, 1)), Meeting((2, 3))))
    start = Schedule({0: Placement(1, 2), 1: Placement(1, 1)})
    assert solve(problem, budget_seconds=5, start=start).schedule.slots == start.slots
    assert solve(problem, budget_seconds=5, start=Schedule({0: Placement(1, 2)})).placed == 2


def test_a_cancelled_search_ends_with_the_best_so_far() -> None:
    problem = generated(FORUM, seed=3)
    result = solve(problem, budget_seconds=60, cancelled=lambda: True)
    assert result.status is Status.FEASIBLE
    assert violations(problem, result.schedule) == []
    assert result.seconds < 20


def test_a_search_without_time_says_that_it_knows_nothing() -> None:
    problem = generated(replace(FORUM, mandatory=True, absent=0.0), seed=3)
    result = solve(problem, budget_seconds=1e-9)
    everything = sum(meeting.weight for meeting in problem.meetings)
    assert (result.status, result.placed, result.weight_bound) == (Status.UNKNOWN, 0, everything)


def test_a_round_without_meetings_is_optimal() -> None:
    problem = Problem((Participant(),), (Slot(),), tables_numbered(1, 1), ())
    result = solve(problem, budget_seconds=5)
    assert (result.status, result.weight, result.weight_bound, result.breaks) == (Status.OPTIMAL, 0, 0, 0)


def test_a_locked_table_is_kept_and_others_move_aside() -> None:
    meetings = (Meeting((0, 1), fixed_slot=0), Meeting((2, 3), fixed_slot=0, fixed_table=1))
    problem = Problem((Participant(),) * 4, (Slot(),), tables_numbered(2, 1), meetings)
    result = solve(problem, budget_seconds=5)
    assert result.schedule.placements == {0: Placement(0, 2), 1: Placement(0, 1)}


def test_weights_of_every_size_are_placed_as_heavily_as_the_bound() -> None:
    forum = generated(FORUM, seed=3)
    meetings = tuple(replace(meeting, weight=1000 + number * number) for number, meeting in enumerate(forum.meetings))
    problem = replace(forum, meetings=meetings)
    told: list[Progress] = []
    result = solve(problem, budget_seconds=120, progress=told.append, cancelled=lambda: proven_share(told) >= 0.99)
    assert violations(problem, result.schedule) == []
    assert result.weight >= 0.99 * result.weight_bound


def test_weight_outranks_breaks() -> None:
    sparse, dense = Schedule({0: Placement(0, 1), 1: Placement(2, 1)}), Schedule({0: Placement(0, 1)})
    problem = Problem(
        (Participant(),) * 2,
        (Slot(),) * 3,
        tables_numbered(1, 3),
        (Meeting((0, 1), mandatory=False), Meeting((0, 1), mandatory=False)),
    )
    assert score(problem, sparse) > score(problem, dense)
    assert [score(problem, one).fewer_breaks for one in (sparse, dense)] == [-2, 0]


def test_a_large_round_is_valid_and_near_its_bound() -> None:
    problem = generated(Recipe(participants=300, requests=2400, slots=16, tables=90, days=2, absent=0.2), seed=1)
    told: list[Progress] = []
    result = solve(
        problem, budget_seconds=120, seed=1, progress=told.append, cancelled=lambda: proven_share(told) >= 0.98
    )
    assert violations(problem, result.schedule) == []
    assert 0.98 * result.weight_bound <= result.weight <= result.weight_bound


@pytest.mark.parametrize("seed", range(3))
def test_another_seed_gives_another_valid_schedule(seed: int) -> None:
    problem = generated(replace(FORUM, participants=12, requests=24, slots=6, tables=6, absent=0.0), seed=5)
    assert violations(problem, solve(problem, budget_seconds=30, seed=seed).schedule) == []
