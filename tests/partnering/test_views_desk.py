"""The officers' pages: round, phases, settings, times and tables, lists; bad input loses nothing typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.partnering.models import Delegation, PartneringRound, RoundPhase, Side, Slot, Table
from tests.factories.forums import ForumFactory, ForumRoleFactory, ForumSessionFactory, PartFactory
from tests.factories.partnering import RequestFactory
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROUND_PAGES = ["overview", "settings", "delegations", "requests", "places", "studio"]


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


def windows(*rows: tuple[str, str, str], day: str = "2023-04-28") -> dict[str, Any]:
    """Return what the form of windows sends; rows that stay empty keep the day that they are shown with."""
    sent: dict[str, Any] = {"windows-TOTAL_FORMS": 3, "windows-INITIAL_FORMS": 0}
    for number in range(3):
        given = rows[number] if number < len(rows) else ("2023-04-27", "", "")
        sent |= {
            f"windows-{number}-{name}": value for name, value in zip(("day", "starts", "ends"), given, strict=True)
        }
    return sent


@pytest.mark.parametrize(("language", "words"), [("en", "Open the partnering round"), ("ko", "파트너링 열기")])
def test_the_desk_of_a_forum_and_its_round_lead_to_each_other(
    scene: Scene, desk: Client, language: str, words: str
) -> None:
    forum = scene.round.forum
    pages = [
        address(f"events_desk:{page}", forum.public_id, language=language)
        for page in ("forum", "registrations", "agenda", "settings", "roles")
    ]
    round_page = address("partnering_desk:overview", scene.round.public_id, language=language)
    assert [page for page in pages if f'href="{round_page}"' not in desk.get(page).text] == []
    assert f'href="{pages[0]}"' in desk.get(round_page).text

    without = ForumFactory()
    ForumRoleFactory(forum=without, user=scene.officer)
    page = desk.get(address("events_desk:forum", without.public_id, language=language)).text
    opens = address("partnering_desk:open", without.public_id, language=language)
    assert (f'href="{opens}"' in page, words in page, round_page in page) == (True, True, False)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("empty", [True, False])
def test_every_page_opens_in_both_languages_empty_and_full(
    scene: Scene, desk: Client, language: str, empty: bool
) -> None:
    if empty:
        PartneringRound.objects.get(pk=scene.round.pk).delegations.all().delete()
    else:
        scene.draft()
        RequestFactory(asking=scene.acme, asked=scene.saebyeok)
    pages = [address(f"partnering_desk:{page}", scene.round.public_id, language=language) for page in ROUND_PAGES]
    pages.append(address("partnering_desk:rounds", language=language))

    shown = {page: desk.get(page) for page in pages}

    assert {page: answer.status_code for page, answer in shown.items()} == dict.fromkeys(pages, 200)
    assert all(f'<html lang="{language}"' in answer.text for answer in shown.values())


@pytest.mark.parametrize("page", ROUND_PAGES)
def test_a_desk_page_does_not_exist_for_anybody_else(scene: Scene, page: str) -> None:
    at = address(f"partnering_desk:{page}", scene.round.public_id)
    other_officer = browser(ForumRoleFactory(forum=ForumFactory()).user)

    answers = [client.get(at).status_code for client in (browser(person(scene.hanbit)), other_officer, Client())]

    assert answers == [404, 404, 302]


def test_a_round_is_opened_for_a_forum_that_has_none(scene: Scene, desk: Client) -> None:
    forum = ForumFactory()
    ForumRoleFactory(forum=forum, user=scene.officer)
    settings = {"slot_minutes": 25, "expiry_days": 3, "max_requests": "", "max_musts": 2, "max_meetings": 9}

    listed = desk.get(address("partnering_desk:rounds"))
    answer = desk.post(address("partnering_desk:open", forum.public_id), settings)

    opened = PartneringRound.objects.get(forum=forum)
    assert [each.pk for each in listed.context["forums"]] == [forum.pk]
    assert answer["Location"] == address("partnering_desk:overview", opened.public_id)
    assert (opened.slot_minutes, opened.expiry_days, opened.max_requests, opened.max_musts, opened.max_meetings) == (
        25,
        3,
        None,
        2,
        9,
    )
    assert not opened.across_sides_only


def test_a_round_is_not_opened_for_a_forum_of_others(desk: Client) -> None:
    forum = ForumFactory()

    answer = desk.post(address("partnering_desk:open", forum.public_id), {"slot_minutes": 20, "expiry_days": 7})

    assert (answer.status_code, PartneringRound.objects.filter(forum=forum).count()) == (404, 0)


def test_settings_out_of_range_are_said_at_their_fields_and_stay_typed(scene: Scene, desk: Client) -> None:
    wrong = {"slot_minutes": 3, "expiry_days": 400, "max_musts": "many"}

    answer = desk.post(address("partnering_desk:settings", scene.round.public_id), wrong)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors.keys() == {"slot_minutes", "expiry_days", "max_musts"}
    assert 'value="many"' in answer.text
    scene.round.refresh_from_db()
    assert (scene.round.slot_minutes, scene.round.expiry_days, scene.round.max_musts) == (20, 7, 3)


def test_a_phase_moves_one_step_and_no_further(scene: Scene, desk: Client) -> None:
    at = address("partnering_desk:phase", scene.round.public_id)
    came_from = {"Referer": f"http://testserver{address('partnering_desk:overview', scene.round.public_id)}"}

    moved = desk.post(at, {"phase": "place"}, follow=True)
    skipped = desk.post(at, {"phase": "closed"}, follow=True, headers=came_from)

    scene.round.refresh_from_db()
    assert scene.round.phase == RoundPhase.PLACE
    assert "The round stands at “placing” now." in moved.text
    assert "it moves one phase on, or one back" in skipped.text


def test_windows_are_filled_with_slots_on_the_forums_clock(scene: Scene, desk: Client) -> None:
    rows = windows(("2023-04-28", "09:00", "10:00"), ("2023-04-28", "13:00", "13:50"))

    answer = desk.post(address("partnering_desk:places", scene.round.public_id), rows, follow=True)

    starts = Slot.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(starts) == [
        datetime(2023, 4, 28, hour, minute, tzinfo=UTC)
        for hour, minute in ((13, 0), (13, 20), (13, 40), (17, 0), (17, 20))
    ]
    assert "5 slots are laid." in answer.text


def test_slots_outside_of_every_partnering_session_are_pointed_out(scene: Scene, desk: Client) -> None:
    scene.lay()
    at = address("partnering_desk:places", scene.round.public_id)
    before = desk.get(at).text
    first = scene.slots[0].starts_at
    part = PartFactory(forum=scene.round.forum)
    ForumSessionFactory(part=part, kind="partnering", starts_at=first, ends_at=first + timedelta(hours=1))

    assert "outside every partnering session" not in before
    assert "3 slots lie outside every partnering session of the agenda" in desk.get(at).text


def test_midnight_is_the_end_of_the_day(scene: Scene, desk: Client) -> None:
    desk.post(address("partnering_desk:places", scene.round.public_id), windows(("2023-04-28", "23:20", "00:00")))

    assert Slot.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        (("9999-12-31", "23:20", "00:00"), "day", "Write the day as year-month-day"),
        (("0001-01-01", "00:00", "01:00"), "day", "Write the day as year-month-day"),
        (("2023-03-12", "02:30", "05:00"), "starts", "the clocks in America/New_York jump over 02:30"),
        (("2023-04-28", "10:00", "09:00"), "ends", "This is not after the beginning."),
        (("2023-04-28", "10:00", ""), "ends", "Until when?"),
        (("", "10:00", "11:00"), "day", "Give the day."),
        (("28 April", "10:00", "11:00"), "day", "Write the day as year-month-day"),
        (("2023-04-28", "25:10", "26:00"), "starts", "Use a time from 00:00 to 23:59."),
    ],
)
def test_a_wrong_window_is_said_at_its_field_and_stays_typed(
    scene: Scene, desk: Client, row: tuple[str, str, str], field: str, sentence: str
) -> None:
    answer = desk.post(address("partnering_desk:places", scene.round.public_id), windows(row))

    assert (answer.status_code, Slot.objects.count()) == (422, 0)
    assert sentence in str(answer.context["windows"].forms[0].errors[field])
    assert all(f'value="{typed}"' in answer.text for typed in row if typed)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Give at least one window"),
        (
            [("2023-04-28", "09:00", "10:00"), ("2023-04-28", "09:40", "11:00")],
            "begins before another one of these ends",
        ),
        ([("2023-04-28", "09:00", "09:10")], "at least one meeting long"),
        ([("2023-04-28", "08:50", "09:30")], "Slots may not overlap"),
    ],
)
def test_windows_that_cannot_be_laid_change_nothing(
    scene: Scene, desk: Client, rows: list[tuple[str, str, str]], sentence: str
) -> None:
    scene.lay()

    answer = desk.post(address("partnering_desk:places", scene.round.public_id), windows(*rows))

    assert (answer.status_code, Slot.objects.count()) == (422, 6)
    assert sentence in answer.text


@pytest.mark.parametrize("count", ["0", "-3", "", "many", "501", "1e9"])
def test_a_number_of_tables_that_cannot_be_is_refused_and_stays_typed(scene: Scene, desk: Client, count: str) -> None:
    answer = desk.post(address("partnering_desk:tables", scene.round.public_id), {"count": count})

    assert (answer.status_code, Table.objects.count()) == (422, 0)
    assert answer.context["tables_form"].errors.keys() == {"count"}
    places = address("partnering_desk:places", scene.round.public_id, language="ko")
    assert f'href="{places}" lang="ko"' in answer.text
    assert f'value="{count}"' in answer.text or not count


def test_tables_are_set(scene: Scene, desk: Client) -> None:
    desk.post(address("partnering_desk:tables", scene.round.public_id), {"count": 4})

    assert list(Table.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_slot_is_removed_unless_a_meeting_lies_in_it(scene: Scene, desk: Client) -> None:
    scene.draft()
    came_from = {"Referer": f"http://testserver{address('partnering_desk:places', scene.round.public_id)}"}

    for slot in (scene.slots[0], scene.slots[1]):
        at = address("partnering_desk:remove_slot", scene.round.public_id, slot.public_id)
        page = desk.post(at, follow=True, headers=came_from)
        assert page.status_code == 200

    assert set(Slot.objects.values_list("pk", flat=True)) == {slot.pk for slot in scene.slots} - {scene.slots[1].pk}


def test_a_slot_of_another_round_is_not_there(scene: Scene, desk: Client) -> None:
    elsewhere = Scene()
    elsewhere.lay()

    at = address("partnering_desk:remove_slot", scene.round.public_id, elsewhere.slots[0].public_id)

    assert (desk.post(at).status_code, Slot.objects.count()) == (404, 6)


def test_delegations_are_found_by_name_and_side_with_their_counts(scene: Scene, desk: Client) -> None:
    scene.draft()
    at = address("partnering_desk:delegations", scene.round.public_id)

    found = desk.get(f"{at}?words=acm&side=abroad").context["lines"]
    none = desk.get(f"{at}?words=acm&side=home").context["lines"]

    assert [(each.delegation.pk, each.sent, each.received, each.agreed, each.open_slots) for each in found] == [
        (scene.acme.pk, 0, 1, 1, 6)
    ]
    assert list(none) == []


def test_a_delegation_changes_sides(scene: Scene, desk: Client) -> None:
    desk.post(address("partnering_desk:side", scene.round.public_id, scene.acme.public_id), {"side": "home"})

    assert Delegation.objects.get(pk=scene.acme.pk).side == Side.HOME


def test_requests_are_filtered_and_never_show_what_was_written(scene: Scene, desk: Client) -> None:
    scene.draft()
    waiting = RequestFactory(asking=scene.acme, asked=scene.saebyeok, message="between the two of us")
    at = address("partnering_desk:requests", scene.round.public_id)

    page = desk.get(f"{at}?state=sent&words=acme")

    assert list(page.context["page"].object_list) == [waiting]
    assert "between the two of us" not in page.text
    assert len(desk.get(f"{at}?state=nonsense").context["page"].object_list) == 4


@pytest.mark.parametrize("page", [*ROUND_PAGES, "rounds"])
def test_a_desk_page_costs_the_same_at_ten_and_at_a_hundred_delegations(page: str) -> None:
    costs = {}
    for size in (10, 100):
        scene = Scene()
        scene.draft()
        for number in range(size):
            other = scene.delegation("US", name_ko="", name_en=f"Partner {number}")
            RequestFactory(asking=scene.saebyeok, asked=other)
        client = browser(scene.officer)
        at = address("partnering_desk:rounds") if page == "rounds" else _of(scene, page)
        client.get(at)  # the session's first page costs more
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at).status_code == 200
        costs[size] = len(captured)

    assert costs[10] == costs[100]
    assert costs[100] <= 30


def _of(scene: Scene, page: str) -> str:
    return address(f"partnering_desk:{page}", scene.round.public_id)
