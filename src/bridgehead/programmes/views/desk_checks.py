"""The officers' pages of one application besides what it says: its checks and its trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import deeds as deeds_told
from bridgehead.foundation import clock
from bridgehead.programmes.actions.checks import judge_checks
from bridgehead.programmes.forms.checks import VerdictsForm
from bridgehead.programmes.models import Application, Call, Programme
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import desk_applications as reads
from bridgehead.programmes.queries.application_trail import trail_for_officers
from bridgehead.programmes.queries.applications import submissions_of
from bridgehead.programmes.queries.checks import checks_for_officers
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.queries.standing import is_judged_anew
from bridgehead.programmes.rules import is_judged
from bridgehead.programmes.trail import VERBS
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

DEEDS_PER_PAGE = 50


def _held(
    request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID
) -> tuple[Programme, Call, Application]:
    programme = run_programme_or_404(actor_of(request), public_id)
    call = queries.run_call_or_404(programme, call_id)
    return programme, call, reads.application_run_or_404(call, application_id)


def _frame(programme: Programme, call: Call, application: Application) -> dict[str, Any]:
    return {
        "programme": programme,
        "tab": "calls",
        "call": call,
        "part": "applications",
        "now": clock.now(),
        "application": application,
    }


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    """What the records say of an applicant, and what the officers say to it."""
    actor = actor_of(request)
    programme, call, shown = _held(request, public_id, call_id, application_id)
    found = checks_for_officers(shown, actor, submissions_of(shown)[-1].answers)
    form = VerdictsForm(request.POST or None, given=[each.verdict for each in found if each.verdict])
    if request.method == "POST":
        judged = attempt(
            form,
            lambda: judge_checks(application_id=shown.pk, verdicts=list(form.verdicts()), by=actor, now=clock.now()),
        )
        if judged is not None:
            messages.success(request, _("The verdicts are saved."))
            return redirect("programmes_desk:checks", public_id, call_id, application_id)
    context = {
        **_frame(programme, call, shown),
        "form": form,
        "rows": [(each, form[f"verdict_{each.kind}"], form[f"reason_{each.kind}"]) for each in found],
        "may_judge": is_judged(shown) or is_judged_anew(shown),
    }
    return render(request, "programmes/desk/checks.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def application_trail(request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID) -> HttpResponse:
    """Who did what with one application, as officers read it."""
    programme, call, shown = _held(request, public_id, call_id, application_id)
    page = page_of(request, trail_for_officers(shown), DEEDS_PER_PAGE)
    context = {**_frame(programme, call, shown), "page": page, "deeds": deeds_told(list(page), verbs=VERBS)}
    return render(request, "programmes/desk/application_trail.html", context)
