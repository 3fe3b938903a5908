"""What the submitted reviews of a stage say, for whoever ranks: exact, and without what was recused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bridgehead.programmes.models import AssignmentState, Review, ReviewScore, Stage


@dataclass(frozen=True, slots=True)
class Scored:
    """One submitted review: its reviewer's id, and the points by criterion's id."""

    review: int
    reviewer: int
    submitted_at: datetime
    points: Mapping[int, Fraction]


def scores_of(stage: Stage) -> dict[int, list[Scored]]:
    """Return by application's id the submitted reviews of a stage, none of a recused reviewer: two queries.

    Points are exact, from 0 to the criterion's highest, in halves.
    """
    counted = Review.objects.filter(
        assignment__stage=stage, assignment__state=AssignmentState.ASSIGNED, submitted_at__isnull=False
    ).select_related("assignment")
    reviews = list(counted.order_by("submitted_at", "pk"))
    points: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for score in ReviewScore.objects.filter(review__in=reviews):
        points[score.review_id][score.criterion_id] = Fraction(score.halves, 2)
    found: dict[int, list[Scored]] = {}
    for each in reviews:
        given = each.assignment
        scored = Scored(each.pk, given.reviewer_id, each.submitted_at, points[each.pk])  # type: ignore[arg-type]  # filtered
        found.setdefault(given.application_id, []).append(scored)
    return found
