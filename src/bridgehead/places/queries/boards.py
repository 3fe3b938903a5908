"""Boards of what is free and taken: a day by room, a room by day. A rival sees that a room is taken, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Q

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import BOOKED_KINDS, HOLDING, Booking, Closure, Premises, Room
from bridgehead.places.rules import house_rules, may_deal_with, open_span

#: What a column says, and because of what.
Said = tuple[str, Booking | Closure | None]
#: What one column of a board stands for.
STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some columns of a board that say the same: ``free``, ``taken``, ``shut`` or ``past``, and what is known of it."""

    kind: str
    columns: int
    starts_at: datetime
    ends_at: datetime
    #: Only where the actor may deal with it.
    booking: Booking | None = None
    #: Why it is shut, where a closure says so.
    why: Closure | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a board: a room, or a day of one room, with its stretches from left to right."""

    room: Room
    day: date
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Board:
    """The full hours as clocks at the premises show them, each with how many columns it stands over, and the lines."""

    hours: list[tuple[str, int]]
    lines: list[Line]


def day_board(actor: Actor, premises: Premises, day: date, now: datetime) -> Board:
    """Return a day of all rooms that are booked; three queries, however many there are."""
    found = Room.objects.filter(floor__premises=premises, kind__in=BOOKED_KINDS)
    rooms = list(found.select_related("floor__premises").order_by("kind", "floor__number", "pk"))
    return _board(actor, premises, [(room, day) for room in rooms], now)


def week_board(actor: Actor, room: Room, monday: date, now: datetime) -> Board:
    """Return a week of one room; two queries."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return _board(actor, room.floor.premises, [(room, day) for day in days], now)


def _board(actor: Actor, premises: Premises, wanted: Sequence[tuple[Room, date]], now: datetime) -> Board:
    zone = ZoneInfo(premises.zone)
    spans = {(room.pk, day): open_span(house_rules(room).week, day, zone) for room, day in wanted}
    opened = [(day, span) for (_room, day), span in spans.items() if span]
    if not opened:
        return Board([], [Line(room, day, []) for room, day in wanted])
    first = min(_minute(span[0], day, zone) for day, span in opened) // 60 * 60
    last = -(-max(_minute(span[1], day, zone) for day, span in opened) // 60) * 60
    whole = {day: (_at(day, first, zone), _at(day, last, zone)) for _room, day in wanted}
    start, end = min(one for one, _other in whole.values()), max(other for _one, other in whole.values())
    bookings, closures = _met(premises, {room.pk for room, _day in wanted}, start, end)

    def line(room: Room, day: date) -> Line:
        said = partial(
            _said,
            bookings=[each for each in bookings if each.room_id == room.pk],
            closures=[each for each in closures if each.room_id in {None, room.pk}],
            span=spans[room.pk, day],
            now=now,
        )
        return Line(room, day, _stretches(said, whole[day], lambda told: may_deal_with(actor, told, premises.pk)))

    lines = [line(room, day) for room, day in wanted]
    return Board(_hours(min(whole), first, last, zone), lines)


def _met(
    premises: Premises, room_ids: Iterable[int], start: datetime, end: datetime
) -> tuple[list[Booking], list[Closure]]:
    bookings = Booking.objects.filter(room_id__in=list(room_ids), state__in=HOLDING)
    bookings = bookings.filter(starts_at__lt=end, ends_at__gt=start).select_related("organisation")
    closures = Closure.objects.filter(Q(room=None) | Q(room_id__in=list(room_ids)), premises=premises)
    return list(bookings.order_by("starts_at")), list(closures.filter(starts_at__lt=end, ends_at__gt=start))


def _stretches(
    said: Callable[[datetime], Said], whole: tuple[datetime, datetime], may: Callable[[Booking], bool]
) -> list[Stretch]:
    """Put the columns of one line together where they say the same; a booking is told to who may deal with it."""
    columns = []
    moment = whole[0]
    while moment < whole[1]:
        columns.append((moment, said(moment)))
        moment += STEP
    found = []
    for (kind, told), group in groupby(columns, key=lambda column: column[1]):
        moments = [moment for moment, _told in group]
        booking = told if isinstance(told, Booking) and may(told) else None
        why = told if isinstance(told, Closure) else None
        found.append(Stretch(kind, len(moments), moments[0], moments[-1] + STEP, booking, why))
    return found


def _said(
    moment: datetime,
    *,
    bookings: Sequence[Booking],
    closures: Sequence[Closure],
    span: tuple[datetime, datetime] | None,
    now: datetime,
) -> Said:
    """What one column says: a booking before a closure, a closure before the hours."""
    until = moment + STEP
    for booking in bookings:
        if booking.starts_at < until and booking.ends_at > moment:
            return "taken", booking
    for closure in closures:
        if closure.starts_at < until and closure.ends_at > moment:
            return "shut", closure
    if span is None or moment < span[0] or until > span[1]:
        return "shut", None
    return ("past", None) if until <= now else ("free", None)


def _minute(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """The minute of a day that clocks show at a moment; midnight at its end is the last."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _hours(day: date, first: int, last: int, zone: ZoneInfo) -> list[tuple[str, int]]:
    """The heads of a board: each full hour, with how many columns it stands over."""
    moment, end, found = _at(day, first, zone), _at(day, last, zone), []
    while moment < end:
        found.append((f"{moment.astimezone(zone):%H}", 2))
        moment += 2 * STEP
    return found


def noon(day: date, premises: Premises) -> datetime:
    """Return a moment that surely falls on a day at premises."""
    return _at(day, 12 * 60, ZoneInfo(premises.zone))
