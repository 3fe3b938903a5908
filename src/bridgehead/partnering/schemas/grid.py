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
from bridgehead.web.formats import City, format_day


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
    is_theirs: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table with its cells in the order of the columns."""

    table: Table
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GridDay:
    """One day of the grid, and what it is called."""

    date: date
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom the grid is laid out: the forum's place, the reader's zones and language, the meeting to mark.

    ``company`` is the public id of the delegation whose meetings stand out, ``slot`` that of the one to list.
    """

    place: City
    zones: Sequence[str]
    language: str
    picked: str = ""
    company: str = ""
    slot: str = ""


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
    rows = tuple(Row(table, tuple(_cell(grid, column, table, reading) for column in columns)) for table in grid.tables)
    return GridDay(day, format_day(day, reading.language, style="short"), columns, rows)


def _cell(grid: Grid, column: Column, table: Table, reading: Reading) -> Cell:
    meeting = grid.cells.get((column.slot.id, table.id))
    if meeting is None:
        return Cell(None, 0, column.after_gap, is_closed=(column.slot.id, table.id) in grid.closed)
    level = weight_of(meeting.strength, meeting.answer_strength)
    sides = in_order(grid.sides[meeting.asking_id], grid.sides[meeting.asked_id])
    picked = bool(reading.picked) and str(meeting.public_id) == reading.picked
    theirs = bool(reading.company) and reading.company in [str(side.public_id) for side in sides]
    return Cell(meeting, level, column.after_gap, picked, sides, theirs)


@dataclass(frozen=True, slots=True)
class SlotList:
    """One slot as a list, for screens too narrow for the grid: its column, and each table with its cell."""

    column: Column
    rows: tuple[tuple[Table, Cell], ...]


def slot_list(days: Sequence[GridDay], wanted: str) -> SlotList | None:
    """Return the slot of a public id as a list; without one the first in which anybody meets."""
    columns = [(day, position, column) for day in days for position, column in enumerate(day.columns)]
    if not columns:
        return None
    named = next((each for each in columns if wanted and str(each[2].slot.public_id) == wanted), None)
    day, position, column = named or next((each for each in columns if each[2].used), columns[0])
    return SlotList(column, tuple((row.table, row.cells[position]) for row in day.rows))


Sided = TypeVar("Sided", Delegation, GridSide)


def in_order(asking: Sided, asked: Sided) -> tuple[Sided, Sided]:
    """Return the two delegations of a meeting, the one from home first."""
    return (asked, asking) if asking.side != Side.HOME and asked.side == Side.HOME else (asking, asked)
