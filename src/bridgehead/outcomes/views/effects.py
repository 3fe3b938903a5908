"""The officers' desk of stated effects: what somebody stated, kept beside the ladder with its source and method."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.forms.amounts import USUAL_CURRENCIES
from bridgehead.agreements.queries import roles
from bridgehead.agreements.views.edge import keepers_only, sent, today_of
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token
from bridgehead.outcomes.actions import ladder
from bridgehead.outcomes.forms.ladder import EffectForm, WithdrawForm, effect_typed
from bridgehead.outcomes.models import StatedEffect
from bridgehead.outcomes.queries import desk
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 25
_METHODS = ["GET", "HEAD", "POST"]


@keepers_only
@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    """What was stated, public or not, the withdrawn last."""
    page = page_of(request, desk.kept_effects(actor_of(request)), PER_PAGE)
    return render(request, "outcomes/desk/effects.html", {"page": page, "tab": "effects"})


@keepers_only
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Keep an effect as it was stated."""
    actor, today = actor_of(request), today_of(request)
    keepers = roles.ledgers_to_choose(actor)
    if not keepers:
        messages.warning(request, _("Nobody keeps a ledger yet. Name somebody first."))
        return redirect("agreements_desk:keepers")
    forums = desk.forums_to_choose(actor)
    initial = {"stated_on": today, "key": new_token()}
    form = EffectForm(sent(request), today=today, keepers=keepers, forums=forums, initial=initial)

    def deed() -> StatedEffect:
        once = {"idempotency_key": form.cleaned_data["key"]}
        return ladder.state_effect(keeper_id=form.keeper_id(), **form.told(), **once, by=actor, now=clock.now())

    if form.is_bound and attempt(form, deed) is not None:
        messages.success(request, _("The effect is kept beside the ladder."))
        return redirect("outcomes_desk:effects")
    return _page(request, form)


@keepers_only
@require_http_methods(_METHODS)
def effect(request: HttpRequest, effect_id: UUID) -> HttpResponse:
    """Mend how a stated effect was kept, show it or hide it."""
    actor = actor_of(request)
    found = desk.effect_or_404(actor, effect_id)
    form = EffectForm(
        sent(request),
        today=today_of(request),
        keepers=[found.keeper],
        forums=desk.forums_to_choose(actor),
        initial=effect_typed(found),
    )

    def deed() -> StatedEffect:
        seen = form.cleaned_data["seen"]
        return ladder.change_effect(effect_id=found.pk, seen=seen, **form.told(), by=actor, now=clock.now())

    if form.is_bound and attempt(form, deed) is not None:
        messages.success(request, _("The effect is changed."))
        return redirect("outcomes_desk:effects")
    return _page(request, form, found)


@keepers_only
@require_POST
def withdraw(request: HttpRequest, effect_id: UUID) -> HttpResponse:
    """Withdraw what nobody stated so."""
    actor = actor_of(request)
    found = desk.effect_or_404(actor, effect_id)
    form = WithdrawForm(request.POST)
    done = attempt(
        form, lambda: ladder.withdraw_effect(effect_id=found.pk, **form.cleaned_data, by=actor, now=clock.now())
    )
    if done is None:
        unsent = EffectForm(
            today=today_of(request),
            keepers=[found.keeper],
            forums=desk.forums_to_choose(actor),
            initial=effect_typed(found),
        )
        return _page(request, unsent, found, withdraw=form)
    messages.success(request, _("It is withdrawn and stays readable with its reason."))
    return redirect("outcomes_desk:effects")


def _page(
    request: HttpRequest, form: EffectForm, found: StatedEffect | None = None, *, withdraw: forms.Form | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "effect": found,
        "withdraw": withdraw or WithdrawForm(),
        "currencies": USUAL_CURRENCIES,
        "tab": "effects",
    }
    refused = form.errors or (withdraw and withdraw.errors)
    return render(request, "outcomes/desk/effect.html", context, status=422 if refused else 200)
