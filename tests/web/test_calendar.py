"""Calendars that other programs read: zones over a change of the clocks, sequences, cancellations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from bridgehead.web.calendar import CANCEL, CANCELLED, REQUEST, CalendarEntry, calendar

CHANGED = datetime(2023, 3, 1, tzinfo=UTC)


def entry(starts_at: datetime, **fields: Any) -> CalendarEntry:
    given = {
        "uid": "meeting-1@bridgehead",
        "sequence": 0,
        "ends_at": starts_at + timedelta(minutes=20),
        "zone": "America/New_York",
        "summary": "미팅, 표 3; \\ 끝",
        "changed_at": CHANGED,
    }
    return CalendarEntry(starts_at=starts_at, **{**given, **fields})


def events(written: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(written).walk("VEVENT"))


def test_times_are_right_on_both_sides_of_summer_time() -> None:
    before = datetime(2023, 3, 11, 14, 0, tzinfo=UTC)  # 09:00 EST
    after = datetime(2023, 3, 12, 13, 0, tzinfo=UTC)  # 09:00 EDT, the clocks went forward at 02:00

    read = events(calendar([entry(before), entry(after, uid="2")], name="x", zone="America/New_York"))

    assert [each.decoded("DTSTART").astimezone(UTC) for each in read] == [before, after]
    assert [f"{each.decoded('DTSTART'):%H:%M %z}" for each in read] == ["09:00 -0500", "09:00 -0400"]
    assert [each.decoded("DTEND").astimezone(UTC) for each in read] == [
        before + timedelta(minutes=20),
        after + timedelta(minutes=20),
    ]


def test_every_zone_is_described() -> None:
    moment = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)

    written = calendar([entry(moment), entry(moment, uid="2", zone="Asia/Seoul")], name="x", zone="Asia/Seoul")

    zones = icalendar.Calendar.from_ical(written).walk("VTIMEZONE")
    assert {str(zone["TZID"]) for zone in zones} == {"America/New_York", "Asia/Seoul"}


@pytest.mark.parametrize(
    ("zone", "onsets"),
    [
        ("America/New_York", ["20150308T020000 YEARLY 3 2SU", "20151101T020000 YEARLY 11 1SU"]),
        ("Europe/Berlin", ["20150329T020000 YEARLY 3 -1SU", "20151025T030000 YEARLY 10 -1SU"]),
        ("Asia/Seoul", []),
    ],
)
def test_zones_are_told_by_rules_the_same_in_every_file(zone: str, onsets: list[str]) -> None:
    def told(year: int) -> list[str]:
        written = calendar([entry(datetime(year, 4, 27, 20, 0, tzinfo=UTC), zone=zone)], name="x", zone=zone)
        [described] = icalendar.Calendar.from_ical(written).walk("VTIMEZONE")
        found = (each for each in described.subcomponents if "RRULE" in each)
        rules = [
            (each["DTSTART"].dt, *(each["RRULE"][part][0] for part in ("FREQ", "BYMONTH", "BYDAY"))) for each in found
        ]
        return [f"{start:%Y%m%dT%H%M%S} {freq} {month} {day}" for start, freq, month, day in rules]

    assert told(2023) == told(2031) == onsets


def test_a_zone_without_a_rule_keeps_its_dates() -> None:
    written = calendar([entry(CHANGED, zone="Africa/Casablanca")], name="x", zone="Africa/Casablanca").decode()

    assert "RDATE:20160327T030000" in written


def test_text_comes_back_as_it_went() -> None:
    (read,) = events(calendar([entry(CHANGED, location="표 3\nA동")], name="x", zone="Asia/Seoul"))

    assert (str(read["SUMMARY"]), str(read["LOCATION"])) == ("미팅, 표 3; \\ 끝", "표 3\nA동")


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    written = calendar([entry(CHANGED, description="가" * 400)], name="x", zone="Asia/Seoul")

    assert written.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


def test_unknown_end_is_left_open() -> None:
    (read,) = events(calendar([entry(CHANGED, ends_at=None)], name="x", zone="Asia/Seoul"))

    assert "DTEND" not in read
    assert "DURATION" not in read


@pytest.mark.parametrize(("method", "status"), [(REQUEST, "CONFIRMED"), (CANCEL, CANCELLED)])
def test_invitation_names_who_invites_whom(method: str, status: str) -> None:
    invited = entry(CHANGED, sequence=3, organizer="hosts@example.com", attendee="haneul@example.com", status=status)

    written = calendar([invited], name="x", zone="Asia/Seoul", method=method)

    (read,) = events(written)
    assert str(icalendar.Calendar.from_ical(written)["METHOD"]) == method
    assert (str(read["ORGANIZER"]), str(read["ATTENDEE"]), read["SEQUENCE"], str(read["STATUS"])) == (
        "mailto:hosts@example.com",
        "mailto:haneul@example.com",
        3,
        status,
    )


def test_empty_calendar_is_a_calendar() -> None:
    assert events(calendar([], name="비어 있음", zone="Asia/Seoul")) == []
