"""The screen at a door: what it tells and never tells, using a room at once, and what a booking's code opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.door_screens import (
    check_in_at_door,
    end_at_door,
    end_screen,
    make_screen,
    use_at_once,
)
from bridgehead.places.models import Booking, BookingState, Closure, NamingObjection, Premises, RoomKind
from bridgehead.places.queries.doors import door_at
from bridgehead.places.rules.doors import code_of
from tests.clocks import standing_still
from tests.factories.places import BookingFactory, PremisesFactory, boston, desk_of, member_of, room_at

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = boston("2023-04-26 12:10")
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with standing_still(NOON):
        yield


class House:
    """A room with a screen, booked from two to three by Hanbit for what nobody is to know."""

    def __init__(self, **fields: Any) -> None:
        self.premises = PremisesFactory(**{"door_minutes": 60, "names_at_doors": True, **fields})
        self.room = room_at(self.premises, name_en="Pine", name_ko="소나무")
        self.member, self.organisation, _granted = member_of(self.premises)
        self.desk = desk_of(self.premises)
        self.booking = BookingFactory(
            room=self.room, organisation=self.organisation, person_id=self.member.user_id, purpose="Merger talk",
            starts_at=boston("2023-04-26 14:00"), ends_at=boston("2023-04-26 15:00"),
        )  # fmt: skip
        self.token = make_screen(room_id=self.room.pk, by=self.desk, now=NOON)

    def told(self, at: datetime = NOON) -> dict[str, Any]:
        with standing_still(at):
            found: dict[str, Any] = Client().get(reverse("place_feeds:door_day", args=[self.token])).json()
        return found

    def sent(self, act: str, **said: str) -> Any:
        return Client().post(reverse("place_feeds:door_deed", args=[self.token, act]), said, headers=JSON)

    def kinds(self) -> list[tuple[str, datetime, datetime]]:
        return [(each.kind, each.starts_at, each.ends_at) for each in door_at(self.room, NOON).spans]


def test_screen_tells_both_days_in_order(now: datetime) -> None:
    house = House()
    day = boston("2023-04-26 00:00")
    Closure.objects.create(
        premises=house.premises, starts_at=boston("2023-04-27 09:00"), ends_at=boston("2023-04-27 10:00"), name_en="x"
    )

    assert house.kinds() == [
        ("shut", day, boston("2023-04-26 08:00")),
        ("taken", boston("2023-04-26 14:00"), boston("2023-04-26 15:00")),
        ("shut", boston("2023-04-26 22:00"), boston("2023-04-27 08:00")),
        ("shut", boston("2023-04-27 09:00"), boston("2023-04-27 10:00")),
        ("shut", boston("2023-04-27 22:00"), boston("2023-04-28 00:00")),
    ]


def test_page_says_in_both_languages_free_until_when_and_what_is_next() -> None:
    house = House()

    answer = Client().get(reverse("place_feeds:door", args=[house.token]))

    page = answer.content.decode()
    for said in (
        "비어 있음",
        "14:00까지",
        "다음: 14:00–15:00",
        "소나무",
        "Free",
        "until 14:00",
        "Next: 14:00–15:00",
        "Pine",
    ):
        assert f">{said}</span>" in page
    assert (answer.cookies, answer["Referrer-Policy"]) == ({}, "no-referrer")


@pytest.mark.parametrize(
    ("change", "is_named"),
    [
        (lambda house: None, True),
        (lambda house: Premises.objects.update(names_at_doors=False), False),
        (lambda house: house.organisation.__class__.objects.update(is_listed=False), False),
        (lambda house: NamingObjection.objects.create(premises=house.premises, organisation=house.organisation), False),
    ],
    ids=["agreed", "house says no", "not listed", "objected"],
)
def test_organisation_is_named_only_where_it_may_be_and_nothing_else_ever(change: Any, is_named: bool) -> None:
    house = House()
    change(house)
    address = reverse("place_feeds:door", args=[house.token])
    with standing_still(boston("2023-04-26 14:10")):
        page = Client().get(address).content.decode()
        told = Client().get(f"{address}day.json").content.decode()

    for text in (page, told):
        assert (house.organisation.name_en in text) == is_named
        secrets = ("Merger", house.booking.person.email, str(house.booking.public_id), code_of(house.booking))
        assert not any(secret in text for secret in secrets)


def test_free_room_is_used_at_once_until_the_next_booking_and_no_longer_than_the_house_grants() -> None:
    house = House()

    first = use_at_once(room_id=house.room.pk, now=NOON)

    whole = (first.starts_at, first.ends_at, first.state, first.organisation, first.person)
    assert whole == (NOON, boston("2023-04-26 13:10"), BookingState.CHECKED_IN, None, None)
    with pytest.raises(Refused, match="not free now"):
        use_at_once(room_id=house.room.pk, now=NOON)
    second = use_at_once(room_id=house.room.pk, now=boston("2023-04-26 13:20"))
    assert second.ends_at == boston("2023-04-26 14:00")
    assert AuditEntry.objects.filter(verb="places.used_at_door").count() == 2


@pytest.mark.parametrize(
    ("fields", "at", "sentence"),
    [
        ({"door_minutes": 0}, "2023-04-26 12:10", "please book it"),
        ({"needs_approval": True}, "2023-04-26 12:10", "please book it"),
        ({}, "2023-04-26 13:56", "not for long enough"),
        ({}, "2023-04-26 14:30", "not free now"),
        ({}, "2023-04-26 23:00", "not free now"),
    ],
    ids=["not allowed", "approval", "soon booked", "taken", "closed"],
)
def test_room_is_not_used_at_once(fields: dict[str, Any], at: str, sentence: str) -> None:
    house = House(**fields)
    with pytest.raises(Refused, match=sentence):
        use_at_once(room_id=house.room.pk, now=boston(at))
    assert Booking.objects.count() == 1


def test_code_checks_in_and_ends_and_another_opens_nothing() -> None:
    house = House()
    soon, under_way, code = boston("2023-04-26 13:50"), boston("2023-04-26 14:20"), code_of(house.booking)
    stranger = BookingFactory(
        room=house.room, starts_at=boston("2023-04-26 18:00"), ends_at=boston("2023-04-26 19:00"),
        organisation=house.organisation,
    )  # fmt: skip

    for wrong in ("", "000000" if code != "000000" else "111111", code_of(stranger)):
        with pytest.raises(Refused, match="not the code"):
            check_in_at_door(room_id=house.room.pk, code=wrong, now=soon)
    with pytest.raises(Refused, match="under way"):
        end_at_door(room_id=house.room.pk, code=code, now=soon)
    assert check_in_at_door(room_id=house.room.pk, code=f" {code[:3]} {code[3:]}", now=soon).checked_in_at == soon
    ended = end_at_door(room_id=house.room.pk, code=code, now=under_way)
    assert (ended.state, ended.ends_at) == (BookingState.ENDED, boston("2023-04-26 14:21"))


def test_whoever_took_the_room_at_the_door_ends_it_without_a_code() -> None:
    house = House()
    use_at_once(room_id=house.room.pk, now=NOON)
    told = house.told()
    assert [each for each in told["spans"] if each.get("needs_no_code")] == [told["spans"][1]]
    with standing_still(NOON + timedelta(minutes=20)):
        answer = house.sent("end")
    assert (answer.status_code, answer.json()["said"]["en"]) == (200, "Ended. The room is free.")


def test_deeds_answer_in_both_languages_with_the_day_as_it_is_then() -> None:
    house = House()

    done, again = house.sent("use"), house.sent("use")

    assert (done.status_code, done.json()["said"]) == (
        200, {"ko": "지금부터 이용하실 수 있습니다.", "en": "The room is yours now."},
    )  # fmt: skip
    assert done.json()["shown"]["state"] == "taken"
    assert (again.status_code, again.json()["said"]["ko"]) == (
        422, "지금은 공간이 비어 있지 않거나 남은 시간이 부족합니다.",
    )  # fmt: skip
    assert house.sent("knock").status_code == 404


def test_codes_are_not_found_by_trying() -> None:
    house = House()
    answers = [house.sent("check-in", code="1").status_code for _time in range(12)]
    assert (set(answers[:10]), set(answers[10:])) == ({422}, {429})


def test_address_opens_for_its_token_alone_and_not_after_its_end(now: datetime) -> None:
    house = House()
    with pytest.raises(Refused, match="venue staff"):
        make_screen(room_id=house.room.pk, by=house.member, now=now)
    with pytest.raises(Refused, match="by the hour"):
        make_screen(room_id=room_at(house.premises, kind=RoomKind.DESK).pk, by=house.desk, now=now)
    first, second = house.token, make_screen(room_id=house.room.pk, by=house.desk, now=now)

    def opens(token: str) -> int:
        return Client().get(reverse("place_feeds:door", args=[token])).status_code

    assert [opens(token) for token in (first, second, "wrong")] == [404, 200, 404]
    for _twice in range(2):
        end_screen(room_id=house.room.pk, by=house.desk, now=now)
    assert opens(second) == 404
    verbs = AuditEntry.objects.filter(verb__startswith="places.door_screen").order_by("pk")
    made, ended = "places.door_screen_made", "places.door_screen_ended"
    assert list(verbs.values_list("verb", flat=True)) == [made, made, ended]
