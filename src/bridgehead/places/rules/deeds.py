"""Who may do what at premises, and how tenancies and bookings move on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import Booking, BookingState, Premises, TenancyState

#: The role of venue staff in an Actor; it opens one desk and gives no other power of staff.
DESK = "premises_desk"
#: So long before its start one can check in to a booking.
CHECK_IN_BEFORE = timedelta(minutes=15)
#: So long what has become free is held for whoever it is offered to, and never beyond its start.
HELD_FOR = timedelta(minutes=30)

_LATER = {BookingState.CANCELLED, BookingState.RELEASED}
NEXT_BOOKING_STATES: dict[str, set[str]] = {
    BookingState.OFFERED: {BookingState.REQUESTED, BookingState.CONFIRMED, *_LATER},
    BookingState.REQUESTED: {BookingState.CONFIRMED, BookingState.DECLINED, *_LATER},
    BookingState.CONFIRMED: {BookingState.CHECKED_IN, BookingState.ENDED, *_LATER},
    BookingState.CHECKED_IN: {BookingState.ENDED, BookingState.CANCELLED},
    BookingState.ENDED: set(),
    BookingState.RELEASED: set(),
    BookingState.CANCELLED: set(),
    BookingState.DECLINED: set(),
}

NEXT_TENANCY_STATES: dict[str, set[str]] = {
    TenancyState.PLANNED: {TenancyState.LIVING, TenancyState.CANCELLED},
    TenancyState.LIVING: {TenancyState.LEFT},
    TenancyState.LEFT: set(),
    TenancyState.CANCELLED: set(),
}

#: What is done when an organisation moves in and out, in Korean and English; venue staff add what is theirs.
STANDARD_STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "in": (
        ("이용 약정서 서명", "Agreement on use signed"),
        ("출입 카드 발급", "Access cards handed out"),
        ("공간과 비품 확인", "Room and furniture looked over"),
        ("인터넷·전화 연결", "Network and telephone connected"),
        ("안전·비상 안내", "Safety and emergency exits explained"),
    ),
    "out": (
        ("짐 반출", "Belongings taken out"),
        ("공간과 비품 확인", "Room and furniture looked over"),
        ("출입 카드 회수", "Access cards given back"),
        ("우편물 전송 주소 접수", "Address for mail left"),
    ),
}


def serves_at(actor: Actor, premises_id: int) -> bool:
    """Whether the person keeps the desk of these premises, or administers the platform."""
    return actor.is_platform_admin or actor.has_role(DESK, premises_id)


def serves_somewhere(actor: Actor) -> bool:
    """Whether the person keeps the desk of any premises."""
    return actor.is_platform_admin or bool(actor.scopes_of(DESK))


def may_set_up(actor: Actor) -> bool:
    """Whether the person may set up premises."""
    return actor.is_platform_admin


def may_see_premises(actor: Actor, premises: Premises) -> bool:
    """Whether the person may see premises that are listed, or that they serve at; users are asked of the database."""
    return premises.is_listed or serves_at(actor, premises.pk)


def may_book_for(actor: Actor, organisation_id: int | None, premises_id: int) -> bool:
    """Whether the person books in an organisation's name: its people, and venue staff, who alone book for the house."""
    if serves_at(actor, premises_id):
        return True
    return organisation_id is not None and actor.belongs_to(organisation_id)


def may_deal_with(actor: Actor, booking: Booking, premises_id: int) -> bool:
    """Whether the person may read, change and cancel a booking."""
    return may_book_for(actor, booking.organisation_id, premises_id)


def may_become(old: str, new: str) -> bool:
    """Whether a booking in one state may be brought into another."""
    return new in NEXT_BOOKING_STATES[old]


def may_tenancy_become(old: str, new: str) -> bool:
    """Whether a tenancy in one state may be brought into another."""
    return new in NEXT_TENANCY_STATES[old]


def may_be_answered(booking: Booking) -> bool:
    """Whether a booking waits for its approval."""
    return booking.state == BookingState.REQUESTED


def why_not_checking_in(booking: Booking, now: datetime) -> Promise | None:
    """Return the sentence that says why nobody can check in now, or None when one can."""
    if booking.state == BookingState.REQUESTED:
        return _("This booking has not been approved yet.")
    if not may_become(booking.state, BookingState.CHECKED_IN):
        return _("This booking is over; there is nothing left to check in to.")
    if now < booking.starts_at - CHECK_IN_BEFORE:
        return _("One can check in from 15 minutes before the start.")
    if now >= booking.ends_at:
        return _("This booking is over; there is nothing left to check in to.")
    return None


def may_end_early(booking: Booking, now: datetime) -> bool:
    """Whether a booking is under way, so that its rest can be given back."""
    under_way = booking.state in {BookingState.CONFIRMED, BookingState.CHECKED_IN}
    return under_way and booking.starts_at <= now < booking.ends_at
