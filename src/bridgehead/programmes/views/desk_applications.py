"""The officers' pages of applications: what was handed in, asking for more, and the sheet of all."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock, files
from bridgehead.programmes.actions import more as deeds
from bridgehead.programmes.forms.more import MoreForm, UntilForm
from bridgehead.programmes.models import Application, ApplicationState, Call, Programme
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import desk_applications as reads
from bridgehead.programmes.queries.applications import submissions_of
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.rules import takes_more
from bridgehead.programmes.schemas.answers import changes_between, handed_in_sections
from bridgehead.programmes.sheets import application_header, application_rows
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.sheets import KINDS, taken_out

PER_PAGE = 50
#: A draft is its team's alone.
_SHOWN = [each for each in ApplicationState if each != ApplicationState.DRAFT]


def _held(request: HttpRequest, public_id: UUID, call_id: UUID) -> tuple[Programme, Call]:
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, queries.run_call_or_404(programme, call_id)


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in {str(each) for each in _SHOWN} else ""


@officers_only
@require_safe
def applications(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """What was handed in for a call, the first to come first."""
    programme, call = _held(request, public_id, call_id)
    state = _state(request)
    context = {
        "programme": programme,
        "tab": "calls",
        "call": call,
        "part": "applications",
        "now": clock.now(),
        "page": page_of(request, reads.applications_run(call, state), PER_PAGE),
        "state": state,
        "states": [(str(each), each.label) for each in _SHOWN],
    }
    return render(request, "programmes/desk/applications.html", context)


@officers_only
@require_safe
def export_applications(request: HttpRequest, public_id: UUID, call_id: UUID, sheet: str) -> HttpResponse:
    """All of them as a sheet, each with what it handed in last."""
    if sheet not in KINDS:
        raise Http404
    _programme, call = _held(request, public_id, call_id)
    found = list(reads.applications_run(call, _state(request)))
    whole = queries.asked_in(queries.newest_form(call))
    rows = application_rows(found, reads.newest_submissions(found), whole, call.zone)
    return taken_out(
        sheet,
        application_header(whole),
        rows,
        name=f"applications-{call.year}",
        sheet=_("Applications"),
        made_at=clock.now(),
    )


@officers_only
@require_safe
def application(request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    """One application: every submission, and what changed between them."""
    programme, call = _held(request, public_id, call_id)
    return _page(request, programme, call, reads.application_run_or_404(call, application_id))


def _page(
    request: HttpRequest,
    programme: Programme,
    call: Call,
    shown: Application,
    *,
    more: MoreForm | None = None,
    until: UntilForm | None = None,
) -> HttpResponse:
    submissions, requests = submissions_of(shown), reads.requests_of(shown)
    newest = submissions[-1]
    waiting = next((each for each in requests if each.answered_at is None and each.closed_at is None), None)
    is_refused = any(form is not None and form.errors for form in (more, until))
    context: dict[str, Any] = {
        "programme": programme,
        "tab": "calls",
        "call": call,
        "part": "applications",
        "now": clock.now(),
        "application": shown,
        "submissions": submissions,
        "newest": newest,
        "sections": handed_in_sections(queries.asked_in(newest.form), newest.answers, newest.files),
        "changes": [
            (after, changes_between(queries.asked_in(after.form), before, after))
            for before, after in pairwise(submissions)
        ],
        "requests": requests,
        "waiting": waiting,
        "more": more or MoreForm(zone=call.zone, asked=reads.fields_to_open(shown)),
        "until": until or UntilForm(zone=call.zone),
        "may_ask": takes_more(shown),
    }
    return render(request, "programmes/desk/application.html", context, status=422 if is_refused else 200)


@officers_only
@require_POST
def ask_more(request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    """Ask an applicant for more."""
    programme, call = _held(request, public_id, call_id)
    shown = reads.application_run_or_404(call, application_id)
    form = MoreForm(request.POST, zone=call.zone, asked=reads.fields_to_open(shown))
    asked = attempt(
        form,
        lambda: deeds.ask_for_more(application_id=shown.pk, by=actor_of(request), now=clock.now(), **form.told()),
    )
    if asked is None:
        return _page(request, programme, call, shown, more=form)
    messages.success(request, _("The team is told by mail."))
    return _back(public_id, call_id, application_id)


@officers_only
@require_POST
def extend_more(
    request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID, request_id: UUID
) -> HttpResponse:
    """Give an applicant more time for what was asked."""
    programme, call = _held(request, public_id, call_id)
    shown = reads.application_run_or_404(call, application_id)
    asked = reads.request_or_404(shown, request_id)
    form = UntilForm(request.POST, zone=call.zone)

    def extend() -> bool:
        deeds.extend_more(
            request_id=asked.pk, due_at=form.cleaned_data["due_at"], by=actor_of(request), now=clock.now()
        )
        return True

    if not attempt(form, extend):
        return _page(request, programme, call, shown, until=form)
    messages.success(request, _("The team is told by mail."))
    return _back(public_id, call_id, application_id)


@officers_only
@require_POST
def close_more(
    request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID, request_id: UUID
) -> HttpResponse:
    """Wait no longer for what was asked."""
    _programme, call = _held(request, public_id, call_id)
    asked = reads.request_or_404(reads.application_run_or_404(call, application_id), request_id)
    deeds.close_more(request_id=asked.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The application counts as it was handed in."))
    return _back(public_id, call_id, application_id)


def _back(public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    return redirect("programmes_desk:application", public_id=public_id, call_id=call_id, application_id=application_id)


@officers_only
@require_safe
def application_file(
    request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID, file_id: UUID
) -> HttpResponseBase:
    """A file that was handed in, as a download; never one of a draft."""
    _programme, call = _held(request, public_id, call_id)
    kept = reads.sealed_file_or_404(reads.application_run_or_404(call, application_id), file_id)
    return files.serve(kept.file, named=kept.file.filename)
