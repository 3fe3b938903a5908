"""What a screen at a door tells: no person, no purpose, and an organisation only where it may be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404

from bridgehead.directory.models import Organisation
from bridgehead.foundation.clock import day_bounds
from bridgehead.foundation.tokens import is_token, token_hash
from bridgehead.places.models import (
    DOOR_PURPOSE,
    HOLDING,
    Booking,
    BookingState,
    Closure,
    DoorScreen,
    NamingObjection,
    Room,
)
from bridgehead.places.rules import day_of, house_rules, open_span
from bridgehead.places.rules.doors import DoorSpan, courtesy_minutes, shut_between, spans_between


@dataclass(frozen=True, slots=True)
class Door:
    """What is told at one door at a moment: the spans of today and tomorrow, and how long it may be used at once."""

    room: Room
    spans: list[DoorSpan]
    #: The keys of the organisations that may be named.
    named: frozenset[int]
    minutes: int
    now: datetime
    #: What is said holds until then.
    until: datetime

    def named_in(self, span: DoorSpan) -> Organisation | None:
        """Return the organisation that a span may name."""
        booking = span.booking
        if booking is None or booking.state == BookingState.OFFERED or booking.organisation_id not in self.named:
            return None
        return booking.organisation


def screen_of(room: Room) -> DoorScreen | None:
    """Return the screen of a room of premises that the actor was found to serve at."""
    return DoorScreen.objects.filter(room=room).first()


def is_open_at_door(booking: Booking, now: datetime) -> bool:
    """Whether a booking can still be checked in to, or ended, at a screen beside its door."""
    if booking.state not in {BookingState.CONFIRMED, BookingState.CHECKED_IN} or booking.ends_at <= now:
        return False
    return DoorScreen.objects.filter(room_id=booking.room_id).exists()


def screen_or_404(token: str) -> DoorScreen:
    """Return the screen that an address opens; one that never opened anything and one that was ended are alike."""
    found = DoorScreen.objects.select_related("room__floor__premises")
    screen = found.filter(token_hash=token_hash(token, purpose=DOOR_PURPOSE)).first()
    if screen is None or not is_token(token, screen.token_hash, purpose=DOOR_PURPOSE):
        raise Http404
    return screen


def door_at(room: Room, now: datetime) -> Door:
    """Return what the door of a room tells, until the end of tomorrow: three queries, whatever is booked."""
    rules, premises = house_rules(room), room.floor.premises
    today = day_of(now, rules.zone)
    start, end = day_bounds(now, rules.zone)[0], _end_of(today + timedelta(days=1), rules.zone)
    bookings = _bookings(room, start, end)
    days = [open_span(rules.week, today + timedelta(days=number), rules.zone) for number in range(-1, 2)]
    shut = [*shut_between(days, start, end), *_closures(room, start, end)]
    named: frozenset[int] = frozenset()
    if premises.names_at_doors:
        listed = {each.organisation_id for each in bookings if each.organisation and each.organisation.is_listed}
        objected = NamingObjection.objects.filter(premises=premises).values_list("organisation_id", flat=True)
        named = frozenset(key for key in listed if key is not None) - frozenset(objected)
    spans = spans_between(start, end, bookings=bookings, shut=shut)
    minutes = courtesy_minutes(premises, needs_approval=rules.needs_approval)
    return Door(room, spans, named, minutes, now, end)


def at_the_door(room: Room, now: datetime) -> list[Booking]:
    """Return the bookings with which something can be done at the door about now, the first one first."""
    return _bookings(room, now, now + timedelta(minutes=15, seconds=1))


def _bookings(room: Room, start: datetime, end: datetime) -> list[Booking]:
    found = Booking.objects.filter(room=room, state__in=HOLDING, starts_at__lt=end, ends_at__gt=start)
    return list(found.select_related("organisation").order_by("starts_at", "pk"))


def _closures(room: Room, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    concerned = Q(room=room) | Q(room=None, premises_id=room.floor.premises_id)
    found = Closure.objects.filter(concerned, starts_at__lt=end, ends_at__gt=start)
    return list(found.order_by("starts_at", "pk").values_list("starts_at", "ends_at"))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return day_bounds(datetime.combine(day, datetime.min.time(), zone), zone)[1]
