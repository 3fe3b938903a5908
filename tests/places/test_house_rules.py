"""A real house's written rules, told as one day at its front desk.

The rules, as they hang beside the door: *Rooms are booked for four hours at most. We remind you a quarter of an hour
before. Check in when you come: a room where nobody has within fifteen minutes goes to others. Leave early, and say so.
The front desk knows what you meet for; your neighbours do not.*
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.bookings import book, check_in, end_early
from bridgehead.places.actions.minding import mind_bookings_at, remind_at
from bridgehead.places.models import Booking, BookingState, CreditMonth
from tests.clocks import standing_still
from tests.factories.places import PremisesFactory, boston, desk_of, member_of, room_at
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: The day before, when everybody books.
EVE = boston("2023-04-26 12:00")
MINUTE = timedelta(minutes=1)


class House:
    """The house with its rules, one room, and two tenants who are rivals."""

    def __init__(self) -> None:
        self.premises = PremisesFactory(release_minutes=15, longest_minutes=240)
        self.room = room_at(self.premises, name_en="Pine", name_ko="소나무")
        self.hanbit, self.hanbit_bio, _its = member_of(self.premises)
        self.rival, self.rival_bio, _its = member_of(self.premises)
        User.objects.filter(pk__in=[self.hanbit.user_id, self.rival.user_id]).update(language="en")
        self.desk = desk_of(self.premises)

    def books(self, start: str, end: str, **said: Any) -> Booking:
        with standing_still(EVE):
            return book(
                room_id=self.room.pk, organisation_id=self.hanbit_bio.pk, by=self.hanbit, now=EVE,
                starts_at=boston(f"2023-04-27 {start}"), ends_at=boston(f"2023-04-27 {end}"), **said,
            )  # fmt: skip

    def page_of(self, who: Any, address: str, at: datetime) -> str:
        with standing_still(at):
            return text(browser(User.objects.get(pk=who.person_id)).get(address))


def mailed(at: datetime) -> list[str]:
    """Deliver what is due and return the subjects of the mails since the last time."""
    mail.outbox.clear()
    while notices.deliver_next(at):
        pass
    return [each.subject for each in mail.outbox]


def states(at: datetime) -> list[str]:
    """Let the worker look after the bookings at a moment; return what state each is in."""
    mind_bookings_at(at)
    return list(Booking.objects.order_by("pk").values_list("state", flat=True))


def test_four_hours_are_booked_and_not_a_minute_more() -> None:
    house = House()

    house.books("10:00", "14:00")
    with pytest.raises(Refused, match="One booking lasts 4 h at most"):
        house.books("14:00", "18:01")

    assert Booking.objects.count() == 1


def test_whoever_booked_is_reminded_a_quarter_of_an_hour_before_and_once() -> None:
    house = House()
    house.books("10:00", "12:00", purpose="Merger")
    assert mailed(EVE) == ["Booked: Pine"]

    start = boston("2023-04-27 10:00")
    remind_at(start - 16 * MINUTE)
    assert mailed(start - 16 * MINUTE) == []
    for minute in (15, 14, 1):
        remind_at(start - minute * MINUTE)
    assert mailed(start - 14 * MINUTE) == ["Begins soon: Pine"]

    (sent,) = mail.outbox
    assert "If nobody has checked in 15 minutes after the start, the room is released." in sent.body
    assert "10:00–12:00 Boston" in sent.body
    assert f"/en/premises/bookings/{Booking.objects.get().public_id}/" in sent.body
    assert "Merger" not in sent.body


def test_nobody_is_reminded_of_what_they_checked_in_to_or_have_only_just_booked() -> None:
    house = House()
    start = boston("2023-04-27 10:00")
    came = house.books("10:00", "11:00")
    mailed(EVE)
    check_in(booking_id=came.pk, by=house.hanbit, now=start - 15 * MINUTE)
    with standing_still(start + 50 * MINUTE):
        book(
            room_id=house.room.pk, organisation_id=house.rival_bio.pk, by=house.rival, now=start + 50 * MINUTE,
            starts_at=start + 60 * MINUTE, ends_at=start + 120 * MINUTE,
        )  # fmt: skip
    mailed(start + 50 * MINUTE)

    remind_at(start - 10 * MINUTE)
    remind_at(start + 51 * MINUTE)

    assert mailed(start + 51 * MINUTE) == []


def test_room_where_nobody_checks_in_within_fifteen_minutes_goes_to_others() -> None:
    house = House()
    start = boston("2023-04-27 10:00")
    house.books("10:00", "12:00")
    mailed(EVE)

    assert states(start + 14 * MINUTE) == [BookingState.CONFIRMED]
    assert states(start + 15 * MINUTE) == [BookingState.RELEASED]
    assert mailed(start + 15 * MINUTE) == ["Your booking was released: Pine"]

    taken = book(
        room_id=house.room.pk, organisation_id=house.rival_bio.pk, by=house.rival, now=start + 20 * MINUTE,
        starts_at=start + 20 * MINUTE, ends_at=start + 80 * MINUTE,
    )  # fmt: skip
    assert taken.state == BookingState.CONFIRMED


def test_whoever_checks_in_keeps_the_room_and_leaving_early_frees_the_rest() -> None:
    house = House()
    start = boston("2023-04-27 10:00")
    booking = house.books("10:00", "14:00")

    with pytest.raises(Refused, match="One can check in from 15 minutes before the start"):
        check_in(booking_id=booking.pk, by=house.hanbit, now=start - 16 * MINUTE)
    check_in(booking_id=booking.pk, by=house.hanbit, now=start - 15 * MINUTE)
    assert states(start + 60 * MINUTE) == [BookingState.CHECKED_IN]
    end_early(booking_id=booking.pk, by=house.hanbit, now=start + 90 * MINUTE)

    booking.refresh_from_db()
    assert (booking.state, booking.ends_at) == (BookingState.ENDED, start + 91 * MINUTE)
    assert list(CreditMonth.objects.values_list("spent", flat=True)) == [91]
    book(
        room_id=house.room.pk, organisation_id=house.rival_bio.pk, by=house.rival, now=start + 92 * MINUTE,
        starts_at=start + 92 * MINUTE, ends_at=start + 240 * MINUTE,
    )  # fmt: skip


def test_front_desk_reads_what_for_and_the_neighbour_does_not() -> None:
    house = House()
    house.books("10:00", "12:00", purpose="Merger talk")
    morning, day = boston("2023-04-27 08:00"), f"{house.premises.public_id}/"

    at_the_desk = house.page_of(house.desk, f"/en/desk/premises/{day}?day=2023-04-27", morning)
    next_door = house.page_of(house.rival, f"/en/premises/{day}board/?day=2023-04-27", morning)

    assert "10:00–12:00 Boston" in at_the_desk
    assert f"Pine {house.hanbit_bio.name_en}" in at_the_desk
    assert "Merger talk" in at_the_desk
    assert "10:00–12:00 taken" in next_door
    assert "Merger" not in next_door
    assert house.hanbit_bio.name_en not in next_door
