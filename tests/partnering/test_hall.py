"""What may be read in the hall, on the board and on the cards of the tables, and who opens the board."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bridgehead.foundation import live
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions.day import call_off_meeting
from bridgehead.partnering.actions.screens import end_screen, make_screen, set_named_in_hall
from bridgehead.partnering.models import Delegation, HallScreen, RoundPhase
from bridgehead.partnering.queries.hall import Seat, hall_of
from tests.clocks import standing_still
from tests.factories.partnering import AcceptedRequestFactory, DelegationFactory, meeting_in
from tests.factories.people import actor_of
from tests.paper import pages_of
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HANBIT, ACME, BEACON = Seat("한빛", "Hanbit"), Seat("Acme", "Acme"), Seat("Beacon", "Beacon")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(now: datetime) -> InForce:
    return InForce(now)


@pytest.fixture
def board(scene: InForce) -> str:
    """The address of the round's board."""
    return f"/hall/{make_screen(round_id=scene.round.pk, by=scene.by, now=scene.now)}/"


def told(board: str, at: datetime) -> dict[str, Any]:
    with standing_still(at):
        return json.loads(Client().get(f"{board}board.json").content)


def sides(found: dict[str, Any]) -> list[list[str | None]]:
    """What a board tells of each meeting: the names of both sides in Korean, None where one is not named."""
    return [
        [side and side["ko"] for side in meeting["sides"]] for table in found["tables"] for meeting in table["meetings"]
    ]


def text_of(page: str) -> str:
    """What somebody reads, without what is kept for the script."""
    shown = re.sub(r"<script.*?</script>|<(?:head)>.*?</head>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def test_the_home_side_comes_first_and_only_who_lets_itself_be_named_is_named(scene: InForce) -> None:
    assert [(each.table, each.sides) for each in hall_of(scene.round).meetings] == [
        (1, (HANBIT, ACME)),
        (1, (HANBIT, BEACON)),
    ]

    Delegation.objects.filter(pk=scene.beacon.pk).update(is_listed=False)
    set_named_in_hall(delegation_id=scene.acme.pk, is_named=False, by=actor_of(person(scene.acme)), now=scene.now)

    assert [each.sides for each in hall_of(scene.round).meetings] == [(HANBIT, Seat()), (HANBIT, Seat())]
    entry = AuditEntry.objects.get(verb="partnering.hall_name_set")
    assert entry.change == {"is_named": [True, False]}


def test_only_a_delegation_itself_and_officers_say_whether_it_is_named(scene: InForce) -> None:
    rival = actor_of(person(scene.beacon))
    with pytest.raises(Refused, match="Only this delegation"):
        set_named_in_hall(delegation_id=scene.acme.pk, is_named=False, by=rival, now=scene.now)

    posted = address("partnering:hall_name", scene.round.public_id)
    answer = browser(person(scene.acme)).post(posted, {"named": "no"})

    assert answer.status_code == 302
    assert list(Delegation.objects.filter(is_named_in_hall=False)) == [scene.acme]
    page = browser(person(scene.acme)).get(address("partnering:timetable", scene.round.public_id)).content.decode()
    assert "do not name your organisation" in page
    browser(person(scene.acme)).post(posted, {"named": "yes"})
    assert not Delegation.objects.filter(is_named_in_hall=False).exists()


def test_the_board_tells_the_meetings_of_today_and_tomorrow_and_no_secret(scene: InForce, board: str) -> None:
    Delegation.objects.filter(pk=scene.beacon.pk).update(is_listed=False)
    first = scene.slots[0].starts_at

    found = told(board, first)

    assert sides(found) == [["한빛", "Acme"], ["한빛", None]]
    assert [found["tables"][0][key] for key in ("number", "area")] == [1, None]
    assert found["tables"][0]["meetings"][0]["from"] == int(first.timestamp() * 1000)
    assert sides(told(board, first - timedelta(days=1))) == [["한빛", "Acme"], ["한빛", None]]
    assert sides(told(board, first - timedelta(days=2))) == []
    assert "Beacon" not in json.dumps(found)
    assert person(scene.hanbit).full_name("ko") not in json.dumps(found)
    call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=scene.now)
    assert sides(told(board, first)) == [["한빛", None]]


def test_without_a_script_the_page_says_what_is_now_and_next(scene: InForce, board: str) -> None:
    first = scene.slots[0].starts_at
    pages = {}
    for at in (first - MINUTE, first, scene.slots[0].ends_at, scene.slots[3].ends_at):
        with standing_still(at):
            pages[at] = text_of(Client().get(board).content.decode())

    before, on, after, over = pages.values()
    assert "다음 미팅 09:00 Next meetings at 09:00" in before
    assert "09:20까지 미팅 Meetings until 09:20" in on
    assert "테이블 Table 1 지금 Now 한빛 Hanbit Acme 다음 10:20 Next 10:20 한빛 Hanbit Beacon" in on
    assert "테이블 Table 1 비어 있음 Free 다음 10:20" in after
    assert "오늘 미팅은 모두 끝났습니다 No more meetings today" in over


