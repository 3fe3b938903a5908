"""Premises as everybody sees them, and the boards of those who book there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.places import rules
from bridgehead.places.forms.bookings import FindForm
from bridgehead.places.queries import boards, houses, visitors
from bridgehead.places.queries.free import free_rooms
from bridgehead.places.queries.rent import own_supports_at
from bridgehead.places.queries.tenants import own_naming, tenants_by_room
from bridgehead.places.views.edge import asked_day, members_only, today_at
from bridgehead.web.pages import page_of

ROOMS_PER_PAGE = 25


@require_safe
def premises_list(request: HttpRequest) -> HttpResponse:
    """The premises that one may see."""
    return render(request, "places/premises_list.html", {"found": houses.visible_premises(actor_of(request))})


@require_safe
def premises(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One house: what it is, its floors as plans with tables, its rooms, its hours and rules."""
    actor = actor_of(request)
    found = houses.premises_or_404(actor, public_id)
    context = {
        "premises": found,
        "floors": houses.floors_of(found),
        "tenants": tenants_by_room(found, clock.now()),
        "naming": own_naming(actor, found, clock.now()),
        "supports": own_supports_at(actor, found),
        "may_book": houses.books_at(actor, found, clock.now()),
        "may_announce": bool(visitors.announcing_at(actor, found, clock.now())),
        "serves": rules.serves_at(actor, found.pk),
    }
    return render(request, "places/premises.html", context)


@members_only
@require_safe
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A day of all rooms that are booked."""
    actor, now = actor_of(request), clock.now()
    found = houses.board_premises_or_404(actor, public_id, now)
    today, turning, serves = today_at(found), asked_day(request, "day", found), rules.serves_at(actor, found.pk)
    context = {
        "premises": found,
        "turning": turning,
        "today": today,
        "board": boards.day_board(actor, found, turning.day, now),
        "entitled": [] if serves else houses.entitled_at(actor, found, today),
        "serves": serves,
        "now": now,
    }
    return render(request, "places/board.html", context)


@members_only
@require_safe
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """A week of one room."""
    actor, now = actor_of(request), clock.now()
    found = houses.room_or_404(actor, room_id, now)
    turning = asked_day(request, "week", found.floor.premises, step=7)
    context = {
        "premises": found.floor.premises,
        "room": found,
        "rules": rules.house_rules(found),
        "turning": turning,
        "sunday": turning.day + timedelta(days=6),
        "board": boards.week_board(actor, found, turning.day, now),
        "serves": rules.serves_at(actor, found.floor.premises_id),
        "now": now,
    }
    return render(request, "places/room.html", context)


@members_only
@require_safe
def find(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which rooms are free at a time, for so many, with what in them."""
    actor = actor_of(request)
    found = houses.board_premises_or_404(actor, public_id, clock.now())
    form = FindForm(request.GET if "starts_at" in request.GET else None, zone=found.zone, longest=found.longest_minutes)
    free = free_rooms(found, **form.wanted()) if form.is_bound and form.is_valid() else None
    rooms = None if free is None else page_of(request, free, ROOMS_PER_PAGE)
    context = {"premises": found, "form": form, "rooms": rooms}
    return render(request, "places/find.html", context, status=422 if form.errors else 200)
