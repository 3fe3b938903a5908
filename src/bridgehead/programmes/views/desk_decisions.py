"""The desk where a call is decided: its letters, publishing, and what the companies answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.programmes.actions.decisions import publish_decisions, write_letters
from bridgehead.programmes.adapters.letters import letter_file
from bridgehead.programmes.forms.decisions import LettersForm, PublishForm
from bridgehead.programmes.letters import PLACES
from bridgehead.programmes.models import Call, CallState, Programme
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import decisions as reads
from bridgehead.programmes.queries.desk_applications import application_run_or_404
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.queries.standing import is_reopened, newest_ranking, standing_of
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.printing import PDF_TYPE


def _held(request: HttpRequest, public_id: UUID, call_id: UUID) -> tuple[Programme, Call]:
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, queries.run_call_or_404(programme, call_id)


def _frame(programme: Programme, call: Call) -> dict[str, Any]:
    return {"programme": programme, "tab": "calls", "call": call, "part": "decisions", "now": clock.now()}


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Publish the decisions; once they are, what became of each application, and who has answered."""
    actor = actor_of(request)
    programme, call = _held(request, public_id, call_id)
    published = reads.call_decision_of(call)
    ranking = newest_ranking(call)
    form = PublishForm(
        request.POST or None,
        zone=call.zone,
        cohorts=reads.cohorts_to_admit_to(programme),
        initial={"number": ranking.number if ranking else None},
    )
    if request.method == "POST":
        made = attempt(form, lambda: publish_decisions(call_id=call.pk, by=actor, now=clock.now(), **form.told()))
        if made is not None:
            messages.success(request, _("The decisions are published; every team gets its letter by mail."))
            return redirect("programmes_desk:decisions", public_id, call_id)
    context = {**_frame(programme, call), "form": form, "published": published, "ranking": ranking}
    if published is not None:
        found = reads.decisions_of(published)
        context |= {
            "decisions": found,
            "held": sum(each.answer in reads.HOLDING for each in found),
            "appeals": reads.appeals_of(published),
            "is_reopened": is_reopened(call),
        }
    elif call.state == CallState.ANNOUNCED:
        standing = standing_of(call)
        context |= {
            "standing": standing,
            "is_same": ranking is not None and ranking.digest == standing.digest,
            "counts": reads.counts_of_lines(standing.lines),
        }
    return render(request, "programmes/desk/decisions.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, public_id: UUID, call_id: UUID) -> HttpResponse:
    """Write what the letters say, and look at one as it would go to an applicant."""
    actor = actor_of(request)
    programme, call = _held(request, public_id, call_id)
    form = LettersForm(request.POST or None, texts=reads.letter_texts(call))

    def write() -> bool:
        write_letters(call_id=call.pk, texts=form.told(), by=actor, now=clock.now())
        return True

    if request.method == "POST" and attempt(form, write):
        messages.success(request, _("The letters are written; nothing is sent before the decisions are published."))
        return redirect("programmes_desk:letters", public_id, call_id)
    context = {
        **_frame(programme, call),
        "form": form,
        "places": [f"{{{each}}}" for each in PLACES],
        "lines": standing_of(call).lines if call.state == CallState.ANNOUNCED else (),
        "may_write": call.state == CallState.ANNOUNCED,
    }
    return render(request, "programmes/desk/letters.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def letter_preview(
    request: HttpRequest, public_id: UUID, call_id: UUID, application_id: UUID, language: str
) -> HttpResponse:
    """The letter of one application: as it went out, else as it would by the ranking as it stands."""
    if language not in LANGUAGES:
        raise Http404
    _programme, call = _held(request, public_id, call_id)
    shown = application_run_or_404(call, application_id)
    found = reads.decision_of(shown) or reads.decision_previewed(call, shown, clock.now())
    found.application = shown
    headers = {"Content-Disposition": f'inline; filename="decision-{language}.pdf"'}
    return HttpResponse(letter_file(found, language=language), content_type=PDF_TYPE, headers=headers)
