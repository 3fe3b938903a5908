"""Office hours as times: in wall time across the change of the clocks, and in months of a zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.hours import month_of, spans_of

BOSTON, SEOUL = ZoneInfo("America/New_York"), ZoneInfo("Asia/Seoul")


def _said(spans: list[tuple[datetime, datetime]]) -> list[str]:
    return [f"{starts:%m-%d %H:%M}-{ends:%H:%M}" for starts, ends in spans]


def test_times_follow_each_other_and_come_again_each_week_by_the_clock() -> None:
    first = datetime.fromisoformat("2023-03-05T10:00")

    spans = spans_of(first, minutes=30, number=2, until=date(2023, 3, 18), zone=BOSTON)

    # Summer time begins on 12 March: ten o'clock comes an hour earlier by UTC. The 19th lies behind the last day.
    assert _said(spans) == ["03-05 15:00-15:30", "03-05 15:30-16:00", "03-12 14:00-14:30", "03-12 14:30-15:00"]


def test_time_that_the_clocks_jump_over_begins_later_and_one_that_comes_twice_is_the_first() -> None:
    skipped = spans_of(datetime.fromisoformat("2023-03-12T02:30"), minutes=30, number=1, until=None, zone=BOSTON)
    repeated = spans_of(datetime.fromisoformat("2023-11-05T01:30"), minutes=45, number=2, until=None, zone=BOSTON)

    assert _said(skipped) == ["03-12 07:30-08:00"]
    assert _said(repeated) == ["11-05 05:30-06:15", "11-05 06:15-07:00"]


def test_last_week_before_the_first_day_and_too_many_are_refused() -> None:
    first = datetime.fromisoformat("2023-03-05T10:00")

    with pytest.raises(Refused, match="lies before the first day"):
        spans_of(first, minutes=30, number=1, until=date(2023, 3, 4), zone=SEOUL)
    with pytest.raises(Refused, match="At most 200 times"):
        spans_of(first, minutes=30, number=4, until=date(2024, 3, 5), zone=SEOUL)


def test_month_is_that_of_the_zone() -> None:
    late = datetime.fromisoformat("2023-12-31T15:30:00Z")

    assert [each.isoformat() for zone in (SEOUL, BOSTON) for each in month_of(late, zone)] == [
        "2023-12-31T15:00:00+00:00", "2024-01-31T15:00:00+00:00",
        "2023-12-01T05:00:00+00:00", "2024-01-01T05:00:00+00:00",
    ]  # fmt: skip
