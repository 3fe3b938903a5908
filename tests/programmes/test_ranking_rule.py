"""The arithmetic of a ranking: exact points, ties, and whoever is moved across a line."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.programmes.ranking import ADMITTED, BY_MOMENT, DECLINED, RESERVE, Entrant, Weighed, printed, ranked

NOW = datetime.fromisoformat("2023-04-26T13:00:00+00:00")
CRITERIA = [Weighed(1, weight=1, most=10), Weighed(2, weight=2, most=20)]


def entrant(key: int, *points: tuple[int, int], bonus: int = 0, minute: int = 0, moved_to: str = "") -> Entrant:
    reviews = [{1: Fraction(team), 2: Fraction(market)} for team, market in points]
    return Entrant(key, reviews, Fraction(bonus), NOW + timedelta(minutes=minute), moved_to)


def test_points_are_the_weighted_mean_with_bonus_points_and_exact() -> None:
    (line,) = ranked([entrant(1, (10, 10), (9, 20), (8, 5), bonus=2)], CRITERIA, places=1, reserve=0)

    # Team: mean 9 of 10; market: mean 35/3 of 20; (1 · 9/10 + 2 · 35/60) ÷ 3 · 100.
    assert (line.scored, line.points) == (Fraction(620, 9), Fraction(638, 9))
    assert line.means == {1: Fraction(9), 2: Fraction(35, 3)}
    assert line.spread == Fraction(290, 3) - Fraction(130, 3)
    assert printed(line.points) == Decimal("70.89")


def test_ties_fall_by_the_weightiest_criterion_then_by_the_moment() -> None:
    found = ranked(
        [
            entrant(1, (10, 10), minute=3),
            entrant(2, (0, 20), minute=9),
            entrant(3, (10, 10), minute=2),
            entrant(4, (1, 1)),
        ],
        [Weighed(1, weight=1, most=10), Weighed(2, weight=1, most=20)],
        places=2,
        reserve=1,
    )
    by_market = ranked([entrant(1, (10, 15)), entrant(2, (0, 20))], CRITERIA, places=1, reserve=1)

    assert [(line.key, line.rank, line.outcome, line.tie) for line in found] == [
        (3, 1, ADMITTED, None), (1, 2, ADMITTED, BY_MOMENT), (2, 3, RESERVE, None), (4, 4, DECLINED, None),
    ]  # fmt: skip
    assert [(line.key, line.points, line.tie) for line in by_market] == [
        (1, Fraction(250, 3), None), (2, Fraction(200, 3), None),
    ]  # fmt: skip
    even = ranked([entrant(1, (10, 10)), entrant(2, (0, 20), bonus=0)], CRITERIA, places=1, reserve=1)
    assert [(line.key, line.tie) for line in even] == [(2, None), (1, 2)]


def test_whoever_is_moved_takes_a_place_from_another() -> None:
    points = {1: 20, 2: 18, 3: 16, 4: 14}
    last_in = [entrant(key, (0, each), moved_to=ADMITTED if key == 4 else "") for key, each in points.items()]
    first_out = [entrant(key, (0, each), moved_to=DECLINED if key == 1 else "") for key, each in points.items()]

    outcomes = [
        {line.key: line.outcome for line in ranked(each, CRITERIA, places=2, reserve=1)}
        for each in (last_in, first_out)
    ]

    assert outcomes == [
        {1: ADMITTED, 2: RESERVE, 3: DECLINED, 4: ADMITTED},
        {1: DECLINED, 2: ADMITTED, 3: ADMITTED, 4: RESERVE},
    ]
    too_many = [entrant(key, (0, 1), moved_to=ADMITTED) for key in (1, 2)]
    with pytest.raises(ValueError, match="more were moved"):
        ranked(too_many, CRITERIA, places=1, reserve=0)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 20), st.integers(0, 3)), max_size=12), st.integers(1, 5))
def test_order_outcomes_and_ties_hold_whatever_the_scores(scores: list[tuple[int, int, int]], places: int) -> None:
    entrants = [entrant(key, (a, b), bonus=c, minute=key) for key, (a, b, c) in enumerate(scores)]

    found = ranked(entrants, CRITERIA, places=places, reserve=2)
    again = ranked(list(reversed(entrants)), CRITERIA, places=places, reserve=2)

    assert found == again
    assert [line.points for line in found] == sorted((line.points for line in found), reverse=True)
    assert sum(line.outcome == ADMITTED for line in found) == min(places, len(found))
    assert [line.tie is None for line in found] == [
        number == 0 or found[number - 1].points != line.points for number, line in enumerate(found)
    ]
