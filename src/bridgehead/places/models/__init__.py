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
from bridgehead.places.models.doors import DOOR_PURPOSE, DoorScreen
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
from bridgehead.places.models.rent import MOST_RENT, RentApproval, RentEntry, RentPayment, RentSupport
from bridgehead.places.models.tenancies import (
    CREDIT_CONSTRAINT,
    CreditMonth,
    Entitlement,
    NamingObjection,
    StepPhase,
    Tenancy,
    TenancyState,
    TenancyStep,
)
from bridgehead.places.models.uploads import CalendarUpload, TakenIn
from bridgehead.places.models.visitors import VISIT_LINK, PassKey, Reception, Visit

__all__ = [
    "BOOKED_KINDS",
    "CREDIT_CONSTRAINT",
    "DOOR_PURPOSE",
    "HOLDING",
    "LET_KINDS",
    "MOST_RENT",
    "VISIT_LINK",
    "Booking",
    "BookingFeed",
    "BookingState",
    "CalendarUpload",
    "Closure",
    "CreditMonth",
    "DoorScreen",
    "Entitlement",
    "Feature",
    "Floor",
    "NamingObjection",
    "PassKey",
    "Premises",
    "PremisesRole",
    "Reception",
    "RentApproval",
    "RentEntry",
    "RentPayment",
    "RentSupport",
    "Room",
    "RoomKind",
    "Series",
    "SeriesException",
    "StepPhase",
    "TakenIn",
    "Tenancy",
    "TenancyState",
    "TenancyStep",
    "Visit",
    "Waiting",
    "WaitingState",
]
