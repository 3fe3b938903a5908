"""Where two zones meet: slots with a clock, and people who are awake at theirs, become the slots closed to each.

The engine proper knows no calendar; this is the one place that reads a time. A slot is open to somebody when all of it,
from its start for so many minutes, lies inside one stretch of their waking hours, read on the wall clock of their zone
on that day; what a change of clocks does to the day is the zone's own affair.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24(?=:00)):([0-5]\d)")


class WrongTime(ValueError):
    """What was expected instead of a text."""


@dataclass(frozen=True, slots=True)
class Span:
    """A slot on the clock: two moments in UTC, the end not in it."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Waking:
    """When somebody is awake: minutes after midnight on a zone's wall clock; an end before the start is tomorrow."""

    zone: ZoneInfo
    start: int
    end: int

    def covers(self, span: Span) -> bool:
        """Whether the whole span lies inside one stretch of waking hours."""
        today = span.start.astimezone(self.zone).date()
        return any(self._covers(span, day) for day in (today - timedelta(1), today))

    def _covers(self, span: Span, day: date) -> bool:
        following = day + timedelta(1) if self.end <= self.start else day
        return self._moment(day, self.start) <= span.start and span.end <= self._moment(following, self.end)

    def _moment(self, day: date, minutes: int) -> datetime:
        if minutes == 24 * 60:
            day, minutes = day + timedelta(1), 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.zone).astimezone(UTC)


def span_of(start: str, minutes: int | None) -> Span:
    """The slot that starts at a moment in ISO 8601 with its offset, such as 2026-03-05T14:00Z; raises WrongTime."""
    try:
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None:
            raise ValueError(start)
        begun = moment.astimezone(UTC)
        return Span(begun, begun + timedelta(minutes=minutes or 0))
    except (ValueError, OverflowError) as wrong:
        raise WrongTime("a moment with its offset, such as 2026-03-05T14:00Z") from wrong


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises WrongTime."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as wrong:
        raise WrongTime("a time zone by its IANA name, such as Asia/Seoul") from wrong


def waking_of(zone: ZoneInfo, hours: str) -> Waking:
    """The waking hours such as 08:00-22:00 in a zone, or 14:00-02:00 into the next day; raises WrongTime."""
    match = HOURS.fullmatch(hours)
    if match is None:
        raise WrongTime("waking hours, such as 08:00-22:00")
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
    return Waking(zone, 60 * from_hour + from_minute, 60 * to_hour + to_minute)
