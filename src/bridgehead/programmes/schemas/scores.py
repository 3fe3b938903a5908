"""Scores side by side: totals in percent, spread, severity of reviewers, and what stands out.

A total is the weighted mean of points over the highest score. Severity is a reviewer's effect in the additive model
total = application + reviewer, fitted by least squares (as M. Roos, J. Rothe and B. Scheuermann, AAAI 2011, calibrate
biased reviewers). A total stands out where its residual has a modified z-score beyond 3.5 (B. Iglewicz and D. Hoaglin,
1993). Nothing here changes a score: it is shown to people who talk about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean, median

from bridgehead.programmes.models import Criterion
from bridgehead.programmes.queries.scores import Scored
from bridgehead.programmes.ranking import Weighed, printed, weighted

#: Beyond this modified z-score a total stands out; 0.6745 brings the median deviation to the scale of a deviation.
OUTLYING, SCALE = 3.5, 0.6745
_ROUNDS, _SETTLED = 500, 1e-9


def total_of(points: Mapping[int, Fraction], criteria: Collection[Criterion]) -> Fraction:
    """Return the points of one review as a ranking weighs them, from 0 to 100, exact; what is not scored counts 0."""
    weighed = [Weighed(each.pk, each.weight, each.most) for each in criteria]
    return (
        weighted({each.key: points.get(each.key, Fraction()) for each in weighed}, weighed) if weighed else Fraction()
    )


def shares_of(criteria: Sequence[Criterion]) -> dict[int, Fraction]:
    """Return by criterion's id its share of the whole weight in percent, exact."""
    weights = sum(each.weight for each in criteria)
    return {each.pk: Fraction(100 * each.weight, weights) for each in criteria}


def percent(share: Fraction) -> str:
    """Return a share or a total as a ranking prints it, whatever the language of the page."""
    return str(printed(share))


@dataclass(frozen=True, slots=True)
class ComparedReview:
    """A submitted review beside the others of its application."""

    scored: Scored
    total: Fraction
    is_outlying: bool

    @property
    def told(self) -> str:
        """The total to two decimals."""
        return percent(self.total)


@dataclass(frozen=True, slots=True)
class Compared:
    """The submitted reviews of one application."""

    application: int
    reviews: Sequence[ComparedReview]

    @property
    def mean(self) -> Fraction:
        """The mean of the totals."""
        return sum((each.total for each in self.reviews), Fraction()) / len(self.reviews)

    @property
    def spread(self) -> Fraction:
        """From the lowest total to the highest."""
        totals = [each.total for each in self.reviews]
        return max(totals) - min(totals)

    @property
    def mean_told(self) -> str:
        """The mean to two decimals."""
        return percent(self.mean)

    @property
    def spread_told(self) -> str:
        """The spread to two decimals."""
        return percent(self.spread)

    @property
    def is_split(self) -> bool:
        """Whether one of the totals stands out."""
        return any(each.is_outlying for each in self.reviews)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All applications of a stage that have reviews, the largest spread first, and by reviewer how severe they are."""

    applications: Sequence[Compared]
    #: Points of a hundred above (milder) or below (more severe) the mean reviewer.
    severity: Mapping[int, float]


def compared(scores: Mapping[int, Sequence[Scored]], criteria: Collection[Criterion]) -> Comparison:
    """Compare the submitted reviews of a stage."""
    totals = {each.review: total_of(each.points, criteria) for reviews in scores.values() for each in reviews}
    rows = [
        (pk, each.reviewer, float(totals[each.review]), each.review)
        for pk, reviews in scores.items()
        for each in reviews
    ]
    merits, severity = _fitted([(pk, reviewer, total) for pk, reviewer, total, _review in rows])
    residuals = {review: total - merits[pk] - severity[reviewer] for pk, reviewer, total, review in rows}
    outlying = _outlying(residuals)
    applications = [
        Compared(pk, [ComparedReview(each, totals[each.review], each.review in outlying) for each in reviews])
        for pk, reviews in scores.items()
    ]
    return Comparison(sorted(applications, key=lambda each: (-each.spread, each.application)), severity)


def _fitted(rows: Sequence[tuple[int, int, float]]) -> tuple[dict[int, float], dict[int, float]]:
    """The effects of applications and of reviewers by least squares, those of reviewers around 0."""
    merits = dict.fromkeys((pk for pk, _reviewer, _total in rows), 0.0)
    severity = dict.fromkeys((reviewer for _pk, reviewer, _total in rows), 0.0)
    for _round in range(_ROUNDS):
        merits = _means((pk, total - severity[reviewer]) for pk, reviewer, total in rows)
        fresh = _means((reviewer, total - merits[pk]) for pk, reviewer, total in rows)
        middle = fmean(fresh.values()) if fresh else 0.0
        fresh = {key: value - middle for key, value in fresh.items()}
        moved = max((abs(fresh[key] - severity[key]) for key in fresh), default=0.0)
        severity = fresh
        if moved < _SETTLED:
            break
    return _means((pk, total - severity[reviewer]) for pk, reviewer, total in rows), severity


def _means(rows: Iterable[tuple[int, float]]) -> dict[int, float]:
    found: dict[int, list[float]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return {key: fmean(values) for key, values in found.items()}


def _outlying(residuals: Mapping[int, float]) -> set[int]:
    if not residuals:
        return set()
    middle = median(residuals.values())
    deviation = median(abs(each - middle) for each in residuals.values())
    if deviation < _SETTLED:
        return set()
    return {key for key, each in residuals.items() if SCALE * abs(each - middle) / deviation > OUTLYING}
