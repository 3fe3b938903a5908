"""Boards beside a reckoning of each half hour by itself, and what holds a room beside a comparison of both ends."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.places.models import HOLDING, Booking, BookingState, Closure, Premises, Room
from bridgehead.places.queries.boards import STEP, Board, Line, day_board, week_board
from bridgehead.places.queries.free import closures_at, held_between, holding_at
from bridgehead.places.rules import house_rules, may_book_for, open_span
from tests.clocks import standing_still
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import BookingFactory, PremisesFactory, boston, desk_of, member_of, room_at
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: The clocks go back on the fifth of November 2023, a Sunday.
DAY = date(2023, 11, 5)
NOON = datetime(2023, 11, 5, 17, tzinfo=UTC)


def busy_house(seed: int) -> tuple[Premises, list[Room], Actor]:
    """Four rooms with hours of their own here and there, full of bookings at odd minutes, some over night."""
    chance = random.Random(seed)
    house = PremisesFactory(hours=[[chance.choice([0, 450, 480]), chance.choice([1200, 1305, 1440])]] * 7)
    rooms = [room_at(house, hours=chance.choice([None, [None] * 7, [[540, 1080]] * 7])) for _ in range(3)]
    rooms.append(room_at(house))
    member, ours, _entitlement = member_of(house)
    others = [OrganisationFactory(), None]
    for concerned in (None, rooms[0]):
        begins = NOON + timedelta(minutes=chance.randrange(-900, 900))
        Closure.objects.create(
            premises=house, room=concerned, name_en="Inspection", starts_at=begins, ends_at=begins + timedelta(hours=3)
        )
    for room in rooms:
        moment = datetime(2023, 11, 3, 20, tzinfo=UTC)
        while moment < datetime(2023, 11, 9, tzinfo=UTC):
            starts = moment + timedelta(minutes=chance.choice([0, 0, 5, 30, 90, 400]))
            moment = starts + timedelta(minutes=chance.choice([20, 30, 60, 90, 1000]))
            if closures_at(room, starts, moment).exists():
                continue
            state = chance.choice([*HOLDING, BookingState.ENDED, BookingState.CANCELLED])
            whose = chance.choice([ours, *others])
            BookingFactory(room=room, starts_at=starts, ends_at=moment, state=state, organisation=whose)
    return house, rooms, member


def reckoned(actor: Actor, line: Line) -> list[tuple[str, Any]]:
    """What each half hour of a line says: a booking before a closure, a closure before the hours."""
    house = line.room.floor.premises
    bookings = list(Booking.objects.filter(room=line.room, state__in=HOLDING).order_by("starts_at"))
    closures = [each for each in Closure.objects.all() if each.room_id in {None, line.room.pk}]
    span = open_span(house_rules(line.room).week, line.day, ZoneInfo(house.zone))

    def said(moment: datetime) -> tuple[str, Any]:
        until = moment + STEP
        for booking in bookings:
            if booking.starts_at < until and booking.ends_at > moment:
                told = may_book_for(actor, booking.organisation_id, house.pk)
                return "taken", booking.public_id if told else booking.pk * -1
        if any(each.starts_at < until and each.ends_at > moment for each in closures):
            return "shut", "Inspection"
        if span is None or moment < span[0] or until > span[1]:
            return "shut", None
        return ("past", None) if until <= NOON else ("free", None)

    return [said(moment) for moment in line.columns.moments[:-1]]


def told(line: Line) -> list[tuple[str, Any]]:
    """What each half hour of a line says on the board; of a booking that is not told, which one it is."""
    found: list[tuple[str, Any]] = []
    for each in line.stretches:
        if each.booking is not None:
            what: Any = each.booking.public_id
        elif each.kind == "taken":
            met = {
                "starts_at__lt": line.columns.moments[each.begins + 1],
                "ends_at__gt": line.columns.moments[each.begins],
            }
            first = Booking.objects.filter(room=line.room, state__in=HOLDING, **met).order_by("starts_at").first()
            assert first is not None
            what = first.pk * -1
        else:
            what = each.why.name_en if each.why else None
        found += [(each.kind, what)] * (each.ends - each.begins)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_boards_say_of_each_half_hour_what_a_plain_reckoning_says(seed: int) -> None:
    house, rooms, member = busy_house(seed)
    staff = desk_of(house)

    boards: list[tuple[Actor, Board]] = [
        *((actor, day_board(actor, house, DAY, NOON)) for actor in (member, staff)),
        *((member, week_board(member, room, date(2023, 10, 30), NOON)) for room in rooms),
    ]

    assert [len(board.lines) for _actor, board in boards] == [4, 4, 7, 7, 7, 7]
    for actor, board in boards:
        for line in board.lines:
            assert told(line) == reckoned(actor, line)
            assert all(after - before == STEP for before, after in pairwise(line.columns.moments))
    hours = [hour for hour, columns in boards[0][1].hours for _ in range(columns)]
    assert len(hours) == len(boards[0][1].lines[-1].columns.moments) - 1


@pytest.mark.parametrize("seed", range(6))
def test_what_holds_rooms_is_what_a_comparison_of_both_ends_finds(seed: int) -> None:
    _house, rooms, _member = busy_house(seed)
    chance = random.Random(seed)
    ids = [room.pk for room in rooms]

    for _ in range(20):
        start = NOON + timedelta(minutes=chance.randrange(-4_000, 4_000))
        end = start + timedelta(minutes=chance.choice([1, 30, 600, 3_000]))
        found = held_between(ids, start, end, "pk")
        assert sorted(found) == sorted(holding_at(ids, start, end).values_list("room_id", "starts_at", "ends_at", "pk"))
        assert len(found) == len(set(found))
        for room in rooms:
            begun = [row[1] for row in held_between([room.pk], start, end)]
            assert begun == sorted(begun)


def test_names_on_a_board_are_put_in_as_text_and_marked_with_their_language() -> None:
    house = PremisesFactory(name_ko="", name_en="House")
    room_at(house, name_ko="", name_en="<b>Oak</b> & Pine", capacity=1)
    room = room_at(house, name_ko="소나무", name_en="", capacity=8)
    member, organisation, _entitlement = member_of(house)
    Organisation.objects.filter(pk=organisation.pk).update(name_ko="", name_en="<i>")
    BookingFactory(
        room=room, starts_at=boston("2023-04-27 16:00"), ends_at=boston("2023-04-27 17:00"), organisation=organisation
    )
    with standing_still(boston("2023-04-26 12:00")):
        client = browser(User.objects.get(pk=member.person_id))
        page = client.get(f"{reverse('places:board', kwargs={'public_id': house.public_id})}?day=2023-04-27")

    shown = page.content.decode()
    assert "&lt;b&gt;Oak&lt;/b&gt; &amp; Pine</a> <small>1 seat</small>" in shown
    assert '<span lang="ko">소나무</span></a> <small>8 seats</small>' in shown
    assert ">&lt;i&gt;</a></td>" in shown
    assert "<b>Oak" not in shown


def test_the_desks_day_and_free_rooms_come_page_by_page() -> None:
    house = PremisesFactory()
    start = boston("2023-04-27 08:00")
    rooms = [room_at(house, name_en=f"Elm {number}") for number in range(26)]
    for room in rooms:
        BookingFactory(room=room, starts_at=start, ends_at=start + STEP, state=BookingState.REQUESTED)
    over_night = BookingFactory(room=rooms[0], starts_at=start - timedelta(hours=9), ends_at=start, purpose="All night")
    with standing_still(boston("2023-04-26 12:00")):
        client = browser(User.objects.get(pk=desk_of(house).person_id))
        desk = f"{reverse('places_desk:today', kwargs={'public_id': house.public_id})}?day=2023-04-27"
        first, second = (text(client.get(f"{desk}&page={number}")) for number in (1, 2))
        find = f"{reverse('places:find', kwargs={'public_id': house.public_id})}"
        asked = f"{find}?starts_at=2023-04-27T10:00&minutes=30&seats=1"
        free, rest = (text(client.get(f"{asked}&page={number}")) for number in (1, 2))

    assert "All night" in first
    assert "All night" not in second
    assert "27 April 2023 27" in first
    assert over_night.state == BookingState.CONFIRMED
    assert "26 rooms are free" in free
    assert [free.count("Book – Elm"), rest.count("Book – Elm")] == [25, 1]
