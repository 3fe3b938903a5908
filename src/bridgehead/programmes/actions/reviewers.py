"""Who reviews for a programme: named by officers, with what they know and whom they may not judge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.records import assign, found, require_as_seen
from bridgehead.foundation.refusals import require
from bridgehead.programmes.actions.conflicts import find_conflicts_of, held_reviewer
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.models import Assignment, AssignmentState, Reviewer, ReviewerState

#: What the page of a reviewer shows of them, and what a change is held against.
SHOWN = ("organisation_id", "employers", "most", "state")


class ReviewerFields(TypedDict, total=False):
    """What is set of a reviewer."""

    organisation: Organisation | None
    employers: str
    most: int | None


@transaction.atomic
def name_reviewer(
    *,
    programme_id: int,
    user_id: int,
    topics: Collection[Topic] = (),
    by: Actor,
    now: datetime,
    **fields: Unpack[ReviewerFields],
) -> Reviewer:
    """Let a person review for a programme; naming them twice changes nothing."""
    programme = run_programme(programme_id, by)
    standing = Reviewer.objects.filter(programme=programme, user_id=user_id).first()
    if standing is not None:
        return standing
    reviewer = Reviewer(programme=programme, user_id=user_id)
    assign(reviewer, fields)
    reviewer.save()
    reviewer.topics.set(topics)
    find_conflicts_of(reviewer, by=by, now=now)
    told("programmes.reviewer_named", reviewer, programme=programme, by=by, now=now)
    return reviewer


@transaction.atomic
def change_reviewer(
    *,
    reviewer_id: int,
    topics: Collection[Topic],
    by: Actor,
    now: datetime,
    seen: str | None = None,
    **fields: Unpack[ReviewerFields],
) -> Reviewer:
    """Change what is known of a reviewer; a conflict that follows from it recuses them at once."""
    programme = run_programme(found(Reviewer.objects, reviewer_id).programme_id, by)
    reviewer = held_reviewer(reviewer_id)
    require_as_seen(reviewer, SHOWN, seen)
    # The trail says that something of them was changed; what it was is personal.
    changed = bool(assign(reviewer, fields)) or set(reviewer.topics.all()) != set(topics)
    if changed:
        reviewer.save()
        reviewer.topics.set(topics)
        find_conflicts_of(reviewer, by=by, now=now)
        told("programmes.reviewer_changed", reviewer, programme=programme, by=by, now=now)
    return reviewer


@transaction.atomic
def rest_reviewer(*, reviewer_id: int, by: Actor, now: datetime) -> None:
    """Let somebody review no longer: what they have not submitted goes to others; what they did submit stays."""
    programme = run_programme(found(Reviewer.objects, reviewer_id).programme_id, by)
    reviewer = held_reviewer(reviewer_id)
    if reviewer.state == ReviewerState.RESTING:
        return
    reviewer.state = ReviewerState.RESTING
    reviewer.save(update_fields=["state"])
    unread = Assignment.objects.filter(reviewer=reviewer, state=AssignmentState.ASSIGNED)
    unread = unread.exclude(review__submitted_at__isnull=False)
    Assignment.objects.filter(pk__in=list(unread.values_list("pk", flat=True))).update(
        state=AssignmentState.RECUSED, is_kept=False
    )
    told("programmes.reviewer_rested", reviewer, programme=programme, by=by, now=now)


@transaction.atomic
def wake_reviewer(*, reviewer_id: int, by: Actor, now: datetime) -> None:
    """Let somebody review again."""
    programme = run_programme(found(Reviewer.objects, reviewer_id).programme_id, by)
    reviewer = held_reviewer(reviewer_id)
    require(reviewer.user_id is not None, _("This person is no longer known here."))
    if reviewer.state == ReviewerState.ACTIVE:
        return
    reviewer.state = ReviewerState.ACTIVE
    reviewer.save(update_fields=["state"])
    find_conflicts_of(reviewer, by=by, now=now)
    told("programmes.reviewer_woken", reviewer, programme=programme, by=by, now=now)
