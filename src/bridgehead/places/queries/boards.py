"""Boards of what is free and taken: a day by room, a room by day. A rival sees that a room is taken, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.places.holders import Holder, holders_of
from bridgehead.places.models import BOOKED_KINDS, Closure, Premises, Room
from bridgehead.places.queries.free import RoomKeys, held_between
from bridgehead.places.rules import may_book_for, open_span

#: What one column of a board stands for.
STEP = timedelta(minutes=30)


class Taken(NamedTuple):
    """A booking as a board needs it."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    public_id: UUID
    organisation_id: int | None
    source: str

    @property
    def minutes(self) -> int:
        """How long it lasts, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one or several lines: the moments at which each begins, and the one at which the last ends."""

    moments: list[datetime]

    def span(self, starts_at: datetime, ends_at: datetime) -> slice:
        """Return the columns that a half-open span of time touches."""
        first, count = self.moments[0], len(self.moments) - 1
        begins, ends = (starts_at - first) // STEP, -((first - ends_at) // STEP)
        return slice(min(max(begins, 0), count), min(max(ends, 0), count))


class Stretch(NamedTuple):
    """Some columns of a line that say the same: ``free``, ``taken``, ``shut`` or ``past``, and what is known of it."""

    kind: str
    #: The first column of it, and the first after it.
    begins: int
    ends: int
    #: Only where the actor may deal with it.
    booking: Taken | None = None
    #: What it is held for, where the actor may know.
    holder: Holder | None = None
    #: Why it is shut, where a closure says so.
    why: Closure | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a board: a room, or a day of one room, with its stretches from left to right."""

    room: Room
    day: date
    columns: Columns
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Board:
    """The full hours as clocks at the premises show them, each with how many columns it stands over, and the lines."""

    hours: list[tuple[str, int]]
    lines: list[Line]
    #: By its key, each organisation whose bookings the actor may deal with.
    organisations: dict[int, Organisation]


#: What one column says, and because of what.
_Said = tuple[str, Taken | Closure | None]
_FREE, _SHUT, _PAST = ("free", None), ("shut", None), ("past", None)
_Span = tuple[datetime, datetime]


def day_board(actor: Actor, premises: Premises, day: date, now: datetime) -> Board:
    """Return a day of all rooms that are booked; six queries at most, however many there are."""
    found = Room.objects.filter(floor__premises=premises, kind__in=BOOKED_KINDS)
    found = found.only("public_id", "kind", "name_ko", "name_en", "capacity", "hours")
    rooms = list(found.order_by("kind", "floor__number", "pk"))
    return _board(actor, premises, [(room, day) for room in rooms], found.order_by().values("pk"), now)


def week_board(actor: Actor, room: Room, monday: date, now: datetime) -> Board:
    """Return a week of one room; five queries at most."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return _board(actor, room.floor.premises, [(room, day) for day in days], [room.pk], now)


