"""Looking through all answers, handing in, withdrawing, and the receipts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions import applications as deeds
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.adapters.receipts import receipt_file
from bridgehead.programmes.models import ApplicationState
from bridgehead.programmes.queries import applications as reads
from bridgehead.programmes.queries.calls import asked_in
from bridgehead.programmes.rules import is_open, is_writable
from bridgehead.programmes.schemas.answers import handed_in_sections, review_sections
from bridgehead.programmes.times import closed_at_told
from bridgehead.web.printing import PDF_TYPE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """All answers on one page with what stands against handing in; whoever leads hands in."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    refused = ""
    if request.method == "POST":
        try:
            made = hand_in(application_id=shown.pk, number=_number(request), by=actor)
        except Refused as refusal:
            refused = str(refusal.sentence)
            shown = reads.application_or_404(actor, application_id)
        else:
            messages.success(request, _("Handed in. Your receipt is %(receipt)s.") % {"receipt": made.receipt})
            return redirect("programmes:submission", application_id=application_id, number=made.number)
    outline = reads.outline_of(shown)
    team = reads.team_of(shown)
    context = {
        "application": shown,
        "call": shown.call,
        "outline": outline,
        "sections": review_sections(outline, shown.answers),
        "leads": reads.is_lead(actor, team),
        "lead": team[0] if team else None,
        "is_writable": is_writable(shown),
        "is_open": is_open(shown.call, clock.database_now()),
        "is_draft": shown.state == ApplicationState.DRAFT,
        "closes": closed_at_told(shown.call, actor.zone),
        "number": len(reads.submissions_of(shown)) + 1,
        "refused": refused,
    }
    return render(request, "programmes/applications/review.html", context, status=422 if refused else 200)


def _number(request: HttpRequest) -> int:
    typed = request.POST.get("number", "")
    return int(typed) if typed.isdecimal() and len(typed) < 5 else 0


@login_required
@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take the application back."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    deeds.withdraw_application(application_id=shown.pk, by=actor, now=clock.now())
    messages.success(request, _("The application is withdrawn."))
    return redirect("programmes:application", application_id=application_id)


@login_required
@require_safe
def submission(request: HttpRequest, application_id: UUID, number: int) -> HttpResponse:
    """What was handed in, as it was sealed."""
    shown = reads.application_or_404(actor_of(request), application_id)
    found = reads.submission_or_404(shown, number)
    context = {
        "application": shown,
        "call": shown.call,
        "submission": found,
        "sections": handed_in_sections(asked_in(found.form), found.answers, found.files),
    }
    return render(request, "programmes/applications/submission.html", context)


@login_required
@require_safe
def receipt(request: HttpRequest, application_id: UUID, number: int) -> HttpResponse:
    """The receipt of a submission, to keep and to print."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    found = reads.submission_or_404(shown, number)
    written = receipt_file(found, language=reading_language(), zone=actor.zone)
    disposition = f'attachment; filename="{found.receipt}.pdf"'
    return HttpResponse(written, content_type=PDF_TYPE, headers={"Content-Disposition": disposition})
