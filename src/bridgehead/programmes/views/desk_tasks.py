"""The tasks of a programme: set, changed, withdrawn, and what each company said of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock, files
from bridgehead.programmes.actions import tasks as deeds
from bridgehead.programmes.forms.tasks import NewTaskForm, TaskForm
from bridgehead.programmes.models import Programme, Task
from bridgehead.programmes.queries import tasks as queries
from bridgehead.programmes.queries.cohorts import cohorts_of, places_standing, today_of
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the companies are to do; another task is set by the form."""
    actor, now = actor_of(request), clock.now()
    programme = run_programme_or_404(actor, public_id)
    places = places_standing(programme, "active", now)
    form = NewTaskForm(request.POST or None, cohorts=cohorts_of(programme), places=places)

    def set_task() -> Task:
        told: dict[str, Any] = {**form.told(), **form.whom_told()}
        return deeds.set_task(programme_id=programme.pk, by=actor, now=now, **told)

    if request.method == "POST" and (made := attempt(form, set_task)) is not None:
        messages.success(request, _("The task is set; the companies find it on their pages."))
        return redirect("programmes_desk:task", public_id=public_id, task_id=made.public_id)
    today = today_of(programme, now)
    is_late = request.GET.get("standing") == "overdue"
    shown = queries.tasks_overdue(programme, today) if is_late else queries.tasks_run(programme)
    context = {
        "programme": programme, "tab": "tasks", "form": form, "today": today, "is_late": is_late,
        "page": page_of(request, shown, PER_PAGE),
    }  # fmt: skip
    return render(request, "programmes/tasks/desk/tasks.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, public_id: UUID, task_id: UUID) -> HttpResponse:
    """One task: each company by how it stands, with its note; it is changed by the form."""
    actor, now = actor_of(request), clock.now()
    programme, shown = _held(request, public_id, task_id)
    standing = request.GET.get("standing", "all")
    if standing not in queries.STANDINGS:
        raise Http404
    form = TaskForm(request.POST or None, task=shown)

    def change() -> Task:
        seen = form.cleaned_data["seen"] or None
        return deeds.change_task(task_id=shown.pk, by=actor, now=now, seen=seen, **form.told())

    if request.method == "POST" and attempt(form, change) is not None:
        messages.success(request, _("The task is changed."))
        return redirect("programmes_desk:task", public_id=public_id, task_id=task_id)
    context = {
        "programme": programme, "tab": "tasks", "form": form, "task": shown, "standing": standing,
        "left": shown.asked - shown.done,  # type: ignore[attr-defined]  # annotated
        "page": page_of(request, queries.companies_with(shown, standing), PER_PAGE),
    }  # fmt: skip
    return render(request, "programmes/tasks/desk/task.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def withdraw_task(request: HttpRequest, public_id: UUID, task_id: UUID) -> HttpResponse:
    """Ask for a task no longer."""
    _programme, shown = _held(request, public_id, task_id)
    deeds.withdraw_task(task_id=shown.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The task is no longer asked for."))
    return redirect("programmes_desk:tasks", public_id=public_id)


@officers_only
@require_safe
def task_file(request: HttpRequest, public_id: UUID, task_id: UUID, company_task_id: UUID) -> HttpResponseBase:
    """The file that a company added, as a download."""
    _programme, shown = _held(request, public_id, task_id)
    item = queries.company_task_or_404(shown, company_task_id)
    if item.file is None:
        raise Http404
    return files.serve(item.file, named=item.file.filename)


def _held(request: HttpRequest, public_id: UUID, task_id: UUID) -> tuple[Programme, Task]:
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, queries.task_or_404(programme, task_id)
