"""The report of a round: everything an officer takes home, in their language, on the forum's clocks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from bridgehead.foundation.models import AuditEntry
from bridgehead.partnering.actions.afterwards import say_afterwards
from bridgehead.partnering.models import RoundPhase
from bridgehead.partnering.queries.reports import round_report
from bridgehead.partnering.sheets import figure_rows, round_book
from tests.factories.partnering import AcceptedRequestFactory
from tests.factories.people import actor_of
from tests.paper import pages_of
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def scene(now: datetime) -> Iterator[InForce]:
    """The day after; both sides of the first meeting have spoken, and one agreed request has no place."""
    with time_machine.travel(now, tick=False) as clock:
        made = InForce(now)
        made.move(RoundPhase.RUN)
        AcceptedRequestFactory(asking=made.saebyeok, asked=made.acme, answered_at=now + timedelta(hours=1))
        made.now = made.slots[-1].ends_at + timedelta(days=1)
        clock.move_to(made.now)
        for side, step in ((made.hanbit, "again"), (made.acme, "talks")):
            by = actor_of(person(side))
            said = {"attendance": "held", "next_step": step, "note": "only ours"}
            say_afterwards(request_id=made.with_acme.pk, **said, by=by, now=made.now)
        yield made


def sheets_of(written: bytes) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def test_the_report_tells_all_of_a_round(scene: InForce) -> None:
    answer = browser(scene.officer).post(address("partnering_desk:report", scene.round.public_id))

    found = sheets_of(answer.content)
    assert list(found) == ["In figures", "Meetings", "Meetings without a place", "Delegations"]
    figures = {row[0]: row[1] for row in found["In figures"][1:]}
    assert figures == {
        "Forum": f"{scene.round.forum.name_ko} / {scene.round.forum.name_en}",
        "As of (time of the forum)": "2023-04-29 11:20",
        "Version of the timetable": "1",
        "Delegations": "4",
        "Slots": "6",
        "Tables": "1",
        "Meeting requests": "3",
        "Accepted": "3",
        "Requests declined": "0",
        "Requests expired": "0",
        "Placed": "2",
        "Meetings held": "1",
        "Meetings not held": "0",
        "Meetings said differently of": "0",
        "Meetings without a word yet": "1",
        "Meet again": "0",
    }
    assert [[*row[:8], *row[10:]] for row in found["Meetings"][1:]] == [
        ["2023-04-28", "09:00", "09:20", "1", "한빛", "Hanbit", "", "Acme", "held", "meet again", "negotiate terms"],
        ["2023-04-28", "10:20", "10:40", "1", "한빛", "Hanbit", "", "Beacon", "no word yet", "", ""],
    ]
    [left] = found["Meetings without a place"][1:]
    assert left[:4] == ["새벽", "Saebyeok", "", "Acme"]
    assert left[4] == "It was agreed after this run began. The next run takes it into account."
    assert [[row[1], *row[3:]] for row in found["Delegations"][1:]] == [
        ["Acme", "abroad", "1", "0", "2", "2", "1"],
        ["Beacon", "abroad", "1", "0", "1", "1", "1"],
        ["Hanbit", "home", "1", "2", "0", "2", "2"],
        ["Saebyeok", "home", "1", "1", "0", "1", "0"],
    ]
    assert "only ours" not in str(found)
    entry = AuditEntry.objects.get(verb="partnering.report_taken")
    assert (entry.actor_id, entry.change) == (scene.officer.pk, {"meetings": [None, 2], "kind": [None, "xlsx"]})


@pytest.mark.parametrize("language", ["en", "ko"])
def test_as_pages_it_tells_the_same_figures_each_with_how_it_is_counted(scene: InForce, language: str) -> None:
    posted = address("partnering_desk:report", scene.round.public_id, language=language)
    answer = browser(scene.officer).post(posted, {"kind": "pdf"})

    text = " ".join(" ".join(pages_of(answer.content)).split())
    with translation.override(language):
        report = round_report(actor_of(scene.officer), scene.round, now=scene.now)
        rows = [[str(cell) for cell in row if cell != ""] for row in figure_rows(report)]
        reason = str(report.left_out[0].reason)
    assert len(rows) == 14
    assert [row for row in rows if " ".join(row) not in text] == []
    assert reason in text
    when = "4월 28일" if language == "ko" else "Fri 28 April"
    said = "진행됨" if language == "ko" else "held"
    assert [each in text for each in ("09:00–09:20", when, said, "Hanbit", "Beacon", "only ours")] == [True] * 5 + [
        False
    ]
    assert AuditEntry.objects.get(verb="partnering.report_taken").change["kind"] == [None, "pdf"]


def test_no_other_kind_of_report_is_there(scene: InForce) -> None:
    posted = address("partnering_desk:report", scene.round.public_id)

    assert browser(scene.officer).post(posted, {"kind": "doc"}).status_code == 404
    assert not AuditEntry.objects.filter(verb="partnering.report_taken").exists()


def test_it_speaks_the_readers_language(scene: InForce) -> None:
    with translation.override("ko"):
        found = sheets_of(
            round_book(round_report(actor_of(scene.officer), scene.round, now=scene.now), made_at=scene.now)
        )

    assert list(found) == ["숫자로 보기", "미팅", "배정되지 않은 미팅", "참가 기관"]
    assert found["미팅"][1][10] == "진행됨"


def test_it_asks_the_database_as_often_for_a_larger_round(scene: InForce) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            round_report(actor_of(scene.officer), scene.round, now=scene.now)
        return len(asked)

    small = queries()
    for number in range(5):
        other = scene.delegation("US", name_ko="", name_en=f"Firm {number}")
        AcceptedRequestFactory(asking=scene.saebyeok, asked=other)

    assert queries() == small
