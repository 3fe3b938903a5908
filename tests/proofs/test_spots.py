"""Meetings on the spot under contention: of those who accept at once for one table, or one delegation, one gets it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase
from tests.proofs.test_partnering import drop

pytestmark = [pytest.mark.proof, pytest.mark.database]

WRITERS = 4
#: A quarter of an hour before the first slot.
NOW = datetime(2023, 4, 28, 12, 45, tzinfo=UTC)
#: Between looking and writing, as long as a person thinks: every writer has looked before the first writes.
LOOKING_SECONDS = 0.4


def make_day(*, tables: int, wanted: bool) -> dict[str, Any]:
    """Make a round on its day with requests on the spot; ``wanted``: all of them from one delegation."""
    from bridgehead.partnering.models import Delegation, SpotRequest
    from tests.factories.partnering import RoundFactory, TimetableFactory, day_of, delegation_of

    round_ = RoundFactory(phase="run")
    slots, made = day_of(round_, slots=1, tables=tables)
    timetable = TimetableFactory(round=round_, state="published", version=1, published_at=NOW - timedelta(days=1))
    one = delegation_of(round_)[0]
    spots = []
    for number in range(WRITERS):
        asking = one if wanted else delegation_of(round_)[0]
        asked, actor = delegation_of(round_, "US")
        spot = SpotRequest.objects.create(
            round=round_, asking=asking, asked=asked, slot=slots[0], table=made[number % tables]
        )
        spots.append((spot.pk, actor.user_id))
    Delegation.objects.filter(round=round_).update(meets_on_the_spot=True)
    return {"spots": spots, "timetable": timetable.pk}


def accept(spot: int, user: int) -> str:
    """Accept as somebody with a phone in the hand."""
    from django.utils import translation

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.spots import accept_on_the_spot

    try:
        with translation.override("en"):
            accept_on_the_spot(spot_id=spot, by=Actor(user_id=user), now=NOW)
    except Refused as refused:
        return str(refused)
    return "accepted"


def accept_unlocked(spot: int, user: int) -> str:
    """Look whether both and the table are free, then place the meeting, with nothing that makes the others wait."""
    from bridgehead.partnering.models import Delegate, Meeting, MeetingRequest, MeetingSeat, SpotRequest, Timetable
    from bridgehead.partnering.queries.spots import free_in, free_tables

    held = SpotRequest.objects.select_related("round", "slot").get(pk=spot)
    free = set(free_in(held.round, held.slot).values_list("pk", flat=True))
    if not {held.asking_id, held.asked_id} <= free or not free_tables(held.round, held.slot):
        return "not free"
    time.sleep(LOOKING_SECONDS)
    agreed = MeetingRequest.objects.create(
        round=held.round, asking_id=held.asking_id, asked_id=held.asked_id, state="accepted", expires_at=NOW
    )
    timetable = Timetable.objects.get(round=held.round, state="published")
    place = {"timetable": timetable, "slot": held.slot}
    meeting = Meeting.objects.create(**place, request=agreed, table_id=held.table_id)
    for person in Delegate.objects.filter(delegation__in=[held.asking_id, held.asked_id]):
        MeetingSeat.objects.create(**place, meeting=meeting, delegate=person)
    _ = user
    return "accepted"


def make_pair() -> dict[str, Any]:
    """Make a round on its day in which two delegations know nothing of each other yet."""
    from bridgehead.partnering.models import Delegation
    from tests.factories.partnering import RoundFactory, day_of, delegation_of

    round_ = RoundFactory(phase="run")
    slots, _tables = day_of(round_, slots=1, tables=1)
    (one, first), (other, second) = delegation_of(round_), delegation_of(round_, "US")
    Delegation.objects.filter(round=round_).update(meets_on_the_spot=True)
    fixed = {"round_id": round_.pk, "slot": slots[0].pk}
    there = {**fixed, "asked": other.pk, "user": first.user_id}
    return {"asks": [there, {**fixed, "asked": one.pk, "user": second.user_id}]}


def ask(round_id: int, slot: int, asked: int, user: int) -> str:
    """Ask on the spot."""
    from django.utils import translation

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.spots import ask_on_the_spot

    try:
        with translation.override("en"):
            ask_on_the_spot(round_id=round_id, asked_id=asked, slot_id=slot, by=Actor(user_id=user), now=NOW)
    except Refused as refused:
        return str(refused)
    return "asked"


def in_force() -> tuple[int, int, int]:
    """Return how many meetings are in force, at how many tables, with how many seats."""
    from bridgehead.partnering.models import Meeting, MeetingSeat

    meetings = Meeting.objects.filter(timetable__state="published")
    tables = meetings.values("table").distinct().count()
    return meetings.count(), tables, MeetingSeat.objects.filter(timetable__state="published").count()


def at_once(database: RealDatabase, made: dict[str, Any], deed: Any = accept) -> list[str]:
    return sorted(database.race([(deed, {"spot": spot, "user": user}) for spot, user in made["spots"]]))


def test_one_table_goes_to_one_of_those_who_accept_at_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_day, tables=1, wanted=False)

    answers = at_once(real_database, made)

    assert answers == sorted(["accepted", *["No table is free at this time any more."] * (WRITERS - 1)])
    assert tuple(real_database.once(in_force)) == (1, 1, 2)


def test_one_delegation_meets_one_of_those_who_accept_at_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_day, tables=WRITERS, wanted=True)

    answers = at_once(real_database, made)

    # What the first one took closes the requests of the others.
    assert answers == sorted(["accepted", *["This request is already closed."] * (WRITERS - 1)])
    assert tuple(real_database.once(in_force)) == (1, 1, 2)


def test_two_that_ask_each_other_at_once_have_one_request(real_database: RealDatabase) -> None:
    made = real_database.once(make_pair)

    answers = sorted(real_database.race([(ask, given) for given in made["asks"]]))

    assert answers == ["They have asked you for this time a moment ago. Accept it.", "asked"]


def test_without_lock_and_constraint_a_table_goes_to_several(real_database: RealDatabase) -> None:
    made = real_database.once(make_day, tables=1, wanted=False)
    real_database.once(drop, constraint="meeting_one_per_table_and_slot", model="meeting")

    assert at_once(real_database, made, accept_unlocked).count("accepted") > 1


def test_without_lock_and_constraint_a_delegation_meets_several(real_database: RealDatabase) -> None:
    made = real_database.once(make_day, tables=WRITERS, wanted=True)
    real_database.once(drop, constraint="seat_one_meeting_per_delegate_and_slot", model="meetingseat")

    assert at_once(real_database, made, accept_unlocked).count("accepted") > 1
