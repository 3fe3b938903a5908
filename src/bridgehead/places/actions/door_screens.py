"""The screen at a room's door: its secret address, using a free room at once, and what a booking's code opens."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import clock
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.places.actions.bookings import check_in, end_early
from bridgehead.places.actions.holding import hold
from bridgehead.places.actions.records import desk_premises, locked_room, told
from bridgehead.places.models import BOOKED_KINDS, DOOR_PURPOSE, Booking, BookingState, DoorScreen, Room
from bridgehead.places.queries.doors import at_the_door, door_at
from bridgehead.places.rules import may_end_early
from bridgehead.places.rules.doors import code_of, free_until, is_nobodys


@transaction.atomic
def make_screen(*, room_id: int, by: Actor, now: datetime) -> str:
    """Give a room's screen a new secret address; its token is returned and shown once, the one before it ends."""
    room = found(Room.objects.select_related("floor"), room_id)
    premises = desk_premises(room.floor.premises_id, by)
    require(room.kind in BOOKED_KINDS, _("Only a room that is booked by the hour has a screen at its door."))
    token = new_token()
    screen = DoorScreen.objects.filter(room=room).first() or DoorScreen(room=room)
    screen.token_hash, screen.created_at = token_hash(token, purpose=DOOR_PURPOSE), now
    screen.save()
    told("places.door_screen_made", screen, premises=premises, by=by, now=now)
    return token


@transaction.atomic
def end_screen(*, room_id: int, by: Actor, now: datetime) -> None:
    """End the address of a room's screen; doing it twice changes nothing."""
    room = found(Room.objects.select_related("floor"), room_id)
    premises = desk_premises(room.floor.premises_id, by)
    for screen in DoorScreen.objects.filter(room=room):
        told("places.door_screen_ended", screen, premises=premises, by=by, now=now)
        screen.delete()


@transaction.atomic
def use_at_once(*, room_id: int, now: datetime | None = None) -> Booking:
    """Take a free room at its door, for the time that its premises grant: a use of the house, without a person."""
    room = locked_room(room_id)
    now = clock.deciding(now)
    door = door_at(room, now)
    require(door.minutes > 0, _("This room is not used at once; please book it."))
    until = free_until(door.spans, now, minutes=door.minutes)
    if until is None:
        raise Refused(_("The room is not free now, or not for long enough."))
    booking = Booking(room=room, starts_at=now.replace(second=0, microsecond=0), ends_at=until)
    hold(booking, entitlements=(), by=SYSTEM, now=now)
    booking.state, booking.checked_in_at = BookingState.CHECKED_IN, now
    booking.save(update_fields=["state", "checked_in_at"])
    told("places.used_at_door", booking, premises=room.floor.premises, by=SYSTEM, now=now)
    return booking


def check_in_at_door(*, room_id: int, code: str, now: datetime | None = None) -> Booking:
    """Check in to a booking by its code; who stands at the door with the code may do it."""
    return check_in(booking_id=_by_code(room_id, code, now).pk, by=SYSTEM, now=now)


def end_at_door(*, room_id: int, code: str, now: datetime | None = None) -> Booking:
    """End what is under way by the code of its booking; what was taken at the door needs none."""
    booking = _by_code(room_id, code, now)
    is_on = may_end_early(booking, clock.deciding(now))
    require(is_on, _("Only a booking that is under way can be ended early."))
    return end_early(booking_id=booking.pk, by=SYSTEM, now=now)


def _by_code(room_id: int, code: str, now: datetime | None) -> Booking:
    """Return the booking of about now that a code belongs to; an offer has none."""
    room = found(Room.objects.select_related("floor__premises"), room_id)
    typed = "".join(filter(str.isdecimal, code))
    for booking in at_the_door(room, clock.deciding(now)):
        if booking.state == BookingState.OFFERED:
            continue
        if typed == code_of(booking) or (not typed and is_nobodys(booking)):
            return booking
    raise Refused(_("This is not the code of the booking that is on now or comes next."))
