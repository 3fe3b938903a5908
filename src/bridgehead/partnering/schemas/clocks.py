"""A moment on the forum's clock and the reader's, in pieces: for pages too narrow to repeat the place each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bridgehead.web import formats
from bridgehead.web.formats import City


@dataclass(frozen=True, slots=True)
class Told:
    """One clock: the time with its “+1” but without the place, the whole text, the machine's form, the place."""

    time: str
    text: str
    iso: str
    place: str


def reader_city(moment: datetime, near: City, zones: Sequence[str]) -> City | None:
    """Return the first of the reader's zones whose clocks differ from the place's, or None."""
    for zone in zones:
        if zone and not formats.same_clock(moment, near.zone, zone):
            return City(zone)
    return None


def tell(moment: datetime, near: City, zones: Sequence[str], language: str) -> tuple[Told, ...]:
    """Return the moment on the place's clock and, where it differs, on the reader's."""
    far = reader_city(moment, near, zones)
    found = formats.two_clocks(moment, near, far, language)
    return tuple(Told(one.text.removesuffix(f" {one.place}"), one.text, one.iso, one.place) for one in found)


@lru_cache(maxsize=4096)
def day_and_clocks(
    moment: datetime, near: City, zones: tuple[str, ...], language: str, *, ends: datetime | None = None
) -> str:
    """Return the day at the place and the moment, or the span, on both clocks, as one text: for lists of many."""
    day = formats.format_day(moment.astimezone(ZoneInfo(near.zone)).date(), language, style="short")
    told = formats.two_clocks(moment, near, reader_city(moment, near, zones), language, ends=ends)
    return f"{day} {' · '.join(one.text for one in told)}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The day at the reader's own place."""

    city: str
    day: date


def day_elsewhere(moment: datetime, near: City, zones: Sequence[str], language: str) -> Elsewhere | None:
    """Return the reader's city and day where it is another day there than at the place, else None."""
    far = reader_city(moment, near, zones)
    if far is None:
        return None
    here, there = (moment.astimezone(ZoneInfo(each.zone)).date() for each in (near, far))
    return Elsewhere(far.name(language), there) if here != there else None
