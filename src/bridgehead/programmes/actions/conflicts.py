"""Conflicts of interest: declared by a reviewer or found on record; whoever has one is recused in the same moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.models import (
    Application,
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    PassageState,
    Reviewer,
    ReviewerState,
    Stage,
    StagePassage,
    StageState,
)
from bridgehead.programmes.queries.conflicts import conflicts_on_record

LONGEST_NOTE = 1000


@transaction.atomic
def declare_conflict(*, reviewer_id: int, application_id: int, note: str = "", by: Actor, now: datetime) -> Conflict:
    """Declare, as a reviewer, that one may not judge an application: before one reads it, and after."""
    reviewer = held_reviewer(reviewer_id)
    require(
        reviewer.user_id is not None and reviewer.user_id == by.user_id,
        _("Only the reviewer can declare a conflict of their own."),
    )
    application = found(Application.objects.select_related("call"), application_id)
    require(application.call.programme_id == reviewer.programme_id, _("You do not review for this call."))
    require(len(note) <= LONGEST_NOTE, _("A note has %(most)d letters at most.") % {"most": LONGEST_NOTE}, field="note")
    conflict, was_made = note_conflict(reviewer, application, ConflictKind.DECLARED, note=note, by=by, now=now)
    if was_made:
        told("programmes.conflict_declared", conflict, programme=reviewer.programme, by=by, now=now)
    return conflict


def held_reviewer(reviewer_id: int) -> Reviewer:
    """Return a reviewer with the row locked: who assigns and who finds conflicts wait for each other."""
    locked = Reviewer.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    reviewer = locked.filter(pk=reviewer_id).first()
    if reviewer is None:
        raise Refused(_("This is no longer there. Load the page again."))
    return reviewer


def note_conflict(
    reviewer: Reviewer, application: Application, kind: ConflictKind, *, note: str = "", by: Actor, now: datetime
) -> tuple[Conflict, bool]:
    """Recuse a reviewer, locked, of an application, and keep why; whether it was not known yet.

    What they wrote stays where it is, and is shown and counted nowhere.
    """
    standing = Assignment.objects.filter(
        reviewer=reviewer, application=application, state=AssignmentState.ASSIGNED
    ).order_by("pk")
    recused = list(standing)
    standing.update(state=AssignmentState.RECUSED, is_kept=False)
    conflict, was_made = Conflict.objects.get_or_create(
        reviewer=reviewer, application=application, kind=kind, defaults={"note": note, "found_at": now}
    )
    for each in recused:
        told("programmes.reviewer_recused", each, programme=reviewer.programme, by=by, now=now)
    return conflict, was_made


def find_conflicts(
    stage: Stage, *, reviewers: Iterable[int] | None = None, application_id: int | None = None, by: Actor, now: datetime
) -> int:
    """Note the conflicts that are on record in a stage and were not known yet, in the deed's transaction; how many.

    Of some reviewers, or of one application, where only they have changed.
    """
    taking_part = Reviewer.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    taking_part = taking_part.filter(programme=stage.call.programme_id, state=ReviewerState.ACTIVE).order_by("pk")
    if reviewers is not None:
        taking_part = taking_part.filter(pk__in=list(reviewers))
    read = StagePassage.objects.filter(stage=stage, state=PassageState.WAITING)
    if application_id is not None:
        read = read.filter(application_id=application_id)
    locked = {each.pk: each for each in taking_part}
    passages = read.select_related("application__form")
    applications = {each.application_id: each.application for each in passages}
    known = set(Conflict.objects.filter(reviewer__in=locked).values_list("reviewer_id", "application_id", "kind"))
    count = 0
    for reviewer_id, application, kind in conflicts_on_record(locked.values(), applications.values()):
        if (reviewer_id, application, str(kind)) not in known:
            reviewer = locked[reviewer_id]
            conflict, _made = note_conflict(reviewer, applications[application], kind, by=by, now=now)
            told("programmes.conflict_found", conflict, programme=reviewer.programme, by=by, now=now)
            count += 1
    return count


def find_conflicts_of(reviewer: Reviewer, *, by: Actor, now: datetime) -> None:
    """Look through the open stages of a reviewer's programme after something about them has changed."""
    for stage in _open_stages(call__programme=reviewer.programme_id):
        find_conflicts(stage, reviewers=[reviewer.pk], by=by, now=now)


def find_conflicts_with(application: Application, *, by: Actor, now: datetime) -> None:
    """Look through the reviewers of the stages that an application stands in after its team has changed."""
    for stage in _open_stages(passages__application=application):
        find_conflicts(stage, application_id=application.pk, by=by, now=now)


def _open_stages(**where: Any) -> QuerySet[Stage]:
    opened = Stage.objects.filter(state=StageState.OPEN, reviews_each__gt=0, **where)
    return opened.select_related("call__programme").order_by("pk")
