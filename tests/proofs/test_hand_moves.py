"""Officers at one draft at once: a place is given once, a meeting is moved once, and nobody's move is lost unseen."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase
from tests.proofs.test_partnering import drop

pytestmark = [pytest.mark.proof, pytest.mark.database]

OFFICERS = 4
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
LOOKING_SECONDS = 0.4
QUICKER = "somebody has moved this meeting meanwhile. This is where it is now."


def make_draft() -> dict[str, Any]:
    """Make a draft with as many meetings in its first slot as there are officers, and a second slot that is free."""
    from bridgehead.partnering.actions.meetings import seat_everybody
    from tests.factories.forums import officer_of
    from tests.factories.partnering import (
        AcceptedRequestFactory,
        RoundFactory,
        TimetableFactory,
        day_of,
        delegation_of,
        meeting_in,
    )

    round_ = RoundFactory(phase="place")
    slots, tables = day_of(round_, slots=2, tables=OFFICERS)
    draft, requests = TimetableFactory(round=round_), []
    for table in tables:
        (one, _first), (other, _second) = delegation_of(round_), delegation_of(round_, "US")
        requests.append(AcceptedRequestFactory(asking=one, asked=other))
        meeting_in(draft, requests[-1], slots[0], table)
    seat_everybody(draft)
    return {
        "timetable": draft.pk,
        "slots": [each.pk for each in slots],
        "tables": [each.pk for each in tables],
        "requests": [each.pk for each in requests],
        "officer": officer_of(round_.forum).user_id,
    }


def move(timetable: int, request: int, seen: list[int], to: list[int], user: int) -> str:
    """Move a meeting as somebody who saw it where it was."""
    from django.utils import translation

    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.partnering.actions.moves import move_meeting
    from bridgehead.partnering.adapters.board import Spot
    from tests.factories.people import actor_of

    by = actor_of(User.objects.get(pk=user))
    told = {"timetable_id": timetable, "request_id": request, "seen": Spot(*seen), "to": Spot(*to)}
    try:
        with translation.override("en"):
            move_meeting(**told, by=by, now=NOW)
    except Refused as refused:
        return str(refused)
    return "moved"


def move_unlocked(timetable: int, request: int, to: list[int]) -> str:
    """Look whether the place is free, then lay the meeting there, with nothing that makes the others wait."""
    from django.db import IntegrityError

    from bridgehead.partnering.models import Meeting

    slot, table = to
    if Meeting.objects.filter(timetable_id=timetable, slot_id=slot, table_id=table).exists():
        return "taken"
    time.sleep(LOOKING_SECONDS)
    try:
        Meeting.objects.filter(timetable_id=timetable, request_id=request).update(slot_id=slot, table_id=table)
    except IntegrityError:
        return "refused"
    return "moved"


def move_unseen(timetable: int, request: int, to: list[int]) -> str:
    """Move a meeting from wherever it is, as an officer with an old page whom nobody asks what it says."""
    from bridgehead.partnering.models import Meeting

    time.sleep(LOOKING_SECONDS)
    slot, table = to
    moved = Meeting.objects.filter(timetable_id=timetable, request_id=request).update(slot_id=slot, table_id=table)
    return "moved" if moved else "gone"


def lies(timetable: int) -> dict[str, Any]:
    """Return where the draft has its meetings and seats, and the deeds that were noted."""
    from bridgehead.partnering.models import HandChange, Meeting, MeetingSeat

    placed = Meeting.objects.filter(timetable_id=timetable).order_by("request_id")
    seats = MeetingSeat.objects.filter(timetable_id=timetable)
    return {
        "places": [list(each) for each in placed.values_list("request_id", "slot_id", "table_id")],
        "stray": sum(each.slot_id != each.meeting.slot_id for each in seats.select_related("meeting")),
        "seats": seats.count(),
        "changes": list(HandChange.objects.filter(timetable_id=timetable).values_list("number", "deed")),
    }


def into_one_place(made: dict[str, Any]) -> list[list[int]]:
    """Where the meetings are seen, one for each officer; all are to go to the first table of the second slot."""
    return [[made["slots"][0], table] for table in made["tables"]]


def test_a_place_is_given_once_and_the_others_read_who_has_it(real_database: RealDatabase) -> None:
    made = real_database.once(make_draft)
    target = [made["slots"][1], made["tables"][0]]
    fixed = {"timetable": made["timetable"], "to": target, "user": made["officer"]}
    pairs = zip(made["requests"], into_one_place(made), strict=True)

    answers = real_database.race([(move, {**fixed, "request": request, "seen": seen}) for request, seen in pairs])

    after = real_database.once(lies, timetable=made["timetable"])
    assert answers.count("moved") == 1
    assert all(each == "moved" or "they sit at table 1 then." in each for each in answers)
    assert [place[1:] for place in after["places"]].count(target) == 1
    assert (after["stray"], after["seats"], after["changes"]) == (0, 2 * OFFICERS, [[1, "moved"]])


@pytest.mark.parametrize("guarded", [True, False])
def test_without_lock_and_constraint_a_place_is_given_several_times(real_database: RealDatabase, guarded: bool) -> None:
    made = real_database.once(make_draft)
    if not guarded:
        real_database.once(drop, constraint="meeting_one_per_table_and_slot", model="meeting")
    target = [made["slots"][1], made["tables"][0]]
    fixed = {"timetable": made["timetable"], "to": target}

    answers = real_database.race([(move_unlocked, {**fixed, "request": request}) for request in made["requests"]])

    assert (answers.count("moved") == 1) is guarded


def test_a_meeting_is_moved_once_and_the_others_see_where_it_is(real_database: RealDatabase) -> None:
    made = real_database.once(make_draft)
    fixed = {"timetable": made["timetable"], "request": made["requests"][0], "user": made["officer"]}
    targets = [[made["slots"][1], table] for table in made["tables"]]
    seen = [made["slots"][0], made["tables"][0]]

    answers = real_database.race([(move, {**fixed, "seen": seen, "to": target}) for target in targets])

    after = real_database.once(lies, timetable=made["timetable"])
    assert answers.count("moved") == 1
    assert all(each == "moved" or each.endswith(QUICKER) for each in answers)
    assert after["places"][0][1:] == targets[answers.index("moved")]
    assert after["changes"] == [[1, "moved"]]


def test_without_what_was_seen_every_officer_moves_it_and_all_but_one_in_vain(real_database: RealDatabase) -> None:
    made = real_database.once(make_draft)
    fixed = {"timetable": made["timetable"], "request": made["requests"][0]}
    targets = [[made["slots"][1], table] for table in made["tables"]]

    answers = real_database.race([(move_unseen, {**fixed, "to": target}) for target in targets])

    assert answers == ["moved"] * OFFICERS
