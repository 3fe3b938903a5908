"""The front desk: whom it expects, who is in the house, and what it tells visitors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.clock import day_bounds
from bridgehead.places.actions import visitors as deeds
from bridgehead.places.forms.visitors import LookForm, ReceptionForm
from bridgehead.places.queries import boards, houses, visitors
from bridgehead.places.views.edge import asked_day, deed_or_404, staff_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50
DEEDS: dict[str, Callable[..., Any]] = {
    "let-in": deeds.let_in,
    "let-out": deeds.let_out,
    "call-off": deeds.call_off_visit,
}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def expected(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The visitors of a day; one is looked for by their pass or name, which stands in no address."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    turning = asked_day(request, "day", found)
    start, end = day_bounds(boards.noon(turning.day, found), ZoneInfo(found.zone))
    form = LookForm(request.POST or None)
    sought = None
    if request.method == "POST" and form.is_valid():
        sought = visitors.visits_found(found, form.cleaned_data["sought"], start, end)
    context = {
        "premises": found,
        "tab": "visitors",
        "turning": turning,
        "form": form,
        "sought": sought,
        "page": page_of(request, visitors.visits_between(found, start, end), PER_PAGE),
        "inside": len(visitors.inside_now(found)),
    }
    return render(request, "places/desk/visitors.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def visit_deed(request: HttpRequest, public_id: UUID, visit_id: UUID, act: str) -> HttpResponse:
    """Check a visitor in or out, or call their visit off."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    visit = visitors.visit_here_or_404(found, visit_id)
    deed_or_404(DEEDS, act)(visit_id=visit.pk, by=actor, now=clock.now())
    said = {
        "let-in": _("%(name)s is checked in."),
        "let-out": _("%(name)s is checked out."),
        "call-off": _("The visit of %(name)s is called off; the pass no longer holds."),
    }
    messages.success(request, said[act] % {"name": visit.name})
    return redirect("places_desk:visitors", public_id=public_id)


@staff_only
@require_safe
def inside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is in the house now, to be printed and taken outside."""
    now = clock.now()
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    context = {
        "premises": found,
        "tab": "visitors",
        "inside": visitors.inside_now(found),
        "used": visitors.used_now(found, now),
        "lived_in": visitors.lived_in_now(found),
        "now": now,
    }
    return render(request, "places/desk/inside.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the front desk tells visitors on their pass."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    told = visitors.reception_of(found)
    form = ReceptionForm(request.POST or None, initial={"rules_ko": told.rules_ko, "rules_en": told.rules_en})
    changed = None
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: deeds.change_reception(premises_id=found.pk, by=actor, now=clock.now(), **form.cleaned_data),
        )
    if changed is not None:
        messages.success(request, _("This is what visitors are told from now on."))
        return redirect("places_desk:visitors", public_id=public_id)
    context = {"premises": found, "tab": "visitors", "form": form}
    return render(request, "places/desk/reception.html", context, status=422 if form.errors else 200)
