"""The criteria of a call: set up, weighed and ordered until the first review is submitted."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap
from bridgehead.foundation.refusals import require
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.models import Call, CallState, Criterion, Review, ReviewScore

MOST_CRITERIA = 30
#: What the page of a criterion shows of it, and what a change of it is held against.
SHOWN = ("name_ko", "name_en", "guidance_ko", "guidance_en", "most", "weight")


class CriterionFields(TypedDict, total=False):
    """What is set of a criterion."""

    name_ko: str
    name_en: str
    guidance_ko: str
    guidance_en: str
    most: int
    weight: int


@transaction.atomic
def add_criterion(*, call_id: int, by: Actor, now: datetime, **fields: Unpack[CriterionFields]) -> Criterion:
    """Add a criterion after those that a call has."""
    call = _unreviewed(call_id, by)
    require(call.criteria.count() < MOST_CRITERIA, _("A call has %(most)d criteria at most.") % {"most": MOST_CRITERIA})
    criterion = Criterion(call=call, position=following(call.criteria.all(), "position"))
    change = assign(criterion, fields)
    criterion.save()
    told("programmes.criterion_added", criterion, programme=call.programme, by=by, now=now, change=change)
    return criterion


@transaction.atomic
def change_criterion(
    *, criterion_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[CriterionFields]
) -> Criterion:
    """Change a criterion; points beyond a lower highest score go from the drafts of reviews."""
    call = _unreviewed(found(Criterion.objects, criterion_id).call_id, by)
    criterion = found(call.criteria, criterion_id)
    require_as_seen(criterion, SHOWN, seen)
    change = assign(criterion, fields)
    if change:
        ReviewScore.objects.filter(criterion=criterion, halves__gt=2 * criterion.most).delete()
        criterion.save()
        told("programmes.criterion_changed", criterion, programme=call.programme, by=by, now=now, change=change)
    return criterion


@transaction.atomic
def drop_criterion(*, criterion_id: int, by: Actor, now: datetime) -> None:
    """Take a criterion out, and its points from the drafts of reviews."""
    call = _unreviewed(found(Criterion.objects, criterion_id).call_id, by)
    criterion = found(call.criteria, criterion_id)
    ReviewScore.objects.filter(criterion=criterion).delete()
    told("programmes.criterion_dropped", criterion, programme=call.programme, by=by, now=now)
    criterion.delete()


@transaction.atomic
def move_criterion(*, criterion_id: int, step: int, by: Actor, now: datetime) -> None:
    """Move a criterion one place up (−1) or down (+1)."""
    call = _unreviewed(found(Criterion.objects, criterion_id).call_id, by)
    criterion = found(call.criteria, criterion_id)
    if swap(criterion, step=step, among=call.criteria.order_by("position"), field="position"):
        told("programmes.criterion_changed", criterion, programme=call.programme, by=by, now=now)


def _unreviewed(call_id: int, by: Actor) -> Call:
    """Return a call, locked, of which no review was submitted."""
    call = run_call(call_id, by)
    require(call.state in {CallState.DRAFT, CallState.ANNOUNCED}, _("This call is over; it can no longer be changed."))
    submitted = Review.objects.filter(assignment__stage__call=call, submitted_at__isnull=False)
    require(not submitted.exists(), _("A review is submitted already: the criteria stay as they are."))
    return call
