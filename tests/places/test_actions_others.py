"""Entitlements, tenancies, series, closures, waiting, and what happens by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bridgehead.accounts.models import User
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions import premises as setting_up
from bridgehead.places.actions.bookings import book, cancel_booking, check_in
from bridgehead.places.actions.closures import close, reopen
from bridgehead.places.actions.entitlements import change_entitlement, end_entitlement, grant_entitlement
from bridgehead.places.actions.erasing import erase_bookings
from bridgehead.places.actions.minding import mind_bookings_at
from bridgehead.places.actions.series import Wanted, book_series, end_series, except_date, preview_series
from bridgehead.places.actions.tenancies import (
    add_step,
    cancel_tenancy,
    change_tenancy,
    move_in,
    move_out,
    plan_tenancy,
    tick_step,
)
from bridgehead.places.actions.waiting import stop_waiting, take_offer, wait_for_room
from bridgehead.places.models import (
    Booking,
    BookingState,
    Closure,
    CreditMonth,
    Entitlement,
    PremisesRole,
    RoomKind,
    Series,
    Tenancy,
    Waiting,
)
from bridgehead.places.queries.people import bookings_kept
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, admin_actor
from tests.factories.places import (
    WEEK,
    BookingFactory,
    EntitlementFactory,
    PremisesFactory,
    boston,
    desk_of,
    member_of,
    room_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FROM, UNTIL = boston("2023-04-27 16:00"), boston("2023-04-27 17:00")


def says(deed: Any, **told: Any) -> str:
    """Return the sentence of a refusal."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        deed(**told)
    return str(refusal.value)


def states() -> list[tuple[str, str]]:
    """Return the bookings by their start, with their states."""
    return [(f"{each.starts_at:%m-%d %H:%M}", each.state) for each in Booking.objects.order_by("starts_at", "pk")]


def test_premises_are_set_up_with_floors_and_rooms(now: datetime) -> None:
    admin = admin_actor()
    house = setting_up.set_up_premises(by=admin, now=now, name_en="House", zone="Asia/Seoul", hours=WEEK)
    floor = setting_up.add_floor(premises_id=house.pk, by=admin, now=now, number=1, columns=4, rows=2)
    told = {"floor_id": floor.pk, "by": admin, "now": now}
    room = setting_up.add_room(**told, kind="meeting", name_en="Pine", width=2, height=2, features=["screen"])

    assert says(setting_up.add_room, **told, kind="desk", name_en="D1", x=1) == (
        "On the plan, “Pine” stands there already."
    )
    assert says(setting_up.add_room, **told, kind="desk", name_en="D1", x=4) == (
        "The plan of this floor has 4 columns and 2 rows; the room would stand outside of it."
    )
    assert says(setting_up.change_floor, floor_id=floor.pk, by=admin, now=now, columns=1) == (
        "A room would stand outside of the plan. Move it first."
    )
    assert says(setting_up.change_room, room_id=room.pk, by=admin, now=now, features=["sauna"]) == (
        "Choose features from the list."
    )
    BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL)
    assert says(setting_up.change_room, room_id=room.pk, by=admin, now=now, kind="hall") == (
        "This room has been let or booked. Set up another one of that kind."
    )
    assert says(setting_up.set_up_premises, by=desk_of(house), now=now, name_en="X", zone="Asia/Seoul") == (
        "Only the platform's administrators can set up premises."
    )


def test_premises_keep_somebody_at_their_desk(now: datetime) -> None:
    house = PremisesFactory()
    at_desk = desk_of(house)
    first = PremisesRole.objects.get()

    assert says(setting_up.dismiss_staff, role_id=first.pk, by=at_desk, now=now) == (
        "Premises keep at least one person who serves there. Name another one first."
    )
    second = setting_up.name_staff(premises_id=house.pk, user_id=UserFactory().pk, by=at_desk, now=now)
    setting_up.dismiss_staff(role_id=first.pk, by=at_desk, now=now)

    assert list(PremisesRole.objects.all()) == [second]
    assert says(setting_up.name_staff, premises_id=house.pk, user_id=1, by=desk_of(PremisesFactory()), now=now) == (
        "Only the venue staff of these premises can do that."
    )


