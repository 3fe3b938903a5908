"""A draft by hand on its pages: the grid's answers, the page of one meeting, locks, undoing, copies and filling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from bridgehead.partnering.actions import moves, runs
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.adapters.answering import answer
from bridgehead.partnering.adapters.problem import FrozenPlace, Question
from bridgehead.partnering.models import (
    Availability,
    HandChange,
    Meeting,
    MeetingRequest,
    RequestState,
    RoundPhase,
    Slot,
    TableClosure,
    Timetable,
    TimetableRun,
    TimetableState,
)
from tests.factories.forums import ForumFactory, ForumRoleFactory
from tests.factories.partnering import AcceptedRequestFactory
from tests.factories.people import actor_of
from tests.partnering.scenes import Scene, address, browser, person
from tests.partnering.test_moves import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(now: datetime) -> Desk:
    return Desk(now)


@pytest.fixture
def officer(desk: Desk) -> Client:
    return browser(desk.officer)


def to(name: str, desk: Desk, request: MeetingRequest | None = None) -> str:
    ids = [desk.timetable.public_id, *([request.public_id] if request else [])]
    return address(f"partnering_desk:{name}", *ids)


def placed_at(desk: Desk, slot: int, table: int) -> dict[str, str]:
    """What the form sends for a place."""
    return {"slot": str(desk.slots[slot].public_id), "table": str(desk.tables[table].public_id)}


def seen_at(desk: Desk, slot: int, table: int) -> str:
    return " ".join(placed_at(desk, slot, table).values())


def studio(desk: Scene) -> str:
    return address("partnering_desk:studio", desk.round.public_id)


def test_the_grid_is_told_in_one_answer_what_every_place_says(desk: Desk, officer: Client) -> None:
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[1])

    told = officer.get(to("ways", desk, desk.acme_meets)).json()

    assert told == {
        "seen": seen_at(desk, 0, 0),
        "slots": [str(each.public_id) for each in desk.slots],
        "tables": [str(each.public_id) for each in desk.tables],
        "cells": [[-2, 1, 0, 2, 0, 0], [0, 1, 0, -1, 0, 0]],
        "told": [[0], [1]],
        "sentences": ["Acme cannot come then.", "Hanbit meets Beacon then, at table 2."],
        "beside": [""] * 6,
        "swapped": {},
    }


def test_what_cannot_be_picked_up_says_so(desk: Desk, officer: Client) -> None:
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    MeetingRequest.objects.filter(pk=desk.beacon_meets.pk).update(state=RequestState.WITHDRAWN)

    answers = [officer.get(to("ways", desk, each)) for each in (desk.acme_meets, desk.beacon_meets)]

    assert [(each.status_code, each.json()["sentence"]) for each in answers] == [
        (422, "Hanbit × Acme: this meeting is locked. Unlock it first."),
        (422, "Hanbit × Beacon: their request was taken back."),
    ]


def test_the_page_of_a_meeting_says_where_it_may_go_and_moves_it(desk: Desk, officer: Client) -> None:
    at = to("by_hand", desk, desk.acme_meets)
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[5])

    page = officer.get(at)
    taken = officer.get(at, placed_at(desk, 3, 1))
    answer = officer.post(at, {**placed_at(desk, 1, 1), "seen": seen_at(desk, 0, 0)}, follow=True)

    lines = page.context["lines"]
    assert [
        (each.is_own, [one.number for one in each.free], [one.number for one in each.swaps], each.why) for each in lines
    ] == [
        (True, [2], [], ""),
        (False, [1, 2], [], ""),
        (False, [1, 2], [], ""),
        (False, [], [2], ""),
        (False, [1, 2], [], ""),
        (False, [], [], "Acme cannot come then."),
    ]
    assert "Let it change places with" not in page.text
    assert "Let it change places with Hanbit × Beacon" in taken.text
    assert "The meeting is moved. Nobody is told before you publish." in answer.text
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 1)
    assert answer.text.count("slot picked") == 1


def test_a_refused_place_keeps_what_was_chosen_and_offers_the_swap(desk: Desk, officer: Client) -> None:
    at, chosen = to("by_hand", desk, desk.acme_meets), placed_at(desk, 3, 1)

    refused = officer.post(at, {**chosen, "seen": seen_at(desk, 0, 0)})
    swaps = {"swap_with": str(desk.beacon_meets.public_id), "seen": seen_at(desk, 0, 0)}
    answer = officer.post(at, {**chosen, **swaps}, follow=True)

    assert refused.status_code == 422
    assert "Hanbit × Beacon: they sit at table 2 then." in refused.text
    assert f'value="{chosen["slot"]}" selected' in refused.text
    assert "Let it change places with Hanbit × Beacon" in refused.text
    assert "The two meetings have changed places." in answer.text
    assert desk.lies() == {desk.acme_meets.pk: desk.spot(3, 1), desk.beacon_meets.pk: desk.spot(0, 0)}


def test_who_comes_second_reads_so_sees_the_new_place_and_may_go_on(desk: Desk, officer: Client) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 0))
    at, stale = to("by_hand", desk, desk.acme_meets), {**placed_at(desk, 2, 0), "seen": seen_at(desk, 0, 0)}

    refused = officer.post(at, stale)

    assert refused.status_code == 422
    assert "somebody has moved this meeting meanwhile. This is where it is now." in refused.text
    assert refused.context["seen"] == seen_at(desk, 1, 0)
    assert f'name="seen" value="{seen_at(desk, 1, 0)}"' in refused.text
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(1, 0)


@pytest.mark.parametrize(
    "wrong", [{"slot": ""}, {"table": "nonsense"}, {"slot": "00000000-0000-0000-0000-000000000001"}, {"seen": "x y"}]
)
def test_wrong_input_is_refused_and_nothing_changes(desk: Desk, officer: Client, wrong: dict[str, str]) -> None:
    sent = {**placed_at(desk, 1, 0), "seen": seen_at(desk, 0, 0), **wrong}

    answer = officer.post(to("by_hand", desk, desk.acme_meets), sent)

    assert (answer.status_code, desk.lies()) == (422, desk.as_drafted())


def test_a_request_without_a_place_is_placed_and_taken_out_with_its_reason(desk: Desk, officer: Client) -> None:
    officer.post(to("by_hand", desk, desk.waits), {**placed_at(desk, 1, 0), "seen": ""})
    placed = desk.lies()
    answer = officer.post(to("take_out", desk, desk.waits), {"seen": seen_at(desk, 1, 0)}, follow=True)

    assert placed[desk.waits.pk] == desk.spot(1, 0)
    assert "It was taken out by hand." in answer.text
    assert [each.request for each in answer.context["unplaced"]] == [desk.waits]
    assert answer.context["unplaced"][0].helps == ()


def test_a_meeting_is_locked_marked_and_unlocked(desk: Desk, officer: Client) -> None:
    locked = officer.post(to("lock", desk, desk.acme_meets), {"locks": "on"}, follow=True)
    page = officer.get(to("by_hand", desk, desk.acme_meets))
    unlocked = officer.post(to("lock", desk, desk.acme_meets), follow=True)

    assert "The meeting is locked: runs, repairs and hands leave it where it is." in locked.text
    assert 'aria-label="locked"' in locked.text
    assert "this meeting is locked. Unlock it first." in page.text
    assert 'name="slot"' not in page.text
    assert "The meeting is unlocked." in unlocked.text
    assert not Meeting.objects.filter(is_locked=True).exists()


def test_the_last_deed_is_listed_and_undone(desk: Desk, officer: Client) -> None:
    desk.carry(desk.acme_meets, (0, 0), (1, 0))
    page = officer.get(studio(desk))

    undone = officer.post(to("undo", desk), {"number": "1"}, follow=True)
    again = officer.post(to("undo", desk), {"number": "1"}, follow=True, headers={"Referer": studio(desk)})

    assert [(each.deed, each.pairs) for each in page.context["deeds"]] == [("moved", ["Hanbit × Acme"])]
    assert "The last change is taken back." in undone.text
    assert "Something else was done at this draft meanwhile." in again.text
    assert (desk.lies(), HandChange.objects.count()) == (desk.as_drafted(), 2)


def test_one_companys_meetings_stand_out_and_a_slot_is_a_list(desk: Desk, officer: Client) -> None:
    only = officer.get(studio(desk), {"company": str(desk.beacon.public_id), "slot": str(desk.slots[3].public_id)})
    everybody = officer.get(studio(desk))

    (day,) = only.context["days"]
    lit = [[cell.is_theirs for cell in row.cells] for row in day.rows]
    assert lit == [[False] * 6, [False, False, False, True, False, False]]
    assert only.text.count('<td class="theirs">') == 1
    assert "timetable lit" not in everybody.text
    assert [name for _id, name in everybody.context["companies"]] == ["Acme", "Beacon", "Hanbit"]
    listed = only.context["listed"]
    assert (listed.column.slot, [bool(cell.meeting) for _table, cell in listed.rows]) == (desk.slots[3], [False, True])
    assert everybody.context["listed"].column.slot == desk.slots[0]


def test_a_table_that_is_missing_is_closed_on_the_grid(desk: Desk, officer: Client) -> None:
    TableClosure.objects.create(table=desk.tables[0], slot=desk.slots[4])
    Slot.objects.filter(pk=desk.slots[5].pk).update(is_shut=True)

    page = officer.get(studio(desk))

    (day,) = page.context["days"]
    closed = [[cell.is_closed for cell in row.cells] for row in day.rows]
    assert closed == [[False] * 4 + [True, True], [False] * 5 + [True]]
    assert page.text.count('<span class="slot shut">closed</span>') == 3


def test_a_published_timetable_is_changed_as_a_draft(desk: Desk, officer: Client, now: datetime) -> None:
    desk.move(RoundPhase.PLACE)
    publish_timetable(timetable_id=desk.timetable.pk, by=desk.by, now=now)
    page = officer.get(studio(desk))
    late = officer.get(to("by_hand", desk, desk.acme_meets), follow=True)

    answer = officer.post(to("copy", desk), follow=True)

    assert "data-hands" not in page.text
    assert "Change it by hand, as a draft" in page.text
    assert "This timetable was published already." in late.text
    draft = Timetable.objects.get(state=TimetableState.DRAFT)
    assert answer.context["picked"] == draft
    assert ("data-hands" in answer.text, "Draft by hand" in answer.text) == (True, True)
    assert set(draft.meetings.values_list("request_id", flat=True)) == desk.as_drafted().keys()


def test_publishing_says_when_the_draft_was_changed_since_the_preview(desk: Desk, officer: Client) -> None:
    desk.move(RoundPhase.PLACE)
    preview = to("publish", desk)
    page = officer.get(preview)
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    stale = officer.post(preview, {"seen": "0"}, follow=True, headers={"Referer": f"http://testserver{preview}"})
    state = Timetable.objects.get().state
    officer.post(preview, {"seen": "1"})

    assert 'name="seen" value="0"' in page.text
    assert "The draft was changed by hand since you looked." in stale.text
    assert (state, Timetable.objects.get().state) == (TimetableState.DRAFT, TimetableState.PUBLISHED)


def solved(run: TimetableRun, now: datetime) -> None:
    """Let the engine answer a run's own question."""
    run.refresh_from_db()
    runs.keep_result(run.pk, answer(runs.question_of(run), lambda _progress: None), now)
    run.refresh_from_db()


