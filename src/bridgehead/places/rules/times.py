"""When a room can be booked: opening hours, house rules, and spans of time as its premises tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.models import Premises, Room
from bridgehead.web.formats import City, format_day, format_minutes

#: From Monday: None where it is closed, else the minutes of the day ``[opens, closes]``.
Week = Sequence[Sequence[int] | None]


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What holds for one room: its own rules where it has some, else those of its premises."""

    zone: ZoneInfo
    week: Week
    release_minutes: int
    longest_minutes: int
    minutes_per_day: int | None
    days_ahead: int
    needs_approval: bool


def house_rules(room: Room) -> HouseRules:
    """Return the rules that hold for a room; ``room.floor.premises`` is at hand."""
    house = room.floor.premises
    return HouseRules(
        zone=ZoneInfo(house.zone),
        week=house.hours if room.hours is None else room.hours,
        release_minutes=house.release_minutes if room.release_minutes is None else room.release_minutes,
        longest_minutes=house.longest_minutes if room.longest_minutes is None else room.longest_minutes,
        minutes_per_day=house.minutes_per_day,
        days_ahead=house.days_ahead if room.days_ahead is None else room.days_ahead,
        needs_approval=house.needs_approval if room.needs_approval is None else room.needs_approval,
    )


def weekday_names() -> list[str]:
    """Return the names of the days from Monday, in the language of the page."""
    language = reading_language()
    # The third of January 2000 was a Monday.
    told = [format_day(date(2000, 1, 3 + number), language, style="long").split() for number in range(7)]
    return [words[-1] if language == "ko" else words[0].rstrip(",") for words in told]


def place_of(premises: Premises) -> City:
    """Return premises as a clock is named after them."""
    return City(premises.zone, premises.city_en, premises.city_ko)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day that a moment falls on at a place."""
    return moment.astimezone(zone).date()


def month_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the first day of the month that a moment falls in at a place."""
    return day_of(moment, zone).replace(day=1)


def open_span(week: Week, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return from when until when, in UTC and half-open, it is open on a day; None where it is closed.

    A wall time that the clocks jump over is the moment at which they jump; of one that comes twice, opening means the
    first and closing the second.
    """
    hours = week[day.weekday()]
    if hours is None:
        return None
    opens, closes = hours
    return _moment(day, opens, zone, fold=0), _moment(day, closes, zone, fold=1)


def _moment(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def told_span(starts_at: datetime, ends_at: datetime, place: City) -> str:
    """Return a span at a place as a sentence says it: ``16:00–17:00 on 27 April 2023 (Boston)``."""
    zone, language = ZoneInfo(place.zone), reading_language()
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return _("%(start)s–%(end)s on %(day)s (%(place)s)") % {
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "day": format_day(start.date(), language),
        "place": place.name(language),
    }


def why_not_at(
    room: Room, starts_at: datetime, ends_at: datetime, now: datetime, *, for_the_house: bool = False
) -> str | None:
    """Return the sentence that says why a room cannot be booked at a time, whoever has it; None where it can.

    House rules and opening hours bind organisations; the house itself may book its rooms at any time to come.
    """
    rules = house_rules(room)
    if starts_at.second or starts_at.microsecond or ends_at.second or ends_at.microsecond:
        return _("Choose times of whole minutes.")
    if ends_at <= starts_at:
        return _("A booking ends after it starts.")
    if ends_at <= now:
        return _("This time is over. Choose one that is still to come.")
    if for_the_house:
        return None
    last_day = day_of(now, rules.zone) + timedelta(days=rules.days_ahead)
    if day_of(starts_at, rules.zone) > last_day:
        return _("This room can be booked up to %(days)d days ahead: until %(day)s.") % {
            "days": rules.days_ahead,
            "day": format_day(last_day, reading_language()),
        }
    return _why_closed(rules, starts_at, ends_at) or _why_too_long(rules, starts_at, ends_at)


def _why_closed(rules: HouseRules, starts_at: datetime, ends_at: datetime) -> str | None:
    day = day_of(starts_at, rules.zone)
    span = open_span(rules.week, day, rules.zone)
    if span is None:
        return _("It is closed on %(day)s. Choose another day.") % {
            "day": format_day(day, reading_language(), style="long")
        }
    opens, closes = span
    if opens <= starts_at and ends_at <= closes:
        return None
    shown = closes.astimezone(rules.zone)
    until = "24:00" if shown.date() > day else f"{shown:%H:%M}"
    return _("It is open from %(opens)s to %(closes)s on %(day)s. Choose a time within these hours.") % {
        "opens": f"{opens.astimezone(rules.zone):%H:%M}",
        "closes": until,
        "day": format_day(day, reading_language()),
    }


def _why_too_long(rules: HouseRules, starts_at: datetime, ends_at: datetime) -> str | None:
    if ends_at - starts_at <= timedelta(minutes=rules.longest_minutes):
        return None
    return _("One booking lasts %(longest)s at most. Choose a shorter time.") % {
        "longest": format_minutes(rules.longest_minutes, reading_language())
    }
