"""Waiting for a room at a time; what becomes free is held for whoever waits longest, one after the other."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.holding import entitled_on, hold, require_room_seen
from bridgehead.places.actions.records import locked_entitlements, locked_room, locked_rooms, told
from bridgehead.places.actions.telling import tell_booking
from bridgehead.places.models import BOOKED_KINDS, Booking, BookingState, Room, Waiting, WaitingState
from bridgehead.places.queries.free import closures_at, holding_at
from bridgehead.places.rules import HELD_FOR, why_not_at


@transaction.atomic
def wait_for_room(
    *,
    room_id: int,
    starts_at: datetime,
    ends_at: datetime,
    organisation_id: int,
    by: Actor,
    now: datetime | None = None,
) -> Waiting:
    """Wait for a room that is taken; asking again for the same time changes nothing."""
    if by.user_id is None:
        raise Refused(_("Please sign in to book."))
    require(by.belongs_to(organisation_id), _("Choose an organisation that you belong to."), field="organisation")
    known = Room.objects.filter(pk=room_id).values_list("floor__premises_id", flat=True).first()
    entitlements = locked_entitlements(known or 0, organisation_id)
    room = require_room_seen(locked_rooms([room_id]).get(room_id), entitlements, by)
    now = clock.deciding(now)
    require(room.kind in BOOKED_KINDS, _("This room is let to who works in it; it cannot be booked."))
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    wanted = Booking(room=room, starts_at=starts_at, ends_at=ends_at, organisation_id=organisation_id)
    wrong = why_not_at(room, starts_at, ends_at, now)
    if wrong:
        raise Refused(wrong, field="starts_at")
    require(starts_at > now, _("This time has begun. Choose one that is still to come."), field="starts_at")
    require(bool(entitled_on(entitlements, wanted)), _("Your organisation is not entitled to use these premises then."))
    require(
        holding_at([room.pk], starts_at, ends_at).exists(),
        _("The room is free at this time. Book it."),
        field="starts_at",
    )
    require(
        not closures_at(room, starts_at, ends_at).exists(),
        _("The room is closed at this time; waiting would be in vain."),
        field="starts_at",
    )
    waiting, is_new = Waiting.objects.get_or_create(
        room=room,
        starts_at=starts_at,
        ends_at=ends_at,
        person_id=by.user_id,
        state__in=[WaitingState.WAITING, WaitingState.OFFERED],
        defaults={"organisation_id": organisation_id, "state": WaitingState.WAITING},
    )
    if is_new:
        told("places.waiting_begun", waiting, premises=room.floor.premises, by=by, now=now)
    return waiting


@transaction.atomic
def take_offer(*, waiting_id: int, by: Actor, now: datetime | None = None) -> Booking:
    """Take what one was offered, before its hold expires: it becomes a booking like any other."""
    known = Waiting.objects.filter(pk=waiting_id, person_id=by.user_id).select_related("room__floor").first()
    if known is None:
        raise Refused(_("There is no such offer."))
    entitlements = locked_entitlements(known.room.floor.premises_id, known.organisation_id)
    waiting = _locked(waiting_id)
    now = clock.deciding(now)
    if waiting.state == WaitingState.TAKEN and waiting.offer is not None:
        return waiting.offer
    is_held = waiting.state == WaitingState.OFFERED and waiting.held_until is not None and now < waiting.held_until
    if not is_held or waiting.offer is None:
        raise Refused(_("The room is no longer held for you."))
    booking = waiting.offer
    booking.room = waiting.room
    hold(booking, entitlements=entitlements, by=by, now=now)
    waiting.state = WaitingState.TAKEN
    waiting.save(update_fields=["state"])
    tell_booking(booking.state, booking, before=BookingState.OFFERED, by=by, now=now)
    return booking


@transaction.atomic
def stop_waiting(*, waiting_id: int, by: Actor, now: datetime | None = None) -> Waiting:
    """Wait no longer; what was held goes to the next in the line."""
    if not Waiting.objects.filter(pk=waiting_id, person_id=by.user_id).exists():
        raise Refused(_("You do not wait for this room."))
    waiting = _locked(waiting_id)
    now = clock.deciding(now)
    if waiting.state in {WaitingState.WAITING, WaitingState.OFFERED}:
        end_waiting(waiting, WaitingState.WITHDRAWN, by=by, now=now)
    return waiting


def end_waiting(waiting: Waiting, state: WaitingState, *, by: Actor, now: datetime) -> None:
    """End a waiting whose room is locked, and offer what it held to the next in the line."""
    offer, waiting.state, waiting.held_until = waiting.offer, state, None
    waiting.save(update_fields=["state", "held_until"])
    if offer is not None and offer.state == BookingState.OFFERED:
        Booking.objects.filter(pk=offer.pk).update(state=BookingState.RELEASED)
    told(f"places.waiting_{state}", waiting, premises=waiting.room.floor.premises, by=by, now=now)
    if offer is not None:
        offer_what_is_free(waiting.room, offer.starts_at, offer.ends_at, by=by, now=now)


def offer_what_is_free(room: Room, starts_at: datetime, ends_at: datetime, *, by: Actor, now: datetime) -> None:
    """Hold a room, which the caller has locked, for whoever waits for a time that meets what has become free.

    The longest waiting comes first; the database says whether the whole of their time is free.
    """
    line = Waiting.objects.filter(room=room, state=WaitingState.WAITING, starts_at__gt=now)
    line = line.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("created_at", "pk")
    for waiting in list(line.select_for_update(of=("self",))):
        offer = Booking(
            room=room,
            starts_at=waiting.starts_at,
            ends_at=waiting.ends_at,
            organisation_id=waiting.organisation_id,
            person_id=waiting.person_id,
            state=BookingState.OFFERED,
        )
        try:
            with transaction.atomic():
                offer.save()
        except IntegrityError:
            continue
        waiting.offer, waiting.state = offer, WaitingState.OFFERED
        waiting.held_until = min(now + HELD_FOR, waiting.starts_at)
        waiting.save(update_fields=["offer", "state", "held_until"])
        tell_booking("offered", offer, by=SYSTEM, now=now)


def _locked(waiting_id: int) -> Waiting:
    """Return a waiting, its room and itself locked in this order."""
    room_id = Waiting.objects.filter(pk=waiting_id).values_list("room_id", flat=True).first()
    room = locked_room(room_id or 0)
    found = Waiting.objects.select_for_update(of=("self",)).select_related("offer").get(pk=waiting_id)
    found.room = room
    return found
