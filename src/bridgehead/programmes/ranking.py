"""How applications are ordered and where the lines are drawn: exact, by one rule that everybody can read. Pure.

The points of an application are the weighted mean of its criteria, each as a share of its highest score, times 100:
100 · Σ weight · (mean of the reviews ÷ highest) ÷ Σ weight. Bonus points are added. All of it is in fractions; only
what is printed is rounded, to two decimals, halves away from zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

#: What breaks a tie when no criterion does: who handed in first, and among those of one moment who began first.
BY_MOMENT = "moment"
ADMITTED, RESERVE, DECLINED = "admitted", "reserve", "declined"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A criterion as far as the arithmetic needs it."""

    key: int
    weight: int
    most: int


@dataclass(frozen=True, slots=True)
class Entrant:
    """An application with its reviews (points by criterion), its bonus points, and when it was handed in."""

    key: int
    reviews: Sequence[Mapping[int, Fraction]]
    bonus: Fraction
    handed_in_at: datetime
    #: Where an officer has put it, whatever its rank; empty: nobody has.
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ranking."""

    key: int
    rank: int
    #: With bonus points; and without.
    points: Fraction
    scored: Fraction
    #: By criterion: the mean of the reviews.
    means: Mapping[int, Fraction]
    #: The points of each single review lie so far apart.
    spread: Fraction
    outcome: str
    #: What put it below the line above that has as many points: a criterion, ``BY_MOMENT``, or None without a tie.
    tie: int | str | None = field(default=None)


def weighted(points: Mapping[int, Fraction], criteria: Sequence[Weighed]) -> Fraction:
    """Return points by criterion as one number from 0 to 100."""
    total = sum(each.weight for each in criteria)
    return sum((each.weight * points[each.key] / each.most for each in criteria), Fraction(0)) * 100 / total


def means_of(reviews: Sequence[Mapping[int, Fraction]], criteria: Sequence[Weighed]) -> dict[int, Fraction]:
    """Return by criterion the mean of some reviews, of which there is one at least."""
    return {each.key: sum((review[each.key] for review in reviews), Fraction(0)) / len(reviews) for each in criteria}


def ranked(entrants: Sequence[Entrant], criteria: Sequence[Weighed], *, places: int, reserve: int) -> list[Line]:
    """Return all entrants in their order, the best first, with what becomes of each.

    Those that an officer has moved count against the places, and the others fill what is left by rank; no more than
    ``places`` are admitted and ``reserve`` stand by unless officers moved more there (``ValueError``).
    """
    by_weight = sorted(criteria, key=lambda each: -each.weight)  # of one weight the order of the criteria holds
    known = {each.key: (each, means_of(each.reviews, criteria)) for each in entrants}
    total = {key: weighted(means, criteria) + each.bonus for key, (each, means) in known.items()}
    shares = {key: [means[each.key] / each.most for each in by_weight] for key, (_each, means) in known.items()}
    order = sorted(
        known, key=lambda key: (-total[key], [-share for share in shares[key]], known[key][0].handed_in_at, key)
    )
    outcomes = _outcomes([known[key][0] for key in order], places=places, reserve=reserve)
    lines = []
    for number, key in enumerate(order):
        each, means = known[key]
        before = order[number - 1] if number else None
        tie: int | str | None = None
        if before is not None and total[before] == total[key]:
            apart = (own.key for own, a, b in zip(by_weight, shares[before], shares[key], strict=True) if a != b)
            tie = next(apart, BY_MOMENT)
        single = [weighted(review, criteria) for review in each.reviews]
        lines.append(
            Line(
                key,
                number + 1,
                total[key],
                total[key] - each.bonus,
                means,
                max(single) - min(single),
                outcomes[key],
                tie,
            )
        )
    return lines


def _outcomes(order: Sequence[Entrant], *, places: int, reserve: int) -> dict[int, str]:
    left = {ADMITTED: places, RESERVE: reserve}
    for each in order:
        if each.moved_to in left:
            left[each.moved_to] -= 1
    if min(left.values()) < 0:
        raise ValueError("more were moved there than there are places")
    found = {}
    for each in order:
        outcome = each.moved_to
        if not outcome:
            outcome = next((line for line in (ADMITTED, RESERVE) if left[line]), DECLINED)
            if outcome in left:
                left[outcome] -= 1
        found[each.key] = outcome
    return found


def printed(points: Fraction) -> Decimal:
    """Return points, which are never negative, as they are printed: two decimals, halves away from zero."""
    doubled = points * 200 + 1
    return (Decimal(doubled.numerator // (doubled.denominator * 2)) / 100).quantize(Decimal("0.01"))
