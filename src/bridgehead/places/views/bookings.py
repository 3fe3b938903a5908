"""Booking a room, one's own bookings, and what one waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.places import rules
from bridgehead.places.actions import bookings as deeds
from bridgehead.places.actions import series as series_deeds
from bridgehead.places.actions import waiting as waiting_deeds
from bridgehead.places.forms.bookings import BookForm, ChangeForm
from bridgehead.places.holders import holders_of
from bridgehead.places.models import Booking, BookingState, Room
from bridgehead.places.queries import bookings as queries
from bridgehead.places.queries import houses
from bridgehead.places.queries.doors import is_open_at_door
from bridgehead.places.queries.rent import has_support
from bridgehead.places.rules.doors import code_of
from bridgehead.places.views.edge import deed_or_404, members_only, today_at
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20
#: What may be done with a booking by a form without fields.
DEEDS: dict[str, Callable[..., Any]] = {
    "cancel": deeds.cancel_booking,
    "check-in": deeds.check_in,
    "end": deeds.end_early,
}
WAITING_DEEDS: dict[str, Callable[..., Any]] = {
    "take": waiting_deeds.take_offer,
    "stop": waiting_deeds.stop_waiting,
}


@members_only
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """What one's organisations have booked and what one waits for; where ``past`` is asked for, what is over."""
    actor, now = actor_of(request), clock.now()
    is_past = "past" in request.GET
    listed = queries.past_bookings if is_past else queries.coming_bookings
    context = {
        "is_past": is_past,
        "listed": page_of(request, listed(actor, now), PER_PAGE, name="past" if is_past else "page"),
        "waiting": list(queries.my_waiting(actor)),
        "has_rent": has_support(actor),
        "now": now,
    }
    return render(request, "places/bookings.html", context)


@members_only
@require_safe
def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """One booking, and what can be done with it."""
    actor, now = actor_of(request), clock.now()
    found = queries.booking_or_404(actor, booking_id)
    is_open = found.state in {BookingState.REQUESTED, BookingState.CONFIRMED} and found.starts_at > now
    context = {
        "booking": found,
        "premises": found.room.floor.premises,
        "may_cancel": is_open,
        "may_check_in": found.state != BookingState.CHECKED_IN and rules.why_not_checking_in(found, now) is None,
        "may_end": rules.may_end_early(found, now),
        "is_own": actor.belongs_to(found.organisation_id) if found.organisation_id else not found.source,
        "rule": _rule_of(found),
        "holders": holders_of(actor, {found.source}),
        "code": code_of(found) if is_open_at_door(found, now) else "",
    }
    return render(request, "places/booking.html", context)


def _rule_of(found: Booking) -> str:
    series = found.series
    return rules.rule_in_words(series.rule, series.first_on, series.begins_at) if series else ""


@members_only
@require_POST
def booking_deed(request: HttpRequest, booking_id: UUID, deed: str) -> HttpResponse:
    """Cancel a booking, check in to it, or end it early."""
    actor = actor_of(request)
    found = queries.booking_or_404(actor, booking_id)
    done = deed_or_404(DEEDS, deed)
    reason = {"reason": request.POST.get("reason", "")} if deed == "cancel" else {}
    done(booking_id=found.pk, by=actor, **reason)
    said = {
        "cancel": _("The booking is cancelled."),
        "check-in": _("You are checked in."),
        "end": _("The booking is ended; its rest is free for others."),
    }
    messages.success(request, said[deed])
    return redirect("places:booking", booking_id=booking_id)


