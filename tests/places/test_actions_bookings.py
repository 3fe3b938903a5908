"""Booking a room: every refusal is a sentence, credit is spent and given back, and what is over stays over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.bookings import (
    approve_booking,
    book,
    cancel_booking,
    change_booking,
    check_in,
    decline_booking,
    end_early,
)
from bridgehead.places.actions.closures import close
from bridgehead.places.models import Booking, BookingState, CreditMonth, RoomKind
from tests.factories.people import UserFactory, actor_of
from tests.factories.places import (
    BookingFactory,
    EntitlementFactory,
    PremisesFactory,
    boston,
    desk_of,
    member_of,
    room_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FROM, UNTIL = boston("2023-04-27 16:00"), boston("2023-04-27 17:30")


def spent() -> list[tuple[str, int, int]]:
    return [(f"{each.month:%Y-%m}", each.granted, each.spent) for each in CreditMonth.objects.order_by("month")]


def refused(deed: Any, **told: Any) -> tuple[str, str | None]:
    """Return the sentence of a refusal and its field; nothing was changed."""
    before = (list(Booking.objects.order_by("pk").values()), spent(), AuditEntry.objects.count())
    with pytest.raises(Refused) as refusal:
        deed(**told)
    assert (list(Booking.objects.order_by("pk").values()), spent(), AuditEntry.objects.count()) == before
    return str(refusal.value), refusal.value.field


def test_member_books_a_room_and_spends_credit(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)

    booking = book(
        room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, purpose=" Board  call ",
        by=member, now=now,
    )  # fmt: skip

    kept = Booking.objects.values("room", "starts_at", "ends_at", "organisation", "person", "purpose", "state").get()
    assert kept == {
        "room": room.pk,
        "starts_at": FROM,
        "ends_at": UNTIL,
        "organisation": organisation.pk,
        "person": member.user_id,
        "purpose": "Board call",
        "state": "confirmed",
    }
    assert (booking.credit_minutes, spent()) == (90, [("2023-04", 600, 90)])
    assert list(AuditEntry.objects.values_list("stream__name", "verb", "change")) == [
        (house.audit_stream, "places.booking_confirmed", {"state": ["", "confirmed"]})
    ]
    assert [(item.kind, item.payload["what"]) for item in OutboxItem.objects.all()] == [("places/booking", "confirmed")]


def test_booking_sent_twice_is_made_once(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    told = {
        "room_id": room.pk, "starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "by": member,
        "now": now, "idempotency_key": "once",
    }  # fmt: skip

    assert book(**told) == book(**told)
    assert (Booking.objects.count(), spent()) == (1, [("2023-04", 600, 90)])


def test_taken_room_says_until_when_and_what_is_free(now: datetime) -> None:
    house = PremisesFactory()
    room, small = room_at(house), room_at(house, name_en="Pine", capacity=4)
    room_at(house, name_en="Hall", kind=RoomKind.HALL)
    room_at(house, name_en="Office", kind=RoomKind.OFFICE)
    BookingFactory(room=room, starts_at=boston("2023-04-27 15:00"), ends_at=boston("2023-04-27 16:45"))
    member, organisation, _entitlement = member_of(house)
    told = {"room_id": room.pk, "starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk}

    says = refused(book, **told, by=member, now=now)
    BookingFactory(room=small, starts_at=FROM, ends_at=UNTIL)
    alone = refused(book, **told, by=member, now=now)

    assert says == ("The room is taken until 16:45 Boston. Free at your time: Pine.", "starts_at")
    assert alone == ("The room is taken until 16:45 Boston, and no other is free at your time.", "starts_at")


def test_bookings_that_touch_do_not_meet(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    BookingFactory(room=room, starts_at=boston("2023-04-27 15:00"), ends_at=FROM)
    BookingFactory(room=room, starts_at=UNTIL, ends_at=boston("2023-04-27 18:00"))
    for state in (BookingState.CANCELLED, BookingState.RELEASED, BookingState.DECLINED, BookingState.ENDED):
        BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL, state=state)
    member, organisation, _entitlement = member_of(house)

    booking = book(room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=member, now=now)

    assert booking.state == BookingState.CONFIRMED


def test_what_stands_against_a_booking_is_said(now: datetime) -> None:
    house = PremisesFactory(minutes_per_day=120)
    room, desk = room_at(house), room_at(house, kind=RoomKind.DESK)
    member, organisation, _entitlement = member_of(house, monthly_minutes=100)
    stranger = actor_of(UserFactory())
    at_desk = desk_of(house)
    told = {"room_id": room.pk, "starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "now": now}
    next_year = {**told, "starts_at": boston("2024-01-02 10:00"), "ends_at": boston("2024-01-02 11:00")}

    assert refused(book, **told, by=stranger) == ("Choose an organisation that you belong to.", None)
    assert refused(book, **{**told, "organisation_id": None}, by=member)[0] == (
        "Choose an organisation that you belong to."
    )
    assert refused(book, **{**told, "room_id": 0}, by=member)[0] == "There is no such room."
    assert refused(book, **{**told, "room_id": desk.pk}, by=member)[0] == (
        "This room is let to who works in it; it cannot be booked."
    )
    assert refused(book, **{**next_year, "now": boston("2023-12-15 10:00")}, by=member)[0] == (
        "Your organisation is not entitled to use these premises on 2 January 2024."
    )
    book(**{**told, "ends_at": boston("2023-04-27 17:00")}, by=member)
    longer = {**told, "starts_at": boston("2023-04-27 17:00"), "ends_at": boston("2023-04-27 18:01")}
    assert refused(book, **longer, by=member) == (
        "On one day an organisation books 2 h at most; yours has 1 h already.",
        "ends_at",
    )
    tomorrow = {**told, "starts_at": boston("2023-04-28 10:00"), "ends_at": boston("2023-04-28 11:00")}
    assert refused(book, **tomorrow, by=member) == (
        "In April 2023 your organisation has 40 min left in meeting rooms; this booking takes 1 h.",
        "ends_at",
    )
    close(
        premises_id=house.pk, starts_at=boston("2023-04-28 09:00"), ends_at=boston("2023-04-28 12:00"),
        name_en="fire drill", by=at_desk, now=now,
    )  # fmt: skip
    assert refused(book, **tomorrow, by=member) == (
        "It is closed at this time, 09:00–12:00 on 28 April 2023 (Boston): fire drill.",
        "starts_at",
    )


def test_unlisted_premises_are_not_told_of(now: datetime) -> None:
    house = PremisesFactory(is_listed=False)
    room = room_at(house)
    member, organisation, _entitlement = member_of(PremisesFactory())

    said = refused(
        book, room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=member, now=now
    )

    assert said == ("There is no such room.", None)


def test_house_books_for_itself_without_credit(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)

    booking = book(
        room_id=room.pk, starts_at=boston("2023-04-29 01:00"), ends_at=boston("2023-04-29 13:00"),
        organisation_id=None, by=desk_of(house), now=now,
    )  # fmt: skip

    assert (booking.state, booking.credit_id, spent()) == ("confirmed", None, [])


def test_hall_is_approved_and_takes_no_credit(now: datetime) -> None:
    house = PremisesFactory()
    hall = room_at(house, kind=RoomKind.HALL, needs_approval=True)
    member, organisation, _entitlement = member_of(house)
    at_desk = desk_of(house)
    told = {"room_id": hall.pk, "organisation_id": organisation.pk, "by": member, "now": now}

    first = book(**told, starts_at=FROM, ends_at=UNTIL)
    second = book(**told, starts_at=UNTIL, ends_at=boston("2023-04-27 18:00"))
    assert (first.state, spent()) == ("requested", [])
    assert refused(approve_booking, booking_id=first.pk, by=member, now=now)[0] == (
        "Only the venue staff of these premises can do that."
    )
    assert refused(decline_booking, booking_id=second.pk, reason=" ", by=at_desk, now=now) == (
        "Say why, in a sentence that the person will read.",
        "reason",
    )
    approved = approve_booking(booking_id=first.pk, by=at_desk, now=now)
    declined = decline_booking(booking_id=second.pk, reason="A ceremony is prepared.", by=at_desk, now=now)

    assert (approved.state, declined.state, declined.reason) == ("confirmed", "declined", "A ceremony is prepared.")
    assert approve_booking(booking_id=first.pk, by=at_desk, now=now).state == "confirmed"
    assert refused(approve_booking, booking_id=second.pk, by=at_desk, now=now)[0] == (
        "This booking no longer waits for approval."
    )


def test_cancelled_booking_gives_its_credit_back(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    rival, _other, _its = member_of(house)
    booking = book(room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=member, now=now)

    assert refused(cancel_booking, booking_id=booking.pk, by=rival, now=now)[0] == "There is no such booking."
    assert refused(cancel_booking, booking_id=booking.pk, by=desk_of(house), now=now)[1] == "reason"
    assert refused(cancel_booking, booking_id=booking.pk, by=member, now=FROM)[0] == (
        "This booking has begun. End it early, and its rest becomes free."
    )
    assert cancel_booking(booking_id=booking.pk, by=member, now=now).state == "cancelled"
    assert cancel_booking(booking_id=booking.pk, by=member, now=now).credit_minutes == 0
    assert spent() == [("2023-04", 600, 0)]


def test_moved_booking_spends_what_it_takes_now(now: datetime) -> None:
    house = PremisesFactory()
    room, other = room_at(house), room_at(house)
    member, organisation, _entitlement = member_of(house)
    booking = book(room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=member, now=now)

    moved = change_booking(
        booking_id=booking.pk, by=member, now=now, room_id=other.pk, starts_at=boston("2023-05-02 09:00"),
        ends_at=boston("2023-05-02 09:30"), purpose="Later",
    )  # fmt: skip

    assert (moved.room_id, moved.purpose, moved.minutes) == (other.pk, "Later", 30)
    assert spent() == [("2023-04", 600, 0), ("2023-05", 600, 30)]
    BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL)
    assert refused(
        change_booking, booking_id=booking.pk, by=member, now=now, room_id=room.pk, starts_at=FROM, ends_at=UNTIL
    )[0].startswith("The room is taken until 17:30 Boston.")
    elsewhere = room_at(PremisesFactory())
    assert refused(change_booking, booking_id=booking.pk, by=member, now=now, room_id=elsewhere.pk)[1] == "room"


def test_check_in_and_early_end_give_the_rest_back(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    booking = book(room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=member, now=now)

    assert refused(check_in, booking_id=booking.pk, by=member, now=now)[0] == (
        "One can check in from 15 minutes before the start."
    )
    assert refused(end_early, booking_id=booking.pk, by=member, now=now)[0] == (
        "Only a booking that is under way can be ended early."
    )
    assert check_in(booking_id=booking.pk, by=member, now=FROM - timedelta(minutes=10)).state == "checked_in"
    ended = end_early(booking_id=booking.pk, by=member, now=FROM + timedelta(minutes=29, seconds=30))

    assert (ended.state, ended.ends_at, ended.credit_minutes) == ("ended", boston("2023-04-27 16:30"), 30)
    assert spent() == [("2023-04", 600, 30)]
    assert end_early(booking_id=booking.pk, by=member, now=UNTIL).credit_minutes == 30


def test_second_entitlement_is_used_when_the_first_is_spent(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _first = member_of(house, monthly_minutes=60)
    EntitlementFactory(premises=house, organisation=organisation, monthly_minutes=100)

    for start, end in (("16:00", "17:00"), ("17:00", "18:30")):
        book(
            room_id=room.pk, starts_at=boston(f"2023-04-27 {start}"), ends_at=boston(f"2023-04-27 {end}"),
            organisation_id=organisation.pk, by=member, now=now,
        )  # fmt: skip

    assert [(each.granted, each.spent) for each in CreditMonth.objects.order_by("granted")] == [(60, 60), (100, 90)]
