"""Two delegates, one slot; two meetings, one table; one open request per pair: the database lets one through."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

WRITERS = 4
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: Between looking and writing, as long as a person's page stays open: every writer has looked before the first writes.
LOOKING_SECONDS = 0.4


def make_round() -> dict[str, Any]:
    """Make a round in which one delegate has agreed to meet several others; return the ids that the writers need."""
    from tests.factories.partnering import (
        AcceptedRequestFactory,
        RoundFactory,
        TimetableFactory,
        day_of,
        delegation_of,
    )

    round_ = RoundFactory()
    slots, tables = day_of(round_, slots=1, tables=WRITERS)
    wanted, person = delegation_of(round_)
    others = [delegation_of(round_, "US") for _ in range(WRITERS)]
    requests = [AcceptedRequestFactory(asking=other, asked=wanted).pk for other, _actor in others]
    return {
        "round": round_.pk,
        "timetable": TimetableFactory(round=round_).pk,
        "slot": slots[0].pk,
        "tables": [table.pk for table in tables],
        "requests": requests,
        "delegate": wanted.delegates.get().pk,
        "free": make_free_pair(round_),
        "person": person.user_id,
    }


def make_free_pair(round_: Any) -> dict[str, int]:
    """Add two delegations that have nothing to do with each other yet."""
    from tests.factories.partnering import delegation_of

    (one, one_actor), (other, other_actor) = delegation_of(round_), delegation_of(round_, "US")
    return {
        "one": one.pk,
        "other": other.pk,
        "one_user": one_actor.user_id or 0,
        "other_user": other_actor.user_id or 0,
    }


def drop(constraint: str, model: str) -> None:
    """Take a constraint away: the negative control."""
    from django.apps import apps
    from django.db import connection

    from bridgehead.foundation import guards

    with connection.cursor() as cursor:
        # SQLite rebuilds the table, and the triggers that name it would stand in the way.
        for statement in [each for guard in guards.registered() for each in guard.removal(connection.vendor)]:
            cursor.execute(statement)
    known = apps.get_model("partnering", model)
    found = next(each for each in known._meta.constraints if each.name == constraint)
    # Where a table is rebuilt, it is rebuilt as the model says.
    known._meta.constraints = [each for each in known._meta.constraints if each is not found]
    with connection.schema_editor() as editor:
        editor.remove_constraint(known, found)


def seat(timetable: int, slot: int, table: int, request: int, delegate: int) -> str:
    """Look whether the delegate is free in the slot, then place a meeting there."""
    from django.db import IntegrityError, transaction

    from bridgehead.partnering.models import Meeting, MeetingSeat

    if MeetingSeat.objects.filter(timetable_id=timetable, slot_id=slot, delegate_id=delegate).exists():
        return "busy"
    time.sleep(LOOKING_SECONDS)
    try:
        with transaction.atomic():
            place = {"timetable_id": timetable, "slot_id": slot}
            meeting = Meeting.objects.create(**place, request_id=request, table_id=table)
            MeetingSeat.objects.create(**place, meeting=meeting, delegate_id=delegate)
    except IntegrityError:
        return "refused"
    return "seated"


def place(timetable: int, slot: int, table: int, request: int) -> str:
    """Look whether the table is free in the slot, then place a meeting there."""
    from django.db import IntegrityError

    from bridgehead.partnering.models import Meeting

    if Meeting.objects.filter(timetable_id=timetable, slot_id=slot, table_id=table).exists():
        return "taken"
    time.sleep(LOOKING_SECONDS)
    try:
        Meeting.objects.create(timetable_id=timetable, slot_id=slot, table_id=table, request_id=request)
    except IntegrityError:
        return "refused"
    return "placed"


def ask(round_id: int, asked: int, user: int) -> str:
    """Send a request as somebody who is in a hurry."""
    from django.utils import translation

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.requests import send_request

    try:
        with translation.override("en"):
            send_request(round_id=round_id, asked_id=asked, strength="like", by=Actor(user_id=user), now=NOW)
    except Refused as refused:
        return str(refused)
    return "sent"


def ask_unchecked(round_id: int, asking: int, asked: int) -> str:
    """Look whether the two have a request, then write one, with nothing that makes the others wait."""
    from django.db import IntegrityError
    from django.db.models import Q

    from bridgehead.partnering.models import MeetingRequest

    if MeetingRequest.objects.filter(Q(asking=asking, asked=asked) | Q(asking=asked, asked=asking)).exists():
        return "asked already"
    time.sleep(LOOKING_SECONDS)
    try:
        MeetingRequest.objects.create(round_id=round_id, asking_id=asking, asked_id=asked, expires_at=NOW)
    except IntegrityError:
        return "refused"
    return "sent"


def counts() -> dict[str, int]:
    """Return how many seats, meetings and waiting requests there are."""
    from bridgehead.partnering.models import Meeting, MeetingRequest, MeetingSeat

    waiting = MeetingRequest.objects.filter(state="sent").count()
    return {"seats": MeetingSeat.objects.count(), "meetings": Meeting.objects.count(), "waiting": waiting}


def seats_at_once(database: RealDatabase, made: dict[str, Any]) -> list[str]:
    """Let the writers seat one delegate in one slot, each at a table and for a request of its own."""
    fixed = {key: made[key] for key in ("timetable", "slot", "delegate")}
    pairs = zip(made["tables"], made["requests"], strict=True)
    return sorted(database.race([(seat, {**fixed, "table": table, "request": request}) for table, request in pairs]))


def places_at_once(database: RealDatabase, made: dict[str, Any]) -> list[str]:
    """Let the writers place a meeting of their own at one table in one slot."""
    fixed = {"timetable": made["timetable"], "slot": made["slot"], "table": made["tables"][0]}
    return sorted(database.race([(place, {**fixed, "request": request}) for request in made["requests"]]))


def test_delegate_sits_in_one_meeting_per_slot(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)

    answers = seats_at_once(real_database, made)

    assert answers.count("seated") == 1
    assert set(answers) <= {"seated", "refused", "busy"}
    assert real_database.once(counts) == {"seats": 1, "meetings": 1, "waiting": 0}


def test_without_the_constraint_a_delegate_sits_in_several(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)
    real_database.once(drop, constraint="seat_one_meeting_per_delegate_and_slot", model="meetingseat")

    assert seats_at_once(real_database, made).count("seated") > 1


def test_table_holds_one_meeting_per_slot(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)

    answers = places_at_once(real_database, made)

    assert answers.count("placed") == 1
    assert set(answers) <= {"placed", "refused", "taken"}
    assert real_database.once(counts) == {"seats": 0, "meetings": 1, "waiting": 0}


def test_without_the_constraint_a_table_holds_several(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)
    real_database.once(drop, constraint="meeting_one_per_table_and_slot", model="meeting")

    assert places_at_once(real_database, made).count("placed") > 1


def test_pair_has_one_open_request_whoever_asks(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)
    free = made["free"]
    one = (ask, {"round_id": made["round"], "asked": free["other"], "user": free["one_user"]})
    other = (ask, {"round_id": made["round"], "asked": free["one"], "user": free["other_user"]})

    answers = real_database.race([one, other] * (WRITERS // 2))

    assert answers.count("sent") == 1
    assert set(answers) <= {
        "sent",
        "You have already asked them; they have not answered yet.",
        "They have already asked you: answer their request.",
    }
    assert real_database.once(counts)["waiting"] == 1


def test_without_the_constraint_a_pair_has_several(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)
    real_database.once(drop, constraint="request_one_open_per_pair", model="meetingrequest")
    free = made["free"]
    one = (ask_unchecked, {"round_id": made["round"], "asking": free["one"], "asked": free["other"]})
    other = (ask_unchecked, {"round_id": made["round"], "asking": free["other"], "asked": free["one"]})

    assert real_database.race([one, other] * (WRITERS // 2)).count("sent") > 1


def make_day() -> dict[str, Any]:
    """Publish a timetable of a round that is held: one delegation meets each writer in a slot of its own."""
    from bridgehead.partnering.actions.timetables import publish_timetable
    from tests.factories.forums import ForumRoleFactory
    from tests.factories.partnering import (
        AcceptedRequestFactory,
        RoundFactory,
        TimetableFactory,
        day_of,
        delegation_of,
        meeting_in,
    )
    from tests.factories.people import actor_of

    round_ = RoundFactory(phase="run")
    slots, tables = day_of(round_, slots=WRITERS, tables=1)
    wanted, _person = delegation_of(round_)
    others = [delegation_of(round_, "US") for _ in range(WRITERS)]
    draft = TimetableFactory(round=round_)
    requests = [AcceptedRequestFactory(asking=other, asked=wanted) for other, _actor in others]
    for request, slot in zip(requests, slots, strict=True):
        meeting_in(draft, request, slot, tables[0])
    officer = ForumRoleFactory(forum=round_.forum).user
    publish_timetable(timetable_id=draft.pk, by=actor_of(officer), now=NOW)
    return {
        "slot": slots[0].pk,
        "officer": officer.pk,
        "calls": [
            {"request": request.pk, "user": actor.user_id or 0}
            for request, (_delegation, actor) in zip(requests, others, strict=True)
        ],
    }


def call_off(request: int, user: int) -> str:
    """Call a meeting off as one of its two sides."""
    from bridgehead.accounts.actor import Actor
    from bridgehead.partnering.actions.day import call_off_meeting

    call_off_meeting(request_id=request, by=Actor(user_id=user), now=NOW)
    return "called off"


def move_times(slot: int, officer: int) -> str:
    """Move the times by a quarter of an hour, having looked at version 1."""
    from django.utils import translation

    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions import day
    from tests.factories.people import actor_of

    try:
        with translation.override("en"):
            day.move_times(slot_id=slot, minutes=15, version=1, by=actor_of(User.objects.get(pk=officer)), now=NOW)
    except Refused as refused:
        return str(refused)
    return "moved"


def standing_day() -> dict[str, Any]:
    """Return what is in force: version, meetings, how many the one delegation is shown, when the slots begin."""
    from bridgehead.partnering.models import Delegation, PersonalTimetable, Slot, Timetable

    in_force = Timetable.objects.get(state="published")
    wanted = Delegation.objects.order_by("pk")[0]
    shown = PersonalTimetable.objects.get(timetable=in_force, delegate__delegation=wanted)
    starts = Slot.objects.order_by("pk").values_list("starts_at", flat=True)
    return {
        "version": in_force.version,
        "meetings": in_force.meetings.count(),
        "shown": len(shown.entries),
        "starts": [f"{each:%H:%M}" for each in starts],
    }


def test_meetings_called_off_at_once_are_all_off(real_database: RealDatabase) -> None:
    made = real_database.once(make_day)

    answers = real_database.race([(call_off, each) for each in made["calls"][1:]])

    assert answers == ["called off"] * (WRITERS - 1)
    starts = ["13:00", "13:20", "13:40", "14:00"]
    assert real_database.once(standing_day) == {"version": WRITERS, "meetings": 1, "shown": 1, "starts": starts}


def test_times_that_two_move_at_once_move_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_day)

    answers = real_database.race([(move_times, {"slot": made["slot"], "officer": made["officer"]})] * WRITERS)

    refused = "The timetable has changed since you looked; look at what would move again."
    assert sorted(answers) == sorted(["moved", *[refused] * (WRITERS - 1)])
    starts = ["13:15", "13:35", "13:55", "14:15"]
    assert real_database.once(standing_day) == {"version": 2, "meetings": 4, "shown": 4, "starts": starts}


def make_publication() -> dict[str, Any]:
    """A draft is to be published; of two delegates of one side one leaves meanwhile, and both may be named."""
    from tests.factories.partnering import DelegateFactory
    from tests.factories.people import ConsentFactory
    from tests.partnering.scenes import Scene

    scene = Scene()
    draft = scene.draft()
    scene.move("place")
    people = [scene.hanbit.delegates.get(), DelegateFactory(delegation=scene.hanbit)]
    for each in people:
        ConsentFactory(user=each.user, purpose="listed")
    return {"timetable": draft.pk, "officer": scene.officer.pk, "leaves": people[0].pk}


def publish_slowly(timetable: int, officer: int, looks_again: bool = True, **_: Any) -> str:
    """Publish, and take a while between looking who comes and writing what they are shown."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.partnering.actions import timetables
    from tests.proofs.processes import statements_altered

    if not looks_again:
        timetables.strike_who_left = lambda *_told: None
    with statements_altered(slow_at='INSERT INTO "partnering_personaltimetable"'):
        by = actor_for(User.objects.get(pk=officer))
        timetables.publish_timetable(timetable_id=timetable, by=by, now=NOW)
    return "published"


