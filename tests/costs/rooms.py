"""Premises that grow: houses, desks, bookings, tenancies, entitlements, closures, venue staff."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation.files import store
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.places.actions.door_screens import make_screen
from bridgehead.places.actions.feeds import new_feed
from bridgehead.places.models import (
    VISIT_LINK,
    Booking,
    CalendarUpload,
    Closure,
    Entitlement,
    PassKey,
    Premises,
    PremisesRole,
    RentEntry,
    RentSupport,
    Room,
    Tenancy,
    Visit,
    Waiting,
)
from bridgehead.places.rules.taking_in import CalendarTold, Told
from tests.factories.people import actor_of
from tests.factories.places import EntitlementFactory, PremisesFactory, room_at

#: A Thursday, from ten in the morning in Boston.
STARTS = datetime(2023, 4, 27, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = {"starts_on": date(2023, 5, 1), "ends_on": date(2023, 9, 1)}


class Rooms:
    """One house in which company A is at home."""

    def __init__(self, company: Organisation, delegate: User) -> None:
        self.company, self.delegate = company, delegate
        self.house = PremisesFactory()
        self.entitlement = EntitlementFactory(premises=self.house, organisation=company)
        self.room, self.hall = room_at(self.house), room_at(self.house, kind="hall")
        mine = {"organisation": company, "person": delegate, "state": "confirmed"}
        self.booking = Booking.objects.create(room=self.room, starts_at=STARTS, ends_at=STARTS + HOUR, **mine)
        desk = room_at(self.house, kind="desk")
        self.door = make_screen(room_id=self.room.pk, by=SYSTEM, now=STARTS)
        self.feed = new_feed(by=actor_of(delegate), now=STARTS)
        self.tenancy = Tenancy.objects.create(room=desk, organisation=company, entitlement=self.entitlement, **DAYS)
        ends = STARTS + 2 * HOUR
        self.closure = Closure.objects.create(
            premises=self.house, room=self.hall, starts_at=STARTS + HOUR, ends_at=ends, name_en="Works"
        )
        told = Told("0" * 64, "", 0, STARTS, STARTS + HOUR, "Fair", "", is_off=False)
        self.told = CalendarTold(times=[told]).kept()
        self.upload = CalendarUpload.objects.create(premises=self.house, room=self.hall, user=delegate, told=self.told)
        self.visited = {"premises": self.house, "organisation": company, "host": delegate, "language": "en"}
        visit = Visit.objects.create(name="Ada", expected_at=STARTS, **self.visited)
        self.terms = {
            "premises": self.house, "programme_en": "Programme", "share_percent": 50, "currency": "USD",
            "monthly_cap": 100, "total_cap": 1_000_000, "starts_on": date(1950, 1, 1), "ends_on": date(2050, 1, 1),
        }  # fmt: skip
        self.support = RentSupport.objects.create(organisation=company, elsewhere="Lab Street 1", **self.terms)
        self.invoice = store(ContentFile(b"%PDF-1.4", name="rent.pdf"), uploaded_by=None, now=STARTS)
        self.held_pass = new_token()
        PassKey.objects.create(visit=visit, token_hash=token_hash(self.held_pass, purpose=VISIT_LINK))

    def grow(self, more: range, people: list[Any], companies: list[Any]) -> None:
        """Make more of everything; none of it on the day that the boards show."""
        house, floor = self.house, self.room.floor
        Premises.objects.bulk_create(Premises(name_en=f"House {n}", zone="Asia/Seoul", is_listed=True) for n in more)
        desks = Room.objects.bulk_create(Room(floor=floor, kind="desk", name_en=f"Desk {n}") for n in more)
        starts = [STARTS + timedelta(days=7) + 2 * n * HOUR for n in more]
        booked = {"organisation": self.company, "person": self.delegate}
        for room, state in ((self.room, "confirmed"), (self.hall, "requested")):
            Booking.objects.bulk_create(
                Booking(room=room, starts_at=start, ends_at=start + HOUR, state=state, **booked) for start in starts
            )
        Waiting.objects.bulk_create(
            Waiting(room=self.hall, starts_at=start, ends_at=start + HOUR, organisation=self.company, person=each)
            for start, each in zip(starts, people, strict=True)
        )
        Visit.objects.bulk_create(
            Visit(name=f"Visitor {n}", expected_at=start, arrived_at=STARTS, **self.visited)
            for n, start in zip(more, starts, strict=True)
        )
        Closure.objects.bulk_create(
            Closure(premises=house, room=self.tenancy.room, starts_at=start, ends_at=start + HOUR, name_en="Works")
            for start in starts
        )
        days = {"starts_on": date(2023, 1, 1), "ends_on": date(2024, 1, 1)}
        granted = Entitlement.objects.bulk_create(
            Entitlement(premises=house, organisation=each, desks=1, **days) for each in companies
        )
        Tenancy.objects.bulk_create(
            Tenancy(room=desk, organisation=each.organisation, entitlement=each, **DAYS)
            for desk, each in zip(desks, granted, strict=True)
        )
        CalendarUpload.objects.bulk_create(CalendarUpload(premises=house, user=each, told=self.told) for each in people)
        PremisesRole.objects.bulk_create(PremisesRole(premises=house, user=each) for each in people)
        RentSupport.objects.bulk_create(
            RentSupport(organisation=each, elsewhere="Lab Street 2", **self.terms) for each in companies
        )
        RentEntry.objects.bulk_create(
            RentEntry(
                support=self.support, month=date(1950 + n // 12, n % 12 + 1, 1), invoiced=200, supported=100,
                invoice=self.invoice,
            )
            for n in more
        )  # fmt: skip

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "premises": self.house.public_id,
            "meeting room": self.room.public_id,
            "feed of bookings": self.feed,
            "booking": self.booking.public_id,
            "tenancy": self.tenancy.public_id,
            "entitlement": self.entitlement.public_id,
            "closure": self.closure.public_id,
            "calendar file": self.upload.public_id,
            "floor": self.room.floor.public_id,
            "pass": self.held_pass,
            "rent support": self.support.public_id,
            "door": self.door,
        }
