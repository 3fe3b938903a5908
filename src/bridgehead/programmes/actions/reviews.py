"""Reviews: a draft of their reviewer's own, submitted once and sealed, opened again by officers with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, Refused, require, require_valid
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.actions.reviewing_records import run_stage
from bridgehead.programmes.guards import REVIEW_SEALED, SCORES_SEALED
from bridgehead.programmes.models import (
    Assignment,
    AssignmentState,
    Call,
    Criterion,
    Review,
    ReviewScore,
    StageState,
)
from bridgehead.programmes.queries.reviews import criteria_of
from bridgehead.programmes.rules import reads
from bridgehead.programmes.times import told_moment


def save_review(
    *,
    assignment_id: int,
    halves: Mapping[int, int | None],
    comment_for_officers: str,
    comment_for_applicant: str,
    is_final: bool,
    seen: int | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Review:
    """Keep what a reviewer wrote; with ``is_final`` it is submitted with that, and sealed.

    ``seen`` is the revision that the page showed.
    ``halves`` are half points by criterion's id, None where nothing is scored yet.
    """
    try:
        with transaction.atomic():
            if is_final:
                # First: whoever changes criteria holds the call, and may want this review's points.
                call = Call.objects.filter(stages__assignments=assignment_id)
                call.select_for_update(of=("self",), no_key=True).first()
            given, moment = _writable(assignment_id, by, now)
            review, _made = Review.objects.get_or_create(assignment=given)
            review = Review.objects.select_for_update().get(pk=review.pk)
            if review.submitted_at is not None and is_final:
                return review
            require(review.submitted_at is None, _("This review is submitted; it can no longer be changed."))
            if seen is not None and seen != review.revision:
                raise Overtaken(_("You have written at this review in another window meanwhile."))
            criteria = criteria_of(given.stage)
            _keep_scores(review, criteria, halves)
            review.comment_for_officers, review.comment_for_applicant = comment_for_officers, comment_for_applicant
            review.revision += 1
            require_valid(review)
            if is_final:
                missing = [each for each in criteria if halves.get(each.pk) is None]
                require(not missing, _("Score every criterion before you submit."), field=_field(missing))
                review.save()
                review.submitted_at = moment
                review.save(update_fields=["submitted_at"])
                programme = given.stage.call.programme
                told("programmes.review_submitted", review, programme=programme, by=by, now=moment)
            else:
                review.save()
            return review
    except IntegrityError as refused:
        if REVIEW_SEALED in str(refused) or SCORES_SEALED in str(refused):
            raise Refused(_("This review is submitted; it can no longer be changed.")) from refused
        raise


def _field(missing: list[Criterion]) -> str | None:
    return f"c{missing[0].pk}" if missing else None


def _writable(assignment_id: int, by: Actor, now: datetime | None) -> tuple[Assignment, datetime]:
    """Return an assignment of the actor, locked, in a stage that takes reviews at the moment."""
    locked = Assignment.objects.select_for_update(of=("self",)).select_related(
        "reviewer", "application", "stage__call__programme"
    )
    given = locked.filter(pk=assignment_id, reviewer__user_id=by.user_id or 0).first()
    if given is None or not reads(given):
        raise Refused(_("You do not read this application."))
    moment, stage = clock.deciding(now), given.stage
    require(stage.state == StageState.OPEN, _("This stage is closed; no review is taken any more."))
    if stage.due_at is not None and moment >= stage.due_at:
        when = told_moment(stage.due_at, stage.call.zone, by.zone)
        raise Refused(_("Reviews were due until %(when)s. What you saved is kept.") % {"when": when})
    return given, moment


def _keep_scores(review: Review, criteria: list[Criterion], halves: Mapping[int, int | None]) -> None:
    kept = {score.criterion_id: score for score in review.scores.all()}
    for criterion in criteria:
        given = halves.get(criterion.pk)
        require(
            given is None or 0 <= given <= 2 * criterion.most,
            _("From 0 to %(most)d points were expected.") % {"most": criterion.most},
            field=f"c{criterion.pk}",
        )
        if given is None and criterion.pk in kept:
            kept[criterion.pk].delete()
        elif given is not None:
            ReviewScore.objects.update_or_create(review=review, criterion=criterion, defaults={"halves": given})


@transaction.atomic
def reopen_review(*, review_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Open a submitted review again, as an officer: its reviewer can change it until it is submitted anew."""
    given = found(Review.objects.select_related("assignment"), review_id).assignment
    stage = run_stage(given.stage_id, by)
    require(stage.state == StageState.OPEN, _("This stage is not open."))
    require(bool(reason.strip()), _("Say why the review is opened again."), field="reason")
    Assignment.objects.select_for_update().get(pk=given.pk)
    review = Review.objects.select_for_update().get(pk=review_id)
    require(
        review.submitted_at is not None and given.state == AssignmentState.ASSIGNED, _("This review is not submitted.")
    )
    before = review.submitted_at
    review.submitted_at, review.reopened_at = None, max(now, before or now)
    review.reopened_because = reason.strip()
    require_valid(review)
    review.save(update_fields=["submitted_at", "reopened_at", "reopened_because"])
    change = {"submitted_at": (before, None)}
    told("programmes.review_reopened", review, programme=stage.call.programme, by=by, now=now, change=change)
