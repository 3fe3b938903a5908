"""The desk of premises: agreements of supported rent, their ledger, what is supported by month, and its sheets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.queries.naming import organisation_named, organisations_to_name
from bridgehead.foundation import clock, files
from bridgehead.foundation.refusals import Refused
from bridgehead.places import sheets
from bridgehead.places.actions import rent as deeds
from bridgehead.places.forms.rent import PaidForm, RentForm, SupportForm, TermsForm
from bridgehead.places.models import Premises, RentSupport
from bridgehead.places.queries import bookings as tenancies
from bridgehead.places.queries import houses
from bridgehead.places.queries import rent as queries
from bridgehead.places.views.edge import staff_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.sheets import KINDS, taken_out

PER_PAGE = 30
_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@staff_only
@_PAGE
def supports(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The agreements, and a form for one more."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    form = SupportForm(request.POST or None, tenancies=list(tenancies.tenancies_at(found)))

    def agree() -> RentSupport:
        chosen = form.chosen()
        organisation = chosen.organisation if chosen else organisation_named(form.cleaned_data["organisation"])
        return deeds.agree_support(
            premises_id=found.pk, organisation_id=organisation.pk, by=actor, now=clock.now(), **form.told()
        )

    made = attempt(form, agree) if request.method == "POST" else None
    if made is not None:
        messages.success(request, _("The support is agreed. Enter the rents of its months here."))
        return redirect("places_desk:support", public_id=public_id, support_id=made.public_id)
    context = {
        "premises": found,
        "tab": "rent",
        "form": form,
        "page": page_of(request, queries.supports_at(found), PER_PAGE),
        "organisations": organisations_to_name(),
    }
    return render(request, "places/desk/supports.html", context, status=422 if form.errors else 200)


@staff_only
@_PAGE
def support(request: HttpRequest, public_id: UUID, support_id: UUID) -> HttpResponse:
    """One agreement with its ledger, and a form for the rent of a month."""
    actor = actor_of(request)
    found, held = _held(request, public_id, support_id)
    form = RentForm(request.POST or None, request.FILES or None, support=held)
    entered = None
    if request.method == "POST":
        entered = attempt(form, lambda: deeds.enter_rent(support_id=held.pk, by=actor, now=clock.now(), **form.told()))
    if entered is not None:
        messages.success(request, _("The rent is entered. Somebody else of the venue staff approves it."))
        return redirect("places_desk:support", public_id=public_id, support_id=support_id)
    context = {
        "premises": found,
        "tab": "rent",
        "support": held,
        "form": form,
        "page": page_of(request, queries.entries_of(held), PER_PAGE),
        "me": actor.user_id,
    }
    return render(request, "places/desk/support.html", context, status=422 if form.errors else 200)


@staff_only
@_PAGE
def change_support(request: HttpRequest, public_id: UUID, support_id: UUID) -> HttpResponse:
    """Agree other terms from now on."""
    actor = actor_of(request)
    found, held = _held(request, public_id, support_id)
    form = TermsForm(request.POST or None, support=held)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form, lambda: deeds.change_support(support_id=held.pk, by=actor, now=clock.now(), **form.told())
        )
    if changed is not None:
        messages.success(request, _("The agreement is changed. What is entered already stays as it was worked out."))
        return redirect("places_desk:support", public_id=public_id, support_id=support_id)
    context = {"premises": found, "tab": "rent", "support": held, "form": form}
    return render(request, "places/desk/support_terms.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def take_back_support(request: HttpRequest, public_id: UUID, support_id: UUID) -> HttpResponse:
    """Take an agreement back under which nothing was ever entered."""
    _found, held = _held(request, public_id, support_id)
    deeds.take_back_support(support_id=held.pk, by=actor_of(request), now=clock.now())
    messages.success(request, _("The agreement is taken back."))
    return redirect("places_desk:supports", public_id=public_id)


@staff_only
@require_POST
def rent_deed(request: HttpRequest, public_id: UUID, support_id: UUID, entry_id: UUID, rent_deed: str) -> HttpResponse:
    """Approve an entry, note that it was paid, or reverse it."""
    _found, held = _held(request, public_id, support_id)
    entry = queries.entry_or_404(held, entry_id)
    said = _done(request, rent_deed, {"entry_id": entry.pk, "by": actor_of(request), "now": clock.now()})
    messages.success(request, said)
    return redirect("places_desk:support", public_id=public_id, support_id=support_id)


def _done(request: HttpRequest, rent_deed: str, told: dict[str, Any]) -> str:
    if rent_deed == "approve":
        deeds.approve_rent(**told)
        return _("The entry is approved.")
    if rent_deed == "pay":
        form = PaidForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Say on which day it was paid."))
        deeds.pay_rent(paid_on=form.cleaned_data["paid_on"], **told)
        return _("It is noted as paid.")
    if rent_deed == "reverse":
        deeds.reverse_rent(note=request.POST.get("note", ""), **told)
        return _("The entry is reversed. Enter the rent again if it is due.")
    raise Http404


@staff_only
@require_safe
def months(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is supported by month and company."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    page = page_of(request, queries.months_at(found), PER_PAGE)
    rows = [queries.month_of_company(each) for each in page.object_list]
    return render(
        request, "places/desk/rent_months.html", {"premises": found, "tab": "rent", "page": page, "rows": rows}
    )


@staff_only
@require_safe
def rent_sheet(request: HttpRequest, public_id: UUID, table: str, sheet: str) -> HttpResponse:
    """What is supported by month and company, or the whole ledger, as CSV or XLSX."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    if sheet not in KINDS:
        raise Http404
    if table == "months":
        title, (header, rows) = _("Rent by month"), sheets.rent_by_month(_all_months(found))
    elif table == "ledger":
        title, (header, rows) = _("Rent ledger"), sheets.rent_ledger(queries.ledger_at(found))
    else:
        raise Http404
    return taken_out(sheet, header, rows, name=f"rent-{table}", sheet=title, made_at=clock.now())


def _all_months(premises: Premises) -> list[queries.MonthOfCompany]:
    return [queries.month_of_company(each) for each in queries.months_at(premises)]


@staff_only
@require_safe
def invoice(request: HttpRequest, public_id: UUID, support_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """The invoice of an entry, as a download."""
    _found, held = _held(request, public_id, support_id)
    entry = queries.entry_or_404(held, entry_id)
    if entry.invoice is None:
        raise Http404
    return files.serve(entry.invoice, named=entry.invoice.filename)


def _held(request: HttpRequest, public_id: UUID, support_id: UUID) -> tuple[Premises, RentSupport]:
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    return found, queries.support_or_404(found, support_id)
