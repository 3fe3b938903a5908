"""Recurring times: a rule of RFC 5545, expanded in the wall time of a place and then turned into moments."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused, require
from bridgehead.web.formats import format_day

#: So many bookings one series makes at most.
MOST_OCCURRENCES = 100
#: However seldom it comes, it is looked for no further than this.
FURTHEST = timedelta(days=3 * 366)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAYS = "|".join(WEEKDAYS)
_ANY = {"INTERVAL": r"[1-9]\d?", "COUNT": r"\d{1,4}", "UNTIL": r"\d{8}(T\d{6}Z?)?", "WKST": _DAYS}
#: What a rule may say, by how often it comes. Of what is left out some never takes place, and would be looked for until
#: the end of the calendar.
_SAYS = {
    "DAILY": _ANY,
    "WEEKLY": {**_ANY, "BYDAY": rf"({_DAYS})(,({_DAYS})){{0,6}}"},
    "MONTHLY": {
        **_ANY,
        "BYDAY": rf"([+-]?[1-4])?({_DAYS})(,([+-]?[1-4])?({_DAYS})){{0,6}}",
        "BYMONTHDAY": r"(-?[1-9]|-?1\d|-?2[0-8]|29|30|31)",
    },
}


class Shift(Enum):
    """What a change of the clocks does to a wall time."""

    NONE = ""
    #: The clocks jump over it: what was to begin then begins as much later as they jump.
    SKIPPED = "skipped"
    #: It comes twice: the first is meant.
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a series: its day by the rule, and from when until when it is, in UTC and half-open."""

    on: date
    starts_at: datetime
    ends_at: datetime
    shift: Shift = Shift.NONE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it was read: its parts, and the last day on which it can still take place."""

    parts: Mapping[str, str]
    until: date
    most: int

    def walls(self, first_on: date, begins_at: time) -> list[datetime]:
        """Return its wall times in order, one more than a series may have where there are too many."""
        said = ";".join(f"{part}={value}" for part, value in self.parts.items() if part not in {"COUNT", "UNTIL"})
        try:
            read = rrulestr(f"{said};UNTIL={self.until:%Y%m%d}T235959", dtstart=datetime.combine(first_on, begins_at))
        except (ValueError, TypeError, KeyError, OverflowError) as wrong:
            raise Refused(_no_rule(), field="rule") from wrong
        return list(islice(read, self.most))


def read_rule(text: str, first_on: date) -> Rule:
    """Return the rule of a text; refuse what is none, and what says neither how often nor until which day."""
    parts = _parts(text)
    require(
        ("COUNT" in parts) != ("UNTIL" in parts),
        _("Say how often it takes place, or until which day: one of both."),
        field="rule",
    )
    most, last = MOST_OCCURRENCES + 1, first_on + FURTHEST
    try:
        if "COUNT" in parts:
            return Rule(parts, last, min(most, int(parts["COUNT"])))
        until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as wrong:
        raise Refused(_no_rule(), field="rule") from wrong
    return Rule(parts, min(last, until), most)


def _parts(text: str) -> dict[str, str]:
    """Return the parts of a rule that can be read."""
    parts = dict(part.partition("=")[::2] for part in text.upper().strip().split(";"))
    says = _SAYS.get(parts.get("FREQ", ""), {})
    said = {part: value for part, value in parts.items() if part != "FREQ"}
    is_readable = all(re.fullmatch(says.get(part, "(?!)"), value) for part, value in said.items())
    require(bool(says) and is_readable and not {"BYDAY", "BYMONTHDAY"} <= said.keys(), _no_rule(), field="rule")
    return parts


def wall_times(text: str, *, first: datetime, since: datetime, last: datetime) -> list[datetime]:
    """Return the wall times of a rule that begins at ``first``, of those from ``since`` until ``last``, both included.

    ``UNTIL`` is the caller's to heed: it may be told in another zone. ``Refused`` where the rule cannot be read.
    """
    parts = _parts(text)
    # By that it may never take place, and would be looked for until the end of the calendar.
    is_once_a_year = int(parts.get("INTERVAL", 1)) % 12 == 0
    require(not (is_once_a_year and parts.get("BYMONTHDAY", "1") in {"29", "30", "31"}), _no_rule(), field="rule")
    said = ";".join(f"{part}={value}" for part, value in parts.items() if part not in {"COUNT", "UNTIL"})
    try:
        read = rrulestr(f"{said};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=first)
        most = int(parts["COUNT"]) if "COUNT" in parts else None
        return [wall for wall in islice(read, most) if wall >= since]
    except (ValueError, TypeError, KeyError, OverflowError) as wrong:
        raise Refused(_no_rule(), field="rule") from wrong


def _no_rule() -> str:
    return _("This is no rule that can be read. Expected, for example, FREQ=WEEKLY;BYDAY=TU;COUNT=10.")


def occurrences(
    text: str, *, first_on: date, begins_at: time, minutes: int, zone: ZoneInfo, besides: Collection[date] = ()
) -> list[Occurrence]:
    """Return every time of a series, in order, but for the days in ``besides``.

    The rule is expanded in wall time, so that a meeting at ten stays at ten when the clocks change; its length is real
    minutes. ``Refused`` where the rule cannot be read, gives no time, or more than ``MOST_OCCURRENCES``.
    """
    walls = read_rule(text, first_on).walls(first_on, begins_at)
    require(bool(walls), _("By this rule it never takes place."), field="rule")
    require(
        len(walls) <= MOST_OCCURRENCES,
        _("A series has %(most)d bookings at most.") % {"most": MOST_OCCURRENCES},
        field="rule",
    )
    return [_at(wall, minutes, zone) for wall in walls if wall.date() not in besides]


def _at(wall: datetime, minutes: int, zone: ZoneInfo) -> Occurrence:
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    starts_at = first.astimezone(UTC)
    # With fold 0 a skipped time is read by the offset before the jump: it comes out as much later as the clocks jump.
    if starts_at.astimezone(zone).replace(tzinfo=None) != wall:
        shift = Shift.SKIPPED
    else:
        shift = Shift.REPEATED if second.astimezone(UTC) != starts_at else Shift.NONE
    return Occurrence(wall.date(), starts_at, starts_at + timedelta(minutes=minutes), shift)


#: How often something recurs, as people choose it.
RHYTHMS = ("daily", "workdays", "weekly", "fortnightly", "four_weekly", "monthly_day", "monthly_weekday")
_WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}


def rule_of(rhythm: str, first_on: date, *, until: date | None = None, count: int | None = None) -> str:
    """Return the rule of what recurs in a rhythm from a day on: until a day, or so many times.

    By its weekday a month has it on the first, second, third or fourth such day; the fifth means the last.
    """
    weekday, number = WEEKDAYS[first_on.weekday()], (first_on.day - 1) // 7 + 1
    often = {
        "daily": "FREQ=DAILY",
        "workdays": f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[:5])}",
        "monthly_day": f"FREQ=MONTHLY;BYMONTHDAY={first_on.day}",
        "monthly_weekday": f"FREQ=MONTHLY;BYDAY={number if number < 5 else -1}{weekday}",
    }
    weeks = _WEEKS.get(rhythm, 1)
    weekly = f"FREQ=WEEKLY{f';INTERVAL={weeks}' if weeks > 1 else ''};BYDAY={weekday}"
    end = f"COUNT={count}" if count is not None else f"UNTIL={until:%Y%m%d}T235959"
    return f"{often.get(rhythm, weekly)};{end}"


def rule_in_words(text: str, first_on: date, begins_at: time) -> str:
    """Return a rule as a sentence says it, with its last day."""
    rule = read_rule(text, first_on)
    every = int(rule.parts.get("INTERVAL", "1"))
    once, several = {
        "DAILY": (_("each day"), _("every %(number)d days")),
        "WEEKLY": (_("each week"), _("every %(number)d weeks")),
        "MONTHLY": (_("each month"), _("every %(number)d months")),
    }[rule.parts["FREQ"]]
    how = once if every == 1 else several % {"number": every}
    if rule.parts.get("BYDAY") == ",".join(WEEKDAYS[:5]) and every == 1:
        how = _("each working day")
    last = rule.walls(first_on, begins_at)[-1]
    return _("%(how)s until %(day)s") % {
        "how": how,
        "day": format_day(last.date(), reading_language()),
    }
