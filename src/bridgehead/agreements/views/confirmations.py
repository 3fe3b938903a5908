"""The keepers' page of confirmation: ask the parties, see both sides beside each other, take a correction over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions import questions as deeds
from bridgehead.agreements.actions.confirmations import ask_confirmation
from bridgehead.agreements.actions.said import said_by
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.forms.corrections import CorrectionForm
from bridgehead.agreements.forms.questions import AskForm
from bridgehead.agreements.models import Agreement, Confirmation, Terms, Verdict
from bridgehead.agreements.queries import confirmations as queries
from bridgehead.agreements.queries.ledger import kept_agreement_or_404
from bridgehead.agreements.rules import is_signed
from bridgehead.agreements.views.edge import do_with, keepers_only, say_asked
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirmations(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Both sides of an agreement beside each other; sent, it asks those to whom an address was given."""
    actor = actor_of(request)
    agreement = kept_agreement_or_404(actor, agreement_id)
    sides = queries.sides_of(agreement)
    form = AskForm(sides, request.POST if request.method == "POST" else None)
    asked = attempt(
        form,
        lambda: ask_confirmation(
            agreement_id=agreement.pk, contacts=form.contacts(), days=form.cleaned_data["days"], by=actor
        ),
    )
    if asked is None:
        return _shown(request, agreement, sides, form)
    say_asked(request, asked)
    return _back(agreement)


def _shown(
    request: HttpRequest, agreement: Agreement, sides: list[queries.ConfirmingSide], form: AskForm
) -> HttpResponse:
    terms = _terms(agreement)
    otherwise = queries.said_otherwise(sides)
    context = {
        "agreement": agreement,
        "terms": terms,
        "tab": "confirmations",
        "is_signed": is_signed(agreement.state),
        "sides": sides,
        "rows": [(each, [_cell(side, each.key) for side in sides]) for each in _fields(terms)],
        "otherwise": otherwise,
        "earlier": queries.earlier_answers(agreement),
        "form": form,
        "now": clock.now(),
    }
    return render(request, "agreements/confirm/desk.html", context, status=422 if form.is_bound else 200)


def _cell(side: queries.ConfirmingSide, key: str) -> str | None:
    """What a side says of a part: None: nothing; empty: it is right; else what it should be."""
    if side.answered is None:
        return None
    unmarked = None if side.answered.verdict == Verdict.REJECTED else ""
    return side.answered.said.get(key) or unmarked


@keepers_only
@require_POST
def resend(request: HttpRequest, agreement_id: UUID, question_id: UUID) -> HttpResponse:
    """Send a question anew, with a new link."""
    return _do(request, agreement_id, question_id, deeds.resend_question)


@keepers_only
@require_POST
def withdraw(request: HttpRequest, agreement_id: UUID, question_id: UUID) -> HttpResponse:
    """Take a question back."""
    return _do(request, agreement_id, question_id, deeds.withdraw_question)


@keepers_only
@require_POST
def forget(request: HttpRequest, agreement_id: UUID, question_id: UUID) -> HttpResponse:
    """Forget through whom a party was asked."""
    return _do(request, agreement_id, question_id, deeds.forget_contact)


def _do(request: HttpRequest, agreement_id: UUID, question_id: UUID, deed: Callable[..., Confirmation]) -> HttpResponse:
    agreement = kept_agreement_or_404(actor_of(request), agreement_id)
    asked = queries.question_of(agreement, question_id)
    if asked is None:
        raise Http404
    do_with(request, asked, deed)
    return _back(agreement)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Take over what the parties say otherwise, as a new version of the terms with its reason."""
    actor = actor_of(request)
    agreement = kept_agreement_or_404(actor, agreement_id)
    terms = _terms(agreement)
    otherwise = queries.said_otherwise(queries.sides_of(agreement))
    if not otherwise:
        messages.info(request, _("No party says otherwise about what holds now."))
        return _back(agreement)
    form = CorrectionForm(
        terms, _fields(terms), otherwise, request.POST or None, initial={"revision": agreement.revision}
    )
    corrected = attempt(
        form,
        lambda: correct_terms(
            agreement_id=agreement.pk,
            revision=form.cleaned_data["revision"],
            said=form.said(said_by(terms)),
            signed_on=form.signed_on(),
            reason_ko=form.cleaned_data["reason_ko"],
            reason_en=form.cleaned_data["reason_en"],
            by=actor,
            now=clock.now(),
        ),
    )
    if corrected is None:
        context: dict[str, Any] = {"agreement": agreement, "terms": terms, "form": form}
        return render(request, "agreements/confirm/correct.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("Corrected. Ask the parties to confirm the new version."))
    return _back(agreement)


def _fields(terms: Terms) -> list[queries.AskedField]:
    return queries.asked_fields(terms, viewer=None)


def _terms(agreement: Agreement) -> Terms:
    if agreement.current is None:
        raise Http404
    return agreement.current


def _back(agreement: Agreement) -> HttpResponse:
    return redirect("agreements_desk:confirmations", agreement_id=agreement.public_id)