def _board(
    actor: Actor, premises: Premises, wanted: Sequence[tuple[Room, date]], rooms: RoomKeys, now: datetime
) -> Board:
    zone = ZoneInfo(premises.zone)
    spans = _open_spans(premises, wanted, zone)
    opened = {(day, span) for (_room, day), span in spans.items() if span}
    if not opened:
        return Board([], [Line(room, day, Columns([]), []) for room, day in wanted], {})
    first = min(_minute(span[0], day, zone) for day, span in opened) // 60 * 60
    last = -(-max(_minute(span[1], day, zone) for day, span in opened) // 60) * 60
    whole = {day: _columns(_at(day, first, zone), _at(day, last, zone)) for day in {day for _room, day in wanted}}
    start = min(each.moments[0] for each in whole.values())
    bookings, closures = _met(premises, rooms, start, max(each.moments[-1] for each in whole.values()))
    idle: dict[tuple[date, _Span | None], list[_Said]] = {}
    booked_by = {each.organisation_id for held in bookings.values() for each in held}
    told = {each for each in booked_by if may_book_for(actor, each, premises.pk)}
    sources = {each.source for held in bookings.values() for each in held} - {""}
    known = _Known(told, holders_of(actor, sources) if sources else {})
    lines = []
    for room, day in wanted:
        columns, span = whole[day], spans[room.pk, day]
        if (day, span) not in idle:
            idle[day, span] = _idle(columns, span, now)
        said = list(idle[day, span])
        for closure in closures.get(None, []) + closures.get(room.pk, []):
            _fill(said, columns, closure, ("shut", closure))
        # A column that two of them touch tells the first.
        for held in reversed(bookings.get(room.pk, [])):
            _fill(said, columns, held, ("taken", held))
        lines.append(Line(room, day, columns, _stretches(said, known)))
    organisations = Organisation.objects.only("name_ko", "name_en").in_bulk(told - {None})
    return Board(_hours(min(whole.items())[1], zone), lines, organisations)


def _open_spans(
    premises: Premises, wanted: Iterable[tuple[Room, date]], zone: ZoneInfo
) -> dict[tuple[int, date], _Span | None]:
    """From when until when each room is open on each day; most rooms keep the hours of their house."""
    of_house: dict[date, _Span | None] = {}
    found = {}
    for room, day in wanted:
        if room.hours is not None:
            found[room.pk, day] = open_span(room.hours, day, zone)
            continue
        if day not in of_house:
            of_house[day] = open_span(premises.hours, day, zone)
        found[room.pk, day] = of_house[day]
    return found


def _met(
    premises: Premises, rooms: RoomKeys, start: datetime, end: datetime
) -> tuple[dict[int, list[Taken]], dict[int | None, list[Closure]]]:
    """What holds and what closes rooms in a span, by room in the order of the start; closures of the house by None."""
    bookings: dict[int, list[Taken]] = {}
    for row in held_between(rooms, start, end, "public_id", "organisation_id", "source"):
        bookings.setdefault(row[0], []).append(Taken(*row))
    closures: dict[int | None, list[Closure]] = {}
    found = Closure.objects.filter(Q(room=None) | Q(room_id__in=rooms), premises=premises)
    for closure in found.filter(starts_at__lt=end, ends_at__gt=start):
        closures.setdefault(closure.room_id, []).append(closure)
    return bookings, closures


def _columns(start: datetime, end: datetime) -> Columns:
    return Columns([start + number * STEP for number in range((end - start) // STEP + 1)])


def _idle(columns: Columns, span: _Span | None, now: datetime) -> list[_Said]:
    """What the columns say where nothing is booked and no closure stands."""
    return [
        _SHUT if span is None or begins < span[0] or ends > span[1] else _PAST if ends <= now else _FREE
        for begins, ends in zip(columns.moments, columns.moments[1:], strict=False)
    ]


def _fill(said: list[_Said], columns: Columns, met: Taken | Closure, told: _Said) -> None:
    """Let the columns that something touches say it."""
    where = columns.span(met.starts_at, met.ends_at)
    said[where] = [told] * (where.stop - where.start)


class _Known(NamedTuple):
    """Whose bookings the actor may deal with, and what rooms are held for, by its key."""

    told_of: set[int | None]
    holders: dict[str, Holder]

    def stretch(self, begins: int, ends: int, taken: Taken) -> Stretch:
        """A booking as the actor may know of it."""
        holder, is_told = self.holders.get(taken.source), taken.organisation_id in self.told_of
        shown = holder if holder and (holder.page or is_told) else None
        return Stretch("taken", begins, ends, booking=taken if is_told else None, holder=shown)


def _stretches(said: list[_Said], known: _Known) -> list[Stretch]:
    """Put the columns of one line together where they say the same; a booking is told to who may deal with it."""
    found, begins = [], 0
    for ends in range(1, len(said) + 1):
        if ends < len(said) and said[ends] is said[begins]:
            continue
        kind, told = said[begins]
        if isinstance(told, Taken):
            found.append(known.stretch(begins, ends, told))
        else:
            found.append(Stretch(kind, begins, ends, why=told))
        begins = ends
    return found


def _minute(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """The minute of a day that clocks show at a moment; midnight at its end is the last."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _hours(columns: Columns, zone: ZoneInfo) -> list[tuple[str, int]]:
    """The heads of a board: each full hour, with how many columns it stands over."""
    return [(f"{moment.astimezone(zone):%H}", 2) for moment in columns.moments[:-1:2]]


def noon(day: date, premises: Premises) -> datetime:
    """Return a moment that surely falls on a day at premises."""
    return _at(day, 12 * 60, ZoneInfo(premises.zone))
