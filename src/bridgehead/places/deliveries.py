"""How the notices of bookings are delivered: whether they are still true, to whom, in their own language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.mail import CalendarPart
from bridgehead.foundation.notices import Staged
from bridgehead.places.adapters.invitations import booking_part, series_part
from bridgehead.places.models import Booking, BookingState
from bridgehead.places.queries.people import booking_told, series_bookings, series_told
from bridgehead.places.rules import house_rules, place_of
from bridgehead.web.formats import City, format_day, two_clocks

#: The state that each piece of news tells of; a change is news in whatever state it leaves a booking.
_STATE_TOLD: dict[str, set[str]] = {
    "requested": {BookingState.REQUESTED},
    "confirmed": {BookingState.CONFIRMED, BookingState.CHECKED_IN},
    "changed": {BookingState.REQUESTED, BookingState.CONFIRMED},
    "declined": {BookingState.DECLINED},
    "cancelled": {BookingState.CANCELLED},
    "released": {BookingState.RELEASED},
    "offered": {BookingState.OFFERED},
    "reminder": {BookingState.CONFIRMED},
}


def booking_notice(staged: Staged) -> None:
    """Tell a person what became of their booking; news that is no longer true is not told."""
    booking, what = booking_told(staged.payload["booking_id"]), staged.payload["what"]
    if booking is None or booking.person is None or booking.state not in _STATE_TOLD[what]:
        return
    if booking.starts_at != datetime.fromisoformat(staged.payload["starts_at"]):
        return
    mail.send(
        "places/mail/booking",
        to=booking.person,
        key=f"{staged.key}:{booking.person_id}",
        context={
            "what": what,
            "room": wording(booking.room, "name", booking.person.language).text,
            "premises": wording(booking.room.floor.premises, "name", booking.person.language).text,
            "when": _told(booking, booking.person),
            "reason": booking.reason,
            "release": house_rules(booking.room).release_minutes,
            "page": _page(booking.person),
            "booking_page": _page(booking.person, booking),
        },
        calendar=_part(booking, booking.person) if what not in {"offered", "reminder"} else None,
    )


def series_notice(staged: Staged) -> None:
    """Tell a person that their series was booked or ended."""
    series = series_told(staged.payload["series_id"])
    if series is None or series.person is None:
        return
    language = series.person.language
    mail.send(
        "places/mail/series",
        to=series.person,
        key=f"{staged.key}:{series.person_id}",
        context={
            "what": staged.payload["what"],
            "number": staged.payload["count"],
            "room": wording(series.room, "name", language).text,
            "premises": wording(series.room.floor.premises, "name", language).text,
            "first": f"{format_day(series.first_on, language)}, {series.begins_at:%H:%M}",
            "page": _page(series.person),
        },
        calendar=series_part(series, series_bookings(series), series.person),
    )


def _part(booking: Booking, reader: User) -> CalendarPart:
    """What the reader's calendar follows: the booking, or the series that it belongs to."""
    if booking.series is None:
        return booking_part(booking, reader)
    return series_part(booking.series, series_bookings(booking.series), reader)


def _page(reader: User, booking: Booking | None = None) -> str:
    """The address of a booking, or of all that the reader has, in their language."""
    with translation.override(reader.language):
        address = reverse("places:booking", args=[booking.public_id]) if booking else reverse("places:bookings")
        return str(settings.SITE_ADDRESS + address)


def _told(booking: Booking, reader: User) -> str:
    """Day and span on both clocks: ``27 April 2023, 16:00–17:00 Boston · 05:00–06:00 +1 Seoul``."""
    here = place_of(booking.room.floor.premises)
    day = booking.starts_at.astimezone(ZoneInfo(here.zone)).date()
    clocks = two_clocks(booking.starts_at, here, City(reader.zone), reader.language, ends=booking.ends_at)
    return f"{format_day(day, reader.language, style='long')}, {' · '.join(clock.text for clock in clocks)}"


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("places/booking")(booking_notice)
    notices.delivers("places/series")(series_notice)
