"""Which rooms are free at a time: what holds and closes them, and a search over all of a kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from bridgehead.foundation.rows import Written, read_moment
from bridgehead.places.models import BOOKED_KINDS, HOLDING, Booking, BookingState, Closure, Premises, Room
from bridgehead.places.rules import open_span
from bridgehead.places.rules.times import day_of


def holding_at(room_ids: Iterable[int], starts_at: datetime, ends_at: datetime) -> QuerySet[Booking]:
    """Return the bookings that hold one of the rooms at some moment of a half-open span."""
    found = Booking.objects.filter(room_id__in=list(room_ids), state__in=HOLDING)
    return found.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


#: Keys of rooms, or the query that finds them: to write hundreds into a statement costs more than to ask in it.
RoomKeys = Collection[int] | QuerySet[Any]


def held_between(room_ids: RoomKeys, start: datetime, end: datetime, *fields: str) -> list[tuple[Any, ...]]:
    """Return what holds one of many rooms at some moment of a half-open span, in the order of its start: three queries.

    Each comes as ``(room_id, starts_at, ends_at, *fields)``.
    """
    wanted: tuple[str | Combinable, ...] = ("room_id", Written("starts_at"), Written("ends_at"), *fields)
    begun = Booking.objects.filter(room_id__in=room_ids, state__in=HOLDING, starts_at__gte=start, starts_at__lt=end)
    # A room has one of the others at most, and it comes first.
    told = (
        *reaching_into(room_ids, start).values_list(*wanted),
        *begun.order_by("starts_at").values_list(*wanted),
    )
    return [
        (room_id, read_moment(starts_at), read_moment(ends_at), *others)
        for room_id, starts_at, ends_at, *others in told
    ]


def reaching_into(room_ids: RoomKeys, moment: datetime) -> QuerySet[Booking]:
    """Return what began before a moment and holds its room beyond it; a query is made at once.

    What holds a room never overlaps (a guard), so that of the confirmed ones only the last of each room can reach so
    far. It is found by its index, however many came before; a comparison of both ends would read them all. In the
    other states few are at a time: what is over leaves them.
    """
    confirmed = Booking.objects.filter(room=OuterRef("pk"), state=BookingState.CONFIRMED, starts_at__lt=moment)
    last = Subquery(confirmed.order_by("-starts_at").values("ends_at")[:1])
    rooms = Room.objects.order_by().filter(pk__in=room_ids).alias(last=last).filter(last__gt=moment)
    reached = Q(room_id__in=list(rooms.values_list("pk", flat=True)), state=BookingState.CONFIRMED)
    others = Q(room_id__in=room_ids, state__in=[state for state in HOLDING if state != BookingState.CONFIRMED])
    return Booking.objects.filter(reached | others, starts_at__lt=moment, ends_at__gt=moment)


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
    """Return the rooms that are open and free all the while, the smallest that seats so many first; five queries.

    Who may book them, and for how long, is not asked here.
    """
    found = Room.objects.filter(floor__premises=premises, kind__in=[kind] if kind else BOOKED_KINDS)
    found = found.filter(capacity__gte=seats).only(*_OF_A_FREE_ROOM)
    rooms = list(found.order_by("capacity", "pk"))
    taken = {row[0] for row in held_between(found.order_by().values("pk"), starts_at, ends_at)}
    shut = Closure.objects.filter(premises=premises, starts_at__lt=ends_at, ends_at__gt=starts_at)
    closed = set(shut.values_list("room_id", flat=True))
    if None in closed:
        return []
    busy, wanted = taken | closed, set(features)
    free = [room for room in rooms if room.pk not in busy and wanted <= set(room.features)]
    zone = ZoneInfo(premises.zone)
    day = day_of(starts_at, zone)

    def is_open(room: Room) -> bool:
        span = open_span(premises.hours if room.hours is None else room.hours, day, zone)
        return span is not None and span[0] <= starts_at and ends_at <= span[1]

    return [room for room in free if is_open(room)]


#: What a search looks at and shows.
_OF_A_FREE_ROOM = ("public_id", "kind", "name_ko", "name_en", "capacity", "features", "hours")
