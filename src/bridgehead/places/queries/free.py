"""Which rooms are free at a time: what holds and closes them, and a search over all of a kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from bridgehead.places.models import BOOKED_KINDS, HOLDING, Booking, Closure, Premises, Room
from bridgehead.places.rules import house_rules, open_span
from bridgehead.places.rules.times import day_of


def holding_at(room_ids: Iterable[int], starts_at: datetime, ends_at: datetime) -> QuerySet[Booking]:
    """Return the bookings that hold one of the rooms at some moment of a half-open span."""
    found = Booking.objects.filter(room_id__in=list(room_ids), state__in=HOLDING)
    return found.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def closures_at(room: Room, starts_at: datetime, ends_at: datetime) -> QuerySet[Closure]:
    """Return the closures of a room, or of all its premises, at some moment of a half-open span."""
    concerned = Q(room=room) | Q(room=None, premises_id=room.floor.premises_id)
    return Closure.objects.filter(concerned, starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at")


def free_rooms(
    premises: Premises,
    starts_at: datetime,
    ends_at: datetime,
    *,
    kind: str = "",
    seats: int = 1,
    features: Collection[str] = (),
) -> list[Room]:
    """Return the rooms that are open and free all the while, the smallest that seats so many first; three queries.

    Who may book them, and for how long, is not asked here.
    """
    found = Room.objects.filter(floor__premises=premises, kind__in=[kind] if kind else BOOKED_KINDS)
    rooms = list(found.filter(capacity__gte=seats).select_related("floor__premises").order_by("capacity", "pk"))
    taken = set(holding_at([room.pk for room in rooms], starts_at, ends_at).values_list("room_id", flat=True))
    shut = Closure.objects.filter(premises=premises, starts_at__lt=ends_at, ends_at__gt=starts_at)
    closed = set(shut.values_list("room_id", flat=True))
    if None in closed:
        return []
    wanted = set(features)
    return [
        room
        for room in rooms
        if room.pk not in taken | closed and wanted <= set(room.features) and _is_open(room, starts_at, ends_at)
    ]


def _is_open(room: Room, starts_at: datetime, ends_at: datetime) -> bool:
    rules = house_rules(room)
    span = open_span(rules.week, day_of(starts_at, rules.zone), rules.zone)
    return span is not None and span[0] <= starts_at and ends_at <= span[1]
