"""Setting up premises at the desk: what is typed, what it becomes, and what is said of what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.places.actions.tenancies import plan_tenancy
from bridgehead.places.models import Booking, BookingState, Closure, Floor, Premises, PremisesRole, Room, Waiting
from tests.clocks import standing_still
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.places import (
    BookingFactory,
    FloorFactory,
    PremisesFactory,
    RoomFactory,
    boston,
    desk_of,
    member_of,
    room_at,
)
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WEEK = {f"opens_{day}": "08:00" for day in range(5)} | {f"closes_{day}": "22:00" for day in range(5)}
HOUSE = {
    "name_ko": "송도 입주 센터", "name_en": "Songdo House", "city_ko": "인천", "city_en": "Incheon", "country": "KR",
    "zone": "Asia/Seoul", "release_minutes": "15", "longest_minutes": "240", "minutes_per_day": "", "days_ahead": "30",
    "is_listed": "on", **WEEK,
}  # fmt: skip
ROOM = {
    "name_ko": "소나무", "name_en": "Pine", "kind": "meeting", "capacity": "8", "features": ["screen", "video"],
    "x": "3", "y": "2", "width": "4", "height": "2", "longest_minutes": "", "release_minutes": "0", "days_ahead": "",
    "needs_approval": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def of(actor: Actor) -> Client:
    return browser(User.objects.get(pk=actor.person_id))


def at(name: str, **ids: Any) -> str:
    address = reverse(f"places_desk:{name}", kwargs={key: value.public_id for key, value in ids.items()})
    return address.replace("/ko/", "/en/", 1)


def test_administrator_sets_up_premises_and_keeps_their_desk() -> None:
    person = UserFactory(is_platform_admin=True)

    page = browser(person).post(at("new"), HOUSE | {"opens_5": "10:00", "closes_5": "00:00"})

    house = Premises.objects.get()
    assert page.headers["Location"] == at("setup", public_id=house)
    assert (house.name_ko, house.name_en, house.zone, house.days_ahead) == (
        "송도 입주 센터", "Songdo House", "Asia/Seoul", 30,
    )  # fmt: skip
    assert house.hours == [[480, 1320]] * 5 + [[600, 1440], None]
    assert (house.minutes_per_day, house.needs_approval, house.is_listed) == (None, False, True)
    assert list(PremisesRole.objects.values_list("user", "premises")) == [(person.pk, house.pk)]
    assert browser(desk_user(house)).get(at("new")).status_code == 404


def desk_user(house: Premises) -> User:
    return User.objects.get(pk=desk_of(house).person_id)


def test_what_cannot_be_of_premises_is_said_at_its_field_and_stays_typed() -> None:
    house = PremisesFactory()
    wrong = {
        "name_ko": "", "name_en": "", "city_en": "Kept", "longest_minutes": "2", "closes_0": "07:00", "closes_1": "",
    }  # fmt: skip

    page = of(desk_of(house)).post(at("setup", public_id=house), HOUSE | wrong)

    assert page.status_code == 422
    assert "Premises need a name in Korean or in English." in text(page)
    assert "It closes after it opens." in text(page)
    assert "Say both from when and until when, or leave both empty." in text(page)
    assert 'value="Kept"' in page.content.decode()
    house.refresh_from_db()
    assert (house.name_en, house.longest_minutes) == ("Boston Incubation Office", 240)


def test_floor_and_room_are_set_up_and_stand_on_the_plan() -> None:
    house = PremisesFactory()
    staff = of(desk_of(house))

    staff.post(at("new_floor", public_id=house), {"number": "7", "columns": "12", "rows": "8", "name_en": "Seventh"})
    floor = Floor.objects.get()
    made = staff.post(at("new_room", public_id=house, floor_id=floor), ROOM)
    room = Room.objects.get()
    plan = staff.get(at("floor", public_id=house, floor_id=floor))

    assert made.headers["Location"] == at("floor", public_id=house, floor_id=floor)
    assert (room.x, room.y, room.width, room.height) == (2, 1, 4, 2)
    assert (room.hours, room.release_minutes, room.longest_minutes, room.needs_approval) == (None, 0, None, True)
    assert room.features == ["screen", "video"]
    assert '<svg x="20" y="10" width="40" height="20">' in plan.content.decode()
    assert "Pine Meeting room 8 screen · video conferencing released after 0 min · with approval" in text(plan)


def test_room_gets_hours_of_its_own_and_loses_them() -> None:
    house = PremisesFactory()
    room = room_at(house)
    staff, where = of(desk_of(house)), at("room", public_id=house, room_id=room)

    staff.post(where, ROOM | {"has_own_hours": "on", "opens_0": "09:00", "closes_0": "12:30"})
    room.refresh_from_db()
    assert room.hours == [[540, 750], *[None] * 6]
    page = staff.get(where)
    assert 'value="12:30"' in page.content.decode()

    staff.post(where, ROOM | {"opens_0": "09:00", "closes_0": "12:30"})
    room.refresh_from_db()
    assert room.hours is None


def test_room_on_a_taken_cell_is_refused_and_drawn_where_it_was_typed() -> None:
    house = PremisesFactory()
    floor = FloorFactory(premises=house)
    RoomFactory(floor=floor, x=5, y=1, name_en="Oak", name_ko="참나무")
    staff = of(desk_of(house))

    taken = staff.post(at("new_room", public_id=house, floor_id=floor), ROOM)
    outside = staff.post(at("new_room", public_id=house, floor_id=floor), ROOM | {"x": "11"})

    assert (taken.status_code, outside.status_code) == (422, 422)
    assert "On the plan, “Oak” stands there already." in text(taken)
    assert '<svg class="moved" x="20" y="10" width="40" height="20">' in taken.content.decode()
    assert "The plan of this floor has 12 columns and 8 rows; the room would stand outside of it." in text(outside)
    assert Room.objects.count() == 1


def test_new_room_is_proposed_where_the_plan_is_free() -> None:
    house = PremisesFactory()
    floor = FloorFactory(premises=house, columns=3, rows=3)
    RoomFactory(floor=floor, x=0, y=0, width=2, height=1)
    staff = of(desk_of(house))

    page = staff.get(at("new_room", public_id=house, floor_id=floor)).content.decode()
    assert '<svg class="moved" x="00" y="10" width="20" height="20">' in page

    RoomFactory(floor=floor, x=0, y=1, width=3, height=2)
    page = staff.get(at("new_room", public_id=house, floor_id=floor)).content.decode()
    assert '<svg class="moved" x="20" y="00" width="10" height="10">' in page


def test_floor_of_a_known_number_or_too_small_for_its_rooms_is_refused() -> None:
    house = PremisesFactory()
    first, second = FloorFactory(premises=house, number=1), FloorFactory(premises=house, number=2)
    RoomFactory(floor=second, x=9, y=0)
    staff, where = of(desk_of(house)), at("floor", public_id=house, floor_id=second)

    known = staff.post(where, {"number": "1", "columns": "12", "rows": "8"})
    small = staff.post(where, {"number": "2", "columns": "6", "rows": "8"})

    assert "These premises have a floor of that number already." in text(known)
    assert "A room would stand outside of the plan. Move it first." in text(small)
    assert list(Floor.objects.order_by("pk").values_list("pk", "number", "columns")) == [
        (first.pk, 1, 12), (second.pk, 2, 12),
    ]  # fmt: skip


def test_rooms_and_floors_of_another_house_are_not_there() -> None:
    house, other = PremisesFactory(), PremisesFactory()
    room = room_at(other)
    staff = of(desk_of(house))

    for address in (
        at("floor", public_id=house, floor_id=room.floor),
        at("new_room", public_id=house, floor_id=room.floor),
        at("room", public_id=house, room_id=room),
        at("setup", public_id=other),
        at("waiting", public_id=other),
    ):
        assert staff.get(address).status_code == 404


def test_closure_is_given_another_time_and_cancels_what_it_takes_in() -> None:
    house = PremisesFactory()
    room = room_at(house)
    closure = Closure.objects.create(
        premises=house, room=room, starts_at=boston("2023-04-27 08:00"), ends_at=boston("2023-04-27 12:00"),
        name_en="Works",
    )  # fmt: skip
    booking = BookingFactory(room=room, starts_at=boston("2023-04-27 16:00"), ends_at=boston("2023-04-27 17:00"))
    staff, where = of(desk_of(house)), at("closure", public_id=house, closure_id=closure)
    wanted = {"starts_at": "2023-04-27T08:00", "ends_at": "2023-04-27T18:00", "name_en": "Longer works"}

    shown = staff.post(where, wanted)
    assert "1 booking is cancelled by it" in text(shown)
    refused = staff.post(where, wanted | {"step": "close", "seen": "0"})
    assert "The number of bookings that would be cancelled is 1 by now." in text(refused)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED

    staff.post(where, wanted | {"step": "close", "seen": "1"})

    booking.refresh_from_db()
    closure.refresh_from_db()
    assert (booking.state, booking.reason) == (BookingState.CANCELLED, "Longer works")
    assert (closure.room, closure.ends_at) == (room, boston("2023-04-27 18:00"))
    assert Booking.objects.count() == 1


def test_tenancy_is_given_other_days_within_what_was_granted(now: datetime) -> None:
    house = PremisesFactory()
    _member, _organisation, entitlement = member_of(house)
    desk = desk_of(house)
    tenancy = plan_tenancy(
        room_id=room_at(house, kind="desk").pk, entitlement_id=entitlement.pk, starts_on=date(2023, 5, 1),
        ends_on=date(2023, 9, 1), by=desk, now=now,
    )  # fmt: skip
    where = at("tenancy_days", public_id=house, tenancy_id=tenancy)

    refused = of(desk).post(where, {"starts_on": "2023-05-15", "ends_on": "2024-03-01"})
    assert refused.status_code == 422
    assert "This would go beyond it." in text(refused)
    assert 'value="2024-03-01"' in refused.content.decode()
    of(desk).post(where, {"starts_on": "2023-05-15", "ends_on": "2023-10-01"})

    tenancy.refresh_from_db()
    assert (tenancy.starts_on, tenancy.ends_on) == (date(2023, 5, 15), date(2023, 10, 1))


def test_staff_see_who_waits_for_a_room_in_the_order_of_the_line() -> None:
    house = PremisesFactory()
    room = room_at(house, name_en="Pine")
    span = {"starts_at": boston("2023-04-27 16:00"), "ends_at": boston("2023-04-27 17:00")}
    for name in ("First Bio", "Second Bio"):
        Waiting.objects.create(room=room, organisation=OrganisationFactory(name_en=name), person=UserFactory(), **span)

    page = text(of(desk_of(house)).get(at("waiting", public_id=house)))

    assert page.index("First Bio") < page.index("Second Bio")
    assert "16:00–17:00 Boston" in page
