"""Tasks: set by officers for a cohort or one place, done by companies with a note and perhaps a file.

The order of locks is programme, task, company's task, audit trail.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import files
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.records import Change, assign, found, require_as_seen
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.models import Cohort, CohortPlace, CompanyTask, PlaceState, Programme, Task
from bridgehead.programmes.rules import may_speak_for

#: What the page of a task shows of it, and what a change is held against.
SHOWN = ("name_ko", "name_en", "about_ko", "about_en", "due_on")


class TaskFields(TypedDict, total=False):
    """What is said of a task."""

    name_ko: str
    name_en: str
    about_ko: str
    about_en: str
    due_on: date


@transaction.atomic
def set_task(
    *, programme_id: int, by: Actor, now: datetime, cohort: Cohort | None = None, place: CohortPlace | None = None,
    **fields: Unpack[TaskFields],
) -> Task:  # fmt: skip
    """Set every company of a cohort a task, or the company of one place; who is admitted later has it, too."""
    programme = run_programme(programme_id, by)
    held = {each.programme_id for each in (cohort, place.cohort if place else None) if each is not None}
    require(held == {programme.pk}, _("Choose a cohort or a company of this programme."))
    task = Task(programme=programme, cohort=cohort, place=place)
    change = assign(task, fields)
    task.save()
    ask_task(task)
    told("programmes.task_set", task, programme=programme, by=by, now=now, change=change)
    return task


def ask_task(task: Task) -> None:
    """Give a task to every company that it is set and that has it not yet; of who is in the programme."""
    asked = CohortPlace.objects.filter(state=PlaceState.ACTIVE)
    asked = asked.filter(tasks=task) if task.cohort_id is None else asked.filter(cohort_id=task.cohort_id)
    made = [CompanyTask(task=task, place=place) for place in asked.exclude(company_tasks__task=task).only("pk")]
    CompanyTask.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic
def change_task(
    *, task_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[TaskFields]
) -> Task:
    """Change what is said of a task, or its day: companies are then reminded anew. ``seen`` marks what was shown."""
    task, programme = _run_task(task_id, by)
    require_as_seen(task, SHOWN, seen)
    change = assign(task, fields)
    if change:
        task.save()
        if "due_on" in change:
            task.companies.update(reminded=0)
        told("programmes.task_changed", task, programme=programme, by=by, now=now, change=change)
    return task


@transaction.atomic
def withdraw_task(*, task_id: int, by: Actor, now: datetime) -> None:
    """Ask for a task no longer; what companies said of it stays with the officers."""
    task, programme = _run_task(task_id, by)
    if task.withdrawn_at is None:
        task.withdrawn_at = now
        task.save(update_fields=["withdrawn_at"])
        told("programmes.task_withdrawn", task, programme=programme, by=by, now=now)


def finish_task(
    *, company_task_id: int, by: Actor, now: datetime, note: str = "", given: File[Any] | None = None
) -> CompanyTask:
    """Say that a task is done, with a note and a file; saying it again puts the new ones in the place of the old."""
    known = CompanyTask.objects.select_related("place").filter(pk=company_task_id).first()
    if known is None or not may_speak_for(by, known.place.organisation_id):
        raise Refused(_("Only owners and representatives of the company can do that."))
    # Before the transaction, which holds no file work; a file that no deed takes up goes by itself.
    file = files.store(given, uploaded_by=by.user_id, now=now) if given is not None else None
    return _finish(company_task_id, note, file, by, now)


@transaction.atomic
def _finish(company_task_id: int, note: str, file: StoredFile | None, by: Actor, now: datetime) -> CompanyTask:
    held = _spoken_for(company_task_id, by)
    was = held.file
    change: Change = {"sha256": (was.sha256 if was else None, file.sha256)} if file else {}
    held.done_at, held.person_id, held.note = held.done_at or now, by.user_id, note.strip()
    held.file = file or was
    require_valid(held)
    held.save()
    if file is not None and was is not None:
        files.let_go(was, now=now)
    told("programmes.task_done", held, programme=held.task.programme, by=by, now=now, change=change)
    return held


@transaction.atomic
def reopen_task(*, company_task_id: int, by: Actor, now: datetime) -> CompanyTask:
    """Say that a task is not done after all; the note and the file stay until it is."""
    held = _spoken_for(company_task_id, by)
    if held.done_at is not None:
        held.done_at = None
        held.save(update_fields=["done_at"])
        told("programmes.task_reopened", held, programme=held.task.programme, by=by, now=now)
    return held


def _spoken_for(company_task_id: int, by: Actor) -> CompanyTask:
    """Return a company's task with its row locked, for a deed of the company's owners and representatives."""
    held = CompanyTask.objects.select_for_update(of=("self",)).select_related("place", "task__programme", "file")
    item = held.filter(pk=company_task_id).first()
    if item is None or not may_speak_for(by, item.place.organisation_id):
        raise Refused(_("Only owners and representatives of the company can do that."))
    require(item.task.withdrawn_at is None, _("This task is no longer asked for."))
    return item


def _run_task(task_id: int, by: Actor) -> tuple[Task, Programme]:
    programme = run_programme(found(Task.objects.all(), task_id).programme_id, by)
    return Task.objects.select_for_update().get(pk=task_id), programme
