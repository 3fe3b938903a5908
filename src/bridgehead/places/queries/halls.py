"""Halls that something else than an organisation may hold, and those that it holds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import Booking, BookingState, Closure, Room, RoomKind
from bridgehead.places.queries.free import held_between
from bridgehead.places.queries.houses import visible_premises

#: In these states a hall is its source's, also when it is over.
_GIVEN = [BookingState.CONFIRMED, BookingState.CHECKED_IN, BookingState.ENDED]


def halls_to_hold(actor: Actor) -> QuerySet[Room]:
    """Return the halls of the premises that the actor may see, by house."""
    found = Room.objects.filter(kind=RoomKind.HALL, floor__premises__in=visible_premises(actor).order_by())
    return found.select_related("floor__premises").order_by("floor__premises_id", "-capacity", "pk")


def busy_halls(halls: list[Room], starts_at: datetime, ends_at: datetime) -> set[int]:
    """Return the keys of the halls that are taken or closed at some moment of a half-open span: four queries."""
    taken = {row[0] for row in held_between({each.pk for each in halls}, starts_at, ends_at)}
    shut = Closure.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    shut = shut.filter(premises__in={each.floor.premises_id for each in halls})
    closed = set(shut.values_list("premises_id", "room_id"))
    return taken | {
        each.pk for each in halls if closed & {(each.floor.premises_id, None), (each.floor.premises_id, each.pk)}
    }


def halls_asked(source: str) -> list[Booking]:
    """Return whatever became of the halls that a source asked for, the newest answer of each."""
    found = Booking.objects.filter(source=source).select_related("room__floor__premises").order_by("-pk")
    newest: dict[int, Booking] = {}
    for each in found:
        newest.setdefault(each.room_id, each)
    return sorted(newest.values(), key=lambda each: each.pk)


def halls_given(actor: Actor, source: str) -> list[Room]:
    """Return the halls that a source has, in premises that the actor may see: one query."""
    given = Booking.objects.filter(source=source, state__in=_GIVEN)
    seen = visible_premises(actor).order_by()
    found = Room.objects.filter(pk__in=given.values("room_id"), floor__premises__in=seen)
    return list(found.select_related("floor__premises").order_by("pk"))


def hall_booking(booking_id: int) -> Booking | None:
    """Return the booking of a hall as a notice tells of it."""
    return Booking.objects.select_related("room__floor__premises").filter(pk=booking_id).exclude(source="").first()
