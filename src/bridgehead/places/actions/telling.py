"""Telling of a booking: into the audit trail, and to the person it is for."""

from __future__ import annotations

from datetime import datetime

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import notices
from bridgehead.foundation.records import Change
from bridgehead.places.actions.records import told
from bridgehead.places.models import Booking
from bridgehead.places.signals import room_answered

#: What a person hears of by mail, by the deed.
MAILED = ("requested", "confirmed", "declined", "cancelled", "released", "offered", "changed")

#: What whoever holds a room by a key of its own is told.
ANSWERED = ("confirmed", "declined", "cancelled", "released")


def tell_booking(
    what: str, booking: Booking, *, before: str = "", by: Actor, now: datetime, change: Change | None = None
) -> None:
    """Write what became of a booking into the trail, and mail its person, their own deeds too: calendars follow."""
    moved: Change = {} if before == booking.state else {"state": (str(before), str(booking.state))}
    told(
        f"places.booking_{what}",
        booking,
        premises=booking.room.floor.premises,
        by=by,
        now=now,
        change={**moved, **(change or {})},
    )
    if what in ANSWERED and booking.source:
        room_answered.send(sender=None, source=booking.source, booking_id=booking.pk, what=what, by=by, now=now)
    if what in MAILED and booking.person_id is not None:
        notices.after_commit(
            "places/booking",
            key=f"places/booking_{what}:{booking.pk}:{now.isoformat()}",
            now=now,
            booking_id=booking.pk,
            what=what,
            starts_at=booking.starts_at.isoformat(),
        )
