"""How full a house is, by month and by hour: for its desk, in minutes and never in names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import translation

from bridgehead.places.models import BookingState, RoomKind, Tenancy
from bridgehead.places.queries.occupancy import Hour, let_by_month, rooms_by_hour
from tests.clocks import standing_still
from tests.factories.places import BookingFactory, EntitlementFactory, PremisesFactory, boston, desk_of, room_at
from tests.pages import text
from tests.places.test_views import at, en, of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def test_months_count_the_days_that_offices_and_desks_are_let() -> None:
    house = PremisesFactory()
    desks = [room_at(house, kind=RoomKind.DESK) for _number in range(2)]
    room_at(house)
    granted = EntitlementFactory(premises=house, desks=5, starts_on=date(2022, 1, 1))
    told = {"organisation": granted.organisation, "entitlement": granted}
    for room, starts, ends, state in (
        (desks[0], date(2023, 2, 15), date(2023, 3, 11), "left"),
        (desks[0], date(2023, 4, 1), date(2023, 6, 1), "planned"),
        (desks[1], date(2023, 3, 1), date(2023, 4, 1), "cancelled"),
    ):
        Tenancy.objects.create(room=room, starts_on=starts, ends_on=ends, state=state, **told)

    months = let_by_month(house, date(2023, 4, 26))

    assert [each.month for each in (months[0], months[-1])] == [date(2022, 5, 1), date(2023, 4, 1)]
    assert [(each.let_days, each.all_days, each.percent) for each in months[-4:]] == [
        (0, 62, 0), (14, 56, 25), (10, 62, 16), (30, 60, 50),
    ]  # fmt: skip


def test_hours_tell_what_was_booked_and_what_was_used() -> None:
    house = PremisesFactory()
    room = room_at(house)
    room_at(house)
    first, until = date(2023, 4, 12), date(2023, 4, 26)
    came = {"room": room, "checked_in_at": boston("2023-04-13 10:00")}
    BookingFactory(
        starts_at=boston("2023-04-13 10:30"), ends_at=boston("2023-04-13 12:00"), state=BookingState.ENDED, **came
    )
    told = {"room": room, "starts_at": boston("2023-04-20 11:00"), "ends_at": boston("2023-04-20 11:30")}
    BookingFactory(state=BookingState.RELEASED, **told)
    BookingFactory(state=BookingState.CANCELLED, **told)
    BookingFactory(room=room, starts_at=boston("2023-04-27 11:00"), ends_at=boston("2023-04-27 12:00"))

    week = rooms_by_hour(house, first, until)

    assert [len(each.hours) for each in week] == [14] * 7
    thursday = {each.hour: each for each in week[3].hours}
    assert (thursday[10], thursday[11], thursday[12]) == (
        Hour(10, 240, 30, 30), Hour(11, 240, 90, 60), Hour(12, 240, 0, 0),
    )  # fmt: skip
    assert (thursday[11].booked, thursday[11].used) == (38, 25)
    assert {each.open_minutes for each in week[6].hours} == {0}


def test_what_is_booked_the_evening_before_the_clocks_change_belongs_to_that_evening() -> None:
    room = room_at(PremisesFactory(hours=[[0, 1440]] * 7))
    BookingFactory(room=room, starts_at=boston("2023-03-11 23:00"), ends_at=boston("2023-03-12 00:00"))
    house = room.floor.premises

    before, after = (rooms_by_hour(house, date(2023, 3, day), date(2023, 3, day + 1)) for day in (11, 12))

    assert [sum(each.booked_minutes for day in week for each in day.hours) for week in (before, after)] == [60, 0]


def test_spring_has_an_hour_less_and_a_house_without_rooms_none() -> None:
    house = PremisesFactory(hours=[[0, 1440]] * 7)
    assert {len(each.hours) for each in rooms_by_hour(house, date(2023, 3, 6), date(2023, 3, 13))} == {0}
    room_at(house)

    sunday = rooms_by_hour(house, date(2023, 3, 6), date(2023, 3, 13))[6]

    assert [each.open_minutes for each in sunday.hours] == [60, 60, 0, *[60] * 21]


def test_desk_alone_sees_the_pictures_with_their_tables() -> None:
    house = PremisesFactory()
    room, desk = room_at(house), desk_of(house)
    booked = BookingFactory(
        room=room, starts_at=boston("2023-04-20 10:00"), ends_at=boston("2023-04-20 11:00"), state=BookingState.ENDED,
        checked_in_at=boston("2023-04-20 10:00"), purpose="Merger talk",
    )  # fmt: skip
    address = en(at("places_desk:occupancy", public_id=house))

    page = of(desk).get(address)
    assert "29 March – 25 April 2023" in text(page)
    assert "Thu 0 / 0 0 / 0 25 / 25 0 / 0" in text(page)
    assert "The fullest squares stand for 25 percent." in text(page)
    assert page.content.decode().count('<svg class="occupied"') == 3
    assert "Merger" not in text(page)
    assert booked.organisation.name_en not in text(page)
    assert "1 February – 25 April 2023" in text(of(desk).get(f"{address}?weeks=12"))
    assert of(desk_of(PremisesFactory())).get(address).status_code == 404
    with translation.override("ko"):
        assert "목 0 / 0" in text(of(desk).get(address.replace("/en/", "/ko/")))
