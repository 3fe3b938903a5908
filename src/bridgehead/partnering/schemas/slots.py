"""The slots of a round by day at the forum's place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bridgehead.partnering.models import Slot


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot with whether it is open."""

    pk: int
    public_id: object
    starts_at: datetime
    ends_at: datetime
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The slots of one day."""

    date: date
    slots: tuple[SlotLine, ...]


def slots_by_day(slots: Iterable[Slot], *, zone: str, open_ids: Collection[int] | None = None) -> list[SlotDay]:
    """Lay slots out by day in a zone; without ``open_ids`` all are open."""
    place = ZoneInfo(zone)
    lines = [
        SlotLine(slot.pk, slot.public_id, slot.starts_at, slot.ends_at, open_ids is None or slot.pk in open_ids)
        for slot in sorted(slots, key=lambda slot: slot.starts_at)
    ]
    by_day = groupby(lines, key=lambda line: line.starts_at.astimezone(place).date())
    return [SlotDay(day, tuple(found)) for day, found in by_day]
