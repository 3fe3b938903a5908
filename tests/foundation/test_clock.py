"""Wall time and moments, over the days on which clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from bridgehead.foundation import clock

BOSTON, SEOUL, HAVANA, CAIRO = map(ZoneInfo, ("America/New_York", "Asia/Seoul", "America/Havana", "Africa/Cairo"))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.django_db
@pytest.mark.database
def test_database_clock_is_aware_and_close_to_ours() -> None:
    found = clock.database_now()

    assert found.tzinfo is UTC
    assert abs(found - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2023-04-27 09:00", BOSTON, "2023-04-27 13:00"),
        ("2023-04-27 09:00", SEOUL, "2023-04-27 00:00"),
        ("2026-03-08 01:59", BOSTON, "2026-03-08 06:59"),
        ("2026-03-08 03:00", BOSTON, "2026-03-08 07:00"),
        ("2026-11-01 00:59", BOSTON, "2026-11-01 04:59"),
        ("2026-11-01 01:30", BOSTON, "2026-11-01 05:30"),
        ("2026-11-01 02:00", BOSTON, "2026-11-01 07:00"),
    ],
)
def test_moment_at_which_clocks_show_a_time(wall: str, zone: ZoneInfo, moment: str) -> None:
    assert clock.wall_moment(_wall(wall), zone) == _utc(moment)


@pytest.mark.parametrize("wall", ["2026-03-08 02:00", "2026-03-08 02:30", "2026-03-08 02:59:59"])
def test_time_that_the_spring_change_skips_is_refused(wall: str) -> None:
    with pytest.raises(ValueError, match="does not exist in America/New_York: the clocks jump over it"):
        clock.wall_moment(_wall(wall), BOSTON)


def test_moment_is_no_wall_time() -> None:
    with pytest.raises(ValueError, match="no zone of its own"):
        clock.wall_moment(_utc("2026-03-08 02:00"), BOSTON)


@pytest.mark.parametrize(
    ("moment", "zone", "start", "end", "hours"),
    [
        ("2023-04-27 03:59", BOSTON, "2023-04-26 04:00", "2023-04-27 04:00", 24),
        ("2023-04-27 04:00", BOSTON, "2023-04-27 04:00", "2023-04-28 04:00", 24),
        ("2026-03-08 12:00", BOSTON, "2026-03-08 05:00", "2026-03-09 04:00", 23),
        ("2026-11-01 12:00", BOSTON, "2026-11-01 04:00", "2026-11-02 05:00", 25),
        ("2026-11-01 12:00", SEOUL, "2026-10-31 15:00", "2026-11-01 15:00", 24),
        # Midnight happens twice in Havana in autumn; whichever hour it is, the day begins with the first.
        ("2026-11-01 04:30", HAVANA, "2026-11-01 04:00", "2026-11-02 05:00", 25),
        ("2026-11-01 05:30", HAVANA, "2026-11-01 04:00", "2026-11-02 05:00", 25),
        # Midnight does not happen at all in Cairo in spring; the day begins at one.
        ("2026-04-24 09:00", CAIRO, "2026-04-23 22:00", "2026-04-24 21:00", 23),
    ],
)
def test_day_that_holds_a_moment(moment: str, zone: ZoneInfo, start: str, end: str, hours: int) -> None:
    found = clock.day_bounds(_utc(moment), zone)

    assert found == (_utc(start), _utc(end))
    assert found[1] - found[0] == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["", "Asia", "Seoul", "KST+9", "../../etc/passwd", "/etc/localtime", "Asia/Seoul\0", "x" * 5000, "서울"]
)
def test_name_that_is_no_zone_is_refused(name: str) -> None:
    assert clock.zone_or_none(name) is None
    with pytest.raises(ValidationError) as refused:
        clock.require_zone(name)
    assert refused.value.messages == [
        f"“{name}” is not a time zone. Expected a name such as Asia/Seoul or America/New_York."
    ]


def test_zone_is_found_by_its_name() -> None:
    clock.require_zone("Asia/Seoul")

    assert clock.zone_or_none("Asia/Seoul") == SEOUL
