"""Premises in which company A and a rival are at home, with what A books a room for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.events.models import ForumState
from bridgehead.events.rules import source_of
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.places.actions.door_screens import make_screen
from bridgehead.places.actions.feeds import new_feed
from bridgehead.places.actions.rent import agree_support, enter_rent
from bridgehead.places.actions.tenancies import add_step, plan_tenancy
from bridgehead.places.models import (
    VISIT_LINK,
    BookingState,
    CalendarUpload,
    Closure,
    RoomKind,
    Series,
    Tenancy,
    TenancyState,
    Waiting,
)
from bridgehead.places.rules.taking_in import CalendarTold, Told
from tests.factories.forums import ForumFactory
from tests.factories.people import actor_of
from tests.factories.places import (
    WEEK,
    BookingFactory,
    EntitlementFactory,
    PremisesFactory,
    PremisesRoleFactory,
    VisitFactory,
    room_at,
)

#: A Thursday, from ten in the morning in Boston.
STARTS = datetime(2023, 4, 27, 14, 0, tzinfo=UTC)
CANARIES = {
    "booking purpose": "canary-booked-for",
    "reason of a booking": "canary-booking-reason",
    "tenancy": "canary-step-of-a-tenancy",
    "visitor": "canary-visitor",
    "note on a visitor": "canary-note-on-a-visitor",
    "rented place": "canary-rented-place",
    "number of a rent": "canary-rent-17",
    "invoice of a rent": "canary-invoice-of-a-rent",
    "calendar file": "canary-calendar-file",
    "draft forum in a hall": "canary-draft-forum-in-a-hall",
}


def let_rooms(
    people: dict[str, User], company: Organisation, rival: Organisation, canaries: dict[str, str]
) -> dict[str, object]:
    """Entitle both; A books a room in a series and waits for another, and moves in."""
    house = PremisesFactory(hours=list(WEEK), days_ahead=3, names_tenants=True, door_minutes=60)
    held = PremisesRoleFactory(premises=house)
    PremisesRoleFactory(premises=house, user=people["staff"])
    entitlement = EntitlementFactory(premises=house, organisation=company)
    EntitlementFactory(premises=house, organisation=rival)
    room, hall, desk = room_at(house), room_at(house, kind=RoomKind.HALL), room_at(house, kind=RoomKind.DESK)
    mine = {"organisation": company, "person": people["delegate"]}
    series = Series.objects.create(
        room=room, rule="FREQ=WEEKLY;COUNT=2", first_on=STARTS.date(), begins_at=time(10), minutes=60, zone=house.zone,
        **mine,
    )  # fmt: skip
    until = STARTS + timedelta(hours=1)
    booking = BookingFactory(
        room=room, starts_at=STARTS, ends_at=until, purpose=canaries["booking purpose"], series=series,
        series_on=STARTS.date(), **mine,
    )  # fmt: skip
    BookingFactory(
        room=room, starts_at=until, ends_at=until + timedelta(hours=1), state=BookingState.DECLINED,
        reason=canaries["reason of a booking"], **mine,
    )  # fmt: skip
    asked = BookingFactory(room=hall, starts_at=STARTS, ends_at=until, state=BookingState.REQUESTED, **mine)
    draft = ForumFactory(name_en=canaries["draft forum in a hall"], name_ko="", state=ForumState.DRAFT)
    BookingFactory(
        room=hall, starts_at=until + timedelta(hours=2), ends_at=until + timedelta(hours=4), organisation=None,
        person=None, source=source_of(draft),
    )  # fmt: skip
    waiting = Waiting.objects.create(room=hall, starts_at=STARTS, ends_at=until, **mine)
    now = STARTS - timedelta(days=1)
    tenancy = plan_tenancy(
        room_id=desk.pk, entitlement_id=entitlement.pk, starts_on=date(2023, 5, 1), ends_on=date(2023, 9, 1), by=SYSTEM,
        now=now,
    )  # fmt: skip
    Tenancy.objects.create(
        room=room_at(house, kind=RoomKind.DESK), organisation=company, entitlement=entitlement,
        starts_on=date(2023, 4, 1), ends_on=date(2023, 5, 1), state=TenancyState.LIVING,
    )  # fmt: skip
    step = add_step(tenancy_id=tenancy.pk, phase="in", name_en=canaries["tenancy"], by=SYSTEM, now=now)
    said = {"name": canaries["visitor"], "note": canaries["note on a visitor"], "email": "visitor@example.com"}
    visit = VisitFactory(premises=house, organisation=company, host=people["delegate"], expected_at=STARTS, **said)
    held_pass = new_token()
    other = VisitFactory(premises=house, organisation=company, host=people["delegate"], expected_at=STARTS)
    other.keys.create(token_hash=token_hash(held_pass, purpose=VISIT_LINK))
    support = agree_support(
        premises_id=house.pk, organisation_id=company.pk, elsewhere=canaries["rented place"], programme_en="Programme",
        share_percent=50, currency="USD", monthly_cap=60_000, total_cap=600_000, starts_on=date(2023, 1, 1),
        ends_on=date(2024, 1, 1), by=SYSTEM, now=now,
    )  # fmt: skip
    content = b"\x89PNG\r\n\x1a\n" + canaries["invoice of a rent"].encode()
    rent = enter_rent(
        support_id=support.pk, month=date(2023, 4, 1), invoiced=100_000, note=canaries["number of a rent"],
        invoice=ContentFile(content, name="invoice.png"), by=SYSTEM, now=now,
    )  # fmt: skip
    told = Told("0" * 64, "", 0, STARTS, until, canaries["calendar file"], "", is_off=False)
    upload = CalendarUpload.objects.create(
        premises=house, room=hall, user=people["staff"], told=CalendarTold(times=[told]).kept()
    )
    later = STARTS + timedelta(days=30)
    closure = Closure.objects.create(
        premises=house, starts_at=later, ends_at=later + timedelta(hours=2), name_en="Inspection"
    )
    return {
        "premises": house.public_id,
        "feed of bookings": new_feed(by=actor_of(people["delegate"]), now=now),
        "meeting room": room.public_id,
        "booking": booking.public_id,
        "asked booking": asked.public_id,
        "waiting for a room": waiting.public_id,
        "venue staff": held.public_id,
        "tenancy": tenancy.public_id,
        "step": step.public_id,
        "entitlement": entitlement.public_id,
        "closure": closure.public_id,
        "calendar file": upload.public_id,
        "floor": room.floor.public_id,
        "visit": visit.public_id,
        "rent support": support.public_id,
        "rent entry": rent.public_id,
        "pass": held_pass,
        "door": make_screen(room_id=room.pk, by=SYSTEM, now=now),
    }
