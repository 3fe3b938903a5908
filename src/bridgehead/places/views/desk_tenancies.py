"""The desk of premises: tenancies with their steps, and what organisations are entitled to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.queries.naming import organisation_named, organisations_to_name
from bridgehead.foundation import clock
from bridgehead.places.actions import entitlements as entitlement_deeds
from bridgehead.places.actions import tenancies as deeds
from bridgehead.places.forms.desk import EntitlementForm, GrantForm, MoveOutForm, StepForm, TenancyForm
from bridgehead.places.forms.setup import DaysForm
from bridgehead.places.models import Tenancy, TenancyState
from bridgehead.places.queries import bookings as queries
from bridgehead.places.queries import houses
from bridgehead.places.rules import may_tenancy_become
from bridgehead.places.views.edge import staff_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def tenancies(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who lives where, and who moves in next."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    form = TenancyForm(
        request.POST or None,
        rooms=list(queries.let_rooms(found)),
        entitlements=[each for each in queries.entitlements_at(found) if each.desks],
    )
    planned = None
    if request.method == "POST":
        planned = attempt(form, lambda: deeds.plan_tenancy(by=actor, now=clock.now(), **form.told()))
    if planned is not None:
        messages.success(request, _("The tenancy is planned; its steps stand on its page."))
        return redirect("places_desk:tenancy", public_id=public_id, tenancy_id=planned.public_id)
    context = {
        "premises": found,
        "tab": "tenancies",
        "form": form,
        "page": page_of(request, queries.tenancies_at(found), PER_PAGE),
    }
    return render(request, "places/desk/tenancies.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def tenancy(request: HttpRequest, public_id: UUID, tenancy_id: UUID) -> HttpResponse:
    """One tenancy with its steps; a step is added by the form."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = queries.tenancy_or_404(found, tenancy_id)
    form = StepForm(request.POST or None)
    added = None
    if request.method == "POST":
        added = attempt(
            form, lambda: deeds.add_step(tenancy_id=held.pk, by=actor, now=clock.now(), **form.cleaned_data)
        )
    if added is not None:
        messages.success(request, _("The step is added."))
        return redirect("places_desk:tenancy", public_id=public_id, tenancy_id=tenancy_id)
    context = {
        "premises": found,
        "tab": "tenancies",
        "tenancy": held,
        "form": form,
        "steps": queries.steps_of(held),
        "move_out": MoveOutForm(initial={"ends_on": held.ends_on}),
        "may": _may(held),
    }
    return render(request, "places/desk/tenancy.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, public_id: UUID, tenancy_id: UUID) -> HttpResponse:
    """Give a tenancy other days."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = queries.tenancy_or_404(found, tenancy_id)
    form = DaysForm(request.POST or None, initial={"starts_on": held.starts_on, "ends_on": held.ends_on})
    changed = None
    if request.method == "POST":
        changed = attempt(
            form, lambda: deeds.change_tenancy(tenancy_id=held.pk, by=actor, now=clock.now(), **form.cleaned_data)
        )
    if changed is not None:
        messages.success(request, _("The tenancy has its new days."))
        return redirect("places_desk:tenancy", public_id=public_id, tenancy_id=tenancy_id)
    context = {"premises": found, "tab": "tenancies", "tenancy": held, "form": form}
    return render(request, "places/desk/tenancy_days.html", context, status=422 if form.errors else 200)


def _may(held: Tenancy) -> dict[str, bool]:
    states = {"move_in": TenancyState.LIVING, "move_out": TenancyState.LEFT, "cancel": TenancyState.CANCELLED}
    return {deed: may_tenancy_become(held.state, state) for deed, state in states.items()}


@staff_only
@require_POST
def tenancy_deed(request: HttpRequest, public_id: UUID, tenancy_id: UUID, deed: str) -> HttpResponse:
    """Say that an organisation has moved in or out, or call the tenancy off."""
    actor, now = actor_of(request), clock.now()
    found = houses.desk_premises_or_404(actor, public_id)
    held = queries.tenancy_or_404(found, tenancy_id)
    told: dict[str, Any] = {"tenancy_id": held.pk, "by": actor, "now": now}
    if deed == "move-in":
        changed = deeds.move_in(**told)
    elif deed == "move-out":
        form = MoveOutForm(request.POST)
        changed = deeds.move_out(ends_on=form.cleaned_data["ends_on"] if form.is_valid() else held.ends_on, **told)
    elif deed == "cancel":
        changed = deeds.cancel_tenancy(**told)
    else:
        raise Http404
    messages.success(request, _("The tenancy is now: %(state)s.") % {"state": changed.get_state_display()})
    return redirect("places_desk:tenancy", public_id=public_id, tenancy_id=tenancy_id)


@staff_only
@require_POST
def tick(request: HttpRequest, public_id: UUID, tenancy_id: UUID, step_id: UUID) -> HttpResponse:
    """Tick a step, or take the tick off."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    step = queries.step_or_404(queries.tenancy_or_404(found, tenancy_id), step_id)
    deeds.tick_step(step_id=step.pk, is_done=request.POST.get("done") == "yes", by=actor, now=clock.now())
    return redirect("places_desk:tenancy", public_id=public_id, tenancy_id=tenancy_id)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def entitlements(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What organisations are entitled to, and a form to grant more."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    form = GrantForm(request.POST or None)

    def grant() -> Any:
        organisation = organisation_named(form.cleaned_data["organisation"])
        return entitlement_deeds.grant_entitlement(
            premises_id=found.pk, organisation_id=organisation.pk, by=actor, now=clock.now(), **form.told()
        )

    if request.method == "POST" and attempt(form, grant) is not None:
        messages.success(request, _("The entitlement is granted."))
        return redirect("places_desk:entitlements", public_id=public_id)
    context = {
        "premises": found,
        "tab": "entitlements",
        "form": form,
        "page": page_of(request, queries.entitlements_at(found), PER_PAGE),
        "organisations": organisations_to_name(),
    }
    return render(request, "places/desk/entitlements.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def entitlement(request: HttpRequest, public_id: UUID, entitlement_id: UUID) -> HttpResponse:
    """Change what an organisation is entitled to, or end it by another last day."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    granted = queries.entitlement_or_404(found, entitlement_id)
    told = {field: getattr(granted, field) for field in ("starts_on", "ends_on", "desks", "monthly_minutes")}
    form = EntitlementForm(request.POST or None, initial=told)
    changed = None
    if request.method == "POST":
        changed = attempt(
            form,
            lambda: entitlement_deeds.change_entitlement(
                entitlement_id=granted.pk, by=actor, now=clock.now(), **form.told()
            ),
        )
    if changed is not None:
        messages.success(request, _("The entitlement is changed."))
        return redirect("places_desk:entitlements", public_id=public_id)
    context = {"premises": found, "tab": "entitlements", "granted": granted, "form": form}
    return render(request, "places/desk/entitlement.html", context, status=422 if form.errors else 200)
