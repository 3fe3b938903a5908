"""Each rule is broken once, and nothing else is found."""

from __future__ import annotations

import pytest

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.check import (
    Rule,
    Violation,
    is_below_floor,
    kept_of,
    loads_of,
    spread_of,
    value_of,
    violations,
    weakest_of,
)
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer

PROBLEM = Problem(
    applications=(Application(2), Application(1), Application(1)),
    reviewers=(Reviewer(), Reviewer(organisation=1), Reviewer(organisation=1), Reviewer(1, 2), Reviewer()),
    expertise=((10, 20, 30, 40, 50), (60, 70, 80, 90, 100), (1, 2, 3, 4, 5)),
    conflicts=frozenset({(1, 0)}),
    fixed=frozenset({(2, 3)}),
    earlier=frozenset({(0, 1), (1, 2)}),
    keep=7,
)
RIGHT = Assignment(((0, 1), (4,), (3,)))


def test_an_assignment_that_is_right_has_nothing_against_it() -> None:
    assert violations(PROBLEM, RIGHT) == []
    assert loads_of(PROBLEM, RIGHT) == (1, 1, 0, 1, 1)
    assert (spread_of(PROBLEM, RIGHT), kept_of(PROBLEM, RIGHT)) == (1, 1)
    assert value_of(PROBLEM, RIGHT) == 10 + 20 + 100 + 4 + 7
    assert weakest_of(PROBLEM, RIGHT) == 4


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (((0, 1), (4,)), Violation(Rule.UNKNOWN)),
        (((0, 5), (4,), (3,)), Violation(Rule.UNKNOWN, 0, (5,))),
        (((0,), (4,), (3,)), Violation(Rule.REVIEWS, 0, (0,))),
        (((0, 0), (4,), (3,)), Violation(Rule.TWICE, 0, (0,))),
        (((1, 4), (0,), (3,)), Violation(Rule.CONFLICT, 1, (0,))),
        (((0, 3), (4,), (1,)), Violation(Rule.FIXED, 2, (3,))),
        (((1, 2), (4,), (3,)), Violation(Rule.ORGANISATION, 0, (1, 2))),
        (((0, 3), (3,), (3,)), Violation(Rule.MOST, None, (3,))),
    ],
)
def test_each_broken_rule_is_found(rows: tuple[tuple[int, ...], ...], expected: Violation) -> None:
    assert violations(PROBLEM, Assignment(rows)) == [expected]


def test_too_few_reviews_of_somebody_are_found() -> None:
    problem = Problem((Application(1),), (Reviewer(), Reviewer(fewest=1)), ((1, 1),))

    assert violations(problem, Assignment(((0,),))) == [Violation(Rule.FEWEST, None, (1,))]


def test_a_review_below_the_floor_is_found_unless_its_application_can_ask_for_no_more() -> None:
    problem = Problem((Application(1), Application(1)), (Reviewer(), Reviewer()), ((100, 200), (10, 20)), fair=True)

    assert is_below_floor(problem, Assignment(((0,), (1,))), 150)
    assert not is_below_floor(problem, Assignment(((1,), (1,))), 150)
    assert is_below_floor(problem, Assignment(((1,), (0,))), 150)