@members_only
@require_POST
def series_deed(request: HttpRequest, booking_id: UUID, ending: str) -> HttpResponse:
    """Leave the day of a booking out of its series, or end the series."""
    actor = actor_of(request)
    found = queries.booking_or_404(actor, booking_id)
    if found.series_id is None or found.series_on is None or ending not in {"leave-out", "end-series"}:
        raise Http404
    if ending == "leave-out":
        series_deeds.except_date(series_id=found.series_id, on=found.series_on, by=actor)
        messages.success(request, _("This day is left out; the others of the series stay."))
    else:
        series_deeds.end_series(series_id=found.series_id, by=actor)
        messages.success(request, _("The series is ended."))
    return redirect("places:booking", booking_id=booking_id)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Move a booking to another time or room."""
    actor = actor_of(request)
    found = queries.booking_or_404(actor, booking_id)
    premises = found.room.floor.premises
    asked = _asked(request)
    form = ChangeForm(request.POST or None, booking=found, rooms=list(queries.booked_rooms(premises)), asked=asked)
    changed = None
    if request.method == "POST":
        changed = attempt(form, lambda: deeds.change_booking(booking_id=found.pk, by=actor, **form.told()))
    if changed is not None:
        messages.success(request, _("The booking is changed."))
        return redirect("places:booking", booking_id=booking_id)
    context = {"booking": found, "premises": premises, "form": form, "dropped": bool(asked)}
    return render(request, "places/change.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks for of a form: where something was drawn or dropped on a board."""
    asked = {"starts_at": request.GET.get("from", "")[:16], "minutes": request.GET.get("minutes", "")[:4]}
    asked["room"] = request.GET.get("room", "")[:36]
    return {field: said for field, said in asked.items() if said}


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Book a room once, or again and again: what a series would come to is shown before it is booked."""
    actor = actor_of(request)
    room = _room(request, room_id)
    form = _book_form(request, room)
    placed, made = None, None
    if request.method == "POST" and form.is_valid():
        if form.is_series and request.POST.get("step") not in {"all", "fitting"}:
            placed = attempt(form, lambda: _preview(request, room, form))
        elif form.is_series:
            made = attempt(form, lambda: _book_series(request, room, form))
        else:
            made = attempt(form, lambda: deeds.book(room_id=room.pk, by=actor, **form.told()))
    if made is not None:
        return _booked(request, made)
    context = {
        "room": room,
        "premises": room.floor.premises,
        "rules": rules.house_rules(room),
        "form": form,
        "placed": placed,
        "fitting": sum(1 for each in placed or () if each.why_not is None),
        "may_wait": _may_wait(form),
        "entitled": houses.entitled_at(actor, room.floor.premises, today_at(room.floor.premises)),
    }
    return render(request, "places/book.html", context, status=422 if form.errors else 200)


def _room(request: HttpRequest, room_id: UUID) -> Room:
    """Return a room that is booked, for who may book it."""
    room = houses.room_or_404(actor_of(request), room_id, clock.now())
    if room.kind not in {"meeting", "hall"}:
        raise Http404
    return room


def _book_form(request: HttpRequest, room: Room) -> BookForm:
    actor = actor_of(request)
    entitled = houses.entitled_at(actor, room.floor.premises, today_at(room.floor.premises))
    asked = {"minutes": "60", **_asked(request)}
    if len(entitled) == 1:
        asked["organisation"] = str(entitled[0].organisation.public_id)
    return BookForm(
        request.POST or None,
        room=room,
        longest=rules.house_rules(room).longest_minutes,
        organisations=[each.organisation for each in entitled],
        serves=rules.serves_at(actor, room.floor.premises_id),
        initial=asked,
    )


def _may_wait(form: BookForm) -> bool:
    """Whether a refused form said what a place in the line needs: an organisation and one time."""
    if not form.is_bound or "starts_at" not in form.errors or form.is_series:
        return False
    return isinstance(form.cleaned_data.get("minutes"), int)


def _preview(request: HttpRequest, room: Room, form: BookForm) -> list[series_deeds.Placed]:
    return series_deeds.preview_series(
        room_id=room.pk, organisation_id=form.organisation_id(), wanted=form.wanted(), by=actor_of(request)
    )


def _book_series(request: HttpRequest, room: Room, form: BookForm) -> Any:
    return series_deeds.book_series(
        room_id=room.pk,
        organisation_id=form.organisation_id(),
        wanted=form.wanted(),
        only_fitting=request.POST.get("step") == "fitting",
        by=actor_of(request),
        idempotency_key=form.cleaned_data["token"],
    )


def _booked(request: HttpRequest, made: Any) -> HttpResponse:
    if not isinstance(made, Booking):
        messages.success(request, _("The series is booked."))
        return redirect("places:bookings")
    if made.state == BookingState.REQUESTED:
        messages.success(request, _("The booking waits for the approval of the venue staff."))
    else:
        messages.success(request, _("The room is yours."))
    return redirect("places:booking", booking_id=made.public_id)


@members_only
@require_POST
def wait(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Wait for a room that is taken, at the time that was asked for."""
    actor, room = actor_of(request), _room(request, room_id)
    form = _book_form(request, room)
    if not form.is_valid():
        raise Refused(_("Say for which organisation and when you want the room."))
    told = form.told()
    organisation_id = told["organisation_id"]
    if organisation_id is None:
        raise Refused(_("The house itself does not wait."))
    waiting_deeds.wait_for_room(
        room_id=room.pk,
        starts_at=told["starts_at"],
        ends_at=told["ends_at"],
        organisation_id=organisation_id,
        by=actor,
    )
    messages.success(request, _("You are on the waiting list. When the room becomes free, it is held for you."))
    return redirect("places:bookings")


@members_only
@require_POST
def waiting_deed(request: HttpRequest, waiting_id: UUID, answer: str) -> HttpResponse:
    """Take what one is offered, or wait no longer."""
    actor = actor_of(request)
    found = queries.waiting_or_404(actor, waiting_id)
    deed_or_404(WAITING_DEEDS, answer)(waiting_id=found.pk, by=actor)
    messages.success(request, _("The room is yours.") if answer == "take" else _("You no longer wait."))
    return redirect("places:bookings")
