"""Bookings as a calendar."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import wording
from bridgehead.places.models import BookingState
from bridgehead.places.queries.feeds import Feed, Told
from bridgehead.web.calendar import CONFIRMED, TENTATIVE, CalendarEntry, calendar

_UNSURE = {BookingState.REQUESTED, BookingState.OFFERED}


def feed_calendar(feed: Feed) -> bytes:
    """Return everything that a feed shows, in its person's language; each booking in the zone of its premises.

    What a booking is for stays on the pages: an address can be passed on.
    """
    language = feed.language
    with translation.override(language):
        name = wording(feed.room, "name", language).text if feed.room else _("Our bookings")
        zone = feed.room.floor.premises.zone if feed.room else feed.zone
        return calendar([_entry(each, feed, language) for each in feed.told], name=name, zone=zone)


def _entry(told: Told, feed: Feed, language: str) -> CalendarEntry:
    booking, premises = told.booking, told.booking.room.floor.premises
    room = wording(booking.room, "name", language).text
    who = _("taken")
    if told.is_open:
        who = wording(booking.organisation, "name", language).text if booking.organisation else _("the house")
    page = settings.SITE_ADDRESS + reverse("places:booking", args=[booking.public_id]) if told.is_open else ""
    return CalendarEntry(
        uid=_uid(told),
        sequence=booking.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=premises.zone,
        summary=who if feed.room else f"{room} – {who}",
        changed_at=booking.revised_at or booking.created_at,
        location=", ".join(filter(None, (room, wording(premises, "name", language).text))),
        status=TENTATIVE if booking.state in _UNSURE and told.is_open else CONFIRMED,
        url=page,
        description=page,
    )


def _uid(told: Told) -> str:
    """The same for everybody who may read the booking; to all others it is one by its time, and leads nowhere."""
    booking = told.booking
    if told.is_open:
        return f"booking-{booking.public_id}@bridgehead"
    return f"taken-{booking.room.public_id}-{booking.starts_at:%Y%m%dT%H%MZ}@bridgehead"
