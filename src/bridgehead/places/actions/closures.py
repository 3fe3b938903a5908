"""Closing premises or a room for a time: what is booked then is cancelled with it, and told before."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.records import Change, assign, found, plain
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.places.actions.credit import give_back
from bridgehead.places.actions.records import desk_premises, locked_rooms, revise, told
from bridgehead.places.actions.telling import tell_booking
from bridgehead.places.models import Booking, BookingState, Closure, Premises, Room, Waiting, WaitingState
from bridgehead.places.queries.free import holding_at


@transaction.atomic
def close(
    *,
    premises_id: int,
    starts_at: datetime,
    ends_at: datetime,
    name_ko: str = "",
    name_en: str = "",
    room_id: int | None = None,
    seen: int | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Closure:
    """Close premises, or one room of them, for a time; what is booked then is cancelled, and its credit given back.

    ``seen`` is how many bookings the person was told would be cancelled: where it is another number by now, nothing
    happens. What is under way may go on to its end: a closure starts after it.
    """
    premises = desk_premises(premises_id, by)
    rooms = _concerned(premises, room_id)
    now = clock.deciding(now)
    closure = Closure(
        premises=premises, room_id=room_id, starts_at=starts_at.astimezone(UTC), ends_at=ends_at.astimezone(UTC),
        name_ko=name_ko, name_en=name_en,
    )  # fmt: skip
    span: Change = {"starts_at": (None, plain(closure.starts_at)), "ends_at": (None, plain(closure.ends_at))}
    require_valid(closure)
    cancelled = _shut(closure, rooms, seen=seen, by=by, now=now)
    change = {**span, "cancelled": (None, cancelled)}
    told("places.closure_made", closure, premises=premises, by=by, now=now, change=change)
    return closure


@transaction.atomic
def change_closure(
    *,
    closure_id: int,
    starts_at: datetime,
    ends_at: datetime,
    name_ko: str = "",
    name_en: str = "",
    seen: int | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Closure:
    """Give a closure another time or another reason; what is booked in what it takes in anew is cancelled as by it."""
    known = found(Closure.objects.all(), closure_id)
    premises = desk_premises(known.premises_id, by)
    rooms = _concerned(premises, known.room_id)
    closure = found(Closure.objects.select_for_update(of=("self",)), closure_id)
    now = clock.deciding(now)
    said = {"starts_at": starts_at.astimezone(UTC), "ends_at": ends_at.astimezone(UTC)}
    change = assign(closure, {**said, "name_ko": name_ko, "name_en": name_en})
    if not change:
        return closure
    cancelled = _shut(closure, rooms, seen=seen, by=by, now=now)
    if cancelled:
        change["cancelled"] = (None, cancelled)
    told("places.closure_changed", closure, premises=premises, by=by, now=now, change=change)
    return closure


def _shut(closure: Closure, rooms: dict[int, Room], *, seen: int | None, by: Actor, now: datetime) -> int:
    """Save a closure, cancel what is booked in it and tell whoever had booked; return how many bookings that were."""
    require(closure.ends_at > now, _("This time is over. Choose one that is still to come."), field="ends_at")
    met = holding_at(rooms, closure.starts_at, closure.ends_at).select_related("credit")
    # The months of credit in one order, as whoever books a series takes them.
    bookings = list(met.select_for_update(of=("self",)).order_by("starts_at", "pk"))
    require(
        all(booking.starts_at > now or booking.state == BookingState.OFFERED for booking in bookings),
        _("Something is under way there. Choose a start after it, or end it first."),
        field="starts_at",
    )
    require(
        seen is None or seen == len(bookings),
        _("The number of bookings that would be cancelled is %(number)d by now. Look at them once more.")
        % {"number": len(bookings)},
    )
    before = _cancel(bookings, closure, now)
    closure.save()
    _end_waiting(rooms, closure)
    for booking in bookings:
        booking.room = rooms[booking.room_id]
        tell_booking("cancelled", booking, before=before[booking.pk], by=by, now=now)
    return len(bookings)


@transaction.atomic
def reopen(*, closure_id: int, by: Actor, now: datetime) -> None:
    """Take a closure back; what it cancelled stays cancelled. Doing it twice changes nothing."""
    closure = Closure.objects.filter(pk=closure_id).first()
    if closure is None:
        return
    premises = desk_premises(closure.premises_id, by)
    told("places.closure_taken_back", closure, premises=premises, by=by, now=now)
    closure.delete()


def _concerned(premises: Premises, room_id: int | None) -> dict[int, Room]:
    """Return the rooms that a closure concerns, locked: one, or all of the premises."""
    concerned = Room.objects.filter(floor__premises=premises)
    if room_id is not None:
        concerned = concerned.filter(pk=room_id)
        require(concerned.exists(), _("There is no such room."), field="room")
    return locked_rooms(list(concerned.values_list("pk", flat=True)))


def _cancel(bookings: list[Booking], closure: Closure, now: datetime) -> dict[int, str]:
    """Cancel bookings because of a closure; return what state each was in."""
    before = {booking.pk: str(booking.state) for booking in bookings}
    for booking in bookings:
        give_back(booking)
        booking.state, booking.reason = BookingState.CANCELLED, closure.name
        revise(booking, now)
        booking.save()
    return before


def _end_waiting(rooms: dict[int, Room], closure: Closure) -> None:
    """Nobody waits any more for what is closed."""
    found = Waiting.objects.filter(room_id__in=rooms, state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    found.filter(starts_at__lt=closure.ends_at, ends_at__gt=closure.starts_at).update(
        state=WaitingState.MISSED, held_until=None
    )
