"""Sample premises in Boston, with made-up floors, tenants and weeks of bookings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM, actor_for
from bridgehead.accounts.models import User
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_officer
from bridgehead.config.demo.rents import support_rent
from bridgehead.directory.models import Membership, Organisation
from bridgehead.events.actions.halls import hold_hall
from bridgehead.events.models import Forum
from bridgehead.foundation.models import OutboxItem
from bridgehead.places.actions.bookings import book, check_in
from bridgehead.places.actions.entitlements import grant_entitlement
from bridgehead.places.actions.minding import mind_bookings_at
from bridgehead.places.actions.premises import add_floor, add_room, name_staff, set_up_premises
from bridgehead.places.actions.tenancies import move_in, plan_tenancy
from bridgehead.places.actions.visitors import announce_visitor, change_reception, let_in, let_out
from bridgehead.places.models import Premises, Room

_TOLD = "sample/rooms.yaml"
_WEEK = [[480, 1320]] * 5 + [[600, 1080], None]
#: So many days before and after today have bookings.
_BEFORE, _AFTER = 14, 14


def has_rooms() -> bool:
    """Whether the premises are there: they came whole or not at all."""
    return Premises.objects.filter(public_id=public_id("premises", "incubation")).exists()


@transaction.atomic
def load_rooms(now: datetime) -> Premises:
    """Store the sample premises with twenty tenants, and what they have booked around today."""
    told = read(_TOLD)
    house = _house(told, now)
    name_staff(premises_id=house.pk, user_id=sample_officer().pk, by=SYSTEM, now=now)
    today = now.astimezone(ZoneInfo(house.zone)).date()
    tenants = _tenants(house, today, now)
    _book(told["purposes"], house, tenants, today, now)
    _hold_hall(house, now)
    _expect(told, house, tenants, today, now)
    support_rent(told["rent"], house, today, now)
    # What happened before now was mailed before now.
    OutboxItem.objects.filter(delivered_at=None, kind__startswith="places/").update(delivered_at=now)
    return house


def _hold_hall(house: Premises, now: datetime) -> None:
    """Let the sample forum hold the hall; its officer keeps the desk of the house, which so agrees at once."""
    hall = Room.objects.get(floor__premises=house, kind="hall")
    for forum in Forum.objects.filter(is_sample=True, ends_at__isnull=False).order_by("pk")[:1]:
        hold_hall(forum_id=forum.pk, room_id=hall.pk, by=actor_for(sample_officer()), now=now)


def _house(told: Tree, now: datetime) -> Premises:
    said = told["premises"]
    house = set_up_premises(
        by=SYSTEM,
        now=now,
        **pair("name", said["name"]),
        **pair("about", said["about"]),
        **pair("city", said["city"]),
        country=said["country"],
        zone=said["zone"],
        hours=_WEEK,
        minutes_per_day=said["minutes_per_day"],
        is_listed=True,
        is_sample=True,
    )
    Premises.objects.filter(pk=house.pk).update(public_id=public_id("premises", "incubation"))
    for floor in told["floors"]:
        made = add_floor(
            premises_id=house.pk, by=SYSTEM, now=now,
            number=floor["number"], columns=floor["columns"], rows=floor["rows"],
        )  # fmt: skip
        for room in [*_let(floor), *floor["rooms"]]:
            x, y, width, height = room["at"]
            add_room(
                floor_id=made.pk, by=SYSTEM, now=now, kind=room["kind"], **pair("name", room["name"]),
                capacity=room["capacity"], features=room["features"], x=x, y=y, width=width, height=height,
                needs_approval=room.get("needs_approval"),
            )  # fmt: skip
    return Premises.objects.get(pk=house.pk)


def _let(floor: Tree) -> list[Tree]:
    """The offices of a floor, three cells wide in two rows, or its desks, two wide."""
    offices = [
        {
            "kind": "office", "name": {"ko": f"사무실 {n + 1}", "en": f"Office {n + 1}"}, "capacity": 4,
            "features": ["locker"], "at": [n % 4 * 3, n // 4 * 2, 3, 2],
        }
        for n in range(floor.get("offices", 0))
    ]  # fmt: skip
    desks = [
        {
            "kind": "desk", "name": {"ko": f"책상 {n + 1}", "en": f"Desk {n + 1}"}, "capacity": 1,
            "features": ["locker"], "at": [n % 6 * 2, n // 6 * 2, 2, 2],
        }
        for n in range(floor.get("desks", 0))
    ]  # fmt: skip
    return [*offices, *desks]


def _tenants(house: Premises, today: date, now: datetime) -> list[tuple[Organisation, User]]:
    """Let twenty sample companies live there since the beginning of last month; the last moves in next week."""
    held = Membership.objects.filter(
        user__is_sample=True, organisation__is_sample=True, organisation__country="KR", organisation__kind="company"
    )
    people = {each.organisation: each.user for each in held.select_related("user", "organisation").order_by("-pk")}
    tenants = sorted(people.items(), key=lambda each: each[0].pk)[:20]
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    rooms = Room.objects.filter(floor__premises=house, kind__in=["office", "desk"]).order_by("floor__number", "pk")
    for number, ((organisation, _person), room) in enumerate(zip(tenants, rooms, strict=False), start=1):
        entitlement = grant_entitlement(
            premises_id=house.pk, organisation_id=organisation.pk, by=SYSTEM, now=now,
            source=f"sample:{first.year}:{number}", starts_on=first, ends_on=first.replace(year=first.year + 2),
            desks=1, monthly_minutes=1200,
        )  # fmt: skip
        is_last = number == len(tenants)
        tenancy = plan_tenancy(
            room_id=room.pk, entitlement_id=entitlement.pk,
            starts_on=today + timedelta(days=7) if is_last else first, ends_on=entitlement.ends_on, by=SYSTEM, now=now,
        )  # fmt: skip
        steps = tenancy.steps.filter(phase="in")
        if is_last:
            steps.filter(order__lte=2).update(ticked_at=now)
        else:
            steps.update(ticked_at=now)
            move_in(tenancy_id=tenancy.pk, by=SYSTEM, now=now)
    return tenants


def _expect(told: Tree, house: Premises, tenants: list[tuple[Organisation, User]], today: date, now: datetime) -> None:
    """Visitors of today: some have come and gone, some are in the house, some are still expected."""
    said = told["reception"]
    change_reception(premises_id=house.pk, by=SYSTEM, now=now, rules_ko=said["ko"], rules_en=said["en"])
    for (organisation, person), each in zip(tenants, told["visitors"], strict=False):
        comes_at = datetime.combine(today, time(each["hour"]), ZoneInfo(house.zone))
        fields = {name: each.get(name, "") for name in ("name", "company", "language", "note")}
        visit = announce_visitor(
            premises_id=house.pk, organisation_id=organisation.pk, fields={**fields, "expected_at": comes_at},
            by=actor_for(person), now=now,
        )  # fmt: skip
        if each["comes"] != "expected":
            let_in(visit_id=visit.pk, by=SYSTEM, now=now)
        if each["comes"] == "left":
            let_out(visit_id=visit.pk, by=SYSTEM, now=now)


def _book(
    purposes: list[str], house: Premises, tenants: list[tuple[Organisation, User]], today: date, now: datetime
) -> None:
    """Three bookings of meeting rooms on each working day, and one of the hall that waits for its approval."""
    zone = ZoneInfo(house.zone)
    rooms = list(Room.objects.filter(floor__premises=house, kind="meeting").order_by("pk"))
    hall = Room.objects.get(floor__premises=house, kind="hall")
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    days = [today + timedelta(days=number) for number in range(-_BEFORE, _AFTER + 1)]
    for each, day in enumerate(day for day in days if day.weekday() < 5 and day >= first):
        for number in range(3):
            turn = each * 3 + number
            organisation, person = tenants[turn % len(tenants)]
            starts_at = datetime.combine(day, time(9 + (each * 2 + number * 3) % 11), zone)
            if day == today and starts_at <= now:
                continue
            asked_at = min(now, starts_at - timedelta(days=1))
            booking = book(
                room_id=rooms[turn % len(rooms)].pk, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
                organisation_id=organisation.pk, purpose=purposes[turn % len(purposes)], by=actor_for(person),
                now=asked_at,
            )  # fmt: skip
            # Of those that are over one in seven was forgotten, and released.
            if starts_at < now and turn % 7:
                check_in(booking_id=booking.pk, by=actor_for(person), now=starts_at)
    mind_bookings_at(now)
    organisation, person = tenants[0]
    demo_day = next(day for day in days if day > today + timedelta(days=6) and day.weekday() == 3)
    starts_at = datetime.combine(demo_day, time(15), zone)
    book(
        room_id=hall.pk, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), organisation_id=organisation.pk,
        purpose=purposes[0], by=actor_for(person), now=now,
    )  # fmt: skip
