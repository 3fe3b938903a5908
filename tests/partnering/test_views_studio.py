"""The studio: runs and their progress, the grid, what is left out, the preview of publishing, and publishing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from bridgehead.foundation import live
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.models import (
    PersonalTimetable,
    RoundPhase,
    RunState,
    Table,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.queries.previews import publish_preview
from tests.factories.forums import ForumFactory, ForumRoleFactory
from tests.factories.partnering import AcceptedRequestFactory
from tests.factories.people import actor_of
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RUN = {"budget_seconds": 5, "seed": 3}


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def desk(scene: Scene) -> Client:
    return browser(scene.officer)


def studio(scene: Scene) -> str:
    return address("partnering_desk:studio", scene.round.public_id)


def test_a_run_starts_and_shows_its_progress(scene: Scene, desk: Client) -> None:
    scene.lay()
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme)

    desk.post(studio(scene), RUN)

    run = TimetableRun.objects.get()
    page = desk.get(studio(scene))
    ticket = page.context["live"].split("/")[2]
    assert (run.state, run.budget_seconds, run.seed) == (RunState.QUEUED, 5, 3)
    assert live.topic_of(ticket) == f"run:{run.public_id}"
    assert f'hx-get="{address("partnering_desk:run", run.public_id)}"' in page.text
    assert "Run 1 waits for its turn" in page.text


def test_progress_is_a_fragment_for_htmx_and_a_page_for_everybody_else(scene: Scene, desk: Client) -> None:
    scene.lay()
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme)
    desk.post(studio(scene), RUN)
    run = TimetableRun.objects.get()
    at = address("partnering_desk:run", run.public_id)

    page, going = desk.get(at), desk.get(at, headers={"HX-Request": "true"})
    desk.post(address("partnering_desk:cancel_run", run.public_id))
    ended = desk.get(at, headers={"HX-Request": "true"})

    assert "<html" in page.text
    assert "<html" not in going.text
    assert "HX-Refresh" not in going
    assert ended["HX-Refresh"] == "true"
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


@pytest.mark.parametrize(
    ("lay", "tables", "sentence"),
    [
        (False, 0, "The round has no slots yet."),
        (True, 0, "The round has no tables yet."),
        (True, 2, "No meeting request has been accepted yet"),
    ],
)
def test_a_run_with_nothing_to_place_says_what_is_missing(
    scene: Scene, desk: Client, lay: bool, tables: int, sentence: str
) -> None:
    if lay:
        scene.lay(tables=tables)

    answer = desk.post(studio(scene), {"budget_seconds": 17, "seed": 4})

    assert (answer.status_code, TimetableRun.objects.count()) == (422, 0)
    assert sentence in answer.text
    assert 'value="17"' in answer.text


@pytest.mark.parametrize("wrong", [{"budget_seconds": "0"}, {"budget_seconds": "601"}, {"seed": "-1"}, {"seed": "one"}])
def test_a_run_out_of_range_is_refused_at_its_field(scene: Scene, desk: Client, wrong: dict[str, str]) -> None:
    answer = desk.post(studio(scene), {**RUN, **wrong})

    assert (answer.status_code, TimetableRun.objects.count()) == (422, 0)
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert f'value="{next(iter(wrong.values()))}"' in answer.text


def test_the_grid_shows_home_first_the_pause_and_what_is_left_out(scene: Scene, desk: Client) -> None:
    scene.draft()

    page = desk.get(studio(scene))

    (day,) = page.context["days"]
    placed = [
        [tuple(side.name_en for side in cell.sides) if cell.meeting else None for cell in row.cells] for row in day.rows
    ]
    assert placed == [
        [("Hanbit", "Acme"), None, None, None, None, None],
        [None, None, None, ("Hanbit", "Beacon"), None, None],
    ]
    assert [column.after_gap for column in day.columns] == [False, False, False, True, False, False]
    assert [(column.clocks[0].time, column.clocks[1].time) for column in day.columns][:1] == [("09:00", "22:00")]
    assert day.columns[5].clocks[1].time == "00:00 +1"
    assert [each.request.asked.organisation.name_en for each in page.context["unplaced"]] == ["Saebyeok"]


def test_a_chosen_meeting_is_marked_and_told(scene: Scene, desk: Client) -> None:
    draft = scene.draft()
    meeting = draft.meetings.get(request__asked=scene.beacon)

    page = desk.get(f"{studio(scene)}?timetable={draft.public_id}&meeting={meeting.public_id}")
    unknown = desk.get(f"{studio(scene)}?timetable=nonsense&meeting=nonsense")

    assert page.text.count("slot picked") == 1
    assert "The chosen meeting" in page.text
    assert (unknown.status_code, unknown.text.count("slot picked")) == (200, 0)


def test_the_preview_says_who_is_told_what_and_writes_nothing(scene: Scene, desk: Client, now: datetime) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)

    page = desk.get(address("partnering_desk:publish", draft.public_id))

    preview = page.context["preview"]
    assert (preview.first, preview.changed, preview.same, preview.without, preview.replaces) == (3, 0, 0, 1, None)
    assert Timetable.objects.get().state == TimetableState.DRAFT


def test_the_preview_agrees_with_what_publishing_then_does(scene: Scene, desk: Client, now: datetime) -> None:
    first = scene.draft()
    scene.move(RoundPhase.PLACE)
    desk.post(address("partnering_desk:publish", first.public_id))
    kept, moved = scene.hanbit.requests_sent.order_by("pk")
    second = scene.run([(kept, scene.slots[0], scene.tables[0]), (moved, scene.slots[5], scene.tables[1])])

    preview = publish_preview(actor_of(scene.officer), second)
    told = {each.organisation: each.told for each in preview.people}
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        answer = desk.post(address("partnering_desk:publish", second.public_id), follow=True)

    assert told == {"Hanbit": "changed", "Beacon": "changed", "Acme": "same", "Saebyeok": "none"}
    assert preview.replaces == 1
    assert "The timetable is published." in answer.text
    in_force = PersonalTimetable.objects.filter(timetable=second)
    assert {each.delegate.delegation.organisation.name_en: len(each.entries) for each in in_force} == {
        "Hanbit": 2,
        "Beacon": 1,
        "Acme": 1,
        "Saebyeok": 0,
    }


def test_the_preview_counts_a_new_table_name_as_publishing_does(scene: Scene, desk: Client) -> None:
    first = scene.draft()
    scene.move(RoundPhase.PLACE)
    desk.post(address("partnering_desk:publish", first.public_id))
    Table.objects.filter(pk=scene.tables[0].pk).update(area_en="Hall B")
    placed = scene.hanbit.requests_sent.order_by("pk")
    second = scene.run(list(zip(placed, scene.slots[::3], scene.tables, strict=True)))

    preview = publish_preview(actor_of(scene.officer), second)
    desk.post(address("partnering_desk:publish", second.public_id))

    told = {each.user_id for each in preview.people if each.told == "changed"}
    staged = OutboxItem.objects.filter(payload__timetable_id=second.pk)
    assert told == {item.payload["user_id"] for item in staged} == {person(scene.hanbit).pk, person(scene.acme).pk}


def test_publishing_too_early_is_refused_with_a_sentence(scene: Scene, desk: Client) -> None:
    draft = scene.draft()
    at = address("partnering_desk:publish", draft.public_id)

    answer = desk.post(at, follow=True, headers={"Referer": f"http://testserver{at}"})

    assert "Move the round on to placing before you publish its timetable." in answer.text
    assert Timetable.objects.get().state == TimetableState.DRAFT


def test_a_draft_is_discarded_and_its_run_stays(scene: Scene, desk: Client) -> None:
    draft = scene.draft()

    desk.post(address("partnering_desk:discard", draft.public_id))

    assert (Timetable.objects.count(), TimetableRun.objects.get().state) == (0, RunState.DONE)
    assert "discarded" in desk.get(studio(scene)).text


@pytest.mark.parametrize("name", ["run", "cancel_run", "publish", "discard"])
def test_runs_and_drafts_do_not_exist_for_anybody_else(scene: Scene, name: str) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    about = draft.run.public_id if "run" in name else draft.public_id
    at = address(f"partnering_desk:{name}", about)
    others = [browser(person(scene.hanbit)), browser(ForumRoleFactory(forum=ForumFactory()).user)]

    answers = [client.get(at).status_code if name == "run" else client.post(at).status_code for client in others]

    assert answers == [404, 404]
    assert Timetable.objects.get().state == TimetableState.DRAFT
