"""The stages of a call: set up, opened with the applications that stand in them, decided and closed."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.programmes.actions.conflicts import find_conflicts
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.actions.reviewing_records import run_stage
from bridgehead.programmes.models import (
    Application,
    Call,
    CallState,
    PassageState,
    Stage,
    StagePassage,
    StageState,
)
from bridgehead.programmes.queries.applications import HANDED_IN

MOST_STAGES = 10
#: What the page of a stage shows of it, and what a change of it is held against.
SHOWN = ("kind", "name_ko", "name_en", "reviews_each", "is_blind", "due_at")
#: What reviewers rely on once a stage is open.
PROMISED = frozenset({"kind", "reviews_each", "is_blind"})


class StageFields(TypedDict, total=False):
    """What is set of a stage; moments are aware."""

    kind: str
    name_ko: str
    name_en: str
    reviews_each: int
    is_blind: bool
    due_at: datetime | None


@transaction.atomic
def add_stage(*, call_id: int, by: Actor, now: datetime, **fields: Unpack[StageFields]) -> Stage:
    """Add a stage after those that a call has."""
    call = _going_on(call_id, by)
    require(call.stages.count() < MOST_STAGES, _("A call has %(most)d stages at most.") % {"most": MOST_STAGES})
    stage = Stage(call=call, position=following(call.stages.all(), "position"))
    change = assign(stage, fields)
    stage.save()
    told("programmes.stage_added", stage, programme=call.programme, by=by, now=now, change=change)
    return stage


@transaction.atomic
def change_stage(
    *, stage_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[StageFields]
) -> Stage:
    """Change a stage; one that is open keeps what reviewers rely on, and can be given another day."""
    stage = run_stage(stage_id, by)
    require_as_seen(stage, SHOWN, seen)
    require(stage.state != StageState.CLOSED, _("This stage is closed."))
    change = assign(stage, fields)
    kept = PROMISED & set(change)
    require(
        stage.state == StageState.WAITING or not kept,
        _("This stage is open: its kind, its number of reviews and whether it is blind stay."),
        field=next(iter(sorted(kept)), None),
    )
    if change:
        _require_due_later(stage, now)
        stage.save()
        told("programmes.stage_changed", stage, programme=stage.call.programme, by=by, now=now, change=change)
    return stage


def _require_due_later(stage: Stage, now: datetime) -> None:
    require(
        stage.state == StageState.WAITING or stage.due_at is None or stage.due_at > now,
        _("The moment until which reviews are due lies in the past."),
        field="due_at",
    )


@transaction.atomic
def drop_stage(*, stage_id: int, by: Actor, now: datetime) -> None:
    """Take out a stage that was never opened."""
    stage = run_stage(stage_id, by)
    require(stage.state == StageState.WAITING, _("A stage that was opened stays."))
    told("programmes.stage_dropped", stage, programme=stage.call.programme, by=by, now=now)
    stage.delete()


@transaction.atomic
def move_stage(*, stage_id: int, step: int, by: Actor, now: datetime) -> None:
    """Move a stage one place up (−1) or down (+1), among those that were not opened yet."""
    call = _going_on(found(Stage.objects, stage_id).call_id, by)
    stage = found(call.stages, stage_id)
    waiting = list(call.stages.filter(state=StageState.WAITING).order_by("position"))
    if stage in waiting and swap(stage, step=step, among=waiting, field="position"):
        told("programmes.stage_changed", stage, programme=call.programme, by=by, now=now)


@transaction.atomic
def open_stage(*, stage_id: int, by: Actor, now: datetime | None = None) -> Stage:
    """Open a stage: every application stands in it that passed the one before, or that was handed in for the first.

    Conflicts of interest that are on record are found in the same moment.
    """
    call = _going_on(found(Stage.objects, stage_id).call_id, by)
    stage = run_stage(stage_id, by)
    moment = clock.deciding(now)
    if stage.state == StageState.OPEN:
        return stage
    require(stage.state == StageState.WAITING, _("This stage is closed."))
    require(
        call.state == CallState.ANNOUNCED and moment >= call.closes_at,
        _("A stage can be opened once the call has closed."),
    )
    before = call.stages.filter(position__lt=stage.position).order_by("position").last()
    require(before is None or before.state == StageState.CLOSED, _("Close the stage before it first."))
    require(
        stage.reviews_each == 0 or call.criteria.exists(),
        _("Reviewers need criteria to score by. Set them up first."),
    )
    applications = list(_standing(call, before))
    require(
        bool(applications),
        _("No application was handed in.") if before is None else _("No application passed the stage before it."),
    )
    stage.state, stage.opened_at = StageState.OPEN, moment
    _require_due_later(stage, moment)
    require_valid(stage)
    stage.save(update_fields=["state", "opened_at"])
    StagePassage.objects.bulk_create(StagePassage(stage=stage, application=each) for each in applications)
    find_conflicts(stage, by=by, now=moment)
    told("programmes.stage_opened", stage, programme=call.programme, by=by, now=moment)
    return stage


def _standing(call: Call, before: Stage | None) -> list[Application]:
    found_ = call.applications.filter(state__in=HANDED_IN)
    if before is not None:
        found_ = found_.filter(passages__stage=before, passages__state=PassageState.PASSED)
    return list(found_.order_by("pk"))


@transaction.atomic
def close_stage(*, stage_id: int, by: Actor, now: datetime) -> Stage:
    """Close a stage: no review of it is written any more."""
    stage = run_stage(stage_id, by)
    if stage.state == StageState.CLOSED:
        return stage
    require(stage.state == StageState.OPEN, _("This stage is not open."))
    stage.state, stage.closed_at = StageState.CLOSED, now
    stage.save(update_fields=["state", "closed_at"])
    told("programmes.stage_closed", stage, programme=stage.call.programme, by=by, now=now)
    return stage


@transaction.atomic
def decide_passage(
    *, passage_id: int, has_passed: bool, reason_ko: str = "", reason_en: str = "", by: Actor, now: datetime
) -> StagePassage:
    """Say whether an application passed a stage; that it did not needs a reason. It can be said anew."""
    passage = found(StagePassage.objects.select_related("stage"), passage_id)
    stage = run_stage(passage.stage_id, by)
    require(stage.state == StageState.OPEN, _("This stage is not open."))
    require(
        has_passed or bool(reason_ko or reason_en),
        _("Say in Korean or in English why it did not pass."),
        field="reason_ko",
    )
    passage = StagePassage.objects.select_for_update().get(pk=passage_id)
    before = passage.state
    passage.state = PassageState.PASSED if has_passed else PassageState.FAILED
    passage.reason_ko, passage.reason_en = reason_ko, reason_en
    passage.decided_by_id, passage.decided_at = by.user_id, now
    require_valid(passage)
    passage.save()
    change = {"state": (before, passage.state)}
    told("programmes.passage_decided", passage, programme=stage.call.programme, by=by, now=now, change=change)
    return passage


def _going_on(call_id: int, by: Actor) -> Call:
    call = run_call(call_id, by)
    require(call.state in {CallState.DRAFT, CallState.ANNOUNCED}, _("This call is over; it can no longer be changed."))
    return call
