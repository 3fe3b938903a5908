"""The slots of a round by day at the forum's place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

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


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The slots of one day."""

    date: date
    slots: tuple[SlotLine, ...]


def slots_by_day(
    slots: Iterable[Slot], *, zone: str, open_ids: Collection[int] | None = None, meetings: Iterable[Entry] = ()
) -> list[SlotDay]:
    """Lay slots out by day in a zone, each with its meeting among ``meetings``; without ``open_ids`` all are open."""
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
        )
        for slot in sorted(slots, key=lambda slot: slot.starts_at)
    ]
    by_day = groupby(lines, key=lambda line: line.starts_at.astimezone(place).date())
    return [SlotDay(day, tuple(found)) for day, found in by_day]
