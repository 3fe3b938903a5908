"""A booking of office hours as an invitation: what the calendars of its mentor and its company are sent."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.accounts.models import User
from bridgehead.foundation.mail import CalendarPart
from bridgehead.programmes.models import HourBooking, HourState
from bridgehead.web.calendar import CANCEL, CANCELLED, CONFIRMED, REQUEST, CalendarEntry, calendar


def hour_part(booking: HourBooking, reader: User, *, other: str, page: str) -> CalendarPart:
    """Return what a reader's calendar takes in: an invitation while it is booked, then its end.

    ``other`` is whom the reader meets; what is asked stays on the pages: an invitation is passed on.
    """
    hour, stands = booking.hour, booking.state == HourState.BOOKED
    zone = hour.mentor.programme.zone
    with translation.override(reader.language):
        summary = _("Office hours: %(who)s") % {"who": other}
    entry = CalendarEntry(
        uid=f"office-hour-{booking.public_id}@bridgehead",
        sequence=0 if stands else 1,
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        zone=zone,
        summary=summary,
        changed_at=booking.cancelled_at or booking.created_at,
        location=hour.where,
        description=page,
        status=CONFIRMED if stands else CANCELLED,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=reader.email,
        url=page,
    )
    method = REQUEST if stands else CANCEL
    return CalendarPart(calendar([entry], name="", zone=zone, method=method), method)
