"""Office hours as companies book them, and as a mentor keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.programmes.actions import office_hours as deeds
from bridgehead.programmes.forms.mentoring import AskForm
from bridgehead.programmes.models import Mentor, OfficeHour
from bridgehead.programmes.queries import mentoring as queries
from bridgehead.programmes.queries.cohorts import my_place_or_404
from bridgehead.programmes.rules import may_speak_for
from bridgehead.programmes.views.edge import signed_in_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@signed_in_only
@require_safe
def office_hours(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one's company has booked, and what is free."""
    actor, now = actor_of(request), clock.now()
    place = my_place_or_404(actor, public_id)
    programme = place.cohort.programme
    free = page_of(request, queries.free_hours(place, now), PER_PAGE)
    coming = [(each, deeds.cancelled_until(each.hour, programme)) for each in queries.coming_bookings(place, now)]
    context = {
        "place": place, "programme": programme, "speaks": may_speak_for(actor, place.organisation_id), "now": now,
        "coming": coming,
        "past": page_of(request, queries.past_bookings(place, now), PER_PAGE, name="past"),
        "free": free, "days": _by_day(free.object_list, ZoneInfo(programme.zone)),
    }  # fmt: skip
    return render(request, "programmes/mentoring/office_hours.html", context)


class FreeDay(NamedTuple):
    """What a mentor has free on one day by the clocks of the programme: each time with when it begins and ends."""

    mentor: Mentor
    times: list[tuple[OfficeHour, str]]


def _by_day(hours: Iterable[OfficeHour], zone: ZoneInfo) -> list[FreeDay]:
    days: dict[tuple[date, int], FreeDay] = {}
    for hour in hours:
        begins, ends = hour.starts_at.astimezone(zone), hour.ends_at.astimezone(zone)
        day = days.setdefault((begins.date(), hour.mentor_id), FreeDay(hour.mentor, []))
        day.times.append((hour, f"{begins:%H:%M}–{ends:%H:%M}"))
    return list(days.values())


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def book_hour(request: HttpRequest, public_id: UUID, hour_id: UUID) -> HttpResponse:
    """Book one free time, and say what is to be asked."""
    actor, now = actor_of(request), clock.now()
    place = my_place_or_404(actor, public_id)
    hour = queries.free_hour_or_404(place, hour_id, now)
    form = AskForm(request.POST or None)
    booked = None
    if request.method == "POST":
        told: dict[str, Any] = {"hour_id": hour.pk, "place_id": place.pk, "by": actor, "now": now}
        booked = attempt(form, lambda: deeds.book_hour(**told, **form.cleaned_data))
    if booked is not None:
        messages.success(request, _("The time is booked. You and the mentor get it by mail, for your calendars."))
        return redirect("programmes:office_hours", public_id=public_id)
    context = {
        "place": place, "programme": place.cohort.programme, "hour": hour, "form": form,
        "speaks": may_speak_for(actor, place.organisation_id),
    }  # fmt: skip
    return render(request, "programmes/mentoring/book.html", context, status=422 if form.errors else 200)


@signed_in_only
@require_POST
def cancel_hour(request: HttpRequest, public_id: UUID, booking_id: UUID) -> HttpResponse:
    """Give a booked time back."""
    actor = actor_of(request)
    booking = queries.own_booking_or_404(my_place_or_404(actor, public_id), booking_id)
    reason = request.POST.get("reason", "")
    deeds.cancel_hour(booking_id=booking.pk, reason=reason, by=actor, now=clock.now())
    messages.success(request, _("The booking is cancelled; the mentor is told."))
    return redirect("programmes:office_hours", public_id=public_id)


@signed_in_only
@require_safe
def mentoring(request: HttpRequest) -> HttpResponse:
    """A mentor's own times to come, and what is asked in each."""
    actor, now = actor_of(request), clock.now()
    page = page_of(request, queries.my_hours(actor, now), PER_PAGE)
    return render(request, "programmes/mentoring/mentor.html", {"page": page, "now": now})


@signed_in_only
@require_POST
def cancel_as_mentor(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Cancel a booking of one's own times, with a reason that the company reads."""
    actor = actor_of(request)
    booking = queries.my_booking_or_404(actor, booking_id)
    reason = request.POST.get("reason", "")
    deeds.cancel_hour(booking_id=booking.pk, reason=reason, by=actor, now=clock.now())
    messages.success(request, _("The booking is cancelled; the company is told."))
    return redirect("programmes:mentoring")
