"""What may be read in the hall: who sits when at which table, as far as they let themselves be named there.

A delegation is named in the hall where it may be listed among the participants and has not said otherwise; of every
other one only that a table is taken is told. It speaks for nobody: whoever stands in the hall may read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridgehead.partnering.models import Meeting, PartneringRound, RequestState, Side, Timetable
from bridgehead.partnering.queries.timetables import CALLED_OFF, published_timetable


@dataclass(frozen=True, slots=True)
class Seat:
    """One side of a meeting by its names; both are empty where it is not named in the hall."""

    name_ko: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Seated:
    """A meeting at a table: when, and who sits there, the home side first."""

    table: int
    starts_at: datetime
    ends_at: datetime
    sides: tuple[Seat, Seat]


@dataclass(frozen=True, slots=True)
class Hall:
    """The tables of a round with their meetings in force, by time; ``timetable`` is None before the first one."""

    timetable: Timetable | None
    #: Number, and the area in Korean and in English.
    tables: tuple[tuple[int, str, str], ...]
    meetings: tuple[Seated, ...]


def hall_of(held: PartneringRound) -> Hall:
    """Return the tables and meetings of a round as they may be read in the hall: three queries."""
    timetable = published_timetable(held)
    tables = held.tables.order_by("number").values_list("number", "area_ko", "area_en")
    return Hall(
        timetable=timetable,
        tables=tuple((number, ko or en, en or ko) for number, ko, en in tables),
        meetings=tuple(_seated(timetable)) if timetable else (),
    )


_SIDES = ("request__asking", "request__asked")
_SHOWN = ("side", "is_listed", "is_named_in_hall", "organisation__name_ko", "organisation__name_en")


def _seated(timetable: Timetable) -> list[Seated]:
    met = Meeting.objects.filter(timetable=timetable, request__state=RequestState.ACCEPTED).exclude(**CALLED_OFF)
    rows = met.order_by("slot__starts_at", "table__number").values_list(
        "table__number", "slot__starts_at", "slot__ends_at", *(f"{side}__{each}" for side in _SIDES for each in _SHOWN)
    )
    return [Seated(row[0], row[1], row[2], _in_order(row[3:8], row[8:13])) for row in rows]


def _in_order(asking: tuple[Any, ...], asked: tuple[Any, ...]) -> tuple[Seat, Seat]:
    """The home side first; of two on one side the one that asked."""
    first, second = (asked, asking) if asking[0] == Side.ABROAD and asked[0] == Side.HOME else (asking, asked)
    return _seat(first), _seat(second)


def _seat(row: tuple[Any, ...]) -> Seat:
    _side, is_listed, is_named, name_ko, name_en = row
    return Seat(name_ko or name_en, name_en or name_ko) if is_listed and is_named else Seat()
