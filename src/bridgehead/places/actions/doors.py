"""The door of premises for who was granted a place elsewhere: opened, moved and closed by its source alone.

A source is an opaque key of whoever grants (``place:…``). All of it is done by the system: that the person may decide
it was judged where the place was granted. The order of locks is that of ``records``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.bookings import cancel_booking
from bridgehead.places.actions.entitlements import change_entitlement, end_entitlement, grant_entitlement
from bridgehead.places.actions.records import locked_entitlements, locked_room, locked_rooms
from bridgehead.places.actions.waiting import end_waiting
from bridgehead.places.models import (
    Booking,
    BookingState,
    Entitlement,
    Premises,
    Tenancy,
    TenancyState,
    Waiting,
    WaitingState,
)
from bridgehead.places.rules import day_of
from bridgehead.web.formats import join_words

#: The reason that the person of a cancelled booking reads, whatever their language.
_WHY = "지원사업 참여 기간이 끝났습니다. · The place in the programme has ended."


class Grant(TypedDict):
    """What is opened: the public id of premises, offices or desks at one time, minutes in meeting rooms a month."""

    premises: UUID
    desks: int
    monthly_minutes: int


@transaction.atomic
def open_doors(
    grants: Iterable[Grant], *, source: str, organisation_id: int, starts_on: date, ends_on: date, now: datetime
) -> None:
    """Entitle an organisation for half-open days to each of several premises; safe to run twice."""
    for grant in sorted(grants, key=lambda each: each["premises"]):
        premises = Premises.objects.filter(public_id=grant["premises"]).first()
        if premises is None:
            raise Refused(_("The premises that the programme opens are no longer there."))
        grant_entitlement(
            premises_id=premises.pk,
            organisation_id=organisation_id,
            source=source,
            starts_on=starts_on,
            ends_on=ends_on,
            desks=grant["desks"],
            monthly_minutes=grant["monthly_minutes"],
            by=SYSTEM,
            now=now,
        )


@transaction.atomic
def move_doors(*, source: str, starts_on: date, ends_on: date, now: datetime) -> None:
    """Let what a source granted hold for other days; where it ends earlier, it closes as by ``close_doors``."""
    close_doors(source=source, ends_on=ends_on, now=now)
    for granted in _granted_by(source):
        change_entitlement(entitlement_id=granted.pk, starts_on=starts_on, ends_on=ends_on, by=SYSTEM, now=now)


@transaction.atomic
def close_doors(*, source: str, ends_on: date, now: datetime) -> None:
    """End what a source granted before a day: refused while somebody lives there by it from that day on.

    Bookings from that day on that nothing else entitles to are cancelled, and who waits for a room then waits no more.
    What is under way goes on to its end.
    """
    for granted in _granted_by(source):
        if ends_on >= granted.ends_on:
            continue
        locked_entitlements(granted.premises_id, granted.organisation_id)
        _require_moved_out(granted, ends_on)
        _end_waiting(granted, ends_on, now)
        _cancel_bookings(granted, ends_on, now)
        end_entitlement(entitlement_id=granted.pk, ends_on=ends_on, by=SYSTEM, now=now)


def _granted_by(source: str) -> list[Entitlement]:
    found = Entitlement.objects.select_related("premises", "organisation").filter(source=source)
    return list(found.order_by("premises__public_id", "pk"))


def _require_moved_out(granted: Entitlement, ends_on: date) -> None:
    living = Tenancy.objects.filter(entitlement=granted, ends_on__gt=ends_on).exclude(state=TenancyState.CANCELLED)
    rooms = [each.room.name for each in living.select_related("room").order_by("pk")]
    sentence = _("%(organisation)s still lives here from that day on: %(rooms)s, %(premises)s. It moves out first.")
    said = {
        "organisation": granted.organisation.name,
        "rooms": join_words(rooms, reading_language()),
        "premises": granted.premises.name,
    }
    require(not rooms, sentence % said, field="ends_on")


def _end_waiting(granted: Entitlement, ends_on: date, now: datetime) -> None:
    """Before its bookings are cancelled: what becomes free is not offered to the organisation itself."""
    waiting = Waiting.objects.filter(
        organisation_id=granted.organisation_id,
        room__floor__premises_id=granted.premises_id,
        state__in=[WaitingState.WAITING, WaitingState.OFFERED],
    )
    for each in waiting.select_related("offer").order_by("room_id", "pk"):
        if _loses(granted, each.starts_at, ends_on):
            each.room = locked_room(each.room_id)
            end_waiting(each, WaitingState.WITHDRAWN, by=SYSTEM, now=now)


def _cancel_bookings(granted: Entitlement, ends_on: date, now: datetime) -> None:
    to_come = Booking.objects.filter(
        organisation_id=granted.organisation_id,
        room__floor__premises_id=granted.premises_id,
        state__in=[BookingState.REQUESTED, BookingState.CONFIRMED],
        starts_at__gt=now,
    ).select_related("credit")
    lost = [
        each
        for each in to_come.order_by("room_id", "pk")
        if (each.credit is not None and each.credit.entitlement_id == granted.pk and _is_after(granted, each, ends_on))
        or _loses(granted, each.starts_at, ends_on)
    ]
    locked_rooms({each.room_id for each in lost})
    for each in lost:
        cancel_booking(booking_id=each.pk, by=SYSTEM, now=now, reason=_WHY)


def _is_after(granted: Entitlement, booking: Booking, ends_on: date) -> bool:
    return day_of(booking.starts_at, ZoneInfo(granted.premises.zone)) >= ends_on


def _loses(granted: Entitlement, moment: datetime, ends_on: date) -> bool:
    """Whether the organisation is entitled at a moment by this alone, and no longer will be."""
    day = day_of(moment, ZoneInfo(granted.premises.zone))
    others = Entitlement.objects.filter(
        premises_id=granted.premises_id,
        organisation_id=granted.organisation_id,
        starts_on__lte=day,
        ends_on__gt=day,
    ).exclude(pk=granted.pk)
    return day >= ends_on and not others.exists()
