"""A company's task: done with a note and perhaps a file, or open again."""

from __future__ import annotations

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
from bridgehead.programmes.forms.tasks import DoneForm
from bridgehead.programmes.queries import tasks as queries
from bridgehead.programmes.queries.cohorts import my_place_or_404, today_of
from bridgehead.programmes.rules import may_speak_for
from bridgehead.programmes.views.edge import signed_in_only
from bridgehead.web.forms import attempt


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def my_task(request: HttpRequest, public_id: UUID, task_id: UUID) -> HttpResponse:
    """One task; the form says that it is done."""
    actor, now = actor_of(request), clock.now()
    place = my_place_or_404(actor, public_id)
    item = queries.task_of_or_404(place, task_id)
    form = DoneForm(request.POST or None, request.FILES or None, initial={"note": item.note})
    done = None
    if request.method == "POST":
        done = attempt(
            form, lambda: deeds.finish_task(company_task_id=item.pk, by=actor, now=now, **form.cleaned_data)
        )  # fmt: skip
    if done is not None:
        messages.success(request, _("The task is done; the officers read your note."))
        return redirect("programmes:my_place", public_id=public_id)
    context = {
        "place": place, "programme": place.cohort.programme, "item": item, "form": form,
        "speaks": may_speak_for(actor, place.organisation_id),
        "is_overdue": queries.is_overdue(item, today_of(place.cohort.programme, now)),
    }  # fmt: skip
    return render(request, "programmes/tasks/my_task.html", context, status=422 if form.errors else 200)


@signed_in_only
@require_POST
def reopen_task(request: HttpRequest, public_id: UUID, task_id: UUID) -> HttpResponse:
    """Say that a task is not done after all."""
    actor = actor_of(request)
    item = queries.task_of_or_404(my_place_or_404(actor, public_id), task_id)
    deeds.reopen_task(company_task_id=item.pk, by=actor, now=clock.now())
    messages.success(request, _("The task is open again."))
    return redirect("programmes:my_task", public_id=public_id, task_id=task_id)


@signed_in_only
@require_safe
def my_task_file(request: HttpRequest, public_id: UUID, task_id: UUID) -> HttpResponseBase:
    """The file of a task, as a download."""
    item = queries.task_of_or_404(my_place_or_404(actor_of(request), public_id), task_id)
    if item.file is None:
        raise Http404
    # Named: it is never shown in a page, whatever it is.
    return files.serve(item.file, named=item.file.filename)
