"""Forgetting a person: what they booked to come is cancelled, what they said of it goes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.places.actions.bookings import cancel_booking
from bridgehead.places.actions.records import locked_room
from bridgehead.places.actions.waiting import end_waiting
from bridgehead.places.models import (
    Booking,
    BookingFeed,
    BookingState,
    CalendarUpload,
    PremisesRole,
    Series,
    TenancyStep,
    Waiting,
    WaitingState,
)


@transaction.atomic
def erase_bookings(user_id: int, now: datetime) -> None:
    """Forget a person at premises; rooms that they had booked to come become free. Safe to run twice."""
    for waiting in Waiting.objects.filter(person_id=user_id).select_related("offer").order_by("room_id", "pk"):
        waiting.room = locked_room(waiting.room_id)
        if waiting.state in {WaitingState.WAITING, WaitingState.OFFERED}:
            end_waiting(waiting, WaitingState.WITHDRAWN, by=SYSTEM, now=now)
    Waiting.objects.filter(person_id=user_id).delete()
    BookingFeed.objects.filter(user_id=user_id).delete()
    CalendarUpload.objects.filter(user_id=user_id).delete()
    open_states = [BookingState.REQUESTED, BookingState.CONFIRMED]
    to_come = Booking.objects.filter(person_id=user_id, state__in=open_states, starts_at__gt=now)
    for pk in list(to_come.order_by("room_id", "pk").values_list("pk", flat=True)):
        cancel_booking(booking_id=pk, by=SYSTEM, now=now, reason="–")
    Booking.objects.filter(person_id=user_id).update(person=None, purpose="")
    Series.objects.filter(person_id=user_id).update(person=None)
    TenancyStep.objects.filter(ticked_by_id=user_id).update(ticked_by=None)
    PremisesRole.objects.filter(user_id=user_id).delete()
