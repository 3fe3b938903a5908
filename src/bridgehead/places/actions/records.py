"""What every deed at premises does alike: find and lock in one order, and tell the premises' audit trail last.

The order of locks is premises, entitlements of the organisation, rooms, bookings, months of credit, audit trail.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.models import Booking, Entitlement, Premises, Room
from bridgehead.places.rules import serves_at


def desk_premises(premises_id: int, by: Actor) -> Premises:
    """Return premises with their row locked, for a deed of their venue staff."""
    premises = Premises.objects.select_for_update().filter(pk=premises_id).first()
    if premises is None or not serves_at(by, premises.pk):
        raise Refused(_("Only the venue staff of these premises can do that."))
    return premises


def require_desk(premises: Premises, by: Actor) -> None:
    """Refuse whoever does not serve at premises."""
    require(serves_at(by, premises.pk), _("Only the venue staff of these premises can do that."))


def locked_rooms(room_ids: Collection[int]) -> dict[int, Room]:
    """Return rooms with their rows locked, in the order of their keys, each with its floor and premises."""
    found = Room.objects.select_for_update(of=("self",)).select_related("floor__premises")
    return {room.pk: room for room in found.filter(pk__in=room_ids).order_by("pk")}


def locked_room(room_id: int) -> Room:
    """Return one room with its row locked; refuse when it is no longer there."""
    found = locked_rooms([room_id]).get(room_id)
    if found is None:
        raise Refused(_("There is no such room."))
    return found


def locked_entitlements(premises_id: int, organisation_id: int | None) -> list[Entitlement]:
    """Return what an organisation is entitled to at premises, locked: its bookings there are decided one by one."""
    if organisation_id is None:
        return []
    found = Entitlement.objects.select_for_update().filter(premises_id=premises_id, organisation_id=organisation_id)
    return sorted(found.order_by("pk"), key=lambda each: (each.ends_on, each.pk))


def locked_booking(booking_id: int) -> Booking:
    """Return a booking, its organisation's entitlements, its room and itself locked in this order."""
    where = Booking.objects.filter(pk=booking_id).values_list("room_id", "room__floor__premises_id", "organisation_id")
    known = where.first()
    if known is None:
        raise Refused(_("There is no such booking."))
    room_id, premises_id, organisation_id = known
    locked_entitlements(premises_id, organisation_id)
    room = locked_room(room_id)
    found = Booking.objects.select_for_update(of=("self",)).select_related("credit").filter(pk=booking_id).first()
    if found is None or found.room_id != room_id:
        raise Refused(_("This booking has just been changed. Load the page again."))
    found.room = room
    return found


def revise(booking: Booking, now: datetime) -> None:
    """Number a booking anew, before it is saved: calendars follow only what has a higher number."""
    booking.sequence, booking.revised_at = booking.sequence + 1, now


def told(
    verb: str, record: models.Model, *, premises: Premises, by: Actor, now: datetime, change: Change | None = None
) -> None:
    """Write a deed into the audit trail of its premises."""
    audit.record(verb, on=record, by=by, at=now, stream=premises.audit_stream, change=change)
