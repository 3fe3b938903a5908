"""The desk of premises: today, approvals, who waits for a room, who serves there."""

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
from bridgehead.accounts.queries import deeds as deeds_told
from bridgehead.accounts.queries import entries_of, person_named
from bridgehead.foundation import clock
from bridgehead.foundation.clock import day_bounds
from bridgehead.places.actions import bookings as deeds
from bridgehead.places.actions import premises as premises_deeds
from bridgehead.places.forms.desk import StaffForm
from bridgehead.places.holders import holders_of
from bridgehead.places.models import Booking, Premises, PremisesRole
from bridgehead.places.queries import boards, houses
from bridgehead.places.queries import bookings as queries
from bridgehead.places.queries.people import role_or_404, staff_of
from bridgehead.places.rules import may_set_up
from bridgehead.places.trail import VERBS
from bridgehead.places.views.edge import asked_day, deed_or_404, staff_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

DEEDS_PER_PAGE = 50
BOOKINGS_PER_PAGE = 20
WAITING_PER_PAGE = 50

#: What venue staff do with a booking; the second takes a reason.
DEEDS: dict[str, Callable[..., Any]] = {
    "approve": deeds.approve_booking,
    "decline": deeds.decline_booking,
    "cancel": deeds.cancel_booking,
    "check-in": deeds.check_in,
    "end": deeds.end_early,
}
_WITH_REASON = {"decline", "cancel"}


@staff_only
@require_safe
def premises_list(request: HttpRequest) -> HttpResponse:
    """The premises whose desk one keeps."""
    actor = actor_of(request)
    context = {"found": houses.desk_premises_of(actor), "may_set_up": may_set_up(actor)}
    return render(request, "places/desk/premises.html", context)


@staff_only
@require_safe
def today(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is booked on a day, by whom and what for, and what waits for approval."""
    actor, now = actor_of(request), clock.now()
    found = houses.desk_premises_or_404(actor, public_id)
    turning = asked_day(request, "day", found)
    start, end = day_bounds(boards.noon(turning.day, found), ZoneInfo(found.zone))
    bookings = page_of(request, queries.bookings_between(found, start, end), BOOKINGS_PER_PAGE)
    asked = page_of(request, queries.asked_bookings(found), BOOKINGS_PER_PAGE, name="asked")
    context = {
        "premises": found,
        "tab": "today",
        "turning": turning,
        "bookings": bookings,
        "asked": asked,
        "holders": holders_of(actor, {each.source for each in (*bookings, *asked)}),
        "now": now,
    }
    return render(request, "places/desk/today.html", context)


@staff_only
@require_POST
def booking_deed(request: HttpRequest, public_id: UUID, booking_id: UUID, deed: str) -> HttpResponse:
    """Approve or decline a booking, check somebody in, end it, cancel it with a reason."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    booking = queries.desk_booking_or_404(found, booking_id)
    done = deed_or_404(DEEDS, deed)
    reason = {"reason": request.POST.get("reason", "")} if deed in _WITH_REASON else {}
    changed: Booking = done(booking_id=booking.pk, by=actor, **reason)
    messages.success(request, _("The booking is now: %(state)s.") % {"state": changed.get_state_display()})
    return redirect("places_desk:today", public_id=public_id)


@staff_only
@require_safe
def waiting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who waits for which room, in the order of the line."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    page = page_of(request, queries.waiting_at(found), WAITING_PER_PAGE)
    return render(request, "places/desk/waiting.html", {"premises": found, "tab": "waiting", "page": page})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who serves at the premises."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    form = StaffForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: _name(request, found, form)) is not None:
        messages.success(request, _("The person keeps this desk now."))
        return redirect("places_desk:staff", public_id=public_id)
    context = {"premises": found, "tab": "staff", "form": form, "holders": list(staff_of(found))}
    return render(request, "places/desk/staff.html", context, status=422 if form.errors else 200)


def _name(request: HttpRequest, found: Premises, form: StaffForm) -> PremisesRole:
    person = person_named(form.cleaned_data["email"])
    return premises_deeds.name_staff(premises_id=found.pk, user_id=person.pk, by=actor_of(request), now=clock.now())


@staff_only
@require_safe
def trail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who did what at the premises."""
    found = houses.desk_premises_or_404(actor_of(request), public_id)
    page = page_of(request, entries_of(found.audit_stream), DEEDS_PER_PAGE)
    context = {"premises": found, "tab": "trail", "page": page, "deeds": deeds_told(list(page), verbs=VERBS)}
    return render(request, "places/desk/trail.html", context)


@staff_only
@require_POST
def dismiss(request: HttpRequest, public_id: UUID, role_id: UUID) -> HttpResponse:
    """Take the desk from a person."""
    actor = actor_of(request)
    found = houses.desk_premises_or_404(actor, public_id)
    held = role_or_404(found, role_id)
    premises_deeds.dismiss_staff(role_id=held.pk, by=actor, now=clock.now())
    messages.success(request, _("The person no longer keeps this desk."))
    return redirect("places_desk:staff", public_id=public_id)
