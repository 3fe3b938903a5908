"""Who keeps the ledger of which agency."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import person_named
from bridgehead.agreements.actions.ledgers import end_keeping, let_keep_ledger
from bridgehead.agreements.forms.deeds import KeeperForm
from bridgehead.agreements.models import LedgerRole
from bridgehead.agreements.queries import roles
from bridgehead.agreements.views.edge import keepers_only, sent
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@keepers_only
@require_safe
def keepers(request: HttpRequest) -> HttpResponse:
    """The agencies, each with how many keep its ledger."""
    page = page_of(request, roles.ledgers_with_keepers(actor_of(request)), PER_PAGE)
    return render(request, "agreements/desk/keepers.html", {"page": page})


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def ledger_keepers(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Who keeps one ledger, and one more."""
    agency = roles.kept_ledger_or_404(actor_of(request), agency_id)
    form = KeeperForm(sent(request))
    if request.method == "POST" and attempt(form, lambda: _name(request, agency, form)) is not None:
        messages.success(request, _("The person keeps the ledger now."))
        return redirect("agreements_desk:ledger_keepers", agency_id=agency_id)
    context = {"agency": agency, "form": form, "holders": roles.keepers_of(agency)}
    return render(request, "agreements/desk/ledger_keepers.html", context, status=422 if form.errors else 200)


def _name(request: HttpRequest, agency: Organisation, form: KeeperForm) -> LedgerRole:
    person = person_named(form.cleaned_data["email"])
    return let_keep_ledger(agency_id=agency.pk, user_id=person.pk, by=actor_of(request), now=clock.now())


@keepers_only
@require_POST
def end(request: HttpRequest, agency_id: UUID, role_id: UUID) -> HttpResponse:
    """Take the ledger out of somebody's hands."""
    actor = actor_of(request)
    agency = roles.kept_ledger_or_404(actor, agency_id)
    held = roles.keeper_or_404(agency, role_id)
    end_keeping(role_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The person no longer keeps the ledger."))
    if held.user_id == actor.user_id and not actor.is_platform_admin:
        return redirect("home:onward")
    return redirect("agreements_desk:ledger_keepers", agency_id=agency_id)
