"""The rows of a board: a large house has two thousand cells on one page, too many for a template to draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.places.queries.boards import Board, Columns, Line, Stretch
from bridgehead.web.templatetags.bridgehead import day, worded
from bridgehead.web.wall_time import TYPED

register = template.Library()

_ANY = UUID(int=0)


@register.simple_tag
def board_rows(board: Board, zone: str, *, by_day: bool = False) -> SafeString:
    """Return the rows of a board: headed by their rooms, or by their days."""
    drawn = _Drawing(board, zone, by_day=by_day)
    return mark_safe("\n".join(map(drawn.row, board.lines)))  # noqa: S308  # each part is escaped where it is put in


class _Drawing:
    """One board being drawn: what is the same in all of its cells is worked out once."""

    def __init__(self, board: Board, zone: str, *, by_day: bool) -> None:
        self.zone, self.by_day, self.language = ZoneInfo(zone), by_day, reading_language()
        self.room = _addresses("places:room", "room_id")
        self.book = _addresses("places:book", "room_id")
        self.booking = _addresses("places:booking", "booking_id")
        self.free, self.taken, self.house = map(escape, (gettext("free"), gettext("taken"), gettext("the house")))
        self.past, self.shut = escape(pgettext("of a room", "over")), escape(pgettext("of a room", "closed"))
        self.times: dict[datetime, _Times] = {}
        self.whose: dict[int | None, str] = {key: self._name(each) for key, each in board.organisations.items()}
        self.whose[None] = self.house
        self.seats = cache(_seats)

    def row(self, line: Line) -> str:
        """One room, or one day."""
        start = line.columns.moments[0]
        if start not in self.times:
            self.times[start] = _Times.of(line.columns, self.zone)
        room = _Room(self._name(line.room), escape(line.room.name), self.book(line.room.public_id))
        times = self.times[start]
        cells = "\n".join([self._cell(each, room, times) for each in line.stretches])
        head = f'<tr data-from="{int(start.timestamp())}"><th scope="row">{self._head(line, room.shown)}</th>'
        return f"{head}\n{cells}</tr>"

    def _head(self, line: Line, shown: str) -> str:
        if self.by_day:
            return day(line.day, "short")
        link = f'<a href="{self.room(line.room.public_id)}?week={line.day:%Y-%m-%d}">{shown}</a>'
        return f"{link} <small>{self.seats(line.room.capacity)}</small>"

    def _name(self, thing: Any) -> str:
        return conditional_escape(worded(wording(thing, "name", self.language)))

    def _cell(self, stretch: Stretch, room: _Room, times: _Times) -> str:
        when = f'<span class="unseen">{times.clocks[stretch.begins]}–{times.clocks[stretch.ends]} </span>'
        opening = f'<td colspan="{stretch.ends - stretch.begins}" class="{stretch.kind}'
        if stretch.kind == "free":
            address = f"{room.book}?from={times.typed[stretch.begins]}"
            return (
                f'{opening}">{when}<a href="{address}">{self.free}<span class="unseen"> – {room.name}</span></a></td>'
            )
        if booking := stretch.booking:
            moves = f' ours" data-begins="{int(booking.starts_at.timestamp())}" data-lasts="{booking.minutes}'
            held_for = escape(stretch.holder.name) if stretch.holder else self.whose[booking.organisation_id]
            link = f'<a href="{self.booking(booking.public_id)}">{held_for}</a>'
            return f'{opening}{moves}">{when}{link}</td>'
        if holder := stretch.holder:
            return f'{opening}">{when}<a href="{escape(holder.page)}">{escape(holder.name)}</a></td>'
        if stretch.kind == "taken":
            return f'{opening}">{when}{self.taken}</td>'
        if stretch.why is not None:
            return f'{opening}">{when}{self._name(stretch.why)}</td>'
        return f'{opening}">{when}<span class="unseen">{self.past if stretch.kind == "past" else self.shut}</span></td>'


class _Room(NamedTuple):
    """A room as its row tells it: its name as shown and as read out, and where it is booked."""

    shown: str
    name: str
    book: str


class _Times(NamedTuple):
    """Where the columns of a line begin and the last one ends: as clocks there show it, and as a form takes it."""

    clocks: list[str]
    typed: list[str]

    @classmethod
    def of(cls, columns: Columns, zone: ZoneInfo) -> _Times:
        """Work out the times of some columns."""
        walls = [moment.astimezone(zone) for moment in columns.moments]
        return cls([f"{wall:%H:%M}" for wall in walls], [wall.strftime(TYPED) for wall in walls])


def _addresses(view: str, key: str) -> Callable[[UUID], str]:
    """Return what makes the address of a view from an id, without asking for each of them how addresses are made."""
    before, after = reverse(view, kwargs={key: _ANY}).split(str(_ANY))
    return lambda public_id: f"{before}{public_id}{after}"


def _seats(capacity: int) -> str:
    return escape(ngettext("%(seats)s seat", "%(seats)s seats", capacity) % {"seats": capacity})
