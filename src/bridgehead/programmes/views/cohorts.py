"""A cohort as everybody reads it, and a company's own places in cohorts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import tenures as deeds
from bridgehead.programmes.forms.cohorts import RenewalForm
from bridgehead.programmes.houses import seats_in
from bridgehead.programmes.queries import cohorts as queries
from bridgehead.programmes.queries.mentoring import coming_bookings
from bridgehead.programmes.queries.reports import reports_of
from bridgehead.programmes.queries.tasks import tasks_of
from bridgehead.programmes.rules import may_speak_for, runs
from bridgehead.programmes.views.edge import signed_in_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@require_safe
def cohort(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The companies of one cohort."""
    actor = actor_of(request)
    found = queries.cohort_or_404(actor, public_id)
    places = list(queries.companies_of(found))
    context = {
        "cohort": found,
        "programme": found.programme,
        "places": places,
        "seats": seats_in(actor, [place.organisation_id for place in places]),
        "runs": runs(actor, found.programme_id),
    }
    return render(request, "programmes/cohorts/cohort.html", context)


@signed_in_only
@require_safe
def my_places(request: HttpRequest) -> HttpResponse:
    """The places of one's organisations in cohorts."""
    page = page_of(request, queries.my_places(actor_of(request)), PER_PAGE)
    return render(request, "programmes/cohorts/my_places.html", {"page": page})


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def my_place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One place: how long it lasts, what it opens, and renewals, which are asked for here."""
    actor, now = actor_of(request), clock.now()
    place = queries.my_place_or_404(actor, public_id)
    form = RenewalForm(request.POST or None)
    asked = None
    if request.method == "POST":
        asked = attempt(form, lambda: deeds.ask_renewal(place_id=place.pk, by=actor, now=now, **form.cleaned_data))
    if asked is not None:
        messages.success(request, _("Your request is with the programme's officers; their decision stands here."))
        return redirect("programmes:my_place", public_id=public_id)
    context = {
        "place": place,
        "programme": place.cohort.programme,
        "tenure": queries.tenure_of(place, now),
        "reports": reports_of(place),
        "tasks": tasks_of(place),
        "today": queries.today_of(place.cohort.programme, now),
        "hours": list(coming_bookings(place, now)),
        "opened": queries.opened_by(place.cohort.programme),
        "speaks": may_speak_for(actor, place.organisation_id),
        "form": form,
    }
    return render(request, "programmes/cohorts/my_place.html", context, status=422 if form.errors else 200)


@signed_in_only
@require_POST
def withdraw_renewal(request: HttpRequest, public_id: UUID, renewal_id: UUID) -> HttpResponse:
    """Take back what was asked."""
    actor = actor_of(request)
    renewal = queries.renewal_or_404(queries.my_place_or_404(actor, public_id), renewal_id)
    deeds.withdraw_renewal(renewal_id=renewal.pk, by=actor, now=clock.now())
    messages.success(request, _("The request is taken back."))
    return redirect("programmes:my_place", public_id=public_id)
