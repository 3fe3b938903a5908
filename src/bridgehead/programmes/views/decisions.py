"""What came of an application, as its team reads it: the decision with its letter, the place, and the trail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import deeds as deeds_told
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES, reading_language
from bridgehead.programmes.actions.appeals import file_appeal
from bridgehead.programmes.actions.decisions import accept_place, give_place_up
from bridgehead.programmes.adapters.letters import letter_file
from bridgehead.programmes.forms.appeals import AppealForm
from bridgehead.programmes.models import PlaceAnswer
from bridgehead.programmes.queries import applications as reads
from bridgehead.programmes.queries import decisions as decided
from bridgehead.programmes.queries.application_trail import trail_for_team
from bridgehead.programmes.trail import VERBS
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.printing import PDF_TYPE

DEEDS_PER_PAGE = 50
#: What a company answers to a place that it is offered.
_ANSWERS = {"accept": accept_place, "give-up": give_place_up}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What was decided, the letter, one's own points, the place where there is one; appeals are filed here."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    found = decided.decision_or_404(shown)
    form = AppealForm(request.POST or None)
    if request.method == "POST":
        filed = attempt(form, lambda: file_appeal(application_id=shown.pk, by=actor, **form.cleaned_data))
        if filed is not None:
            messages.success(
                request,
                _("Your appeal is with the programme’s officers; you are told by mail when it is answered."),
            )
            return redirect("programmes:decision", application_id=application_id)
    now = clock.database_now()
    context = {
        "form": form,
        "appeal": decided.appeal_of(found),
        "may_appeal": now < found.published.appeal_until,
        "application": shown,
        "call": shown.call,
        "decision": found,
        "letter": found.letter_ko if reading_language() == "ko" else found.letter_en,
        "points": decided.own_points(found),
        "comments": decided.own_comments(found),
        "reserve_place": decided.reserve_place(found),
        "leads": reads.is_lead(actor, reads.team_of(shown)),
        "is_asked": found.answer == PlaceAnswer.WAITING and found.accept_until is not None and now < found.accept_until,
    }
    return render(request, "programmes/applications/decision.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer_place(request: HttpRequest, application_id: UUID, place_answer: str) -> HttpResponse:
    """Accept the place, or give it up."""
    if place_answer not in _ANSWERS:
        raise Http404
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    decided.decision_or_404(shown)
    _ANSWERS[place_answer](application_id=shown.pk, by=actor)
    if place_answer == "accept":
        messages.success(request, _("The place is yours: your company belongs to the cohort now."))
    else:
        messages.success(request, _("The place is given up; it goes to the reserve list."))
    return redirect("programmes:decision", application_id=application_id)


@login_required
@require_safe
def decision_letter(request: HttpRequest, application_id: UUID, language: str) -> HttpResponse:
    """The letter on paper, in one language."""
    if language not in LANGUAGES:
        raise Http404
    shown = reads.application_or_404(actor_of(request), application_id)
    written = letter_file(decided.decision_or_404(shown), language=language)
    headers = {"Content-Disposition": f'attachment; filename="decision-{language}.pdf"'}
    return HttpResponse(written, content_type=PDF_TYPE, headers=headers)


@login_required
@require_safe
def application_trail(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Who of the team did what, and when the officers answered."""
    shown = reads.application_or_404(actor_of(request), application_id)
    page = page_of(request, trail_for_team(shown), DEEDS_PER_PAGE)
    entries = list(page)
    told = [
        {
            "at": deed.at, "who": deed.who, "verb": deed.verb, "by_platform": deed.by_platform,
            "by_party": deed.by_party, "by_officers": entry.stream.name != shown.audit_stream,
        }
        for entry, deed in zip(entries, deeds_told(entries, verbs=VERBS), strict=True)
    ]  # fmt: skip
    context = {"application": shown, "call": shown.call, "page": page, "deeds": told}
    return render(request, "programmes/applications/trail.html", context)