def test_an_address_that_was_ended_replaced_or_never_was_opens_nothing(scene: InForce, board: str) -> None:
    new = f"/hall/{make_screen(round_id=scene.round.pk, by=scene.by, now=scene.now)}/"
    files = ("", "board.json", "worker.js")

    def answers(to: str) -> list[int]:
        return [Client().get(f"{to}{each}").status_code for each in files]

    assert [answers(to) for to in (board, new, "/hall/x/")] == [[404] * 3, [200] * 3, [404] * 3]
    scene.move(RoundPhase.CLOSED)
    assert answers(new) == [404] * 3
    scene.move(RoundPhase.RUN)
    end_screen(round_id=scene.round.pk, by=scene.by, now=scene.now)
    end_screen(round_id=scene.round.pk, by=scene.by, now=scene.now)
    assert answers(new) == [404] * 3
    assert HallScreen.objects.count() == 0
    assert AuditEntry.objects.filter(verb="partnering.hall_screen_ended").count() == 1


def test_only_officers_make_and_end_the_address_and_it_is_shown_once(scene: InForce) -> None:
    page = address("partnering_desk:hall", scene.round.public_id)
    for deed in (make_screen, end_screen):
        with pytest.raises(Refused, match="officer"):
            deed(round_id=scene.round.pk, by=actor_of(person(scene.acme)), now=scene.now)

    desk = browser(scene.officer)
    made = desk.post(page).content.decode()
    token = re.search(r"/hall/([\w-]{20,})/", made)
    assert token
    assert (Client().get(token.group()).status_code, token.group(1) in desk.get(page).content.decode()) == (200, False)
    answer = desk.post(page, {"do": "end"})
    assert (answer.status_code, Client().get(token.group()).status_code) == (302, 404)
    scene.move(RoundPhase.CLOSED)
    with translation.override("en"), pytest.raises(Refused, match="closed"):
        make_screen(round_id=scene.round.pk, by=scene.by, now=scene.now)


def test_boards_hear_of_a_new_timetable_and_of_a_name_taken_off(scene: InForce) -> None:
    def heard() -> int:
        return live.newest({scene.round.hall_topic})[scene.round.hall_topic][0]

    first = heard()
    call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=scene.now)
    second = heard()
    set_named_in_hall(delegation_id=scene.acme.pk, is_named=False, by=scene.by, now=scene.now)
    third = heard()
    set_named_in_hall(delegation_id=scene.acme.pk, is_named=False, by=scene.by, now=scene.now)

    assert [second - first, third - second, heard() - third] == [1, 1, 0]


def test_the_board_is_kept_by_nobody_else_and_asks_as_often_for_more(scene: InForce, board: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"{board}board.json")
        return len(asked)

    answer = Client().get(board)
    assert [answer[each] for each in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "private, no-store",
        "no-referrer",
        "noindex, nofollow, noarchive",
    ]
    assert answer.cookies == {}
    small = queries()
    for slot in scene.slots[4:]:
        other = DelegationFactory(round=scene.round, side="abroad")
        meeting_in(scene.published, AcceptedRequestFactory(asking=scene.saebyeok, asked=other), slot, scene.tables[0])
    assert (queries(), len(hall_of(scene.round).meetings)) == (small, 4)


@pytest.mark.parametrize(
    ("language", "in_use", "clocks"), [("en", "in use", "Times: Boston"), ("ko", "사용 중", "시각: 보스턴 기준")]
)
def test_a_card_for_each_table_and_day(scene: InForce, language: str, in_use: str, clocks: str) -> None:
    set_named_in_hall(delegation_id=scene.beacon.pk, is_named=False, by=scene.by, now=scene.now)

    answer = browser(scene.officer).get(
        address("partnering_desk:table_cards", scene.round.public_id, language=language)
    )

    [card] = pages_of(answer.content)
    text = " ".join(card.split())
    assert answer["Content-Type"] == "application/pdf"
    wanted = (
        "테이블 · Table",
        "2023년 4월 28일",
        "Friday 28 April 2023",
        "09:00–09:20",
        "한빛",
        "Hanbit",
        "Acme",
        in_use,
        clocks,
    )
    assert [each for each in wanted if each not in text] == []
    assert "Beacon" not in text


def test_there_are_no_cards_before_there_are_meetings(now: datetime) -> None:
    scene = InForce(now)
    for request in (scene.with_acme, scene.with_beacon):
        call_off_meeting(request_id=request.pk, by=scene.by, now=now)

    answer = browser(scene.officer).get(address("partnering_desk:table_cards", scene.round.public_id))

    assert (answer.status_code, "publish a timetable" in answer.content.decode()) == (403, True)
