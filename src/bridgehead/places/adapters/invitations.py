"""Bookings as invitations: what a person's calendar is sent when their booking is made, moved or ends.

A booking of its own is one entry. A series is one entry with its rule: days left out are taken out of it, and a booking
that was moved stands instead of its day. Whatever changes in it, the whole is sent anew under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.accounts.models import User
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.mail import CalendarPart
from bridgehead.places.models import Booking, BookingState, Room, Series
from bridgehead.places.rules import Occurrence, occurrences
from bridgehead.web.calendar import (
    CANCEL,
    CANCELLED,
    CONFIRMED,
    REQUEST,
    TENTATIVE,
    CalendarEntry,
    Recurrence,
    calendar,
)

#: In these states a booking stands in its person's calendar: it is to come, or it took place.
_STANDS = {BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.CHECKED_IN, BookingState.ENDED}


def booking_part(booking: Booking, reader: User) -> CalendarPart:
    """Return what the calendar of a booking's person takes in: an invitation while it stands, else its end."""
    stands = booking.state in _STANDS
    status = _status([booking]) if stands else CANCELLED
    return _part([_entry(booking, reader, status=status)], booking.room, is_on=stands)


def series_part(series: Series, bookings: Sequence[Booking], reader: User) -> CalendarPart:
    """Return what the calendar of a series' person takes in, from all its bookings."""
    zone = ZoneInfo(series.zone)
    times = occurrences(
        series.rule, first_on=series.first_on, begins_at=series.begins_at, minutes=series.minutes, zone=zone
    )
    stand = {each.series_on: each for each in bookings if each.state in _STANDS}
    # It rises with each of them; a cancelled booking stays, so that it never falls.
    sequence = sum(each.sequence for each in bookings)
    changed_at = max([series.created_at, *(each.revised_at or each.created_at for each in bookings)])
    rule = ";".join(part for part in series.rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))
    besides = tuple(each.starts_at for each in times if each.on not in stand)
    whole = _calendar_entry(
        series.room,
        reader,
        uid=f"series-{series.public_id}@bridgehead",
        sequence=sequence,
        span=(times[0].starts_at, times[0].ends_at),
        changed_at=changed_at,
        status=_status(list(stand.values())) if stand else CANCELLED,
        whose=_whose(series, reader.language),
        page=reverse("places:bookings"),
        recurs=Recurrence(f"{rule};COUNT={len(times)}", besides) if stand else None,
    )
    moved = [
        _entry(stand[each.on], reader, status=_status([stand[each.on]]), within=whole, instead_of=each.starts_at)
        for each in times
        if each.on in stand and _is_moved(stand[each.on], each, series)
    ]
    return _part([whole, *moved], series.room, is_on=bool(stand))


def _is_moved(booking: Booking, planned: Occurrence, series: Series) -> bool:
    span = (booking.starts_at, booking.ends_at)
    return booking.room_id != series.room_id or span != (planned.starts_at, planned.ends_at)


def _status(bookings: Sequence[Booking]) -> str:
    return TENTATIVE if any(each.state == BookingState.REQUESTED for each in bookings) else CONFIRMED


def _whose(what: Booking | Series, language: str) -> str:
    if what.organisation is not None:
        return wording(what.organisation, "name", language).text
    with translation.override(language):
        return _("the house")


def _entry(
    booking: Booking,
    reader: User,
    *,
    status: str,
    within: CalendarEntry | None = None,
    instead_of: datetime | None = None,
) -> CalendarEntry:
    with translation.override(reader.language):
        page = reverse("places:booking", args=[booking.public_id])
    return _calendar_entry(
        booking.room,
        reader,
        uid=within.uid if within else f"booking-{booking.public_id}@bridgehead",
        sequence=within.sequence if within else booking.sequence,
        span=(booking.starts_at, booking.ends_at),
        changed_at=within.changed_at if within else booking.revised_at or booking.created_at,
        status=status,
        whose=_whose(booking, reader.language),
        page=page,
        recurs=Recurrence(instead_of=instead_of) if instead_of else None,
    )


def _calendar_entry(
    room: Room,
    reader: User,
    *,
    uid: str,
    sequence: int,
    span: tuple[datetime, datetime],
    changed_at: datetime,
    status: str,
    whose: str,
    page: str,
    recurs: Recurrence | None,
) -> CalendarEntry:
    premises, language = room.floor.premises, reader.language
    name, address = wording(room, "name", language).text, settings.SITE_ADDRESS + page
    return CalendarEntry(
        uid=uid,
        sequence=sequence,
        starts_at=span[0].astimezone(UTC),
        ends_at=span[1].astimezone(UTC),
        zone=premises.zone,
        summary=f"{name} – {whose}",
        changed_at=changed_at,
        location=", ".join(filter(None, (name, wording(premises, "name", language).text))),
        # What it is for stays on the pages: an invitation is passed on.
        description=address,
        status=status,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=reader.email,
        url=address,
        recurs=recurs,
    )


def _part(entries: Sequence[CalendarEntry], room: Room, *, is_on: bool) -> CalendarPart:
    method = REQUEST if is_on else CANCEL
    return CalendarPart(calendar(entries, name="", zone=room.floor.premises.zone, method=method), method)
