"""Writing an agreement down, changing its draft, correcting what was signed: one form with rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.actions import terms as deeds
from bridgehead.agreements.actions.held import ChangedMeanwhile
from bridgehead.agreements.forms.amounts import USUAL_CURRENCIES
from bridgehead.agreements.forms.terms import CorrectionForm, DraftForm, TermsForm
from bridgehead.agreements.models import Agreement, AgreementState
from bridgehead.agreements.queries import roles
from bridgehead.agreements.queries.ledger import kept_agreement_or_404
from bridgehead.agreements.queries.parties import names_to_choose
from bridgehead.agreements.queries.trail import changed_since
from bridgehead.agreements.rules import is_signed
from bridgehead.agreements.schemas.differences import differences, spoken_of
from bridgehead.agreements.views.edge import keepers_only
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token
from bridgehead.web.forms import attempt

_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one of the three pages asks for, and what it does with the answer."""

    form: type[TermsForm]
    title: str | Promise
    deed: Callable[[Any], Agreement]
    done: str | Promise
    agreement: Agreement | None = None
    options: dict[str, Any] | None = None


@keepers_only
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Write an agreement down."""
    actor = actor_of(request)
    keepers = roles.ledgers_to_choose(actor)
    if not keepers:
        messages.warning(request, _("Nobody keeps a ledger yet. Name somebody first."))
        return redirect("agreements_desk:keepers")

    def draft(form: DraftForm) -> Agreement:
        return deeds.draft_agreement(
            keeper_id=form.keeper_id(),
            said=form.said(),
            by=actor,
            now=clock.now(),
            idempotency_key=form.cleaned_data["key"],
        )

    done = gettext_lazy("The agreement stands in the ledger, as a draft.")
    return _page(
        request, _Asked(DraftForm, gettext_lazy("Write an agreement down"), draft, done, options={"keepers": keepers})
    )


@keepers_only
@require_http_methods(_METHODS)
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a draft says."""
    actor = actor_of(request)
    agreement = kept_agreement_or_404(actor, public_id)
    if agreement.state != AgreementState.DRAFT:
        messages.warning(request, _("Only a draft is changed. What was signed is corrected."))
        return redirect("agreements_desk:agreement", public_id=public_id)

    def write(form: TermsForm) -> Agreement:
        return deeds.change_draft(
            agreement_id=agreement.pk,
            revision=form.cleaned_data["revision"] or 0,
            said=form.said(),
            by=actor,
            now=clock.now(),
        )

    title, done = gettext_lazy("Change the draft"), gettext_lazy("The draft is changed.")
    return _page(request, _Asked(TermsForm, title, write, done, agreement))


@keepers_only
@require_http_methods(_METHODS)
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct what was signed: a new version, with its reason."""
    actor = actor_of(request)
    agreement = kept_agreement_or_404(actor, public_id)
    if not is_signed(agreement.state):
        messages.warning(request, _("Only what was signed is corrected; a draft is simply changed."))
        return redirect("agreements_desk:agreement", public_id=public_id)

    def write(form: CorrectionForm) -> Agreement:
        return deeds.correct_terms(
            agreement_id=agreement.pk,
            revision=form.cleaned_data["revision"] or 0,
            said=form.said(),
            signed_on=form.day_of_signing,
            reason_ko=form.cleaned_data["reason_ko"],
            reason_en=form.cleaned_data["reason_en"],
            by=actor,
            now=clock.now(),
        )

    title, done = gettext_lazy("Correct what was signed"), gettext_lazy("The correction stands as a new version.")
    return _page(request, _Asked(CorrectionForm, title, write, done, agreement))


def _page(request: HttpRequest, asked: _Asked) -> HttpResponse:
    """The form: begun, its rows rearranged, refused, behind somebody else's change, or done."""
    actor, options = actor_of(request), asked.options or {}
    if request.method != "POST":
        return _shown(request, asked, _begun(request, asked))
    if "rows" in request.POST:
        form = asked.form.rearranged(actor, request.POST, deed=request.POST["rows"], **options)
        return _shown(request, asked, form)
    form = asked.form.sent(actor, request.POST, **options)
    behind: list[ChangedMeanwhile] = []

    def deed() -> Agreement:
        try:
            return asked.deed(form)
        except ChangedMeanwhile as late:
            behind.append(late)
            raise

    done = attempt(form, deed)
    if done is not None:
        messages.success(request, str(asked.done))
        return redirect("agreements_desk:agreement", public_id=done.public_id)
    if behind and asked.agreement is not None:
        return _beside_what_is_new(request, asked, form, behind[0])
    return _shown(request, asked, form, status=422)


def _begun(request: HttpRequest, asked: _Asked) -> TermsForm:
    actor = actor_of(request)
    held = asked.agreement
    if held is None or held.current is None:
        return asked.form.begun(actor, initial={"key": new_token()}, **(asked.options or {}))
    return asked.form.stored(actor, held.current, revision=held.revision)


def _beside_what_is_new(request: HttpRequest, asked: _Asked, form: TermsForm, late: ChangedMeanwhile) -> HttpResponse:
    """What stands there now beside what was typed; saved again, it goes over what is new."""
    actor = actor_of(request)
    now = kept_agreement_or_404(actor, asked.agreement.public_id if asked.agreement else "")
    besides = () if "signed_on" in form.fields else ("signed_on",)
    stands = spoken_of(now.current) if now.current else form.spoken()
    context = {
        "late": late.sentence,
        "since": changed_since(now, form.cleaned_data["revision"] or 0),
        "differences": differences(stands, form.spoken(), besides=besides),
    }
    again = asked.form.rearranged(actor, request.POST, revision=now.revision, **(asked.options or {}))
    return _shown(request, asked, again, status=409, **context)


def _shown(request: HttpRequest, asked: _Asked, form: TermsForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {
        "form": form,
        "form_title": asked.title,
        "agreement": asked.agreement,
        "organisations": names_to_choose(actor_of(request)),
        "currencies": USUAL_CURRENCIES,
    }
    return render(request, "agreements/desk/terms.html", context, status=status)
