"""A calendar file (RFC 5545) as the times that it tells of, whoever wrote it; what is not understood is told as well.

Recurrences are expanded in the wall time of their own zone, with what they leave out and what was moved. Zones are
known by their names alone: a file's own table of zones could be made to take hours to read, and is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

import icalendar
from django.utils.translation import gettext as _

from bridgehead.foundation.clock import zone_or_none
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.rules import wall_times
from bridgehead.places.rules.recurrence import MOST_OCCURRENCES
from bridgehead.places.rules.taking_in import CalendarTold, Told, Unread

#: A file has so many bytes at most; it tells of so many things, of which so many recur, and of so many times to come.
MOST_BYTES = 200_000
MOST_EVENTS = 500
MOST_RULES = 100
MOST_TIMES = 500
#: So far ahead recurring things are taken in, and no more than ``MOST_OCCURRENCES`` times of each.
AHEAD = timedelta(days=366)
#: Nothing lasts longer, and no year is further away.
_LONGEST = timedelta(days=31)
_YEARS = 10
_LONGEST_UID = 1000
#: What its properties hold is known by their names alone.
_Event = Any
_FOLDED = re.compile(r"\r?\n[ \t]")
#: Some programmes write a path before the name of a zone: /example.org/20050126/America/New_York.
_PATHS = re.compile(r'(TZID=)"?/[^\s:;"]*/([A-Za-z_-]+/[A-Za-z_+-]+)"?')
_EVENT = re.compile(r"^BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(r"^RRULE", re.MULTILINE | re.IGNORECASE)


class _NotUnderstood(Exception):
    """One thing is not understood; the file may hold others."""

    def __init__(self, why: str, **said: str) -> None:
        super().__init__(why)
        self.why, self.said = why, said


def read_calendar(text: str, *, zone: ZoneInfo, now: datetime) -> CalendarTold:
    """Return what a calendar file tells of; times without a zone are those of ``zone``.

    ``Refused`` where it is no calendar, or larger than is taken in at once.
    """
    require(len(text.encode(errors="replace")) <= MOST_BYTES, _("The file is too large: 200 kB at most."))
    lines = _FOLDED.sub("", text.strip("\ufeff \r\n\t"))
    require(
        len(_EVENT.findall(lines)) <= MOST_EVENTS and len(_RULE.findall(lines)) <= MOST_RULES,
        _("The file tells of too many things: %(most)d at most, and %(recurring)d that recur.")
        % {"most": MOST_EVENTS, "recurring": MOST_RULES},
    )
    read = _parsed(lines)
    is_ended = str(read.get("method", "")).upper() == "CANCEL"
    found, by_uid = CalendarTold(), dict[str, list[_Event]]()
    for event in read.walk("VEVENT"):
        by_uid.setdefault(_line(event, "uid")[: _LONGEST_UID + 1], []).append(event)
    for uid, events in by_uid.items():
        _read_one(found, uid, events, _Reading(zone, now, is_ended))
        require(
            len(found.times) <= MOST_TIMES,
            _("The file tells of too many times to come: %(most)d at most. Take it in in parts.")
            % {"most": MOST_TIMES},
        )
    found.times.sort(key=lambda each: (each.starts_at, each.summary, each.key))
    return found


def _parsed(lines: str) -> _Event:
    no_calendar = _("This is no calendar that can be read. A file in the form of iCalendar (.ics) was expected.")
    try:
        read = icalendar.Calendar.from_ical(_PATHS.sub(r"\1\2", _without_zones(lines)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as wrong:
        raise Refused(no_calendar) from wrong
    require(read.name == "VCALENDAR", no_calendar)
    return read


def _without_zones(lines: str) -> str:
    kept, is_zone = [], False
    for line in lines.splitlines():
        said = line.strip().upper()
        is_zone = is_zone or said == "BEGIN:VTIMEZONE"
        if not is_zone:
            kept.append(line)
        is_zone = is_zone and said != "END:VTIMEZONE"
    return "\r\n".join(kept)


def _name_of(uid: str) -> str:
    return sha256(uid.encode(errors="replace")).hexdigest()


def _read_one(found: CalendarTold, uid: str, events: list[_Event], reading: _Reading) -> None:
    """Read what bears one name: the thing itself, and those of its times that were changed."""
    times: dict[str, Told] = {}
    planned = [each for each in events if "recurrence-id" not in each]
    for event in sorted(planned, key=_number)[-1:]:
        read = _tried(found, event, reading.times, uid)
        times = {each.occurs: each for each in read or ()}
        found.whole |= {} if read is None else {_name_of(uid): ""}
    changed = (_tried(found, each, reading.changed, uid) for each in events if "recurrence-id" in each)
    for one in sorted((told for some in changed for told in some or ()), key=lambda each: each.sequence):
        times[one.occurs] = one
    to_come = []
    for each in times.values():
        if each.ends_at <= reading.now:
            found.over += 1
        elif each.starts_at > reading.now + AHEAD:
            found.beyond += 1
        else:
            to_come.append(each)
    to_come.sort(key=lambda each: each.starts_at)
    left = sorted(each.occurs for each in to_come[MOST_OCCURRENCES:])
    if left and _name_of(uid) in found.whole:
        found.whole[_name_of(uid)] = left[0]
    found.beyond += len(left)
    found.times += to_come[:MOST_OCCURRENCES]


def _tried(
    found: CalendarTold, event: _Event, read: Callable[[str, _Event], list[Told]], uid: str
) -> list[Told] | None:
    """Return what a thing tells of; None, and why, where it is not understood."""
    try:
        return read(uid, event)
    except _NotUnderstood as wrong:
        unread = Unread(_line(event, "summary")[:200], wrong.why, wrong.said)
    except Refused:
        unread = Unread(_line(event, "summary")[:200], "rule")
    # A broken property raises when it is looked at; what comes twice is a list.
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        unread = Unread(_line(event, "summary")[:200], "written")
    found.unread.append(unread)
    return None


@dataclass(frozen=True, slots=True)
class _Wall:
    """A time as some clocks show it; ``is_day`` where only its day is told."""

    shown: datetime
    zone: tzinfo
    is_day: bool

    def moment(self) -> datetime:
        # A time that the clocks jump over comes out as much later as they jump; of one that comes twice, the first.
        return self.shown.replace(tzinfo=self.zone, fold=0).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one file is read: in which zone, as of when, and whether all of it is cancelled."""

    zone: ZoneInfo
    now: datetime
    is_ended: bool

    def times(self, uid: str, event: _Event) -> list[Told]:
        """Return every time of a thing, as its rule has it."""
        start, length = self._span(event)
        recurs = "rrule" in event or "rdate" in event
        walls = self._walls(event, start) if recurs else [start]
        besides = list(self._listed(event, "exdate"))
        days = {each.shown.date() for each in besides if each.is_day}
        moments = {each.moment() for each in besides if not each.is_day}
        return [
            self._told(uid, event, wall, length, occurs=_named(wall) if recurs else "")
            for wall in walls
            if wall.moment() not in moments and wall.shown.date() not in days
        ]

    def changed(self, uid: str, event: _Event) -> list[Told]:
        """Return one time of a thing that recurs, as it was changed."""
        named = event["recurrence-id"]
        if "RANGE" in named.params:
            raise _NotUnderstood("later")
        start, length = self._span(event)
        return [self._told(uid, event, start, length, occurs=_named(self._wall(named)))]

    def _told(self, uid: str, event: _Event, wall: _Wall, length: timedelta, *, occurs: str) -> Told:
        if not uid or len(uid) > _LONGEST_UID:
            raise _NotUnderstood("name")
        sequence = _number(event)
        starts_at = wall.moment()
        last = _Wall(wall.shown + length, wall.zone, wall.is_day).moment() if wall.is_day else starts_at + length
        is_private = _line(event, "class").upper() in {"PRIVATE", "CONFIDENTIAL"}
        return Told(
            name=_name_of(uid),
            occurs=occurs,
            sequence=sequence,
            starts_at=starts_at,
            ends_at=last,
            summary="" if is_private else _line(event, "summary")[:200],
            where=_line(event, "location"),
            is_off=self.is_ended
            or _line(event, "status").upper() == "CANCELLED"
            or _line(event, "transp").upper() == "TRANSPARENT",
        )

    def _span(self, event: _Event) -> tuple[_Wall, timedelta]:
        """Return when a thing begins, and how long it lasts."""
        start = self._wall(event["dtstart"])
        if "dtend" in event:
            end = self._wall(event["dtend"])
            length = end.shown - start.shown if start.is_day else end.moment() - start.moment()
        elif "duration" in event:
            length = event["duration"].dt
        elif start.is_day:
            length = timedelta(days=1)
        else:
            raise _NotUnderstood("end")
        if not timedelta() < length <= _LONGEST:
            raise _NotUnderstood("length")
        return start, length

    def _walls(self, event: _Event, start: _Wall) -> list[_Wall]:
        """Return when a thing that recurs takes place, in order and each time once."""
        found = {start.shown}
        if "rrule" in event:
            rule = event["rrule"]
            here = self.now.astimezone(start.zone).replace(tzinfo=None)
            since, last = here - _LONGEST - timedelta(days=2), here + AHEAD + timedelta(days=2)
            ends = rule.get("UNTIL", [None])[0]
            if ends is not None:
                last = min(last, self._until(ends, start))
            found = set(wall_times(rule.to_ical().decode(), first=start.shown, since=since, last=last))
        more = {each.shown for each in self._listed(event, "rdate", like=start)}
        return [_Wall(shown, start.zone, start.is_day) for shown in sorted(found | more)]

    def _until(self, said: date, start: _Wall) -> datetime:
        """Return the wall time until which a rule goes: a moment may be told, or a time there, or a day."""
        if not isinstance(said, datetime):
            return datetime.combine(said, time(23, 59))
        return said if said.tzinfo is None else said.astimezone(start.zone).replace(tzinfo=None)

    def _listed(self, event: _Event, name: str, *, like: _Wall | None = None) -> Iterator[_Wall]:
        """Return the times of a list, which may stand in one line or in several; ``like`` says in which zone."""
        lists: Any = event.get(name, [])
        for each in lists if isinstance(lists, list) else [lists]:
            for one in each.dts:
                if isinstance(one.dt, tuple):
                    raise _NotUnderstood("spans")
                wall = self._wall(one, params=each.params)
                yield wall if like is None else _there(wall, like)

    def _wall(self, told: Any, *, params: Any = None) -> _Wall:
        """Return a time in the zone that it names; one without is told as the clocks of the premises show it."""
        value = told.dt
        if abs(value.year - self.now.year) > _YEARS:
            raise _NotUnderstood("year")
        if not isinstance(value, datetime):
            return _Wall(datetime.combine(value, time()), self.zone, is_day=True)
        if value.tzinfo is not None:
            return _Wall(value.replace(tzinfo=None), value.tzinfo, is_day=False)
        name = str((params or told.params).get("TZID", ""))
        zone = zone_or_none(name) if name else self.zone
        if zone is None:
            raise _NotUnderstood("zone", zone=_plain(name)[:60])
        return _Wall(value, zone, is_day=False)


def _there(wall: _Wall, like: _Wall) -> _Wall:
    if wall.is_day:
        return _Wall(datetime.combine(wall.shown.date(), like.shown.time()), like.zone, like.is_day)
    return _Wall(wall.moment().astimezone(like.zone).replace(tzinfo=None), like.zone, like.is_day)


def _named(wall: _Wall) -> str:
    return f"{wall.moment():%Y%m%dT%H%M%SZ}"


def _line(event: _Event, name: str) -> str:
    """Return a text of a file on one line, without signs that no line holds; empty where it is broken."""
    said = event.get(name, "")
    return _plain(said[:2000]) if isinstance(said, str) else ""


def _plain(said: str) -> str:
    # No control signs, and neither of the separators of lines and paragraphs: a text of one line holds none of them.
    kept = (letter if category(letter)[0] != "C" and category(letter) not in {"Zl", "Zp"} else " " for letter in said)
    return " ".join("".join(kept).split())


def _number(event: _Event) -> int:
    """Return how often a thing was changed; what is no number counts as never."""
    said = event.get("sequence", 0)
    return int(said) if isinstance(said, int) and 0 <= said < 2**31 else 0
