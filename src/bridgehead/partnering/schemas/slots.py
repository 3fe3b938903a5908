"""The slots of a round by day at the forum's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bridgehead.events.queries.conflicts import InFront
from bridgehead.partnering.models import Slot
from bridgehead.partnering.schemas.diary import Entry


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot with whether it is open, and the meeting that is placed in it, if any."""

    pk: int
    public_id: object
    starts_at: datetime
    ends_at: datetime
    is_open: bool = True
    meeting: Entry | None = None
    #: Whether it is closed by what is said elsewhere, and cannot be opened here.
    is_fixed: bool = False
    #: Where one's own organisation presents or signs then, if anywhere.
    presents: InFront | None = None


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The slots of one day."""

    date: date
    slots: tuple[SlotLine, ...]


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time of day with its slot on each of the days; None where a day has none then."""

    starts_at: datetime
    ends_at: datetime
    cells: tuple[SlotLine | None, ...]


def slot_rows(days: Sequence[SlotDay], *, zone: str) -> list[SlotRow]:
    """Lay days side by side: a row for each time of day at the place, told as on the first day that has it."""
    place = ZoneInfo(zone)
    by_time: dict[tuple[time, time], dict[date, SlotLine]] = defaultdict(dict)
    for day in days:
        for slot in day.slots:
            begins, ends = (moment.astimezone(place).time() for moment in (slot.starts_at, slot.ends_at))
            by_time[begins, ends][day.date] = slot
    rows = []
    for _times, found in sorted(by_time.items()):
        first = next(iter(found.values()))
        rows.append(SlotRow(first.starts_at, first.ends_at, tuple(found.get(day.date) for day in days)))
    return rows


def slots_by_day(
    slots: Iterable[Slot],
    *,
    zone: str,
    open_ids: Collection[int] | None = None,
    meetings: Iterable[Entry] = (),
    presented: Mapping[int, InFront] = MappingProxyType({}),
) -> list[SlotDay]:
    """Lay slots out by day in a zone, each with its meeting among ``meetings``; without ``open_ids`` all are open.

    ``presented`` tells by slot in which session one's own organisation presents or signs then.
    """
    place = ZoneInfo(zone)
    placed = {meeting.starts_at: meeting for meeting in meetings}
    lines = [
        SlotLine(
            slot.pk,
            slot.public_id,
            slot.starts_at,
            slot.ends_at,
            is_open=open_ids is None or slot.pk in open_ids,
            meeting=placed.get(slot.starts_at),
            is_fixed=getattr(slot, "is_fixed", False),
            presents=presented.get(slot.pk),
        )
        for slot in sorted(slots, key=lambda slot: slot.starts_at)
    ]
    by_day = groupby(lines, key=lambda line: line.starts_at.astimezone(place).date())
    return [SlotDay(day, tuple(found)) for day, found in by_day]
