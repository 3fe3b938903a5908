"""The timetable as a picture: per day a table of tables × slots, with a gap where the slots pause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bridgehead.partnering.models import Delegation, Side, Slot, Table
from bridgehead.partnering.queries.timetables import Grid, GridSide, Placed
from bridgehead.partnering.rules import weight_of
from bridgehead.partnering.schemas.clocks import Told, tell
from bridgehead.web.formats import City


@dataclass(frozen=True, slots=True)
class Column:
    """A slot with its clocks and how many tables it uses; ``after_gap`` when the slots before it paused."""

    slot: Slot
    clocks: tuple[Told, ...]
    used: int
    after_gap: bool


class Cell(NamedTuple):
    """A table in a slot: a meeting with its weight (1 to 3), or free; ``after_gap`` as in its column.

    ``sides`` are its two delegations, the one from home first, so that the eye finds each in the same line.
    """

    meeting: Placed | None
    level: int
    after_gap: bool
    picked: bool = False
    sides: tuple[GridSide, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A table with its cells in the order of the columns."""

    table: Table
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GridDay:
    """One day of the grid."""

    date: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom the grid is laid out: the forum's place, the reader's zones and language, the meeting to mark."""

    place: City
    zones: Sequence[str]
    language: str
    picked: str = ""


def grid_days(grid: Grid, reading: Reading) -> list[GridDay]:
    """Lay a timetable out by day at the forum's place."""
    zone = ZoneInfo(reading.place.zone)
    days = groupby(grid.slots, key=lambda slot: slot.starts_at.astimezone(zone).date())
    return [_day(day, list(slots), grid, reading) for day, slots in days]


def _day(day: date, slots: list[Slot], grid: Grid, reading: Reading) -> GridDay:
    gaps = [False, *(before.ends_at < after.starts_at for before, after in pairwise(slots))]
    used = Counter(slot_id for slot_id, _table_id in grid.cells)
    columns = tuple(
        Column(
            slot=slot,
            clocks=tell(slot.starts_at, reading.place, reading.zones, reading.language),
            used=used[slot.id],
            after_gap=gap,
        )
        for slot, gap in zip(slots, gaps, strict=True)
    )
    rows = tuple(
        Row(table, tuple(_cell(grid, column, table, reading.picked) for column in columns)) for table in grid.tables
    )
    return GridDay(day, columns, rows)


def _cell(grid: Grid, column: Column, table: Table, picked: str) -> Cell:
    meeting = grid.cells.get((column.slot.id, table.id))
    if meeting is None:
        return Cell(None, 0, column.after_gap)
    level = weight_of(meeting.strength, meeting.answer_strength)
    sides = in_order(grid.sides[meeting.asking_id], grid.sides[meeting.asked_id])
    return Cell(meeting, level, column.after_gap, bool(picked) and str(meeting.public_id) == picked, sides)


Sided = TypeVar("Sided", Delegation, GridSide)


def in_order(asking: Sided, asked: Sided) -> tuple[Sided, Sided]:
    """Return the two delegations of a meeting, the one from home first."""
    return (asked, asking) if asking.side != Side.HOME and asked.side == Side.HOME else (asking, asked)