def leave(leaves: int, **_: Any) -> str:
    """A little later, leave."""
    from django.db import transaction

    from bridgehead.partnering.actions.delegations import end_delegacies
    from bridgehead.partnering.models import Delegate

    time.sleep(0.5)
    with transaction.atomic():
        end_delegacies(Delegate.objects.filter(pk=leaves), NOW)
    return "left"


def named(**_: Any) -> list[int]:
    """Return how many people the others read of, meeting by meeting, in what is in force."""
    from bridgehead.partnering.models import PersonalTimetable

    shown = PersonalTimetable.objects.filter(timetable__state="published", delegate__delegation__side="abroad")
    return [len(entry["people"]) for own in shown.order_by("pk") for entry in own.entries]


def test_nobody_reads_of_who_left_while_a_timetable_was_published(real_database: RealDatabase) -> None:
    made = real_database.once(make_publication)

    assert real_database.race([(publish_slowly, made), (leave, made)]) == ["published", "left"]

    assert real_database.once(named) == [1, 1]


def test_without_a_second_look_publishing_would_name_who_left(real_database: RealDatabase) -> None:
    if real_database.writes_one_at_a_time:
        pytest.skip("SQLite lets one transaction write at a time, whatever it locks")
    made = real_database.once(make_publication)

    real_database.race([(publish_slowly, {**made, "looks_again": False}), (leave, made)])

    assert real_database.once(named) == [2, 2]
