"""Giving a room to a booking: every refusal is a sentence, and the database judges who was first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.clock import day_bounds
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.places.actions.credit import spend
from bridgehead.places.guards import BOOKED_INTO_CLOSURE, BOOKED_TWICE
from bridgehead.places.models import (
    BOOKED_KINDS,
    HOLDING,
    Booking,
    BookingState,
    Closure,
    Entitlement,
    Room,
    RoomKind,
)
from bridgehead.places.queries.free import closures_at, free_rooms, holding_at
from bridgehead.places.rules import day_of, house_rules, may_book_for, place_of, serves_at, told_span, why_not_at
from bridgehead.web.formats import format_day, format_minutes, join_words

#: So many free rooms are named where the wanted one is taken.
_NAMED = 3


def hold(booking: Booking, *, entitlements: Sequence[Entitlement], by: Actor, now: datetime) -> None:
    """Let a booking hold its room, and save it: confirmed, or requested where the room needs approval.

    The caller has locked the organisation's ``entitlements`` and the room, which the booking has at hand with its
    premises. Raises ``Refused`` with the first thing that stands against it; then nothing is written that the caller's
    transaction keeps.
    """
    room, premises = booking.room, booking.room.floor.premises
    may_book = bool(booking.source) or may_book_for(by, booking.organisation_id, premises.pk)
    require(may_book, _("Choose an organisation that you belong to."))
    require(room.kind in BOOKED_KINDS, _("This room is let to who works in it; it cannot be booked."))
    for_the_house = booking.organisation_id is None
    wrong = why_not_at(room, booking.starts_at, booking.ends_at, now, for_the_house=for_the_house)
    if wrong:
        raise Refused(wrong, field="starts_at")
    if not for_the_house:
        _require_entitled(booking, entitlements)
    _require_open(booking)
    _require_free(booking)
    if not for_the_house:
        _require_within_the_day(booking)
        _spend(booking, entitlements)
    is_asked = house_rules(room).needs_approval and not serves_at(by, premises.pk)
    booking.state = BookingState.REQUESTED if is_asked else BookingState.CONFIRMED
    save_holding(booking)


def save_holding(booking: Booking) -> None:
    """Save a booking that holds its room; whoever was quicker in the meantime is told of as if it had been seen."""
    require_valid(booking)
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as refusal:
        if BOOKED_TWICE in str(refusal):
            raise Refused(_taken(booking), field="starts_at") from refusal
        if BOOKED_INTO_CLOSURE in str(refusal):
            raise Refused(_("The room has just been closed at this time."), field="starts_at") from refusal
        raise


def entitled_on(entitlements: Sequence[Entitlement], booking: Booking) -> list[Entitlement]:
    """Return the entitlements that hold on the day of a booking."""
    day = day_of(booking.starts_at, ZoneInfo(booking.room.floor.premises.zone))
    return [each for each in entitlements if each.starts_on <= day < each.ends_on]


def _require_entitled(booking: Booking, entitlements: Sequence[Entitlement]) -> None:
    day = day_of(booking.starts_at, ZoneInfo(booking.room.floor.premises.zone))
    require(
        bool(entitled_on(entitlements, booking)),
        _("Your organisation is not entitled to use these premises on %(day)s.")
        % {"day": format_day(day, reading_language())},
        field="starts_at",
    )


def _require_open(booking: Booking) -> None:
    closed: Closure | None = closures_at(booking.room, booking.starts_at, booking.ends_at).first()
    if closed is not None:
        span = told_span(closed.starts_at, closed.ends_at, place_of(booking.room.floor.premises))
        sentence = _("It is closed at this time, %(span)s: %(why)s.")
        raise Refused(sentence % {"span": span, "why": closed.name}, field="starts_at")


def _require_free(booking: Booking) -> None:
    if holding_at([booking.room_id], booking.starts_at, booking.ends_at).exclude(pk=booking.pk).exists():
        raise Refused(_taken(booking), field="starts_at")


def _taken(booking: Booking) -> str:
    """Say until when the room is taken, and which others are free; never by whom."""
    room, place = booking.room, place_of(booking.room.floor.premises)
    others = holding_at([room.pk], booking.starts_at, booking.ends_at).exclude(pk=booking.pk)
    last = others.order_by("-ends_at").values_list("ends_at", flat=True).first() or booking.ends_at
    until = f"{last.astimezone(ZoneInfo(place.zone)):%H:%M} {place.name(reading_language())}"
    free = free_rooms(room.floor.premises, booking.starts_at, booking.ends_at, kind=room.kind)
    if not free:
        return _("The room is taken until %(until)s, and no other is free at your time.") % {"until": until}
    names = join_words((each.name for each in free[:_NAMED]), reading_language())
    return _("The room is taken until %(until)s. Free at your time: %(rooms)s.") % {"until": until, "rooms": names}


def _require_within_the_day(booking: Booking) -> None:
    """The organisation's bookings of one day, in all rooms, come to no more than the house rule."""
    rules = house_rules(booking.room)
    if rules.minutes_per_day is None:
        return
    start, end = day_bounds(booking.starts_at, rules.zone)
    that_day = Booking.objects.filter(
        room__floor__premises=booking.room.floor.premises,
        organisation=booking.organisation,
        state__in=[*set(HOLDING) - {BookingState.OFFERED}, BookingState.ENDED],
        starts_at__gte=start,
        starts_at__lt=end,
    ).exclude(pk=booking.pk)
    spans = that_day.values_list("starts_at", "ends_at")
    had = sum((ended - started for started, ended in spans), timedelta())
    had_minutes, language = int(had.total_seconds()) // 60, reading_language()
    if had_minutes + booking.minutes > rules.minutes_per_day:
        raise Refused(
            _("On one day an organisation books %(most)s at most; yours has %(had)s already.")
            % {
                "most": format_minutes(rules.minutes_per_day, language),
                "had": format_minutes(had_minutes, language),
            },
            field="ends_at",
        )


def _spend(booking: Booking, entitlements: Sequence[Entitlement]) -> None:
    """Meeting rooms are paid for with credit; a hall is not, it is approved."""
    if booking.room.kind != RoomKind.MEETING:
        return
    day = day_of(booking.starts_at, ZoneInfo(booking.room.floor.premises.zone))
    spend(booking, entitled_on(entitlements, booking), minutes=booking.minutes, on=day)


def require_room_seen(room: Room | None, entitlements: Sequence[Entitlement], by: Actor) -> Room:
    """Return the room of a deed; to who neither serves nor is entitled in unlisted premises there is none."""
    premises = room.floor.premises if room else None
    if room is None or premises is None:
        raise Refused(_("There is no such room."))
    require(premises.is_listed or bool(entitlements) or serves_at(by, premises.pk), _("There is no such room."))
    return room
