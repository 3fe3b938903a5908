"""Premises, who lives in them, and who books what in them."""

from __future__ import annotations

from bridgehead.places.models.bookings import (
    HOLDING,
    Booking,
    BookingFeed,
    BookingState,
    Closure,
    Series,
    SeriesException,
    Waiting,
    WaitingState,
)
from bridgehead.places.models.premises import (
    BOOKED_KINDS,
    LET_KINDS,
    Feature,
    Floor,
    Premises,
    PremisesRole,
    Room,
    RoomKind,
)
from bridgehead.places.models.tenancies import (
    CREDIT_CONSTRAINT,
    CreditMonth,
    Entitlement,
    StepPhase,
    Tenancy,
    TenancyState,
    TenancyStep,
)
from bridgehead.places.models.visitors import VISIT_LINK, PassKey, Reception, Visit

__all__ = [
    "BOOKED_KINDS",
    "CREDIT_CONSTRAINT",
    "HOLDING",
    "LET_KINDS",
    "VISIT_LINK",
    "Booking",
    "BookingFeed",
    "BookingState",
    "Closure",
    "CreditMonth",
    "Entitlement",
    "Feature",
    "Floor",
    "PassKey",
    "Premises",
    "PremisesRole",
    "Reception",
    "Room",
    "RoomKind",
    "Series",
    "SeriesException",
    "StepPhase",
    "Tenancy",
    "TenancyState",
    "TenancyStep",
    "Visit",
    "Waiting",
    "WaitingState",
]
