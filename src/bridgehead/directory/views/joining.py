"""Asking to join an organisation, and the answers of its owners and of the agency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of, may_be_mailed, there_for
from bridgehead.directory import queries
from bridgehead.directory.actions import joining as deeds
from bridgehead.directory.forms.joining import AddressForm, JoinCodeForm, JoinForm
from bridgehead.directory.models import Joining, Organisation
from bridgehead.directory.queries import joining as found
from bridgehead.directory.rules import may_verify
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.web.addresses import wanted_address
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20
_agency_only = there_for(may_verify)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to join, prove an address of the organisation, or take the question back."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    if actor.belongs_to(shown.pk):
        return redirect(wanted_address(request) or "directory:mine")
    mine = found.own_joining(actor, shown)
    how = request.POST.get("do", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "ask": JoinForm(request.POST if how == "ask" else None, initial={"note": mine.note if mine else ""}),
        "code": AddressForm(request.POST if how == "code" else None, domain=found.proving_domain(shown)),
        "prove": JoinCodeForm(request.POST if how == "prove" else None),
    }
    said = _do(request, how, actor, shown, mine, forms)
    if said:
        messages.success(request, said)
        return redirect("directory:join", public_id)
    context = {
        "organisation": shown,
        "mine": mine,
        "domain": found.proving_domain(shown),
        "next": wanted_address(request),
        **{f"{name}_form": form for name, form in forms.items()},
    }
    return render(request, "directory/join.html", context, status=422 if how in forms else 200)


def _do(
    request: HttpRequest, how: str, actor: Actor, shown: Organisation, mine: Joining | None, forms: dict[str, Any]
) -> str:
    """Do what was pressed; return what to say of it, or "" where a form goes back."""
    now, form = clock.now(), forms.get(how)
    if how == "ask" and form is not None:
        asked = attempt(
            form,
            lambda: deeds.ask_to_join(organisation_id=shown.pk, note=form.cleaned_data["note"], by=actor, now=now),
        )
        return _("Asked. You hear by mail what is answered.") if asked else ""
    if mine is None:
        return ""
    if how == "withdraw":
        deeds.withdraw_joining(joining_id=mine.pk, by=actor, now=now)
        return _("Your question is withdrawn.")
    if how == "code" and form is not None:
        sent = attempt(form, lambda: _send(request, mine, form.cleaned_data["email"], actor))
        return _("A code is on its way to this address. It is good for ten minutes.") if sent else ""
    if how == "prove" and form is not None:
        joined = attempt(
            form, lambda: deeds.prove_address(joining_id=mine.pk, code=form.cleaned_data["code"], by=actor, now=now)
        )
        return _("You belong to the organisation now.") if joined else ""
    return ""


def _send(request: HttpRequest, mine: Joining, email: str, actor: Actor) -> Joining:
    if not may_be_mailed(request, email):
        raise Refused(_("Many mails were asked for. Try again in a while."), field="email")
    return deeds.send_code(joining_id=mine.pk, email=email, by=actor, now=clock.now())


@login_required
@require_POST
def answer(request: HttpRequest, public_id: UUID, joining_id: UUID, verdict: str) -> HttpResponse:
    """Let somebody in, or not, as an owner of the organisation."""
    actor = actor_of(request)
    shown = queries.managed_organisation_or_404(actor, public_id)
    _answer(request, found.joining_or_404(found.joinings_of(actor, shown), joining_id), verdict)
    return redirect("directory:members", public_id)


@_agency_only
@require_safe
def joinings(request: HttpRequest) -> HttpResponse:
    """Who asks to join an organisation that has no owner."""
    page = page_of(request, found.joinings_without_owner(actor_of(request)), PER_PAGE)
    return render(request, "directory/desk/joinings.html", {"page": page, "now": clock.now()})


@_agency_only
@require_POST
def decide(request: HttpRequest, joining_id: UUID, verdict: str) -> HttpResponse:
    """Let somebody in, or not, as the agency does where there is no owner."""
    asked = found.joining_or_404(found.joinings_without_owner(actor_of(request)), joining_id)
    _answer(request, asked, verdict)
    return redirect("directory_desk:joinings")


def _answer(request: HttpRequest, asked: Joining, verdict: str) -> None:
    if verdict not in {"accept", "decline"}:
        raise Http404
    deed = deeds.let_in if verdict == "accept" else deeds.keep_out
    deed(joining_id=asked.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("Answered; the person hears of it by mail."))
