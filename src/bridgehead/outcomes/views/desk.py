"""The officers' desk of outcomes: what stands on the ladder of one's ledgers, and writing on it by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.forms.amounts import USUAL_CURRENCIES
from bridgehead.agreements.queries import roles
from bridgehead.agreements.queries.parties import names_to_choose
from bridgehead.agreements.views.edge import keepers_only, sent, today_of
from bridgehead.foundation import clock, files
from bridgehead.foundation.tokens import new_token
from bridgehead.outcomes.actions import ladder
from bridgehead.outcomes.actions.ladder import Case
from bridgehead.outcomes.forms.inquiries import realised_typed
from bridgehead.outcomes.forms.ladder import HopedForm, RealisedForm, SaidForm, SayerForm, WithdrawForm, sayer_typed
from bridgehead.outcomes.models import Outcome
from bridgehead.outcomes.queries import desk
from bridgehead.outcomes.queries.inquiries import word_of
from bridgehead.outcomes.rules import BY_HAND, HOPED, Rung
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 40
_METHODS = ["GET", "HEAD", "POST"]


@keepers_only
@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """What stands of the ledgers that one keeps, or what was withdrawn, by rung."""
    actor = actor_of(request)
    organisation = desk.organisation_or_none(actor, request.GET.get("organisation", ""))
    agreement = desk.agreement_or_none(actor, request.GET.get("agreement", ""))
    rung = request.GET.get("rung", "")
    wanted = desk.Wanted(
        rung=rung if rung in Rung.values else "",
        is_withdrawn=request.GET.get("withdrawn") == "yes",
        organisation_id=organisation.pk if organisation else None,
        agreement_id=agreement.pk if agreement else None,
    )
    found = desk.looked_at(actor, wanted)
    context = {
        "wanted": wanted,
        "organisation": organisation,
        "agreement": agreement,
        "page": page_of(request, found.listed, PER_PAGE),
        "rungs": [(each.value, each.label, found.counts[each]) for each in Rung],
        "several": len(roles.ledgers_to_choose(actor)) > 1,
        "tab": "outcomes",
    }
    return render(request, "outcomes/desk/outcomes.html", context)


@keepers_only
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Record what an organisation consulted about or pursues."""
    actor, today = actor_of(request), today_of(request)
    keepers = roles.ledgers_to_choose(actor)
    if not keepers:
        messages.warning(request, _("Nobody keeps a ledger yet. Name somebody first."))
        return redirect("agreements_desk:keepers")
    form = HopedForm(
        sent(request),
        request.FILES or None,
        today=today,
        actor=actor,
        keepers=keepers,
        forums=desk.forums_to_choose(actor),
        initial={"on": today, "said_on": today, "key": new_token()},
    )
    made = _made(request, form, lambda: (form.keeper_id(), form.case()))
    if made is not None:
        messages.success(request, _("It stands on the ladder."))
        return redirect("outcomes_desk:outcome", public_id=made.public_id)
    context = {"organisations": names_to_choose(actor)}
    return _form_page(request, form, "outcomes/desk/hoped.html", **context)


@keepers_only
@require_http_methods(_METHODS)
def realised(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Record a part of what a signed agreement has brought in; ``word`` names what a party has said of it."""
    actor, today = actor_of(request), today_of(request)
    agreement = desk.signed_agreement_or_404(actor, agreement_id)
    word = word_of(agreement, request.GET.get("word", ""))
    typed = realised_typed(word, zone=actor.zone) if word else {}
    form = RealisedForm(
        sent(request),
        request.FILES or None,
        today=today,
        documents=desk.proofs_to_choose(agreement),
        initial={"on": today, "said_on": today, "key": new_token(), **typed},
    )
    made = _made(request, form, lambda: (agreement.keeper_id, form.case(agreement.pk)))
    if made is not None:
        messages.success(request, _("What came in stands on the ladder."))
        return redirect("outcomes_desk:outcome", public_id=made.public_id)
    parts = [each for each in desk.standing_of_agreement(agreement) if each.rung == Rung.REALISED]
    return _form_page(request, form, "outcomes/desk/realised.html", agreement=agreement, parts=parts, word=word)


def _made(request: HttpRequest, form: SaidForm, said: Callable[[], tuple[int, Case]]) -> Outcome | None:
    """Write down what a form that was sent says of a ledger; None: nothing was sent, or it was refused."""

    def deed() -> Outcome:
        keeper_id, case = said()
        once = {"given": form.cleaned_data["file"], "idempotency_key": form.cleaned_data["key"]}
        return ladder.record_outcome(keeper_id=keeper_id, case=case, **once, by=actor_of(request), now=clock.now())

    return attempt(form, deed) if form.is_bound else None


def _form_page(request: HttpRequest, form: forms.Form, template: str, **context: Any) -> HttpResponse:
    shown = {"form": form, "currencies": USUAL_CURRENCIES, "tab": "outcomes", **context}
    return render(request, template, shown, status=422 if form.errors else 200)


@keepers_only
@require_safe
def outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One case: who said it and when, on which document, and what can be mended of it."""
    return _outcome_page(request, desk.outcome_or_404(actor_of(request), public_id))


def _outcome_page(request: HttpRequest, found: Outcome, **refused: forms.Form) -> HttpResponse:
    context = {
        "outcome": found,
        "sayer": SayerForm(today=today_of(request), initial=sayer_typed(found)),
        "withdraw": WithdrawForm(),
        "is_hoped": found.rung in HOPED,
        "is_by_hand": found.rung in BY_HAND,
        "tab": "outcomes",
        **refused,
    }
    return render(request, "outcomes/desk/outcome.html", context, status=422 if refused else 200)


@keepers_only
@require_POST
def name_sayer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say on whose word a case stands."""
    actor = actor_of(request)
    found = desk.outcome_or_404(actor, public_id)
    form = SayerForm(request.POST, today=today_of(request), initial=sayer_typed(found))
    done = attempt(form, lambda: ladder.name_sayer(outcome_id=found.pk, **form.cleaned_data, by=actor, now=clock.now()))
    if done is None:
        return _outcome_page(request, found, sayer=form)
    messages.success(request, _("It is noted on whose word it stands."))
    return redirect("outcomes_desk:outcome", public_id=public_id)


@keepers_only
@require_POST
def agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note whether the organisation agrees that it stands in a public report."""
    actor = actor_of(request)
    found = desk.outcome_or_404(actor, public_id)
    is_public = request.POST.get("is_public") == "yes"
    ladder.agree_to_public(outcome_id=found.pk, is_public=is_public, by=actor, now=clock.now())
    said = _("It may stand in a public report.") if is_public else _("It stands in no public report.")
    messages.success(request, said)
    return redirect("outcomes_desk:outcome", public_id=public_id)


@keepers_only
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw what was written in error."""
    actor = actor_of(request)
    found = desk.outcome_or_404(actor, public_id)
    form = WithdrawForm(request.POST)
    done = attempt(
        form, lambda: ladder.withdraw_outcome(outcome_id=found.pk, **form.cleaned_data, by=actor, now=clock.now())
    )
    if done is None:
        return _outcome_page(request, found, withdraw=form)
    messages.success(request, _("It is withdrawn and stays readable with its reason."))
    return redirect("outcomes_desk:outcome", public_id=public_id)


@keepers_only
@require_safe
def document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Hand out the file on which a case rests."""
    found = desk.outcome_or_404(actor_of(request), public_id)
    if found.file is None:
        raise Http404
    return files.serve(found.file)
