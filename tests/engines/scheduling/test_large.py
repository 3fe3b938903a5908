"""Rounds of thousands: bounds that hold, rules that are kept, and the same result again."""

import pickle
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numba import typeof

from bridgehead.engines.scheduling import rounds
from bridgehead.engines.scheduling.certificates.spelled import spelled
from bridgehead.engines.scheduling.certificates.terms import Term
from bridgehead.engines.scheduling.certificates.verify import Case, proven
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Progress
from bridgehead.engines.scheduling.solve import SMALL_MEETINGS, solve
from bridgehead.engines.scheduling.solvers import kernels
from bridgehead.engines.scheduling.solvers.board import (
    LAST_STAMP,
    allowed_flags,
    board_of,
    flags_of,
    grown,
    plain_board,
)
from bridgehead.engines.scheduling.solvers.certify import certified
from bridgehead.engines.scheduling.solvers.counting import counts_of, fewest_breaks_at, prices_of, scaled_bound
from bridgehead.engines.scheduling.solvers.large import best_of_large
from bridgehead.engines.scheduling.solvers.prices import counted_prices
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.ways import ways_of
from bridgehead.engines.scheduling.tables import seated
from tests.engines.scheduling.rounds import best_by_force, small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=100, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
TIGHT = Recipe(participants=200, requests=1300, slots=24, tables=50, days=2, absent=0.3)


@UNHURRIED
@given(small_rounds())
def test_prices_prove_what_brute_force_finds(problem: Problem) -> None:
    best = best_by_force(problem)
    if best is None:
        return
    weight, breaks = best
    counts = counts_of(problem, allowed_flags(problem))
    prices = prices_of(counts, seconds=60)
    assert scaled_bound(counts, prices) >= weight * prices.scale
    assert fewest_breaks_at(counts, prices, weight) <= breaks