def test_fill_shows_its_list_first_and_moves_nothing(desk: Desk, officer: Client, now: datetime) -> None:
    late = AcceptedRequestFactory(asking=desk.saebyeok, asked=desk.acme)
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    before = desk.lies()

    officer.post(to("fill", desk))
    run = TimetableRun.objects.get(only_fills=True)
    solved(run, now)
    shown = officer.get(address("partnering_desk:run", run.public_id))
    unchanged = desk.lies()
    officer.post(address("partnering_desk:accept_repair", run.public_id))

    assert [(each.kind, each.before) for each in shown.context["lines"]] == [("added", None)] * 2
    assert "Everything that stands stays at its slot and table." in shown.text
    assert unchanged == before
    draft = run.timetable
    after = {each.request_id: (each.slot_id, each.table_id) for each in draft.meetings.all()}
    assert after.keys() == before.keys() | {desk.waits.pk, late.pk}
    assert {request: after[request] for request in before} == before
    assert draft.meetings.get(is_locked=True).request == desk.acme_meets


def test_a_draft_changed_by_hand_since_the_list_gets_a_new_one(desk: Desk, officer: Client, now: datetime) -> None:
    officer.post(to("fill", desk))
    run = TimetableRun.objects.get(only_fills=True)
    solved(run, now)
    desk.carry(desk.acme_meets, (0, 0), (1, 0))

    stale = officer.get(address("partnering_desk:run", run.public_id))
    answer = officer.post(address("partnering_desk:accept_repair", run.public_id), follow=True)

    assert "The round has changed since this list was made. Ask for a new one." in stale.text
    assert "nothing was done. This is the new one." in answer.text
    assert [each.only_fills for each in TimetableRun.objects.filter(mends=desk.timetable.public_id)] == [True, True]
    assert Timetable.objects.count() == 1


