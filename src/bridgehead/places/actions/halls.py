"""A hall held for something else than an organisation: taken, moved and freed by its source alone.

A source is an opaque key of whoever holds it (``forum:…``), which judged that the person may decide there. The house
answers by its own rule, as for whoever books: where a hall needs approval, its venue staff give it or decline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.records import plain
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.holding import hold
from bridgehead.places.actions.records import locked_rooms, revise
from bridgehead.places.actions.telling import tell_booking
from bridgehead.places.actions.waiting import offer_what_is_free
from bridgehead.places.models import Booking, BookingState
from bridgehead.places.queries.halls import halls_to_hold

_TO_COME = [BookingState.REQUESTED, BookingState.CONFIRMED]


@transaction.atomic
def hold_hall(
    *, room_id: int, source: str, starts_at: datetime, ends_at: datetime, by: Actor, now: datetime | None = None
) -> Booking:
    """Hold a hall for a source from one moment until before another; holding it already changes nothing.

    Refused with a sentence where it is closed or taken, which never says by whom.
    """
    room = locked_rooms([room_id]).get(room_id)
    if room is None or not halls_to_hold(by).filter(pk=room_id).exists():
        raise Refused(_("There is no such room."), field="room")
    now = clock.deciding(now)
    held = Booking.objects.filter(room=room, source=source, state__in=_TO_COME).first()
    if held is not None:
        return held
    booking = Booking(room=room, source=source, starts_at=starts_at.astimezone(UTC), ends_at=ends_at.astimezone(UTC))
    hold(booking, entitlements=(), by=by, now=now)
    tell_booking(booking.state, booking, by=by, now=now)
    return booking


@transaction.atomic
def move_halls(
    *, source: str, starts_at: datetime, ends_at: datetime | None, by: Actor, now: datetime | None = None
) -> None:
    """Let every hall that a source holds follow it to another time; refused where one of them is closed or taken then.

    The house answers anew where its rule says so. What has begun stays.
    """
    bookings = _locked(source)
    now = clock.deciding(now)
    for booking in bookings:
        if booking.starts_at <= now:
            continue
        if ends_at is None:
            raise Refused(_("A hall is held for it. Say when it ends, or free the hall first."), field="ends_at")
        _move(booking, starts_at.astimezone(UTC), ends_at.astimezone(UTC), by=by, now=now)


def _move(booking: Booking, starts_at: datetime, ends_at: datetime, *, by: Actor, now: datetime) -> None:
    said = {"starts_at": starts_at, "ends_at": ends_at}
    change = {
        field: (plain(getattr(booking, field)), plain(moment))
        for field, moment in said.items()
        if getattr(booking, field) != moment
    }
    if not change:
        return
    before, freed_from, freed_until = booking.state, booking.starts_at, booking.ends_at
    booking.starts_at, booking.ends_at = starts_at, ends_at
    revise(booking, now)
    try:
        hold(booking, entitlements=(), by=by, now=now)
    except Refused as refusal:
        said_of = {"room": booking.room.name, "premises": booking.room.floor.premises.name, "why": refusal.sentence}
        raise Refused(_("%(room)s, %(premises)s: %(why)s") % said_of, field="starts_at") from refusal
    tell_booking("changed", booking, before=before, by=by, now=now, change=change)
    offer_what_is_free(booking.room, freed_from, freed_until, by=by, now=now)


@transaction.atomic
def free_hall(*, room_id: int, source: str, by: Actor, now: datetime | None = None) -> bool:
    """Free a hall that a source holds, until it begins; whether it was held. Doing it twice changes nothing."""
    bookings = [each for each in _locked(source) if each.room_id == room_id]
    now = clock.deciding(now)
    for booking in bookings:
        require(booking.starts_at > now, _("It has begun; the house can end it early."))
        before, booking.state = booking.state, BookingState.CANCELLED
        revise(booking, now)
        booking.save(update_fields=["state", "sequence", "revised_at"])
        tell_booking("cancelled", booking, before=before, by=by, now=now)
        offer_what_is_free(booking.room, booking.starts_at, booking.ends_at, by=by, now=now)
    return bool(bookings)


def _locked(source: str) -> Sequence[Booking]:
    """Return what a source holds still, its rooms and itself locked in this order."""
    held = Booking.objects.filter(source=source, state__in=_TO_COME)
    rooms = locked_rooms(set(held.values_list("room_id", flat=True)))
    found = list(held.filter(room_id__in=rooms).select_for_update(of=("self",)).order_by("pk"))
    for booking in found:
        booking.room = rooms[booking.room_id]
    return found
