"""How full premises are: offices and desks over the months, rooms by weekday and hour. For their venue staff alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bridgehead.foundation.clock import day_bounds
from bridgehead.places.models import BOOKED_KINDS, LET_KINDS, Booking, BookingState, Premises, Room, Tenancy
from bridgehead.places.models import TenancyState as State
from bridgehead.places.queries.boards import noon
from bridgehead.places.rules import house_rules, open_span

#: So many months are shown, the last of them being that of today.
MONTHS = 12
#: These were booked, whether somebody came or not.
_BOOKED = [BookingState.CONFIRMED, BookingState.CHECKED_IN, BookingState.ENDED, BookingState.RELEASED]
#: A weekday from Monday (0) and an hour of the day, by the clocks of the premises.
Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LetMonth:
    """A month: on how many days an office or desk was let, of those on which one could have been."""

    month: date
    let_days: int
    all_days: int

    @property
    def percent(self) -> int:
        """The share that was let, in whole percent."""
        return _percent(self.let_days, self.all_days)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a weekday over some weeks: minutes that rooms were open, were booked, and were used."""

    hour: int
    open_minutes: int
    booked_minutes: int
    used_minutes: int

    @property
    def booked(self) -> int:
        """The booked share of what was open, in whole percent."""
        return _percent(self.booked_minutes, self.open_minutes)

    @property
    def used(self) -> int:
        """The share in which somebody had checked in, in whole percent."""
        return _percent(self.used_minutes, self.open_minutes)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday, named by one such day, with its hours from the first to the last at which some room is open."""

    day: date
    hours: list[Hour]


def let_by_month(premises: Premises, today: date) -> list[LetMonth]:
    """Return the months up to today's, oldest first, at premises that the actor was found to serve at; two queries.

    A month under way counts whole, so that what is let until its end shows. Planned tenancies count, cancelled not.
    """
    rooms = Room.objects.filter(floor__premises=premises, kind__in=LET_KINDS).count()
    months = [_months_before(today.replace(day=1), number) for number in reversed(range(MONTHS))]
    lets = Tenancy.objects.filter(room__floor__premises=premises, ends_on__gt=months[0]).exclude(state=State.CANCELLED)
    spans = list(lets.values_list("starts_on", "ends_on"))
    return [_let_in(month, spans, rooms) for month in months]


def _let_in(month: date, spans: list[tuple[date, date]], rooms: int) -> LetMonth:
    following = _months_before(month, -1)
    let = sum(max(0, (min(ends, following) - max(starts, month)).days) for starts, ends in spans)
    return LetMonth(month, let, rooms * (following - month).days)


def _months_before(month: date, number: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, index + 1, 1)


def rooms_by_hour(premises: Premises, first: date, until: date) -> list[Weekday]:
    """Return the seven weekdays of the rooms that are booked, from one day until before another; two queries.

    Opening hours are counted as they stand now, without closures. Nobody's booking is told, only minutes.
    """
    zone = ZoneInfo(premises.zone)
    rooms = list(Room.objects.filter(floor__premises=premises, kind__in=BOOKED_KINDS).select_related("floor__premises"))
    opened: Counter[Slot] = Counter()
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        for room in rooms:
            span = open_span(house_rules(room).week, day, zone)
            opened.update(dict(_minutes(*span, zone)) if span else {})
    booked: Counter[Slot] = Counter()
    used: Counter[Slot] = Counter()
    start, end = (day_bounds(noon(day, premises), zone)[0] for day in (first, until))
    met = Booking.objects.filter(room__in=rooms, state__in=_BOOKED, starts_at__lt=end, ends_at__gt=start)
    for starts_at, ends_at, checked_in_at in met.values_list("starts_at", "ends_at", "checked_in_at"):
        for slot, minutes in _minutes(max(starts_at, start), min(ends_at, end), zone):
            booked[slot] += minutes
            used[slot] += minutes if checked_in_at else 0
    return _weekdays(first, opened, booked, used)


def _minutes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[Slot, int]]:
    """The minutes of a span by weekday and hour, as clocks at a place show them."""
    while start < end:
        local = start.astimezone(zone)
        following = min(end, start + timedelta(minutes=60 - local.minute))
        yield (local.weekday(), local.hour), int((following - start).total_seconds()) // 60
        start = following


def _weekdays(first: date, opened: Counter[Slot], booked: Counter[Slot], used: Counter[Slot]) -> list[Weekday]:
    hours = sorted({hour for _weekday, hour in [*opened, *booked]})
    shown = range(hours[0], hours[-1] + 1) if hours else range(0)
    monday = first - timedelta(days=first.weekday())
    return [
        Weekday(
            monday + timedelta(days=weekday),
            [Hour(hour, *(counted[weekday, hour] for counted in (opened, booked, used))) for hour in shown],
        )
        for weekday in range(7)
    ]


def fullest(weekdays: list[Weekday]) -> int:
    """Return the booked share of the fullest hour, in whole percent; 0 where nothing was booked."""
    return max((hour.booked for weekday in weekdays for hour in weekday.hours), default=0)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