def test_fill_is_refused_with_a_sentence(desk: Desk, officer: Client) -> None:
    moves.place_request(request_id=desk.waits.pk, to=desk.spot(1, 0), **desk.fixed)
    full = officer.post(to("fill", desk), follow=True, headers={"Referer": studio(desk)})
    moves.take_out(request_id=desk.waits.pk, seen=desk.spot(1, 0), **desk.fixed)
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[0])
    broken = officer.post(to("fill", desk), follow=True, headers={"Referer": studio(desk)})

    assert "Every accepted request has its place." in full.text
    assert "Some meetings can no longer be held as they stand. Repair the timetable first." in broken.text
    assert not TimetableRun.objects.filter(only_fills=True).exists()


def test_a_run_leaves_the_locked_meetings_of_the_timetable_looked_at(
    desk: Desk, officer: Client, now: datetime
) -> None:
    moves.set_lock(request_id=desk.beacon_meets.pk, locks=True, **desk.fixed)
    page = officer.get(studio(desk))

    officer.post(
        studio(desk),
        {"budget_seconds": 5, "seed": 3, "locks": "on", "timetable": str(desk.timetable.public_id)},
    )
    run = TimetableRun.objects.latest("pk")
    solved(run, now)

    assert f'name="timetable" value="{desk.timetable.public_id}"' in page.text
    assert run.problem.locked == [
        {"request": desk.beacon_meets.pk, "slot": desk.slots[3].pk, "table": desk.tables[1].pk}
    ]
    kept = run.timetable.meetings.get(request=desk.beacon_meets)
    assert ((kept.slot_id, kept.table_id), kept.is_locked) == (tuple(desk.spot(3, 1)), True)
    assert run.timetable.meetings.filter(is_locked=True).count() == 1


