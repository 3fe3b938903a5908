"""Who reviews for a programme, and what is kept of a person who does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.models import User
from bridgehead.programmes.models import (
    Assignment,
    AssignmentState,
    Conflict,
    Programme,
    Review,
    Reviewer,
    ReviewerState,
    Stage,
    StageState,
)
from bridgehead.programmes.queries.applications import HANDED_IN


def kept_of_reviewer(user_id: int) -> dict[str, Any]:
    """Return what is kept of a person as a reviewer, for the export of their personal data."""
    mine = Reviewer.objects.filter(user_id=user_id).select_related("programme", "organisation").order_by("pk")
    declared = Conflict.objects.filter(reviewer__user_id=user_id).order_by("pk")
    written = Review.objects.filter(assignment__reviewer__user_id=user_id).order_by("pk")
    return {
        "reviews_for": [
            {
                "programme": str(each.programme.public_id),
                "organisation": str(each.organisation.public_id) if each.organisation else "",
                "employers": each.employers,
                "topics": [topic.name_en for topic in each.topics.order_by("pk")],
                "state": each.state,
            }
            for each in mine.prefetch_related("topics")
        ],
        # Of a blind stage a conflict would tell who applies: that there is one is theirs, with whom is not.
        "conflicts": [{"kind": each.kind, "note": each.note, "at": each.found_at.isoformat()} for each in declared],
        "reviews": [
            {
                "review": str(each.public_id),
                "comment_for_officers": each.comment_for_officers,
                "comment_for_applicant": each.comment_for_applicant,
                "is_recused": each.assignment.state == AssignmentState.RECUSED,
                "points": [
                    {"criterion": score.criterion.name_en or score.criterion.name_ko, "points": str(score.halves / 2)}
                    for score in each.scores.all()
                ],
                "submitted_at": each.submitted_at.isoformat() if each.submitted_at else "",
            }
            for each in written.select_related("assignment").prefetch_related("scores__criterion")
        ],
    }


def reviewers_run(programme: Programme) -> QuerySet[Reviewer]:
    """Return who reviews for a programme that the actor was found to run, with how many reviews they submitted."""
    submitted = Count("assignments__review", filter=Q(assignments__review__submitted_at__isnull=False), distinct=True)
    found = programme.reviewers.select_related("user", "organisation").prefetch_related("topics")
    return found.annotate(submitted=submitted).order_by("state", "pk")


def reviewer_or_404(programme: Programme, public_id: UUID) -> Reviewer:
    """Return one reviewer of a programme that the actor was found to run."""
    found = programme.reviewers.select_related("user", "organisation").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _unsubmitted(stage: Stage) -> QuerySet[Assignment]:
    standing = stage.assignments.filter(
        state=AssignmentState.ASSIGNED, reviewer__state=ReviewerState.ACTIVE, application__state__in=HANDED_IN
    )
    return standing.exclude(review__submitted_at__isnull=False)


def behind_with(stage: Stage) -> list[int]:
    """Return the reviewers of a stage, by id, who have not submitted all that they read."""
    return sorted(set(_unsubmitted(stage).values_list("reviewer_id", flat=True)))


def reading_told(stage_id: int, reviewer_id: int) -> tuple[Stage, User, int] | None:
    """Return a stage, an active reviewer and how many reviews they have not submitted; None where nothing is left."""
    stage = Stage.objects.select_related("call").filter(pk=stage_id, state=StageState.OPEN).first()
    reviewer = Reviewer.objects.select_related("user").filter(pk=reviewer_id, user__is_active=True).first()
    if stage is None or reviewer is None or reviewer.user is None:
        return None
    count = _unsubmitted(stage).filter(reviewer=reviewer).count()
    return (stage, reviewer.user, count) if count else None
