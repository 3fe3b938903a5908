"""Who reads what: given and taken back by hand, or taken over from what was computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import notices
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.conflicts import find_conflicts, held_reviewer
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.actions.reviewing_records import run_stage
from bridgehead.programmes.guards import UNCONFLICTED
from bridgehead.programmes.models import (
    Assignment,
    AssignmentState,
    PassageState,
    Reviewer,
    ReviewerState,
    Stage,
    StagePassage,
    StageState,
)


def assign(*, stage_id: int, reviewer_id: int, application_id: int, by: Actor, now: datetime) -> Assignment:
    """Give an application to a reviewer by hand; no computed assignment takes it back."""
    try:
        return _assign(stage_id, reviewer_id, application_id, by, now)
    except IntegrityError as refused:
        if UNCONFLICTED not in str(refused):
            raise
        raise Refused(conflicted()) from refused


@transaction.atomic
def _assign(stage_id: int, reviewer_id: int, application_id: int, by: Actor, now: datetime) -> Assignment:
    stage = run_stage(stage_id, by)
    require_reading(stage)
    reviewer = held_reviewer(reviewer_id)
    require(
        reviewer.programme_id == stage.call.programme_id and reviewer.state == ReviewerState.ACTIVE,
        _("This reviewer does not take part."),
    )
    standing = StagePassage.objects.filter(stage=stage, application_id=application_id, state=PassageState.WAITING)
    require(standing.exists(), _("This application does not stand in this stage."))
    find_conflicts(stage, reviewers=[reviewer.pk], application_id=application_id, by=by, now=now)
    require(not reviewer.conflicts.filter(application_id=application_id).exists(), conflicted())
    given = begin(stage, reviewer, application_id, now, is_kept=True)
    key = f"given:{given.public_id}:{now:%Y%m%d%H%M%S%f}"
    tell_given(stage, reviewer.pk, key=key, now=now)
    told("programmes.assignment_made", given, programme=stage.call.programme, by=by, now=now)
    return given


def tell_given(stage: Stage, reviewer_id: int, *, key: str, now: datetime) -> None:
    """Tell a reviewer, once, that they have something to read."""
    notices.after_commit("programmes/reviews_given", key=key, now=now, stage_id=stage.pk, reviewer_id=reviewer_id)


def conflicted() -> str:
    """Return the sentence for a pair that may not be."""
    return _("This reviewer has a conflict of interest with this application.")


def require_reading(stage: Stage) -> None:
    """Refuse a stage in which nobody reads, or not now."""
    require(stage.reviews_each > 0, _("Officers alone look at this stage; it has no reviewers."))
    require(stage.state == StageState.OPEN, _("This stage is not open."))


def begin(stage: Stage, reviewer: Reviewer, application_id: int, now: datetime, *, is_kept: bool) -> Assignment:
    """Let a reviewer, locked, read an application from now on; one that was taken back is given anew."""
    told_of = {"state": AssignmentState.ASSIGNED, "assigned_at": now, "is_kept": is_kept}
    given, _was_made = Assignment.objects.update_or_create(
        stage=stage, reviewer=reviewer, application_id=application_id, defaults=told_of
    )
    return given


@transaction.atomic
def take_back(*, assignment_id: int, by: Actor, now: datetime) -> None:
    """Take an application from a reviewer; a review that was submitted stays."""
    given = found(Assignment.objects, assignment_id)
    stage = run_stage(given.stage_id, by)
    require_reading(stage)
    held_reviewer(given.reviewer_id)
    given = Assignment.objects.select_for_update().get(pk=given.pk)
    require(not is_submitted(given), _("The review is submitted; what was judged stays."))
    if given.state == AssignmentState.RECUSED:
        return
    end([given])
    told("programmes.assignment_ended", given, programme=stage.call.programme, by=by, now=now)


def is_submitted(given: Assignment) -> bool:
    """Whether a review was submitted for an assignment."""
    return Assignment.objects.filter(pk=given.pk, review__submitted_at__isnull=False).exists()


def end(given: Iterable[Assignment]) -> None:
    """Let reviewers no longer read these; drafts of reviews stay where they are and are shown to nobody."""
    ids = [each.pk for each in given]
    Assignment.objects.filter(pk__in=ids).update(state=AssignmentState.RECUSED, is_kept=False)
