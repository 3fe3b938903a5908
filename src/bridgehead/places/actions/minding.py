"""What happens by itself: who comes is reminded, rooms nobody came to are released, holds expire. Safe to run twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.places.actions.credit import give_back
from bridgehead.places.actions.records import locked_booking, locked_room, revise
from bridgehead.places.actions.telling import tell_booking
from bridgehead.places.actions.waiting import end_waiting, offer_what_is_free
from bridgehead.places.models import Booking, BookingState, Waiting, WaitingState
from bridgehead.places.rules import CHECK_IN_BEFORE, house_rules

#: So many at one turn; the next turn comes in a minute.
_AT_ONCE = 500


@job("places.mind_bookings")
def mind_bookings(claim: Claim) -> None:
    """Remind of what begins soon, release what nobody checked in to, end what is over, by the database's clock."""
    now = clock.database_now()
    remind_at(now)
    mind_bookings_at(now)


@transaction.atomic
def remind_at(now: datetime) -> None:
    """Remind each person of a booking that can be checked in to from now on; once, by the key of the notice.

    Who booked later than that has just been told.
    """
    soon = Booking.objects.filter(
        state=BookingState.CONFIRMED,
        person__isnull=False,
        starts_at__gt=now,
        starts_at__lte=now + CHECK_IN_BEFORE,
        created_at__lt=F("starts_at") - CHECK_IN_BEFORE,
    )
    reminded = [
        (
            f"places/booking_reminder:{pk}:{starts_at.isoformat()}",
            {"booking_id": pk, "what": "reminder", "starts_at": starts_at.isoformat()},
        )
        for pk, starts_at in soon.order_by("starts_at", "pk").values_list("pk", "starts_at")
    ]
    notices.after_commit_each("places/booking", reminded, now=now)


def mind_bookings_at(now: datetime) -> None:
    """Release, end and let expire, as of a moment; each booking in a transaction of its own."""
    begun = Booking.objects.filter(
        state__in=[BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.CHECKED_IN], starts_at__lte=now
    )
    for pk in list(begun.order_by("starts_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]):
        _mind_booking(pk, now)
    waiting = Waiting.objects.filter(state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    expired = waiting.filter(held_until__lte=now) | waiting.filter(starts_at__lte=now)
    for pk in list(expired.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        _mind_waiting(pk, now)


@transaction.atomic
def _mind_booking(booking_id: int, now: datetime) -> None:
    booking = locked_booking(booking_id)
    before, span_end = booking.state, booking.ends_at
    waits = house_rules(booking.room).release_minutes
    nobody_came = waits and now >= booking.starts_at + timedelta(minutes=waits) and not booking.source
    if before == BookingState.REQUESTED and now >= booking.starts_at:
        # Nobody answered in time: that is not the person's doing.
        give_back(booking)
        booking.state = BookingState.RELEASED
    elif before == BookingState.CONFIRMED and nobody_came:
        booking.state = BookingState.RELEASED
    elif before in {BookingState.CONFIRMED, BookingState.CHECKED_IN} and now >= span_end:
        booking.state = BookingState.ENDED
    else:
        return
    if booking.state == BookingState.RELEASED:
        revise(booking, now)
    booking.save()
    tell_booking(booking.state, booking, before=before, by=SYSTEM, now=now)
    if booking.state == BookingState.RELEASED:
        offer_what_is_free(booking.room, now, span_end, by=SYSTEM, now=now)


@transaction.atomic
def _mind_waiting(waiting_id: int, now: datetime) -> None:
    known = Waiting.objects.filter(pk=waiting_id).values_list("room_id", flat=True).first()
    if known is None:
        return
    room = locked_room(known)
    waiting = Waiting.objects.select_for_update(of=("self",)).select_related("offer").get(pk=waiting_id)
    waiting.room = room
    is_open = waiting.state in {WaitingState.WAITING, WaitingState.OFFERED}
    is_late = waiting.starts_at <= now or (waiting.held_until is not None and waiting.held_until <= now)
    if is_open and is_late:
        end_waiting(waiting, WaitingState.MISSED, by=SYSTEM, now=now)
