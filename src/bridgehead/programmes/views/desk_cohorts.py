"""The desk of cohorts: who has a place, until when, what they ask for, and what a place opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.directory.queries.naming import organisation_named, organisations_to_name
from bridgehead.foundation import clock
from bridgehead.programmes.actions import cohorts as deeds
from bridgehead.programmes.actions import tenures
from bridgehead.programmes.forms.cohorts import AdmitForm, AnswerForm, BenefitForm, CohortForm, DaysForm, EndForm
from bridgehead.programmes.houses import all_houses
from bridgehead.programmes.models import Cohort, CohortPlace, PlaceState, Programme, Renewal
from bridgehead.programmes.queries import cohorts as queries
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.rules import may_open_premises
from bridgehead.programmes.views.edge import officers_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50
#: What the places of a programme are counted under.
STANDINGS = ("active", "ending", "overdue", "graduated", "left")


@officers_only
@require_safe
def cohorts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How the programme stands: its numbers, what waits for a decision, its cohorts."""
    found = run_programme_or_404(actor_of(request), public_id)
    context = {
        "programme": found,
        "tab": "cohorts",
        "counts": queries.counts_of(found, clock.now()),
        "waiting": page_of(request, queries.renewals_waiting(found), PER_PAGE),
        "cohorts": list(queries.cohorts_of(found)),
    }
    return render(request, "programmes/cohorts/desk/cohorts.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_cohort(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a cohort."""
    actor, now = actor_of(request), clock.now()
    found = run_programme_or_404(actor, public_id)
    form = CohortForm(request.POST or None, initial={"year": now.year, "number": 1})
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: deeds.make_cohort(programme_id=found.pk, by=actor, now=now, **form.told()))
    if made is not None:
        messages.success(request, _("The cohort is made. Admit companies to it here."))
        return redirect("programmes_desk:cohort", public_id=public_id, cohort_id=made.public_id)
    context = {"programme": found, "tab": "cohorts", "form": form}
    return render(request, "programmes/cohorts/desk/new_cohort.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, public_id: UUID, cohort_id: UUID) -> HttpResponse:
    """Every place of a cohort; a company is admitted by the form."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    held = _cohort_or_404(actor, found, cohort_id)
    form = AdmitForm(request.POST or None)

    def admit() -> CohortPlace:
        company = organisation_named(form.cleaned_data["organisation"])
        first = form.cleaned_data["starts_on"]
        return deeds.admit(
            cohort_id=held.pk, organisation_id=company.pk, starts_on=first, by=actor, now=clock.now()
        )  # fmt: skip

    if request.method == "POST" and attempt(form, admit) is not None:
        messages.success(request, _("The company has a place in this cohort."))
        return redirect("programmes_desk:cohort", public_id=public_id, cohort_id=cohort_id)
    context = {
        "programme": found, "tab": "cohorts", "cohort": held, "form": form,
        "page": page_of(request, queries.places_in(held), PER_PAGE), "organisations": organisations_to_name(),
    }  # fmt: skip
    return render(request, "programmes/cohorts/desk/cohort.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_settings(request: HttpRequest, public_id: UUID, cohort_id: UUID) -> HttpResponse:
    """Change what is told of a cohort."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    held = _cohort_or_404(actor, found, cohort_id)
    form = CohortForm(request.POST or None, cohort=held)

    def change() -> Cohort:
        seen = form.cleaned_data["seen"] or None
        return deeds.change_cohort(cohort_id=held.pk, by=actor, now=clock.now(), seen=seen, **form.told())

    if request.method == "POST" and attempt(form, change) is not None:
        messages.success(request, _("The cohort is changed."))
        return redirect("programmes_desk:cohort", public_id=public_id, cohort_id=cohort_id)
    context = {"programme": found, "tab": "cohorts", "cohort": held, "form": form}
    return render(request, "programmes/cohorts/desk/settings.html", context, status=422 if form.errors else 200)


def _cohort_or_404(actor: Actor, programme: Programme, cohort_id: UUID) -> Cohort:
    held = queries.run_cohort_or_404(actor, cohort_id)
    if held.programme_id != programme.pk:
        raise Http404
    return held


@officers_only
@require_safe
def places(request: HttpRequest, public_id: UUID, standing: str) -> HttpResponse:
    """The places of all cohorts that are counted under one heading."""
    found = run_programme_or_404(actor_of(request), public_id)
    if standing not in STANDINGS:
        raise Http404
    now, typed = clock.now(), request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == len("2023") else None
    context = {
        "programme": found, "tab": "cohorts", "standing": standing, "counts": queries.counts_of(found, now),
        "year": year, "page": page_of(request, queries.places_standing(found, standing, now, year), PER_PAGE),
    }  # fmt: skip
    return render(request, "programmes/cohorts/desk/places.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """One place: its days, which are set right by the form, its renewals, and its end."""
    actor = actor_of(request)
    held = _place_or_404(request, public_id, place_id)
    form = DaysForm(request.POST or None, initial={"starts_on": held.starts_on, "ends_on": held.ends_on})
    return _changed(
        request, held, {"days": form},
        lambda: tenures.change_days(place_id=held.pk, by=actor, now=clock.now(), **form.told()),
        _("The days are changed; what the place opens follows them."),
    )  # fmt: skip


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_place(request: HttpRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """Say that a company graduates, or leaves early."""
    actor = actor_of(request)
    held = _place_or_404(request, public_id, place_id)
    form = EndForm(request.POST or None, initial={"ends_on": held.ends_on})

    def end() -> CohortPlace:
        told: dict[str, Any] = {"place_id": held.pk, "ends_on": form.cleaned_data["ends_on"], "by": actor}
        if request.POST.get("how") == "left":
            return tenures.leave(reason=form.cleaned_data["reason"], now=clock.now(), **told)
        return tenures.graduate(now=clock.now(), **told)

    return _changed(request, held, {"end": form}, end, _("The place ends; from that day on nothing is open to it."))


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, public_id: UUID, place_id: UUID, renewal_id: UUID) -> HttpResponse:
    """Grant or decline a renewal."""
    actor = actor_of(request)
    held = _place_or_404(request, public_id, place_id)
    asked = queries.renewal_or_404(held, renewal_id)
    form = AnswerForm(request.POST or None)

    def decide() -> Renewal:
        told: dict[str, Any] = {"renewal_id": asked.pk, "answer": form.cleaned_data["answer"], "by": actor}
        deed = tenures.grant_renewal if request.POST.get("how") == "grant" else tenures.decline_renewal
        return deed(now=clock.now(), **told)

    return _changed(request, held, {"answer": form}, decide, _("The renewal is decided; the company reads it."))


def _place_or_404(request: HttpRequest, public_id: UUID, place_id: UUID) -> CohortPlace:
    held = queries.run_place_or_404(actor_of(request), place_id)
    if held.cohort.programme.public_id != public_id:
        raise Http404
    return held


def _changed(
    request: HttpRequest, held: CohortPlace, filled: dict[str, forms.Form], deed: Callable[[], Any], said: str
) -> HttpResponse:
    """Do the deed of the one form that was sent; the page of the place shows it with its sentence where it was not."""
    programme = held.cohort.programme
    (form,) = filled.values()
    if request.method == "POST" and attempt(form, deed) is not None:
        messages.success(request, said)
        return redirect("programmes_desk:place", public_id=programme.public_id, place_id=held.public_id)
    days = {"starts_on": held.starts_on, "ends_on": held.ends_on}
    fresh = {"days": DaysForm(initial=days), "end": EndForm(initial=days), "answer": AnswerForm()}
    context = {
        "programme": programme, "tab": "cohorts", "cohort": held.cohort, "place": held, **fresh, **filled,
        "tenure": queries.tenure_of(held, clock.now()), "is_active": held.state == PlaceState.ACTIVE,
    }  # fmt: skip
    return render(request, "programmes/cohorts/desk/place.html", context, status=422 if form.errors else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def premises(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What premises the programme opens; administrators say so by the form."""
    actor = actor_of(request)
    found = run_programme_or_404(actor, public_id)
    form = BenefitForm(request.POST or None, houses=all_houses())

    def open_premises() -> Any:
        return deeds.open_premises(programme_id=found.pk, by=actor, now=clock.now(), **form.told())

    if request.method == "POST" and attempt(form, open_premises) is not None:
        messages.success(request, _("The premises are open to whoever is admitted from now on."))
        return redirect("programmes_desk:premises", public_id=public_id)
    context = {
        "programme": found, "tab": "premises", "form": form, "opened": queries.opened_by(found),
        "may_open": may_open_premises(actor),
    }  # fmt: skip
    return render(request, "programmes/cohorts/desk/premises.html", context, status=422 if form.errors else 200)


@officers_only
@require_POST
def shut_premises(request: HttpRequest, public_id: UUID, benefit_id: UUID) -> HttpResponse:
    """No longer open premises to who is admitted from now on."""
    actor = actor_of(request)
    benefit = queries.benefit_or_404(run_programme_or_404(actor, public_id), benefit_id)
    deeds.shut_premises(benefit_id=benefit.pk, by=actor, now=clock.now())
    messages.success(request, _("The premises are not opened to anybody new. Who was admitted keeps what was granted."))
    return redirect("programmes_desk:premises", public_id=public_id)
