"""Tasks as far as the actor may see them: a company its own, officers those of the programmes they run."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.programmes.models import CohortPlace, CompanyTask, PlaceState, Programme, Task

#: Under which headings the companies of a task are listed.
STANDINGS = ("all", "open", "done")


# --- What a company sees of its own -----------------------------------------------------------------------------------


def tasks_of(place: CohortPlace) -> list[CompanyTask]:
    """Return the tasks of a place that the actor was found to see, what is open first, by the day it is due."""
    found = place.company_tasks.filter(task__withdrawn_at=None).select_related("task")
    return sorted(found.order_by("task__due_on", "pk"), key=lambda each: each.done_at is not None)


def task_of_or_404(place: CohortPlace, public_id: UUID) -> CompanyTask:
    """Return a task of a place that the actor was found to see."""
    found = place.company_tasks.filter(task__withdrawn_at=None).select_related("task", "file", "person")
    item = found.filter(public_id=public_id).first()
    if item is None:
        raise Http404
    return item


def open_tasks(actor: Actor) -> QuerySet[CompanyTask]:
    """Return what the companies that the actor belongs to have to do, the first due first."""
    mine = _to_do().filter(place__organisation_id__in=actor.organisation_ids)
    return mine.select_related("task__programme", "place__organisation").order_by("task__due_on", "pk")


def _to_do() -> QuerySet[CompanyTask]:
    return CompanyTask.objects.filter(done_at=None, task__withdrawn_at=None, place__state=PlaceState.ACTIVE)


# --- What officers see ------------------------------------------------------------------------------------------------


def tasks_run(programme: Programme) -> QuerySet[Task]:
    """Return the tasks of a programme that the actor was found to run, each with how many companies have done it."""
    asked = programme.tasks.filter(withdrawn_at=None).select_related("cohort", "place__organisation")
    return asked.annotate(
        asked=Count("companies"), done=Count("companies", filter=Q(companies__done_at__isnull=False))
    ).order_by("-due_on", "-pk")  # fmt: skip


def tasks_overdue(programme: Programme, today: date) -> QuerySet[Task]:
    """Return the tasks, as ``tasks_run``, that some company in the programme should have done by a day."""
    late = _to_do().filter(task__programme=programme, task__due_on__lt=today)
    return tasks_run(programme).filter(pk__in=late.values("task"))


def task_or_404(programme: Programme, public_id: UUID) -> Task:
    """Return a task of a programme that the actor was found to run."""
    task = tasks_run(programme).filter(public_id=public_id).first()
    if task is None:
        raise Http404
    return task


def companies_with(task: Task, standing: str = "all") -> QuerySet[CompanyTask]:
    """Return the companies of a task under one of ``STANDINGS``, in the order of their names."""
    wanted = {"open": Q(done_at=None), "done": Q(done_at__isnull=False)}.get(standing, Q())
    own, twin = ("ko", "en") if reading_language() == "ko" else ("en", "ko")
    names = [f"place__organisation__name_{each}" for each in (own, twin)]
    found = task.companies.filter(wanted).select_related("place__organisation", "place__cohort", "file", "person")
    return found.order_by(*names, "pk")


def company_task_or_404(task: Task, public_id: UUID) -> CompanyTask:
    """Return a task as one company has it, of a programme that the actor was found to run."""
    item = task.companies.select_related("file").filter(public_id=public_id).first()
    if item is None:
        raise Http404
    return item


def is_overdue(item: CompanyTask, today: date) -> bool:
    """Whether a task should have been done by a day."""
    return item.done_at is None and item.task.due_on < today


# --- What is told of them by mail, and exported -----------------------------------------------------------------------


def tasks_due(organisation_id: int) -> list[CompanyTask]:
    """Return what a company has not done yet: what a reminder tells of, the first due first."""
    found = _to_do().filter(place__organisation_id=organisation_id).select_related("task__programme", "place")
    return list(found.order_by("task__due_on", "pk"))


def tasks_kept(user_id: int) -> list[dict[str, str]]:
    """Return the tasks that a person said were done, oldest first: part of the export."""
    found = CompanyTask.objects.filter(person_id=user_id).select_related("task").order_by("pk")
    return [
        {
            "task": str(each.task.public_id),
            "note": each.note,
            "at": each.done_at.isoformat() if each.done_at else "",
        }
        for each in found
    ]
