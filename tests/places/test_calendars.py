"""Bookings in one's own calendar: an address that opens for its token alone, and tells what its person may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Membership
from bridgehead.places.actions.bookings import cancel_booking, change_booking
from bridgehead.places.actions.erasing import erase_bookings
from bridgehead.places.actions.feeds import end_feed, new_feed
from bridgehead.places.models import BookingFeed, BookingState, Entitlement, RoomKind
from bridgehead.places.queries.people import bookings_kept
from tests.clocks import standing_still
from tests.factories.places import BookingFactory, PremisesFactory, boston, desk_of, member_of, room_at
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FROM, UNTIL = boston("2023-04-27 16:00"), boston("2023-04-27 17:00")


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class House:
    """Two rivals in one house; Hanbit has booked Pine."""

    def __init__(self) -> None:
        self.premises = PremisesFactory()
        self.room = room_at(self.premises, name_en="Pine", name_ko="소나무")
        self.member, self.organisation, self.entitlement = member_of(self.premises)
        self.rival, self.other, _its = member_of(self.premises)
        User.objects.update(language="en")
        self.booking = BookingFactory(
            room=self.room, starts_at=FROM, ends_at=UNTIL, organisation=self.organisation, purpose="Merger talk",
            person_id=self.member.user_id,
        )  # fmt: skip


def fetched(token: str, **headers: Any) -> Any:
    return Client().get(reverse("place_feeds:bookings", args=[token]), headers=headers)


def entries(token: str) -> list[tuple[str, datetime, datetime, int]]:
    """What a calendar reads at an address."""
    read = icalendar.Calendar.from_ical(fetched(token).content)
    return [
        (str(each["summary"]), each["dtstart"].dt, each["dtend"].dt, int(each["sequence"]))
        for each in read.walk("VEVENT")
    ]


def test_feed_tells_what_ones_organisations_booked_and_follows_a_change(now: datetime) -> None:
    house = House()
    token = new_feed(by=house.member, now=now)

    assert entries(token) == [(f"Pine – {house.organisation.name_en}", FROM, UNTIL, 0)]
    first = fetched(token)
    assert "Merger" not in first.content.decode()
    assert fetched(token, if_none_match=first["ETag"]).status_code == 304
    change_booking(booking_id=house.booking.pk, starts_at=boston("2023-04-27 15:00"), by=house.member, now=now)
    assert entries(token) == [(f"Pine – {house.organisation.name_en}", boston("2023-04-27 15:00"), UNTIL, 1)]
    assert fetched(token, if_none_match=first["ETag"]).status_code == 200
    cancel_booking(booking_id=house.booking.pk, by=house.member, now=now)
    assert entries(token) == []


def test_feed_of_a_room_names_who_booked_to_their_own_and_to_the_desk_alone(now: datetime) -> None:
    house = House()
    desk = desk_of(house.premises)
    User.objects.update(language="en")
    tokens = {
        who: new_feed(room_id=house.room.pk, by=actor, now=now)
        for who, actor in (("own", house.member), ("rival", house.rival), ("desk", desk))
    }

    assert {who: entries(token)[0][0] for who, token in tokens.items()} == {
        "own": house.organisation.name_en, "rival": "taken", "desk": house.organisation.name_en,
    }  # fmt: skip
    theirs = fetched(tokens["rival"]).content.decode()
    assert str(house.booking.public_id) not in theirs
    assert "Merger" not in "".join(fetched(token).content.decode() for token in tokens.values())


def test_what_waits_for_approval_looks_taken_to_a_rival(now: datetime) -> None:
    house = House()
    hall = room_at(house.premises, kind=RoomKind.HALL)
    BookingFactory(
        room=hall, starts_at=FROM, ends_at=UNTIL, organisation=house.organisation, state=BookingState.REQUESTED
    )
    theirs, own = (new_feed(room_id=hall.pk, by=actor, now=now) for actor in (house.rival, house.member))

    statuses = [re.findall(r"STATUS:(\w+)", fetched(token).content.decode()) for token in (theirs, own)]

    assert statuses == [["CONFIRMED"], ["TENTATIVE"]]


def test_feed_ends_with_the_right_to_read_it(now: datetime) -> None:
    house = House()
    room, every = new_feed(room_id=house.room.pk, by=house.member, now=now), new_feed(by=house.member, now=now)

    Entitlement.objects.filter(pk=house.entitlement.pk).delete()
    assert fetched(room).status_code == 404
    assert len(entries(every)) == 1
    Membership.objects.filter(user_id=house.member.user_id).delete()
    assert entries(every) == []
    User.objects.filter(pk=house.member.user_id).update(is_active=False)
    assert fetched(every).status_code == 404


def test_address_is_shown_once_replaced_and_ended(now: datetime) -> None:
    house = House()
    client, page = browser_of(house.member), reverse("places:calendar").replace("/ko/", "/en/", 1)

    assert "No calendar address yet" in text(client.get(page))
    made = client.post(page).content.decode()
    (first,) = re.findall(r'value="http://[^"]*/feeds/([^/"]+)/bookings\.ics"', made)
    assert fetched(first).status_code == 200
    assert first not in client.get(page).content.decode()
    assert "You have a calendar address" in text(client.get(page))
    (second,) = re.findall(r"/feeds/([^/\"]+)/bookings\.ics\" readonly", client.post(page).content.decode())
    assert [fetched(token).status_code for token in (first, second)] == [404, 200]
    client.post(page, {"do": "end"})
    end_feed(by=house.member, now=now)
    assert fetched(second).status_code == 404


def browser_of(actor: Actor) -> Client:
    return browser(User.objects.get(pk=actor.person_id))


def test_erasing_a_person_ends_their_addresses(now: datetime) -> None:
    house = House()
    new_feed(by=house.member, now=now)
    token = new_feed(room_id=house.room.pk, by=house.member, now=now)
    assert bookings_kept(house.member.user_id or 0)["calendar_addresses"] == 2

    erase_bookings(house.member.user_id or 0, now)

    assert fetched(token).status_code == 404
    assert BookingFeed.objects.count() == 0
