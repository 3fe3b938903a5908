"""The pages of premises: everybody's, those of who books, and the desk of their venue staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.places.actions.tenancies import plan_tenancy
from bridgehead.places.models import (
    Booking,
    BookingState,
    Closure,
    Entitlement,
    PremisesRole,
    RoomKind,
    Series,
    Tenancy,
    TenancyStep,
    Waiting,
)
from tests.clocks import standing_still
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.places import (
    BookingFactory,
    EntitlementFactory,
    PremisesFactory,
    boston,
    desk_of,
    member_of,
    room_at,
)
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FROM, UNTIL = boston("2023-04-27 16:00"), boston("2023-04-27 17:00")


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def of(actor: Actor) -> Client:
    """The browser of somebody."""
    return browser(User.objects.get(pk=actor.person_id))


def at(name: str, **ids: Any) -> str:
    return reverse(name, kwargs={key: getattr(value, "public_id", value) for key, value in ids.items()})


def en(address: str) -> str:
    return address.replace("/ko/", "/en/", 1)


def test_anybody_sees_listed_premises_with_their_plan() -> None:
    house, hidden = PremisesFactory(), PremisesFactory(is_listed=False, name_en="Hidden House")
    room_at(house, name_en="Pine", features=["screen", "whiteboard"], width=2)

    listed = Client().get(en(at("places:premises_list")))
    page = Client().get(en(at("places:premises", public_id=house)))

    assert "Boston Incubation Office" in text(listed)
    assert "Hidden House" not in text(listed)
    assert Client().get(at("places:premises", public_id=hidden)).status_code == 404
    assert '<svg class="plan" viewBox="0 0 120 80"' in page.content.decode()
    assert "screen · whiteboard" in text(page)
    assert "Monday 08:00–22:00" in text(page)
    assert "Sunday closed" in text(page)


def test_a_day_on_which_the_house_is_closed_says_so() -> None:
    house = PremisesFactory()
    room_at(house, name_en="Pine")
    client = of(member_of(house)[0])

    sunday = text(client.get(en(at("places:board", public_id=house)) + "?day=2023-04-30"))
    monday = text(client.get(en(at("places:board", public_id=house)) + "?day=2023-05-01"))

    assert ("Closed Nothing can be booked on this day." in sunday, "Pine" in sunday) == (True, False)
    assert ("Nothing can be booked" in monday, "Pine" in monday) == (False, True)


def test_rival_sees_that_a_room_is_taken_and_no_more() -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    rival, _other, _its = member_of(house)
    booking = BookingFactory(
        room=room, starts_at=FROM, ends_at=UNTIL, organisation=organisation, purpose="Merger talk",
        person_id=member.user_id,
    )  # fmt: skip
    day, week = f"{at('places:board', public_id=house)}?day=2023-04-27", at("places:room", room_id=room)

    for address in (en(day), en(f"{week}?week=2023-04-27")):
        theirs, ours = of(rival).get(address), of(member).get(address)
        assert "16:00–17:00 taken" in text(theirs)
        assert " 08 09 10 11 12 13 14 15 16 17 18 19 20 21 " in text(theirs)
        assert organisation.name_en not in text(theirs)
        assert "Merger" not in text(theirs)
        assert f"16:00–17:00 {organisation.name_en}" in text(ours)
    one = en(at("places:booking", booking_id=booking))
    assert "Merger talk" in text(of(member).get(one))
    assert of(rival).get(one).status_code == 404
    assert of(rival).post(en(at("places:booking_deed", booking_id=booking, deed="cancel"))).status_code == 404
    desk_day = en(at("places_desk:today", public_id=house) + "?day=2023-04-27")
    assert "Merger talk" in text(of(desk_of(house)).get(desk_day))
    stranger = browser(UserFactory())
    assert [stranger.get(address).status_code for address in (day, week)] == [404, 404]
    assert Client().get(day).status_code == 302


def typed(organisation: Any, **said: str) -> dict[str, str]:
    return {
        "organisation": str(organisation.public_id), "starts_at": "2023-04-27T16:00", "minutes": "60",
        "purpose": "Call", **said,
    }  # fmt: skip


def test_member_books_checks_the_refusal_and_waits() -> None:
    house = PremisesFactory()
    room, other = room_at(house), room_at(house, name_en="Pine")
    member, organisation, _entitlement = member_of(house)
    BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL)
    client, address = of(member), en(at("places:book", room_id=room))

    form = client.get(f"{address}?from=2023-04-27T16:00")
    assert 'value="2023-04-27T16:00"' in form.content.decode()
    refused = client.post(address, typed(organisation))
    assert refused.status_code == 422
    assert "The room is taken until 17:00 Boston. Free at your time: Pine." in text(refused)
    assert "Wait for this room at this time" in text(refused)
    assert client.post(en(at("places:wait", room_id=room)), typed(organisation)).status_code == 302
    assert client.post(en(at("places:book", room_id=other)), typed(organisation)).status_code == 302

    assert Waiting.objects.values_list("room", "state").get() == (room.pk, "waiting")
    booked = Booking.objects.get(room=other)
    page = text(client.get(en(at("places:bookings"))))
    assert "You wait for it." in page
    assert ("To come" in page, "Pine" in page, "Nothing is over yet." in page) == (True, True, False)
    assert "Nothing is over yet." in text(client.get(en(at("places:bookings")) + "?past=1"))
    assert "16:00–17:00 Boston 05:00–06:00 +1 Seoul" in page
    waiting = Waiting.objects.get()
    client.post(en(at("places:waiting_deed", waiting_id=waiting, answer="stop")))
    assert Waiting.objects.get().state == "withdrawn"
    change = en(at("places:change", booking_id=booked))
    assert client.get(change).status_code == 200
    moved = {"room": str(other.public_id), "starts_at": "2023-04-27T18:00", "minutes": "30", "purpose": "Later"}
    assert client.post(change, moved).status_code == 302
    assert Booking.objects.values_list("starts_at", "purpose").get(pk=booked.pk) == (
        boston("2023-04-27 18:00"),
        "Later",
    )
    assert client.post(en(at("places:booking_deed", booking_id=booked, deed="cancel"))).status_code == 302
    assert Booking.objects.get(pk=booked.pk).state == "cancelled"
    assert client.post(en(at("places:booking_deed", booking_id=booked, deed="explode"))).status_code == 404


def test_series_is_shown_before_it_is_booked_and_ended_after() -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    BookingFactory(room=room, starts_at=boston("2023-05-04 16:00"), ends_at=boston("2023-05-04 17:00"))
    client, address = of(member), en(at("places:book", room_id=room))
    weekly = typed(organisation, repeats="weekly", until="2023-05-18")

    shown = client.post(address, weekly)
    assert (shown.status_code, Booking.objects.count()) == (200, 1)
    assert "3 of 4 times fit" in text(shown)
    assert client.post(address, {**weekly, "step": "all"}).status_code == 422
    assert client.post(address, {**weekly, "step": "fitting"}).status_code == 302
    booking = Series.objects.get().bookings.order_by("starts_at").first()
    assert booking is not None
    assert "each week until 18 May 2023" in text(client.get(en(at("places:booking", booking_id=booking))))
    client.post(en(at("places:series_deed", booking_id=booking, ending="leave-out")))
    client.post(en(at("places:series_deed", booking_id=booking, ending="end-series")))

    assert set(Series.objects.get().bookings.values_list("state", flat=True)) == {"cancelled"}
    for neither_or_both in ({"until": ""}, {"count": "3"}):
        refused = client.post(address, {**weekly, **neither_or_both})
        assert refused.status_code == 422
        assert "Say until which day it repeats, or how often: one of both." in text(refused)


def test_monthly_series_across_a_change_of_clocks_keeps_its_time_and_is_counted() -> None:
    house = PremisesFactory(days_ahead=400)
    room = room_at(house)
    member, organisation, _entitlement = member_of(house, monthly_minutes=600)
    client, address = of(member), en(at("places:book", room_id=room))
    monthly = typed(organisation, repeats="monthly_weekday", count="8")

    shown = client.post(address, monthly)
    assert "8 of 8 times fit" in text(shown)
    client.post(address, {**monthly, "step": "all"})

    starts = Booking.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert [each.isoformat() for each in starts][::7] == ["2023-04-27T20:00:00+00:00", "2023-11-23T21:00:00+00:00"]


def test_board_tells_its_script_where_rows_begin_and_whose_bookings_move() -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    rival, _other, _its = member_of(house)
    booking = BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL, organisation=organisation)
    day = en(f"{at('places:board', public_id=house)}?day=2023-04-27")
    moves = f'class="taken ours" data-begins="{int(FROM.timestamp())}" data-lasts="60"'

    ours, theirs = of(member).get(day).content.decode(), of(rival).get(day).content.decode()

    for page in (ours, theirs):
        assert 'data-zone="America/New_York"' in page
        assert f'<tr data-from="{int(boston("2023-04-27 08:00").timestamp())}">' in page
    assert moves in ours
    assert "data-begins" not in theirs
    assert str(booking.public_id) not in theirs


def test_forms_are_filled_with_what_was_drawn_or_dropped_on_a_board() -> None:
    house = PremisesFactory()
    room, other = room_at(house, name_en="Pine"), room_at(house, name_en="Oak")
    member, organisation, _entitlement = member_of(house)
    booking = BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL, organisation=organisation, purpose="Call")
    client = of(member)

    drawn = client.get(en(at("places:book", room_id=room)) + "?from=2023-04-28T09:30&minutes=210").content.decode()
    change = en(at("places:change", booking_id=booking))
    dropped = client.get(f"{change}?from=2023-04-27T18:00&minutes=90&room={other.public_id}")

    assert 'value="2023-04-28T09:30"' in drawn
    assert '<option value="210" selected>' in drawn
    assert "As you dropped it on the board. Nothing is changed until you save." in text(dropped)
    page = dropped.content.decode()
    assert 'value="2023-04-27T18:00"' in page
    assert f'<option value="{other.public_id}" selected>' in page
    assert client.get(f"{change}?from=nonsense&minutes=many&room=none").status_code == 200
    booking.refresh_from_db()
    assert (booking.room, booking.starts_at) == (room, FROM)


def test_free_room_is_found_without_script() -> None:
    house = PremisesFactory()
    room_at(house, name_en="Pine", capacity=4, features=["screen"])
    room_at(house, name_en="Oak", capacity=12, features=["screen", "video"])
    member, _organisation, _entitlement = member_of(house)
    client, address = of(member), en(at("places:find", public_id=house))

    assert client.get(address).status_code == 200
    found = client.get(address, {"starts_at": "2023-04-27T10:00", "minutes": "60", "seats": "5", "features": ["video"]})
    none = client.get(address, {"starts_at": "2023-04-29T10:00", "minutes": "60"})
    wrong = client.get(address, {"starts_at": "noon", "minutes": "60"})

    assert ("1 room is free" in text(found), "Oak" in text(found), "Pine" in text(found)) == (True, True, False)
    assert "0 rooms are free" in text(none)
    assert (wrong.status_code, "“noon” is not a day and a time." in text(wrong)) == (422, True)


def test_venue_staff_approves_declines_and_checks_in() -> None:
    house = PremisesFactory()
    hall = room_at(house, kind=RoomKind.HALL)
    asked = [
        BookingFactory(room=hall, starts_at=FROM, ends_at=UNTIL, state=BookingState.REQUESTED),
        BookingFactory(room=hall, starts_at=UNTIL, ends_at=boston("2023-04-27 18:00"), state=BookingState.REQUESTED),
    ]
    client = of(desk_of(house))
    deed = lambda booking, name: en(at("places_desk:booking_deed", public_id=house, booking_id=booking, deed=name))  # noqa: E731  # said in place

    assert "Waiting for approval 2" in text(client.get(en(at("places_desk:today", public_id=house))))
    assert client.post(deed(asked[0], "approve")).status_code == 302
    assert client.post(deed(asked[1], "decline"), {"reason": "A ceremony"}).status_code == 302
    with standing_still(FROM):
        assert client.post(deed(asked[0], "check-in")).status_code == 302
        assert client.post(deed(asked[0], "end")).status_code == 302

    assert [Booking.objects.get(pk=each.pk).state for each in asked] == ["ended", "declined"]
    elsewhere = of(desk_of(PremisesFactory()))
    assert elsewhere.post(deed(asked[0], "cancel"), {"reason": "No"}).status_code == 404
    assert browser(UserFactory()).get(at("places_desk:premises")).status_code == 404


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("n" * 301, "Write at most 300 characters here, not 301."),
        ("A\nB", "Write this on one line, without line breaks."),
    ],
)
def test_a_reason_that_cannot_be_kept_is_answered_with_a_sentence_and_changes_nothing(reason: str, told: str) -> None:
    house = PremisesFactory()
    hall = room_at(house, kind=RoomKind.HALL)
    asked = BookingFactory(room=hall, starts_at=FROM, ends_at=UNTIL, state=BookingState.REQUESTED)
    client, today = of(desk_of(house)), en(at("places_desk:today", public_id=house))
    decline = en(at("places_desk:booking_deed", public_id=house, booking_id=asked, deed="decline"))

    answer = client.post(decline, {"reason": reason}, headers={"referer": f"http://testserver{today}"})

    assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{today}")
    assert told in text(client.get(today))
    assert Booking.objects.get(pk=asked.pk).state == BookingState.REQUESTED


def test_venue_staff_grants_lets_ticks_and_moves() -> None:
    house, organisation = PremisesFactory(), OrganisationFactory()
    desk = room_at(house, kind=RoomKind.DESK, name_en="Desk 1")
    client = of(desk_of(house))
    granted = {
        "organisation": organisation.name_en, "starts_on": "2023-04-01", "ends_on": "2024-04-01", "desks": "1",
        "monthly_minutes": "600",
    }  # fmt: skip

    assert client.post(en(at("places_desk:entitlements", public_id=house)), granted).status_code == 302
    entitlement = Entitlement.objects.get()
    address = en(at("places_desk:entitlement", public_id=house, entitlement_id=entitlement))
    assert client.get(address).status_code == 200
    assert client.post(address, {**granted, "monthly_minutes": "900"}).status_code == 302
    planned = {
        "room": str(desk.public_id), "entitlement": str(entitlement.public_id), "starts_on": "2023-05-01",
        "ends_on": "2023-11-01",
    }  # fmt: skip
    assert client.post(en(at("places_desk:tenancies", public_id=house)), planned).status_code == 302
    tenancy = Tenancy.objects.get()
    one = en(at("places_desk:tenancy", public_id=house, tenancy_id=tenancy))
    assert "Agreement on use signed" in text(client.get(one))
    assert client.post(one, {"phase": "in", "name_en": "Lab tour"}).status_code == 302
    deed = lambda name: en(at("places_desk:tenancy_deed", public_id=house, tenancy_id=tenancy, deed=name))  # noqa: E731  # said in place
    assert "Not done yet: Agreement on use signed" in text(client.post(deed("move-in")))
    for step in TenancyStep.objects.all():
        client.post(en(at("places_desk:tick", public_id=house, tenancy_id=tenancy, step_id=step)), {"done": "yes"})
    assert client.post(deed("move-in")).status_code == 302
    assert client.post(deed("move-out"), {"ends_on": "2023-08-01"}).status_code == 302

    assert Entitlement.objects.get().monthly_minutes == 900
    assert Tenancy.objects.values_list("state", "ends_on").get() == ("left", date(2023, 8, 1))
    assert "Desk 1" in text(client.get(en(at("places_desk:tenancies", public_id=house))))
    assert client.post(deed("burn")).status_code == 404


def test_closure_is_shown_before_it_is_made() -> None:
    house = PremisesFactory()
    booking = BookingFactory(room=room_at(house), starts_at=FROM, ends_at=UNTIL)
    client, address = of(desk_of(house)), en(at("places_desk:closures", public_id=house))
    said = {"starts_at": "2023-04-27T08:00", "ends_at": "2023-04-28T08:00", "name_en": "Inspection"}

    shown = client.post(address, said)
    assert "1 booking is cancelled by it" in text(shown)
    assert (Closure.objects.count(), Booking.objects.get().state) == (0, "confirmed")
    assert client.post(address, {**said, "step": "close", "seen": "0"}).status_code == 422
    assert client.post(address, {**said, "step": "close", "seen": "1"}).status_code == 302
    assert (Closure.objects.count(), Booking.objects.get().state) == (1, "cancelled")
    closure = Closure.objects.get()
    assert client.post(en(at("places_desk:reopen", public_id=house, closure_id=closure))).status_code == 302
    assert (Closure.objects.count(), booking.pk) == (0, Booking.objects.get().pk)


def test_desk_is_given_and_taken() -> None:
    house, person = PremisesFactory(), UserFactory()
    client, address = of(desk_of(house)), en(at("places_desk:staff", public_id=house))

    assert client.post(address, {"email": "nobody@example.com"}).status_code == 422
    assert client.post(address, {"email": person.email}).status_code == 302
    held = PremisesRole.objects.get(user=person)
    assert person.email in text(client.get(address))
    trail = text(client.get(en(at("places_desk:trail", public_id=house))))
    assert "named venue staff" in trail
    assert client.post(en(at("places_desk:dismiss", public_id=house, role_id=held))).status_code == 302
    assert not PremisesRole.objects.filter(user=person).exists()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_boards_and_lists_cost_the_same_however_much_there_is() -> None:
    house = PremisesFactory()
    member, organisation, entitlement = member_of(house, desks=100)
    at_desk = desk_of(house)
    pages = [
        (of(member), at("places:premises", public_id=house)),
        (of(member), at("places:board", public_id=house) + "?day=2023-04-27"),
        (of(member), at("places:bookings")),
        (of(at_desk), at("places:board", public_id=house) + "?day=2023-04-27"),
        (of(at_desk), at("places_desk:today", public_id=house) + "?day=2023-04-27"),
        (of(at_desk), at("places_desk:tenancies", public_id=house)),
        (of(at_desk), at("places_desk:entitlements", public_id=house)),
    ]

    def fill(number: int) -> list[int]:
        for each in range(number):
            for kind in (RoomKind.MEETING, RoomKind.DESK):
                room = room_at(house, kind=kind)
                if kind == RoomKind.MEETING:
                    BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL, organisation=organisation)
                else:
                    plan_tenancy(
                        room_id=room.pk, entitlement_id=entitlement.pk, starts_on=date(2023, 5, 1),
                        ends_on=date(2023, 6, 1), by=at_desk, now=datetime.now(tz=FROM.tzinfo),
                    )  # fmt: skip
            EntitlementFactory(premises=house, source=f"{number}-{each}")
        return [queries_of(client, address) for client, address in pages]

    assert fill(2) == fill(5)