def test_entitlement_is_granted_once_per_source_and_never_below_what_is_used(now: datetime) -> None:
    house = PremisesFactory()
    at_desk, organisation = desk_of(house), OrganisationFactory()
    told = {
        "premises_id": house.pk, "organisation_id": organisation.pk, "by": at_desk, "now": now,
        "source": "cohort:2023:7", "starts_on": date(2023, 4, 1), "ends_on": date(2024, 4, 1), "desks": 1,
        "monthly_minutes": 300,
    }  # fmt: skip

    granted = grant_entitlement(**told)
    assert grant_entitlement(**told) == granted
    CreditMonth.objects.create(entitlement=granted, month=date(2023, 4, 1), granted=300, spent=200)
    plan_tenancy(
        room_id=room_at(house, kind=RoomKind.DESK).pk, entitlement_id=granted.pk, starts_on=date(2023, 5, 1),
        ends_on=date(2023, 8, 1), by=at_desk, now=now,
    )  # fmt: skip

    change = {"entitlement_id": granted.pk, "by": at_desk, "now": now}
    assert says(change_entitlement, **change, monthly_minutes=199) == "In some month more than that is spent already."
    assert says(change_entitlement, **change, desks=0) == (
        "More offices or desks are let by it, or for longer. End those tenancies first."
    )
    assert says(end_entitlement, **change, ends_on=date(2023, 7, 31)) == (
        "More offices or desks are let by it, or for longer. End those tenancies first."
    )
    change_entitlement(**change, monthly_minutes=240)
    end_entitlement(**change, ends_on=date(2023, 8, 1))

    assert Entitlement.objects.values_list("monthly_minutes", "ends_on").get() == (240, date(2023, 8, 1))
    assert CreditMonth.objects.values_list("granted", "spent").get() == (240, 200)


def test_organisation_moves_in_step_by_step_and_out_again(now: datetime) -> None:
    house = PremisesFactory()
    at_desk = desk_of(house)
    desk, entitlement = room_at(house, kind=RoomKind.DESK), EntitlementFactory(premises=house, desks=2)
    tenancy = plan_tenancy(
        room_id=desk.pk, entitlement_id=entitlement.pk, starts_on=date(2023, 5, 1), ends_on=date(2023, 11, 1),
        by=at_desk, now=now,
    )  # fmt: skip

    assert says(move_in, tenancy_id=tenancy.pk, by=at_desk, now=now) == (
        "Not done yet: Agreement on use signed, Access cards handed out, Room and furniture looked over, "
        "Network and telephone connected and Safety and emergency exits explained."
    )
    add_step(tenancy_id=tenancy.pk, phase="out", name_en="Lab cleaned", by=at_desk, now=now)
    for step in tenancy.steps.filter(phase="in"):
        tick_step(step_id=step.pk, is_done=True, by=at_desk, now=now)
    assert move_in(tenancy_id=tenancy.pk, by=at_desk, now=now).state == "living"
    done = tenancy.steps.filter(phase="in").first()
    assert done is not None
    assert says(tick_step, step_id=done.pk, is_done=False, by=at_desk, now=now) == (
        "They have moved in; this step stays ticked."
    )
    assert says(cancel_tenancy, tenancy_id=tenancy.pk, by=at_desk, now=now) == (
        "A tenancy that is “moved in” cannot become “cancelled”."
    )
    for step in tenancy.steps.filter(phase="out"):
        tick_step(step_id=step.pk, is_done=True, by=at_desk, now=now)
    left = move_out(tenancy_id=tenancy.pk, ends_on=date(2023, 8, 1), by=at_desk, now=now)

    assert (left.state, left.ends_on) == ("left", date(2023, 8, 1))
    following = plan_tenancy(
        room_id=desk.pk, entitlement_id=entitlement.pk, starts_on=date(2023, 8, 1), ends_on=date(2023, 9, 1),
        by=at_desk, now=now,
    )  # fmt: skip
    assert says(
        change_tenancy, tenancy_id=following.pk, starts_on=date(2023, 7, 31), ends_on=date(2023, 9, 1), by=at_desk,
        now=now,
    ) == "The room is let in these days; it is free again from 1 August 2023."  # fmt: skip
    assert cancel_tenancy(tenancy_id=following.pk, by=at_desk, now=now).state == "cancelled"


