"""What must be so whatever the problem: names do not matter, more room never hurts, what comes out keeps every rule."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.assigning.assignment import Result, Status
from bridgehead.engines.assigning.check import spread_of, value_of, violations
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Pair, Problem, Reviewer
from bridgehead.engines.assigning.solve import solve
from tests.engines.assigning.problems import small_problem

UNHURRIED = settings(
    deadline=None, max_examples=20, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
RECIPES = st.builds(
    Recipe,
    applications=st.integers(5, 15),
    reviewers=st.integers(4, 8),
    reviews=st.integers(1, 3),
    topics=st.integers(1, 6),
    organisations=st.sampled_from((0, 0, 3, 5)),
    conflicts=st.sampled_from((0.0, 0.1, 0.4)),
    bounded=st.sampled_from((0.0, 0.3)),
    fair=st.booleans(),
)
PROBLEMS = st.integers(0, 100_000).map(small_problem) | st.builds(
    lambda recipe, seed: generated(recipe, seed=seed), RECIPES, st.integers(0, 1000)
)


def solved(problem: Problem) -> Result:
    """The best there is, or that there is no assignment."""
    return solve(problem, budget_seconds=60, seed=0)


def worth(result: Result) -> tuple[bool, int, int, int]:
    """Whether there is an assignment, the spread, negative, the floor and the value."""
    return result.status is Status.OPTIMAL, -result.spread, result.floor or 0, result.value


@UNHURRIED
@given(PROBLEMS)
def test_every_problem_is_solved_without_violation(problem: Problem) -> None:
    result = solved(problem)

    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if result.assignment is not None:
        assert violations(problem, result.assignment) == []
        assert spread_of(problem, result.assignment) <= result.spread
        assert value_of(problem, result.assignment) == result.value == result.bound


@UNHURRIED
@given(PROBLEMS, st.integers(0, 1000))
def test_names_do_not_matter(problem: Problem, seed: int) -> None:
    assert worth(solved(shuffled(problem, Random(seed)))) == worth(solved(problem))


def shuffled(problem: Problem, random: Random) -> Problem:
    """The same problem with applications and reviewers in another order."""
    own, theirs = list(range(len(problem.applications))), list(range(len(problem.reviewers)))
    random.shuffle(own)
    random.shuffle(theirs)

    def moved(pairs: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset((own.index(application), theirs.index(reviewer)) for application, reviewer in pairs)

    return replace(
        problem,
        applications=tuple(problem.applications[at] for at in own),
        reviewers=tuple(problem.reviewers[at] for at in theirs),
        expertise=tuple(tuple(problem.expertise[at][reviewer] for reviewer in theirs) for at in own),
        conflicts=moved(problem.conflicts),
        fixed=moved(problem.fixed),
        earlier=moved(problem.earlier),
    )


@UNHURRIED
@given(PROBLEMS, st.integers(0, 6), st.integers(0, 1000))
def test_somebody_more_who_may_but_need_not_read_never_makes_it_worse(problem: Problem, most: int, seed: int) -> None:
    random, plain = Random(seed), replace(problem, fair=False)
    more = replace(
        plain,
        reviewers=(*plain.reviewers, Reviewer(most=most)),
        expertise=tuple((*row, random.randint(0, 1000)) for row in plain.expertise),
    )

    assert worth(solved(more)) >= worth(solved(plain))


@UNHURRIED
@given(PROBLEMS)
def test_a_conflict_less_never_makes_it_worse(problem: Problem) -> None:
    plain = replace(problem, fair=False)
    fewer = replace(plain, conflicts=frozenset(sorted(plain.conflicts)[1:]))

    assert worth(solved(fewer)) >= worth(solved(plain))


@UNHURRIED
@given(PROBLEMS, st.integers(0, 1000))
def test_equal_seeds_give_the_same_result(problem: Problem, seed: int) -> None:
    one, other = (solve(problem, budget_seconds=60, seed=seed) for _ in range(2))

    assert replace(one, seconds=0, cpu_seconds=0) == replace(other, seconds=0, cpu_seconds=0)
