"""The answer is the best there is, with its proof; what cannot be is counted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bridgehead.engines.assigning.assignment import Assignment, Kind, Reason, Result, Status
from bridgehead.engines.assigning.certificate import unproven
from bridgehead.engines.assigning.check import is_below_floor, loads_of, spread_of, violations
from bridgehead.engines.assigning.expertise import expertise_of
from bridgehead.engines.assigning.formats import counted
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer, WrongProblem
from bridgehead.engines.assigning.solve import solve
from bridgehead.engines.assigning.words import as_json
from tests.engines.assigning.problems import best_by_trying, small_problem

TWO = Application(2)
FREE = Reviewer()


def solved(problem: Problem, *, seed: int = 0) -> Result:
    """The result, whose certificate proves it."""
    result = solve(problem, budget_seconds=60, seed=seed)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert result.certificate is not None
    assert unproven(problem, result.certificate) == []
    return result


@pytest.mark.parametrize("block", range(8))
def test_small_problems_are_solved_as_by_trying_everything(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        problem = small_problem(seed)
        result, best = solved(problem, seed=seed), best_by_trying(problem)
        if best is None or result.assignment is None:
            assert (result.status, best) == (Status.INFEASIBLE, None), seed
            assert result.reasons != (), seed
            continue
        assert (result.spread, result.value) == (best[0], best[2]), seed
        assert violations(problem, result.assignment) == [], seed
        if result.floor is not None:
            assert not is_below_floor(problem, result.assignment, max(result.floor, best[1])), seed


def test_an_application_without_enough_reviewers_is_named() -> None:
    problem = Problem((TWO, TWO), (FREE, FREE, FREE), ((1, 2, 3), (4, 5, 6)), frozenset({(0, 0), (0, 2)}))

    assert solved(problem).reasons == (Reason(Kind.SHORT, (0,), (1,), 2, 1),)


def test_colleagues_count_as_one() -> None:
    colleagues = (Reviewer(organisation=7), Reviewer(organisation=7))
    problem = Problem((TWO,), colleagues, ((1, 2),))

    assert solved(problem).reasons == (Reason(Kind.SHORT, (0,), (0, 1), 2, 1),)


def test_a_group_that_wants_more_than_its_reviewers_may_take_is_counted() -> None:
    """Of three applications two have nobody but the first two reviewers, who may take three reviews together."""
    conflicts = frozenset({(0, 2), (0, 3), (1, 2), (1, 3)})
    reviewers = (Reviewer(most=2), Reviewer(most=1), FREE, FREE)
    problem = Problem((TWO, TWO, TWO), reviewers, ((1,) * 4,) * 3, conflicts)

    result = solved(problem)

    assert (result.status, result.assignment) == (Status.INFEASIBLE, None)
    assert result.reasons == (Reason(Kind.CROWDED, (0, 1), (1,), 2, 1),)


def test_reviewers_who_are_to_take_more_than_they_can_get_are_counted() -> None:
    problem = Problem((TWO, TWO), (Reviewer(fewest=2), FREE, FREE), ((1,) * 3,) * 2, frozenset({(1, 0)}))

    assert solved(problem).reasons == (Reason(Kind.IDLE, (0,), (0,), 2, 1),)


def test_loads_are_as_even_as_they_can_be_and_what_hinders_them_is_told() -> None:
    """The third reviewer is in conflict with all but one of six applications."""
    conflicts = frozenset((application, 2) for application in range(1, 6))
    problem = Problem((Application(1),) * 6, (FREE,) * 3, ((10, 10, 1000),) * 6, conflicts)

    result = solved(problem)

    assert result.assignment is not None
    assert (result.spread, sorted(loads_of(problem, result.assignment))) == (2, [1, 2, 3])
    assert result.reasons == (
        Reason(Kind.IDLE, (0,), (2,), 2, 1, window=(2, 3)),
        Reason(Kind.CROWDED, (1, 2, 3, 4, 5), (0, 1), 5, 4, window=(1, 2)),
    )


def test_fairness_raises_the_weakest_review_before_the_sum() -> None:
    problem = Problem((Application(1), Application(1)), (FREE, FREE), ((1000, 300), (200, 10)))

    plain, fair = solved(problem), solved(replace(problem, fair=True))

    assert (plain.assignment, plain.value, plain.floor) == (Assignment(((0,), (1,))), 1010, None)
    assert (fair.assignment, fair.value, fair.floor) == (Assignment(((1,), (0,))), 500, 300)


def test_an_application_that_nobody_knows_does_not_lower_the_floor_of_the_others() -> None:
    known = ((0, 0, 0), (900, 100, 500), (950, 150, 600))
    problem = Problem((Application(1),) * 3, (FREE,) * 3, known, fair=True)

    result = solved(problem)

    assert (result.floor, result.assignment) == (600, Assignment(((1,), (0,), (2,))))


def test_earlier_pairs_stay_where_that_is_worth_more() -> None:
    earlier = frozenset({(0, 1), (1, 0)})
    problem = Problem((Application(1),) * 2, (FREE,) * 2, ((500, 400), (400, 500)), earlier=earlier, keep=100)

    light, heavy = solved(replace(problem, keep=99)), solved(replace(problem, keep=101))

    assert (light.kept, light.value) == (0, 1000)
    assert (heavy.kept, heavy.value) == (2, 1002)


def test_equal_seeds_give_equal_bytes_and_others_another_of_the_best() -> None:
    problem = Problem((TWO,) * 12, (FREE,) * 8, ((5,) * 8,) * 12)
    told = [as_json(counted(problem), solved(problem, seed=seed)) for seed in (1, 1, 2)]
    one, again, other = (json.dumps(each["assignment"]) for each in told)

    assert one == again
    assert one != other


def test_a_start_that_is_the_best_is_kept() -> None:
    problem = Problem((TWO,) * 6, (FREE,) * 4, ((5,) * 4,) * 6)
    start = solved(problem, seed=3).assignment
    assert start is not None

    assert solve(problem, budget_seconds=60, seed=9, start=start).assignment == start


def test_without_time_an_assignment_comes_out_that_keeps_every_rule_with_its_bound() -> None:
    problem = generated(Recipe(60, 12, 3, organisations=6), seed=1)

    hurried, best = solve(problem, budget_seconds=1e-9, seed=1), solved(problem)

    assert hurried.assignment is not None
    assert hurried.certificate is not None
    assert violations(problem, hurried.assignment) == []
    assert unproven(problem, hurried.certificate) == []
    assert hurried.status is Status.FEASIBLE
    assert hurried.value <= best.value <= hurried.bound


def test_five_hundred_applications_are_at_the_proven_optimum_within_even_loads() -> None:
    problem = generated(Recipe(500, 60, 3, organisations=15), seed=4)

    result = solved(problem)

    assert result.assignment is not None
    assert (result.status, result.value == result.bound) == (Status.OPTIMAL, True)
    assert (violations(problem, result.assignment), spread_of(problem, result.assignment)) == ([], 0)


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ({"food": 1}, {"food": 800, "ships": 1000}, 800),
        ({"food": 2, "ships": 1}, {"food": 500}, 333),
        ({"food": 20, "ships": 10}, {"food": 500}, 333),
        ({"food": 1}, {}, 0),
        ({}, {"food": 1000}, 0),
    ],
)
def test_expertise_is_the_mean_over_the_topics_of_the_application(
    wanted: dict[str, int], known: dict[str, int], expected: int
) -> None:
    assert expertise_of(wanted, known) == expected


RIGHT = {
    "applications": (TWO,),
    "reviewers": (FREE, Reviewer(most=1), FREE),
    "expertise": ((1, 2, 3),),
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"applications": (Application(-1),)}, "reviews from 0 to 1000"),
        ({"reviewers": (FREE, Reviewer(3, 2), FREE)}, "no more for fewest than for most"),
        ({"reviewers": (FREE, Reviewer(most=-1), FREE)}, "a whole number from 0 to 1000000 for most"),
        ({"expertise": ()}, "a row of expertise for each of 1 applications"),
        ({"expertise": ((1, 2),)}, "a number for each of 3 reviewers"),
        ({"expertise": ((1, 2, 1001),)}, "expertise from 0 to 1000"),
        ({"expertise": ((1, True, 2),)}, "expertise from 0 to 1000"),
        ({"conflicts": frozenset({(0, 3)})}, "pairs of an application and a reviewer that exist, in conflicts"),
        ({"conflicts": frozenset({(0, 1)}), "fixed": frozenset({(0, 1)})}, "no pair that is in conflict and fixed"),
        (
            {"fixed": frozenset({(0, 0), (0, 1), (0, 2)})},
            "no more fixed reviewers than an application wants reviews",
        ),
        (
            {"fixed": frozenset({(0, 1)}), "reviewers": (FREE, Reviewer(most=0), FREE)},
            "no more fixed reviews than a reviewer may take",
        ),
        (
            {"fixed": frozenset({(0, 0), (0, 1)}), "reviewers": (Reviewer(organisation=1),) * 3},
            "one fixed reviewer of an organisation at most",
        ),
        ({"keep": -1}, f"a whole number from 0 to {2**58 // 4 - 1000} for keep"),
        ({"spread": -1}, "a whole number from 0 to 1000000 for spread"),
    ],
)
def test_a_wrong_problem_cannot_be_built(change: dict[str, object], expected: str) -> None:
    with pytest.raises(WrongProblem) as wrong:
        Problem(**(RIGHT | change))  # type: ignore[arg-type] # each case is wrong in its own way
    assert str(wrong.value) == expected