def test_no_more_is_let_than_was_granted(now: datetime) -> None:
    house = PremisesFactory()
    at_desk, entitlement = desk_of(house), EntitlementFactory(premises=house, desks=1)
    first, second = room_at(house, kind=RoomKind.DESK), room_at(house, kind=RoomKind.OFFICE)
    told = {"entitlement_id": entitlement.pk, "by": at_desk, "now": now}
    granted = (
        "Offices or desks granted at one time: 1, from 1 January 2023 until before 1 January 2024. "
        "This would go beyond it."
    )
    plan_tenancy(room_id=first.pk, starts_on=date(2023, 3, 1), ends_on=date(2023, 6, 1), **told)

    spring = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 3, 2)}
    assert says(plan_tenancy, room_id=second.pk, **spring, **told) == granted
    assert says(plan_tenancy, room_id=second.pk, starts_on=date(2023, 12, 1), ends_on=date(2024, 1, 2), **told) == (
        granted
    )
    assert says(plan_tenancy, room_id=room_at(house).pk, **spring, **told) == (
        "This room is booked by the hour; nobody moves into it."
    )
    elsewhere = room_at(PremisesFactory(), kind=RoomKind.DESK)
    assert says(plan_tenancy, room_id=elsewhere.pk, **spring, **{**told, "by": admin_actor()}) == (
        "There is no such entitlement."
    )
    plan_tenancy(room_id=second.pk, starts_on=date(2023, 6, 1), ends_on=date(2023, 9, 1), **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.update(organisation=OrganisationFactory())


def weekly(**fields: Any) -> Wanted:
    return Wanted(
        **{
            "rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4", "first_on": date(2023, 4, 27), "begins_at": time(16),
            "minutes": 60, "purpose": "Weekly call", **fields,
        }
    )  # fmt: skip


def test_series_tells_before_what_does_not_fit_and_books_the_rest(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    BookingFactory(room=room, starts_at=boston("2023-05-04 15:30"), ends_at=boston("2023-05-04 16:30"))
    told = {"room_id": room.pk, "organisation_id": organisation.pk, "wanted": weekly(), "by": member, "now": now}

    placed = preview_series(**told)
    assert [(each.occurrence.on, each.why_not) for each in placed] == [
        (date(2023, 4, 27), None),
        (date(2023, 5, 4), "The room is taken until 16:30 Boston, and no other is free at your time."),
        (date(2023, 5, 11), None),
        (date(2023, 5, 18), None),
    ]
    assert (Series.objects.count(), Booking.objects.count(), CreditMonth.objects.count()) == (0, 1, 0)
    assert says(book_series, **told) == "1 of 4 times does not fit. Nothing was booked."
    assert (Series.objects.count(), Booking.objects.count()) == (0, 1)

    series = book_series(**told, only_fitting=True, idempotency_key="s")
    assert book_series(**told, only_fitting=True, idempotency_key="s") == series
    assert [f"{each.series_on}" for each in series.bookings.order_by("starts_at")] == [
        "2023-04-27", "2023-05-11", "2023-05-18",
    ]  # fmt: skip
    assert [each.on for each in series.exceptions.all()] == [date(2023, 5, 4)]
    assert [(item.kind, item.payload["count"]) for item in OutboxItem.objects.all()] == [("places/series", 3)]

    except_date(series_id=series.pk, on=date(2023, 5, 11), by=member, now=now)
    except_date(series_id=series.pk, on=date(2023, 5, 11), by=member, now=now)
    assert end_series(series_id=series.pk, by=member, now=boston("2023-05-01 10:00")) == 1
    assert [each.state for each in series.bookings.order_by("starts_at")] == ["confirmed", "cancelled", "cancelled"]
    assert says(end_series, series_id=series.pk, by=member_of(house)[0], now=now) == "There is no such series."


def test_series_never_overspends(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house, monthly_minutes=120)
    told = {"room_id": room.pk, "organisation_id": organisation.pk, "by": member, "now": now}

    placed = preview_series(**told, wanted=weekly(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=5", first_on=date(2023, 5, 2)))

    assert [each.why_not for each in placed] == [
        None,
        None,
        *["In May 2023 your organisation has 0 min left in meeting rooms; this booking takes 1 h."] * 3,
    ]
    never = weekly(rule="FREQ=WEEKLY;BYDAY=SU;COUNT=2")
    assert says(book_series, **told, wanted=never, only_fitting=True) == "None of these times fits. Nothing was booked."


def test_closure_cancels_what_it_was_seen_to_cancel(now: datetime) -> None:
    house = PremisesFactory()
    room, other = room_at(house), room_at(house)
    at_desk = desk_of(house)
    member, organisation, _entitlement = member_of(house)
    told = {"starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "by": member, "now": now}
    book(room_id=room.pk, **told)
    book(room_id=other.pk, **{**told, "starts_at": UNTIL, "ends_at": boston("2023-04-27 18:00")})
    shut = {
        "premises_id": house.pk, "starts_at": boston("2023-04-27 12:00"), "ends_at": UNTIL, "name_en": "Inspection",
        "by": at_desk, "now": now,
    }  # fmt: skip

    assert says(close, **shut, seen=0) == (
        "The number of bookings that would be cancelled is 1 by now. Look at them once more."
    )
    closure = close(**shut, seen=1)

    assert states() == [("04-27 20:00", "cancelled"), ("04-27 21:00", "confirmed")]
    assert Booking.objects.filter(state="cancelled").values_list("reason", flat=True).get() == "Inspection"
    assert CreditMonth.objects.get().spent == 60
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL)
    reopen(closure_id=closure.pk, by=at_desk, now=now)
    reopen(closure_id=closure.pk, by=at_desk, now=now)
    assert book(room_id=room.pk, **told).state == "confirmed"
    assert says(close, **{**shut, "by": member}) == "Only the venue staff of these premises can do that."


def test_closure_waits_for_what_is_under_way(now: datetime) -> None:
    house = PremisesFactory()
    BookingFactory(room=room_at(house), starts_at=FROM, ends_at=UNTIL)
    shut = {"premises_id": house.pk, "ends_at": boston("2023-04-28 12:00"), "name_en": "Works", "by": desk_of(house)}

    during = FROM + timedelta(minutes=5)
    assert says(close, **shut, starts_at=during, now=during) == (
        "Something is under way there. Choose a start after it, or end it first."
    )
    close(**shut, starts_at=UNTIL, now=during)

    assert (Closure.objects.count(), states()) == (1, [("04-27 20:00", "confirmed")])


def test_what_becomes_free_is_offered_one_at_a_time(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    owner, organisation, _entitlement = member_of(house)
    first, its, _one = member_of(house)
    second, others, _two = member_of(house)
    booking = book(room_id=room.pk, starts_at=FROM, ends_at=UNTIL, organisation_id=organisation.pk, by=owner, now=now)
    told = {"room_id": room.pk, "starts_at": FROM, "ends_at": UNTIL, "now": now}
    waits = wait_for_room(**told, organisation_id=its.pk, by=first)
    assert wait_for_room(**told, organisation_id=its.pk, by=first) == waits
    later = wait_for_room(**told, organisation_id=others.pk, by=second)

    cancel_booking(booking_id=booking.pk, by=owner, now=now)
    assert list(Waiting.objects.order_by("pk").values_list("state", "held_until")) == [
        ("offered", now + timedelta(minutes=30)),
        ("waiting", None),
    ]
    assert says(take_offer, waiting_id=waits.pk, by=second, now=now) == "There is no such offer."
    assert says(take_offer, waiting_id=later.pk, by=second, now=now) == "The room is no longer held for you."
    mind_bookings_at(now + timedelta(minutes=30))
    mind_bookings_at(now + timedelta(minutes=30))
    assert list(Waiting.objects.order_by("pk").values_list("state", flat=True)) == ["missed", "offered"]
    assert says(take_offer, waiting_id=waits.pk, by=first, now=now) == "The room is no longer held for you."

    taken = take_offer(waiting_id=later.pk, by=second, now=now + timedelta(minutes=40))
    assert take_offer(waiting_id=later.pk, by=second, now=now + timedelta(minutes=41)) == taken
    assert (taken.state, taken.organisation_id, taken.credit_minutes) == ("confirmed", others.pk, 60)
    assert states() == [("04-27 20:00", "cancelled"), ("04-27 20:00", "released"), ("04-27 20:00", "confirmed")]


def test_waiting_needs_a_taken_room_and_ends_when_it_is_withdrawn(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    told = {
        "room_id": room.pk, "starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "by": member,
        "now": now,
    }  # fmt: skip

    assert says(wait_for_room, **told) == "The room is free at this time. Book it."
    BookingFactory(room=room, starts_at=FROM, ends_at=UNTIL)
    waits = wait_for_room(**told)
    assert says(stop_waiting, waiting_id=waits.pk, by=desk_of(house), now=now) == "You do not wait for this room."
    assert stop_waiting(waiting_id=waits.pk, by=member, now=now).state == "withdrawn"
    assert wait_for_room(**told) != waits


def test_room_is_released_when_nobody_comes(now: datetime) -> None:
    house = PremisesFactory()
    came, away, patient = room_at(house), room_at(house), room_at(house, release_minutes=0)
    member, organisation, _entitlement = member_of(house)
    told = {"starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "by": member, "now": now}
    bookings = [book(room_id=room.pk, **told) for room in (came, away, patient)]
    asked = BookingFactory(room=room_at(house), starts_at=FROM, ends_at=UNTIL, state=BookingState.REQUESTED)
    check_in(booking_id=bookings[0].pk, by=member, now=FROM)

    mind_bookings_at(FROM - timedelta(seconds=1))
    assert {state for _start, state in states()} == {"confirmed", "checked_in", "requested"}
    mind_bookings_at(FROM + timedelta(minutes=14, seconds=59))
    assert Booking.objects.get(pk=asked.pk).state == "released"
    assert Booking.objects.get(pk=bookings[1].pk).state == "confirmed"
    mind_bookings_at(FROM + timedelta(minutes=15))
    mind_bookings_at(FROM + timedelta(minutes=15))
    assert [Booking.objects.get(pk=each.pk).state for each in bookings] == ["checked_in", "released", "confirmed"]
    assert says(check_in, booking_id=bookings[1].pk, by=member, now=FROM + timedelta(minutes=16)) == (
        "This booking is over; there is nothing left to check in to."
    )
    mind_bookings_at(UNTIL)
    assert [Booking.objects.get(pk=each.pk).state for each in bookings] == ["ended", "released", "ended"]
    assert CreditMonth.objects.get().spent == 180


def test_person_is_forgotten(now: datetime) -> None:
    house = PremisesFactory()
    room = room_at(house)
    member, organisation, _entitlement = member_of(house)
    user_id = member.person_id
    told = {"starts_at": FROM, "ends_at": UNTIL, "organisation_id": organisation.pk, "by": member, "now": now}
    book(room_id=room.pk, purpose="Secret", **told)
    taken = room_at(house)
    BookingFactory(room=taken, starts_at=FROM, ends_at=UNTIL)
    wait_for_room(room_id=taken.pk, **told)
    kept = bookings_kept(user_id)
    assert ([each["purpose"] for each in kept["bookings"]], len(kept["waiting"])) == (["Secret"], 1)

    erase_bookings(user_id, now)
    erase_bookings(user_id, now)

    assert bookings_kept(user_id) == {
        "bookings": [], "waiting": [], "calendar_addresses": 0, "calendar_files": [], "serves_at": [],
    }  # fmt: skip
    assert Booking.objects.filter(room=room).values_list("state", "purpose", "person").get() == ("cancelled", "", None)
    assert User.objects.filter(pk=user_id).exists()