def test_a_lock_that_cannot_be_held_stops_the_run_with_its_name(desk: Desk, officer: Client) -> None:
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    Availability.objects.create(delegation=desk.acme, slot=desk.slots[0])
    asked = {"budget_seconds": 5, "seed": 3, "timetable": str(desk.timetable.public_id)}

    refused = officer.post(studio(desk), {**asked, "locks": "on"})
    officer.post(studio(desk), asked)

    said = "Hanbit × Acme: this meeting is locked and cannot be held. Acme cannot come then. Unlock it first."
    assert (refused.status_code, said in refused.text) == (422, True)
    assert [each.problem.locked for each in TimetableRun.objects.filter(state="queued")] == [[]]


@pytest.mark.parametrize("name", ["by_hand", "ways", "lock", "take_out", "undo", "copy", "fill"])
def test_nothing_of_it_exists_for_anybody_else(desk: Desk, name: str) -> None:
    at = to(name, desk, None if name in ("undo", "copy", "fill") else desk.acme_meets)
    others = [browser(person(desk.hanbit)), browser(ForumRoleFactory(forum=ForumFactory()).user)]

    answers = [
        client.get(at).status_code if name == "ways" else client.post(at, {"number": "1"}).status_code
        for client in others
    ]

    assert answers == [404, 404]
    assert (desk.lies(), Timetable.objects.count(), HandChange.objects.count()) == (desk.as_drafted(), 1, 0)


def test_a_question_is_the_same_when_it_has_been_kept(desk: Desk) -> None:
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    run = runs.start_run(
        round_id=desk.round.pk, budget_seconds=5, seed=1, locks_of=desk.timetable.pk, by=actor_of(desk.officer),
        now=desk.now,
    )  # fmt: skip

    asked: Question = runs.question_of(TimetableRun.objects.get(pk=run.pk))

    assert asked.locked == (FrozenPlace(desk.acme_meets.pk, *desk.spot(0, 0)),)
    assert asked.sha256 == run.question_hash
