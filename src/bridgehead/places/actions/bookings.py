"""Booking a room, and what becomes of a booking until its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, idempotency
from bridgehead.foundation.records import plain
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.credit import give_back
from bridgehead.places.actions.holding import hold, require_room_seen
from bridgehead.places.actions.records import (
    locked_booking,
    locked_entitlements,
    locked_rooms,
    require_desk,
    revise,
)
from bridgehead.places.actions.telling import tell_booking
from bridgehead.places.actions.waiting import offer_what_is_free
from bridgehead.places.models import Booking, BookingState, Entitlement, Room
from bridgehead.places.rules import (
    may_be_answered,
    may_deal_with,
    may_end_early,
    why_not_checking_in,
)

_DEED = "places.book"


@transaction.atomic
def book(
    *,
    room_id: int,
    starts_at: datetime,
    ends_at: datetime,
    organisation_id: int | None,
    purpose: str = "",
    by: Actor,
    now: datetime | None = None,
    idempotency_key: str = "",
) -> Booking:
    """Book a room from one moment until before another, for an organisation or (None) for the house itself.

    Refused with a sentence where it is closed, against a house rule, without entitlement or credit, or taken. Sent
    twice with one key it is done once. It is decided by the database's clock, unless the moment is passed in.
    """
    if by.user_id is None:
        raise Refused(_("Please sign in to book."))
    made = idempotency.made_before(actor_id=by.user_id, deed=_DEED, key=idempotency_key)
    if made:
        return Booking.objects.select_related("room__floor__premises").get(public_id=made)
    known = Room.objects.filter(pk=room_id).values_list("floor__premises_id", flat=True).first()
    entitlements = locked_entitlements(known or 0, organisation_id)
    room = require_room_seen(locked_rooms([room_id]).get(room_id), entitlements, by)
    now = clock.deciding(now)
    booking = Booking(
        room=room,
        starts_at=starts_at.astimezone(UTC),
        ends_at=ends_at.astimezone(UTC),
        organisation_id=organisation_id,
        person_id=by.user_id,
        purpose=" ".join(purpose.split()),
    )
    hold(booking, entitlements=entitlements, by=by, now=now)
    tell_booking(booking.state, booking, by=by, now=now)
    idempotency.remember(actor_id=by.user_id, deed=_DEED, key=idempotency_key, made=str(booking.public_id))
    return booking


@transaction.atomic
def change_booking(
    *,
    booking_id: int,
    by: Actor,
    now: datetime | None = None,
    room_id: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    purpose: str | None = None,
) -> Booking:
    """Move a booking that has not begun to another time or room, or say anew what it is for."""
    booking, rooms, entitlements = _locked_to_move(booking_id, room_id)
    now = clock.deciding(now)
    _require_own(booking, by)
    moved_to = rooms.get(room_id or booking.room_id)
    is_there = moved_to is not None and moved_to.floor.premises_id == booking.room.floor.premises_id
    require(is_there, _("There is no such room."), field="room")
    require(not booking.source, _("It moves with what it is held for. Change it there, or cancel it here."))
    is_to_come = booking.state in {BookingState.REQUESTED, BookingState.CONFIRMED} and booking.starts_at > now
    require(is_to_come, _("A booking can be changed until it begins."))
    said = {
        "room": moved_to or booking.room,
        "starts_at": (starts_at or booking.starts_at).astimezone(UTC),
        "ends_at": (ends_at or booking.ends_at).astimezone(UTC),
    }
    left, freed_from, freed_until = booking.room, booking.starts_at, booking.ends_at
    change = {
        field: (plain(getattr(booking, field)), plain(value))
        for field, value in said.items()
        if getattr(booking, field) != value
    }
    before, booking.purpose = booking.state, booking.purpose if purpose is None else " ".join(purpose.split())
    if not change:
        booking.save(update_fields=["purpose"])
        return booking
    give_back(booking)
    for field, value in said.items():
        setattr(booking, field, value)
    revise(booking, now)
    hold(booking, entitlements=entitlements, by=by, now=now)
    tell_booking("changed", booking, before=before, by=by, now=now, change=change)
    offer_what_is_free(left, freed_from, freed_until, by=by, now=now)
    return booking


def _locked_to_move(booking_id: int, room_id: int | None) -> tuple[Booking, Mapping[int, Room], Sequence[Entitlement]]:
    """Return a booking with the room that it is in, the one that it moves to and what it is paid from, all locked."""
    known = Booking.objects.filter(pk=booking_id).values_list("room_id", "room__floor__premises_id", "organisation_id")
    found = known.first()
    if found is None:
        raise Refused(_("There is no such booking."))
    entitlements = locked_entitlements(found[1], found[2])
    rooms = locked_rooms({found[0], room_id or found[0]})
    return locked_booking(booking_id), rooms, entitlements


@transaction.atomic
def cancel_booking(*, booking_id: int, by: Actor, now: datetime | None = None, reason: str = "") -> Booking:
    """Cancel a booking before its start; its credit is given back. Venue staff say why."""
    booking = locked_booking(booking_id)
    now = clock.deciding(now)
    _require_own(booking, by)
    if booking.state == BookingState.CANCELLED:
        return booking
    is_open = booking.state in {BookingState.REQUESTED, BookingState.CONFIRMED}
    require(is_open, _("This booking is over; there is nothing left to cancel."))
    require(booking.starts_at > now, _("This booking has begun. End it early, and its rest becomes free."))
    is_own = booking.organisation_id is not None and by.belongs_to(booking.organisation_id)
    require(
        is_own or (booking.organisation_id is None and not booking.source) or bool(reason.strip()),
        _("Say why, in a sentence that the person will read."),
        field="reason",
    )
    before = booking.state
    give_back(booking)
    booking.state, booking.reason = BookingState.CANCELLED, reason.strip()
    revise(booking, now)
    booking.save()
    tell_booking("cancelled", booking, before=before, by=by, now=now)
    offer_what_is_free(booking.room, booking.starts_at, booking.ends_at, by=by, now=now)
    return booking


@transaction.atomic
def approve_booking(*, booking_id: int, by: Actor, now: datetime | None = None) -> Booking:
    """Confirm a booking that waits for approval."""
    booking = locked_booking(booking_id)
    require_desk(booking.room.floor.premises, by)
    now = clock.deciding(now)
    if booking.state == BookingState.CONFIRMED:
        return booking
    require(may_be_answered(booking), _("This booking no longer waits for approval."))
    before, booking.state = booking.state, BookingState.CONFIRMED
    revise(booking, now)
    booking.save(update_fields=["state", "sequence", "revised_at"])
    tell_booking("confirmed", booking, before=before, by=by, now=now)
    return booking


@transaction.atomic
def decline_booking(*, booking_id: int, reason: str, by: Actor, now: datetime | None = None) -> Booking:
    """Decline a booking that waits for approval, with a reason that the person reads; its credit is given back."""
    booking = locked_booking(booking_id)
    require_desk(booking.room.floor.premises, by)
    now = clock.deciding(now)
    require(bool(reason.strip()), _("Say why, in a sentence that the person will read."), field="reason")
    if booking.state == BookingState.DECLINED:
        return booking
    require(may_be_answered(booking), _("This booking no longer waits for approval."))
    before = booking.state
    give_back(booking)
    booking.state, booking.reason = BookingState.DECLINED, reason.strip()
    revise(booking, now)
    booking.save()
    tell_booking("declined", booking, before=before, by=by, now=now)
    offer_what_is_free(booking.room, booking.starts_at, booking.ends_at, by=by, now=now)
    return booking


@transaction.atomic
def check_in(*, booking_id: int, by: Actor, now: datetime | None = None) -> Booking:
    """Say that somebody has come: from fifteen minutes before the start, and before the room is released."""
    booking = locked_booking(booking_id)
    now = clock.deciding(now)
    _require_own(booking, by)
    if booking.state == BookingState.CHECKED_IN:
        return booking
    wrong = why_not_checking_in(booking, now)
    if wrong is not None:
        raise Refused(wrong)
    before = booking.state
    booking.state, booking.checked_in_at = BookingState.CHECKED_IN, now
    booking.save(update_fields=["state", "checked_in_at"])
    tell_booking("checked_in", booking, before=before, by=by, now=now)
    return booking


@transaction.atomic
def end_early(*, booking_id: int, by: Actor, now: datetime | None = None) -> Booking:
    """End a booking that is under way: the rest of its time becomes free, and its credit is given back.

    The minute that has begun counts as used.
    """
    booking = locked_booking(booking_id)
    now = clock.deciding(now)
    _require_own(booking, by)
    if booking.state == BookingState.ENDED:
        return booking
    require(may_end_early(booking, now), _("Only a booking that is under way can be ended early."))
    planned, before = booking.ends_at, booking.state
    next_minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    booking.ends_at = min(planned, max(next_minute, booking.starts_at + timedelta(minutes=1)))
    give_back(booking, minutes=int((planned - booking.ends_at).total_seconds()) // 60)
    booking.state = BookingState.ENDED
    revise(booking, now)
    booking.save()
    change = {"ends_at": (planned.isoformat(), booking.ends_at.isoformat())}
    tell_booking("ended", booking, before=before, by=by, now=now, change=change)
    offer_what_is_free(booking.room, booking.ends_at, planned, by=by, now=now)
    return booking


def _require_own(booking: Booking, by: Actor) -> None:
    """To who may not deal with a booking there is none; what is held for somebody who waits is answered as an offer."""
    is_theirs = may_deal_with(by, booking, booking.room.floor.premises_id)
    require(is_theirs and booking.state != BookingState.OFFERED, _("There is no such booking."))