@UNHURRIED
@given(small_rounds(), st.integers(0, 3))
def test_prices_that_are_off_prove_less_but_nothing_wrong(problem: Problem, off: int) -> None:
    best = best_by_force(problem)
    if best is None:
        return
    counts = counts_of(problem, allowed_flags(problem))
    prices = prices_of(counts, seconds=60)
    wrong = prices._replace(participant=prices.participant + off * prices.scale // 3, table=prices.table * off // 2)
    assert scaled_bound(counts, wrong) >= best[0] * prices.scale
    assert fewest_breaks_at(counts, wrong, best[0]) <= best[1]


@UNHURRIED
@given(small_rounds())
def test_counted_prices_prove_as_much_by_rows_as_by_counting(problem: Problem) -> None:
    case = Case(spelled(problem), None)
    counts = counts_of(problem, flags_of(list(map(frozenset, case.slots.left)), len(problem.slots)))
    prices = prices_of(counts, seconds=60)
    by_rows = case.bound_by(Term.WEIGHT, counted_prices(ways_of(problem), case.slots))
    assert by_rows <= scaled_bound(counts, prices) // prices.scale


@UNHURRIED
@given(small_rounds())
def test_flags_say_what_the_problem_allows(problem: Problem) -> None:
    assert np.array_equal(allowed_flags(problem), flags_of(list(problem.allowed), len(problem.slots)))


@UNHURRIED
@given(small_rounds())
def test_the_large_methods_keep_every_rule_on_any_round(problem: Problem) -> None:
    found = best_of_large(problem, None, Watch(2), seed=1)
    best = best_by_force(problem)
    if found.slots is None:
        return
    assert best is not None
    assert violations(problem, seated(problem, found.slots)) == []
    weight = sum(problem.meetings[number].weight for number in found.slots)
    assert weight <= best[0] <= found.weight_bound
    if weight == best[0]:
        assert found.breaks_bound <= best[1]


@pytest.mark.parametrize("seed", range(3))
def test_a_tight_round_comes_within_a_thousandth_of_its_bound(seed: int) -> None:
    problem = generated(TIGHT, seed=seed)
    told: list[Progress] = []
    result = solve(problem, budget_seconds=15, seed=seed, progress=told.append)
    assert violations(problem, result.schedule) == []
    assert result.weight >= 0.999 * result.weight_bound
    assert 0 < result.breaks_bound <= result.breaks
    assert [one.weight for one in told] == sorted(one.weight for one in told)


def test_the_last_unit_of_weight_is_found_where_a_program_by_slot_would_take_all_the_time() -> None:
    recipe, budget = rounds.TIGHT["large-1000-tight"]
    result = solve(generated(recipe, seed=1), budget_seconds=2 * budget)
    assert result.weight == result.weight_bound


def test_a_roomy_round_has_few_breaks() -> None:
    problem = generated(
        Recipe(participants=300, requests=2250, slots=48, tables=150, days=2, absent=0.0, skew=0.0), seed=1
    )
    result = solve(problem, budget_seconds=60)
    assert (result.placed, result.weight) == (2250, result.weight_bound)
    assert result.breaks <= 0.05 * 300


def test_a_large_round_comes_out_the_same_again() -> None:
    problem = generated(replace(TIGHT, fairness=4), seed=4)
    results = [solve(problem, budget_seconds=4, seed=9, cancelled=lambda: False) for _ in range(2)]
    assert len({pickle.dumps(replace(result, seconds=0.0, cpu_seconds=0.0)) for result in results}) == 1


def ring(must: Collection[int]) -> Problem:
    """Sixty hosts and sixty guests, each with as many wishes of weight 3 as there are slots, and one of weight 1.

    That of the hosts in `must` has to be, and takes the place of heavier ones.
    """
    side, slots = 60, 20
    meetings = tuple(
        Meeting(
            (host, side + (host + step) % side),
            weight=1 if step == slots else 3,
            mandatory=step == slots and host in must,
        )
        for host in range(side)
        for step in range(slots + 1)
    )
    return Problem((Participant(),) * (2 * side), (Slot(),) * slots, tables_numbered(side, slots), meetings)


@pytest.mark.parametrize("must", [(), (5, 9)])
def test_a_large_timetable_is_kept_with_proof_also_where_a_light_meeting_has_to_be(must: tuple[int, ...]) -> None:
    problem = ring(must)
    assert len(problem.meetings) > SMALL_MEETINGS
    earlier = solve(problem, budget_seconds=15).schedule
    result = solve(problem, budget_seconds=15, start=earlier, keep=True)
    certificate, unsaid = certified(problem, result, earlier)
    assert ([claim.term for claim in certificate.claims][:2], unsaid) == ([Term.WEIGHT, Term.MOVED], "")
    lighter = 3600 - result.weight
    assert (lighter > 0, result.moved) == (bool(must), 0)
    assert proven(problem, result.schedule, certificate, earlier)[:2] == [
        f"No schedule weighs more than {result.weight}: prices of what places use up add up to less than one more.",
        "None of that weight moves fewer than 0 meetings: prices of what places use up add up to less than one more.",
    ]


def test_marks_begin_anew_before_their_numbers_run_out() -> None:
    """A search of an hour or more makes more chains than the marks have numbers, and loses no meeting by it."""
    problem = generated(Recipe(participants=100, requests=800, slots=24, tables=30, days=2, absent=0.2), seed=1)
    kernels.warm()
    reached = []
    for first in (0, LAST_STAMP - 1_000):
        board = board_of(problem, allowed_flags(problem), seed=1)
        kernels.insert_all(board, np.arange(len(problem.meetings)), 4)
        board.stamp[0], board.mark[:] = first, min(first, 1)
        reached.append((kernels.anneal(board, 20_000, 0.3, 0.2, 1), board.slot.tolist()))
    assert reached[0] == reached[1]
    assert 0 < board.stamp[0] < LAST_STAMP - 1_000


def with_a_fixed_table_and_three(problem: Problem) -> Problem:
    """The same round, its first meeting at a table of its own and its second one with three participants."""
    first, second, *others = problem.meetings
    third = next(number for number in range(len(problem.participants)) if number not in second.participants)
    meetings = (replace(first, fixed_table=1), replace(second, participants=(*second.participants, third)), *others)
    return replace(problem, meetings=meetings)


def test_kernels_are_compiled_ahead_for_what_every_round_is() -> None:
    """A board of another type would have the first round on a machine wait for the compiler, half a minute long."""
    recipes = (
        Recipe(participants=12, requests=30, slots=6, tables=3),
        Recipe(participants=40, requests=200, slots=24, tables=9, days=2, absent=0.3, two_sides=True),
    )
    boards = [
        board_of(problem, allowed_flags(problem), seed=1)
        for recipe in recipes
        for problem in (generated(recipe, seed=1), with_a_fixed_table_and_three(generated(recipe, seed=1)))
    ]
    boards += [grown(boards[0], [Meeting((0, 1), mandatory=False)]), grown(boards[-1], [])]
    assert {typeof(board) for board in boards} == {typeof(plain_board())}
