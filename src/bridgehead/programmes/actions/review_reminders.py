"""Reminding reviewers of what they have not submitted: by officers, and before they are due; once a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.programmes.actions.assigning import require_reading
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.actions.reviewing_records import run_stage
from bridgehead.programmes.models import ReviewReminder, Stage, StageState
from bridgehead.programmes.queries.reviewers import behind_with

#: So long before reviews are due the worker reminds by itself.
BEFORE_DUE = timedelta(days=3)


@transaction.atomic
def remind_reviewers(*, stage_id: int, by: Actor, now: datetime) -> int:
    """Remind everybody who is behind, once on a day of the call's zone; return how many are told."""
    stage = run_stage(stage_id, by)
    require_reading(stage)
    count = _remind(stage, now)
    if count:
        told("programmes.reviewers_reminded", stage, programme=stage.call.programme, by=by, now=now)
    return count


def _remind(stage: Stage, now: datetime) -> int:
    day = now.astimezone(ZoneInfo(stage.call.zone)).date()
    count = 0
    for reviewer_id in behind_with(stage):
        _reminder, was_made = ReviewReminder.objects.get_or_create(stage=stage, reviewer_id=reviewer_id, day=day)
        if was_made:
            key = f"due:{stage.public_id}:{reviewer_id}:{day}"
            notices.after_commit("programmes/reviews_due", key=key, now=now, stage_id=stage.pk, reviewer_id=reviewer_id)
            count += 1
    return count


@job("programmes.remind_of_reviews", attempts=3)
def remind_of_reviews(claim: Claim) -> None:
    """Remind the reviewers of each stage whose reviews are due within three days, once for that stage."""
    now = clock.now()
    due = Stage.objects.filter(state=StageState.OPEN, due_at__gt=now, due_at__lte=now + BEFORE_DUE)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        _remind_once(pk, now)


@transaction.atomic
def _remind_once(stage_id: int, now: datetime) -> None:
    stage = Stage.objects.select_for_update(of=("self",)).select_related("call").get(pk=stage_id)
    if stage.state != StageState.OPEN or stage.due_at is None:
        return
    since = (stage.due_at - BEFORE_DUE).astimezone(ZoneInfo(stage.call.zone)).date()
    if not stage.reminders.filter(day__gte=since).exists():
        _remind(stage, now)
