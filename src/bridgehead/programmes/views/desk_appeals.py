"""The desk of appeals: answered one by one; after one was upheld the decisions follow a new ranking."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions.appeals import answer_appeal, follow_ranking
from bridgehead.programmes.forms.appeals import AnswerAppealForm
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import decisions as reads
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, public_id: UUID, call_id: UUID, appeal_id: UUID) -> HttpResponse:
    """Read an appeal, and answer it."""
    actor = actor_of(request)
    programme = run_programme_or_404(actor, public_id)
    call = queries.run_call_or_404(programme, call_id)
    found = reads.appeal_or_404(call, appeal_id)
    form = AnswerAppealForm(request.POST or None)
    if request.method == "POST":
        answered = attempt(form, lambda: answer_appeal(appeal_id=found.pk, by=actor, now=clock.now(), **form.told()))
        if answered is not None:
            messages.success(request, _("The appeal is answered; the team is told by mail."))
            return redirect("programmes_desk:decisions", public_id, call_id)
    context = {
        "programme": programme, "tab": "calls", "call": call, "part": "decisions", "now": clock.now(),
        "appeal": found, "application": found.decision.application, "form": form,
    }  # fmt: skip
    return render(request, "programmes/desk/appeal.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def follow(request: HttpRequest, public_id: UUID, call_id: UUID, ranking_number: int) -> HttpResponse:
    """Let the decisions follow a new ranking."""
    actor = actor_of(request)
    call = queries.run_call_or_404(run_programme_or_404(actor, public_id), call_id)
    follow_ranking(call_id=call.pk, ranking_number=ranking_number, by=actor, now=clock.now())
    messages.success(request, _("The decisions follow the new ranking."))
    return redirect("programmes_desk:decisions", public_id, call_id)
