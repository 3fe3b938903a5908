"""What pages show, shaped from plain values: the diary, the picture of a run, runs side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bridgehead.partnering.models import RunState, RunStatus, TimetableRun
from bridgehead.partnering.schemas.clocks import tell
from bridgehead.partnering.schemas.diary import read_diary, read_entry
from bridgehead.partnering.schemas.runs import Beside, compare, trace_of
from bridgehead.web.formats import City
from bridgehead.web.names import hue_of
from bridgehead.web.templatetags.bridgehead import emblem

BOSTON = City("America/New_York", "Boston", "보스턴")
START = datetime(2023, 4, 28, 13, 0, tzinfo=UTC)


def written(minutes: int, name: str) -> dict[str, Any]:
    """An entry as publishing writes it, that many minutes after the first slot."""
    starts_at = START + timedelta(minutes=minutes)
    return {
        "meeting": f"m{minutes}",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=20)).isoformat(),
        "table": 1,
        "with_en": name,
        "people": [{"name_en": "Morgan Lee", "title_en": "Director"}],
    }


def lines(minutes: int) -> list[tuple[str, str]]:
    """The lines of the diary at a moment: state and name, or the length of a gap."""
    entries = [written(20, "Beacon"), written(0, "Acme"), written(90, "Concord")]
    diary = read_diary(entries, now=START + timedelta(minutes=minutes), zone=BOSTON.zone)
    return [
        (line.state, line.entry.name_en if line.entry else str((line.gap_until or START) - (line.gap_from or START)))
        for day in diary.days
        for line in day.lines
    ]


def test_the_diary_before_during_and_after() -> None:
    gap = ("gap", "0:50:00")
    assert lines(-60) == [("now", "Acme"), ("", "Beacon"), gap, ("", "Concord")]
    assert lines(19) == [("now", "Acme"), ("", "Beacon"), gap, ("", "Concord")]
    assert lines(20) == [("done", "Acme"), ("now", "Beacon"), gap, ("", "Concord")]
    assert lines(300) == [("done", "Acme"), ("done", "Beacon"), gap, ("done", "Concord")]


def test_the_emblem_of_whom_one_meets_has_one_shade_whatever_they_are_called() -> None:
    called = [{**written(0, name), "with_id": "d1"} for name in ("Acme", "Beacon", "Concord", "Delta", "Elm")]

    drawn = [emblem(read_entry(each)) for each in called]

    assert [f'data-hue="{hue_of("d1")}"' in each for each in drawn] == [True] * 5


def test_days_are_those_of_the_forums_place() -> None:
    late = [written(0, "Acme"), written(14 * 60, "Beacon"), written(15 * 60, "Concord")]

    diary = read_diary(late, now=START, zone=BOSTON.zone)

    assert [(day.date, len(day.lines)) for day in diary.days] == [(date(2023, 4, 28), 3), (date(2023, 4, 29), 1)]
    assert diary.day_to_show(date(2023, 4, 27)) == diary.days[0]
    assert diary.day_to_show(date(2023, 4, 29)) == diary.days[1]
    assert diary.day_to_show(date(2023, 5, 1)) == diary.days[1]


def test_an_empty_diary_has_no_day_to_show() -> None:
    diary = read_diary([], now=START, zone=BOSTON.zone)

    assert (diary.days, diary.coming, diary.day_to_show(date(2023, 4, 28))) == ((), None, None)


def test_both_clocks_in_pieces_and_one_where_they_agree() -> None:
    told = tell(START + timedelta(hours=3), BOSTON, ("America/New_York", "Asia/Seoul"), "ko")
    alone = tell(START, BOSTON, ("America/New_York",), "en")

    assert [(one.time, one.text) for one in told] == [("12:00", "12:00 보스턴"), ("익일 01:00", "익일 01:00 서울")]
    assert [(one.time, one.text) for one in alone] == [("09:00", "09:00 Boston")]


def run(number: int, **figures: Any) -> TimetableRun:
    """A run that has ended, not stored."""
    given = {"state": RunState.DONE, "status": RunStatus.FEASIBLE, "accepted": 10, **figures}
    return TimetableRun(pk=number, number=number, seed=1, budget_seconds=5, **given)


def test_the_picture_of_a_run_is_drawn_in_steps() -> None:
    trace = trace_of(run(1, trace=[[0.0, 8, 6], [1.0, 8, 4], [2.0, 8, 2]], seconds=4.0, breaks_bound=2))

    assert trace is not None
    assert trace.best == "M0.0 3.0H40.0V22.0H80.0V41.0H160"
    assert trace.limit == "M0 41.0H160"
    assert (trace.of, trace.first, trace.last, trace.bound) == ("breaks", 6, 2, 2)


def test_a_run_that_found_nothing_has_no_picture() -> None:
    assert trace_of(run(1)) is None


@pytest.mark.django_db  # a run is asked for its timetable
def test_only_what_differs_is_marked_best() -> None:
    same = [run(1, placed=8, breaks=2, seconds=1.0), run(2, placed=8, breaks=2, seconds=1.0)]
    differ = [
        run(1, placed=7, breaks=0, seconds=0.5),
        run(2, placed=8, breaks=5, seconds=3.0),
        run(3, placed=8, breaks=3, seconds=9.0),
        run(4, state=RunState.RUNNING, status="", placed=9),
    ]

    assert marks(same) == [set(), set()]
    assert marks(differ) == [{"seconds"}, {"placed"}, {"placed", "breaks"}, set()]


def marks(runs: list[TimetableRun]) -> list[set[str]]:
    """Return for what each run is marked best."""
    columns = compare(runs, Beside(places=20, figures={}, names={}, picked=None, published=None))
    return [{mark for mark in ("placed", "breaks", "seconds") if getattr(column, f"best_{mark}")} for column in columns]


@pytest.mark.django_db  # a run is asked for its timetable
def test_the_distance_to_the_bound_and_the_use_of_tables() -> None:
    beside = Beside(places=20, figures={}, names={}, picked=None, published=None)
    (column,) = compare([run(1, placed=5, weight=7, weight_bound=9)], beside)

    assert (column.to_bound, column.table_use, column.is_optimal) == (-2, 25, False)
