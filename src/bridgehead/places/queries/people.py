"""What premises know of a person: where they serve, and what is kept about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.http import Http404

from bridgehead.accounts.actor import HOLDS, PartRows
from bridgehead.places.models import Booking, BookingFeed, CalendarUpload, Premises, PremisesRole, Series, Waiting
from bridgehead.places.rules import DESK


def roles_of(user_id: int) -> PartRows:
    """Return where a person serves, as ``("premises_desk", premises id)``: part of their Actor."""
    return PremisesRole.objects.filter(user_id=user_id).values_list(Value(HOLDS), Value(DESK), "premises_id")


def staff_of(premises: Premises) -> QuerySet[PremisesRole]:
    """Return who serves at premises that the actor was found to serve at."""
    return premises.role_holders.select_related("user").order_by("user__email")


def bookings_kept(user_id: int) -> dict[str, Any]:
    """Return what is kept of a person's bookings, oldest first, and where they serve: part of the export."""
    booked = Booking.objects.filter(person_id=user_id).select_related("room", "organisation")
    waited = Waiting.objects.filter(person_id=user_id).select_related("room")
    serves = Premises.objects.filter(role_holders__user_id=user_id)
    return {
        "bookings": [
            {
                "room": str(each.room.public_id),
                "organisation": str(each.organisation.public_id) if each.organisation else None,
                "from": each.starts_at.isoformat(),
                "until": each.ends_at.isoformat(),
                "purpose": each.purpose,
                "state": each.state,
                "reason": each.reason,
            }
            for each in booked.order_by("starts_at", "pk")
        ],
        "waiting": [
            {
                "room": str(each.room.public_id),
                "from": each.starts_at.isoformat(),
                "until": each.ends_at.isoformat(),
                "state": each.state,
            }
            for each in waited.order_by("starts_at", "pk")
        ],
        "calendar_addresses": BookingFeed.objects.filter(user_id=user_id).count(),
        "calendar_files": [
            {"premises": str(public_id), "read": created_at.isoformat()}
            for public_id, created_at in CalendarUpload.objects.filter(user_id=user_id)
            .order_by("created_at", "pk")
            .values_list("premises__public_id", "created_at")
        ],
        "serves_at": [str(public_id) for public_id in serves.order_by("pk").values_list("public_id", flat=True)],
    }


def booking_told(booking_id: int) -> Booking | None:
    """Return the booking that a notice is about, as it stands now; None when its person is no longer active."""
    found = Booking.objects.select_related(
        "room__floor__premises", "person", "organisation", "series__room__floor__premises", "series__organisation"
    )
    return found.filter(pk=booking_id, person__is_active=True).first()


def series_told(series_id: int) -> Series | None:
    """Return the series that a notice is about; None when its person is no longer active."""
    found = Series.objects.select_related("room__floor__premises", "person", "organisation")
    return found.filter(pk=series_id, person__is_active=True).first()


def series_bookings(series: Series) -> list[Booking]:
    """Return every booking of a series, whatever became of it."""
    return list(series.bookings.select_related("room__floor__premises", "organisation").order_by("series_on"))


def role_or_404(premises: Premises, public_id: UUID) -> PremisesRole:
    """Return one role at premises that the actor was found to serve at."""
    found = premises.role_holders.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
