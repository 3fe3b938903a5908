"""After a change as few pairs end as can be, and the rules hold again."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest

from bridgehead.engines.assigning.assignment import Assignment, Status
from bridgehead.engines.assigning.check import loads_of, spread_of, violations
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer
from bridgehead.engines.assigning.repair import Repair, repaired, with_conflicts, without_reviewers
from bridgehead.engines.assigning.solve import solve

TINY = Recipe(4, 5, 2, topics=3, conflicts=0.1)


def standing(problem: Problem) -> Assignment:
    """The best assignment."""
    found = solve(problem, budget_seconds=60, seed=0).assignment
    assert found is not None
    return found


def mended(problem: Problem, before: Assignment) -> Repair:
    """The repair, proven to be the one with the fewest changes."""
    repair = repaired(problem, before, budget_seconds=60, seed=0)
    assert repair.result.status is Status.OPTIMAL
    assert repair.result.assignment is not None
    assert violations(problem, repair.result.assignment) == []
    return repair


def fewest_changes(problem: Problem, before: Assignment) -> int:
    """By trying every assignment whose loads are as even as they are asked to be or were."""
    spread = max(problem.spread, spread_of(problem, before))
    tried = []
    for rows in product(*(combinations(range(len(problem.reviewers)), each.reviews) for each in problem.applications)):
        assignment = Assignment(rows)
        if not violations(problem, assignment):
            own = max(spread, spread_of(problem, assignment))
            tried.append((own, len(before.pairs - assignment.pairs)))
    return min(tried)[1]


@pytest.mark.parametrize("seed", range(6))
def test_a_conflict_costs_the_fewest_changes(seed: int) -> None:
    problem = generated(TINY, seed=seed)
    before = standing(problem)
    pair = min(before.pairs)
    changed = with_conflicts(problem, frozenset({pair}))

    repair = mended(changed, before)

    assert pair in repair.ended
    assert len(repair.ended) == len(repair.begun) == fewest_changes(changed, before)


@pytest.mark.parametrize("seed", range(6))
def test_somebody_who_leaves_is_replaced_with_the_fewest_changes(seed: int) -> None:
    problem = generated(replace(TINY, conflicts=0.0), seed=seed)
    before = standing(problem)
    changed = without_reviewers(problem, frozenset({2}))

    repair = mended(changed, before)

    assert {pair for pair in before.pairs if pair[1] == 2} <= set(repair.ended)
    assert len(repair.ended) == fewest_changes(changed, before)


def test_where_all_loads_are_equal_a_conflict_moves_a_second_pair_so_that_they_stay_within_one() -> None:
    problem = generated(Recipe(120, 24, 3, organisations=8), seed=5)
    before = standing(problem)
    assert loads_of(problem, before) == (15,) * 24

    repair = mended(with_conflicts(problem, frozenset({min(before.pairs)})), before)

    assert repair.result.assignment is not None
    assert (len(repair.ended), spread_of(problem, repair.result.assignment)) == (2, 0)


def test_where_nothing_changed_nothing_changes() -> None:
    problem = generated(TINY, seed=1)
    before = standing(problem)

    repair = mended(problem, before)

    assert (repair.ended, repair.begun) == ((), ())


def test_what_cannot_be_mended_leaves_the_assignment_as_it_stands() -> None:
    problem = Problem((Application(1),), (Reviewer(), Reviewer()), ((1, 2),), frozenset({(0, 0)}))

    repair = repaired(without_reviewers(problem, frozenset({1})), standing(problem), budget_seconds=60, seed=0)

    assert (repair.result.status, repair.ended, repair.begun) == (Status.INFEASIBLE, (), ())


def test_a_fixed_pair_that_becomes_a_conflict_is_fixed_no_more() -> None:
    problem = Problem((Application(1),), (Reviewer(), Reviewer()), ((1, 2),), fixed=frozenset({(0, 0)}))

    repair = mended(with_conflicts(problem, frozenset({(0, 0)})), standing(problem))

    assert (repair.ended, repair.begun) == (((0, 0),), ((0, 1),))
