"""A delegate's diary: the ready-made timetable as days with meetings, gaps and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import PersonalTimetable

#: A pause shorter than this is a walk to the next table, not a gap worth a line.
SHORTEST_GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the meeting, in both scripts."""

    name_ko: str = ""
    name_en: str = ""
    title_ko: str = ""
    title_en: str = ""

    @property
    def title(self) -> str:
        """What the person is, in the language of the page or the other one."""
        return wording(self, "title").text


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as its delegate sees it; ``name_…`` is the organisation it is with."""

    meeting: str
    starts_at: datetime
    ends_at: datetime
    table: int
    area_ko: str = ""
    area_en: str = ""
    name_ko: str = ""
    name_en: str = ""
    with_id: str = ""
    is_sample: bool = False
    people: tuple[Person, ...] = ()
    request: str = ""
    #: Who of one's own delegation goes, where several take part for it.
    ours: tuple[Person, ...] = ()
    #: Whether somebody of the others has left since this was told.
    somebody_left: bool = False

    @property
    def says(self) -> tuple[object, ...]:
        """What it tells besides time and table; a change of the area is one that is told with the people."""
        return self.area_ko, self.area_en, self.name_ko, self.name_en, self.people, self.somebody_left

    @property
    def public_id(self) -> str:
        """What the emblem takes its shade from."""
        return self.with_id


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the diary: a meeting that is done, next or to come, or a gap until the next meeting."""

    state: str
    entry: Entry | None
    gap_from: datetime | None = None
    gap_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day at the forum's place."""

    date: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """All days, the next meeting (or the one that is on), and how many are done."""

    days: tuple[Day, ...] = ()
    coming: Entry | None = None
    done: int = 0
    total: int = 0
    entries: tuple[Entry, ...] = field(default=())

    def day_to_show(self, today: date) -> Day | None:
        """Today where there are meetings, else the next day that has some, else the last one."""
        later = [day for day in self.days if day.date >= today]
        return later[0] if later else (self.days[-1] if self.days else None)


def read_entry(written: Mapping[str, Any]) -> Entry:
    """Read one entry of a personal timetable as it was written at publish."""
    return Entry(
        meeting=str(written["meeting"]),
        starts_at=datetime.fromisoformat(written["starts_at"]),
        ends_at=datetime.fromisoformat(written["ends_at"]),
        table=int(written["table"]),
        area_ko=written.get("area_ko", ""),
        area_en=written.get("area_en", ""),
        name_ko=written.get("with_ko", ""),
        name_en=written.get("with_en", ""),
        with_id=str(written.get("with_id", "")),
        is_sample=bool(written.get("is_sample", False)),
        people=tuple(_read_person(person) for person in written.get("people", ())),
        request=str(written.get("request", "")),
        ours=tuple(_read_person(person) for person in written.get("ours", ())),
        somebody_left=bool(written.get("somebody_left", False)),
    )


def _read_person(written: Mapping[str, str]) -> Person:
    said = written.get
    return Person(said("name_ko", ""), said("name_en", ""), said("title_ko", ""), said("title_en", ""))


def read_entries(personal: PersonalTimetable | None) -> list[Entry]:
    """Read all entries of a personal timetable; without one there are none."""
    return [read_entry(each) for each in personal.entries] if personal else []


def read_personal(personal: PersonalTimetable | None, *, now: datetime, zone: str) -> Diary:
    """Lay a person's ready-made timetable out; without one the diary is empty."""
    return read_diary(personal.entries if personal else (), now=now, zone=zone)


def read_diary(written: Iterable[Mapping[str, Any]], *, now: datetime, zone: str) -> Diary:
    """Lay the entries out by day in a zone, as they stand at ``now``."""
    entries = tuple(sorted((read_entry(each) for each in written), key=lambda entry: entry.starts_at))
    coming = next((entry for entry in entries if entry.ends_at > now), None)
    place = ZoneInfo(zone)
    days = [
        Day(day, tuple(_lines(list(found), coming=coming, now=now)))
        for day, found in groupby(entries, key=lambda entry: entry.starts_at.astimezone(place).date())
    ]
    done = sum(entry.ends_at <= now for entry in entries)
    return Diary(days=tuple(days), coming=coming, done=done, total=len(entries), entries=entries)


def _lines(entries: list[Entry], *, coming: Entry | None, now: datetime) -> list[Line]:
    lines: list[Line] = []
    previous: Entry | None = None
    for entry in entries:
        if previous and entry.starts_at - previous.ends_at >= SHORTEST_GAP:
            lines.append(Line("gap", None, gap_from=previous.ends_at, gap_until=entry.starts_at))
        lines.append(Line(_state(entry, coming=coming, now=now), entry))
        previous = entry
    return lines


def _state(entry: Entry, *, coming: Entry | None, now: datetime) -> str:
    if entry == coming:
        return "now"
    return "done" if entry.ends_at <= now else ""
