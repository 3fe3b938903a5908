"""How rooms, bookings and tenancies look: icons, tones, hours, and letters that fit into a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.holders import Holder
from bridgehead.places.models import BookingState, Feature, Room, RoomKind, TenancyState
from bridgehead.places.rules import place_of
from bridgehead.places.rules.times import weekday_names
from bridgehead.web.formats import City, format_minutes
from bridgehead.web.wall_time import typed_moment

register = template.Library()

_KIND_ICONS = {
    RoomKind.OFFICE: "building-2",
    RoomKind.DESK: "user",
    RoomKind.MEETING: "users",
    RoomKind.HALL: "presentation",
}
_STATE_SIGNS: dict[str, tuple[str, str]] = {
    BookingState.OFFERED: ("bell", "now"),
    BookingState.REQUESTED: ("hourglass", "warn"),
    BookingState.CONFIRMED: ("circle-check", "good"),
    BookingState.CHECKED_IN: ("user-check", "now"),
    BookingState.ENDED: ("check", ""),
    BookingState.RELEASED: ("rotate-ccw", ""),
    BookingState.CANCELLED: ("circle-x", ""),
    BookingState.DECLINED: ("ban", "bad"),
    TenancyState.PLANNED: ("calendar", "sea"),
    TenancyState.LIVING: ("circle-check", "good"),
    TenancyState.LEFT: ("log-out", ""),
}
#: So many Latin letters of a name fit into one column of a plan.
_LETTERS_EACH = 6


@register.filter
def under(found: dict[str, Holder] | None, key: str) -> Holder | None:
    """Return what a room is held for, by the key of whoever holds it; None where nobody said."""
    return found.get(key) if found else None


@register.filter
def kind_icon(kind: str) -> str:
    """Return the icon of a kind of room."""
    return _KIND_ICONS[RoomKind(kind)]


@register.filter
def booked_icon(state: str) -> str:
    """Return the icon of a booking's or tenancy's state."""
    return _STATE_SIGNS[state][0]


@register.filter
def booked_tone(state: str) -> str:
    """Return the tone of a booking's or tenancy's state."""
    return _STATE_SIGNS[state][1]


@register.filter
def feature_names(room: Room) -> list[str]:
    """Return in words what there is in a room, in the order of the list of features."""
    return [str(feature.label) for feature in Feature if feature.value in room.features]


@register.filter
def is_booked_by_the_hour(room: Room) -> bool:
    """Whether a room is booked and not let."""
    return room.kind in {RoomKind.MEETING, RoomKind.HALL}


@register.filter
def on_plan(room: Room) -> str:
    """Return the name of a room as far as it fits into its place on the plan: whole, its number, or its first word."""
    words = room.name.split()
    return _fitting(room, room.name, *(word for word in words[-1:] if word.isdigit()), words[0])


@register.filter
def name_on_plan(room: Room, name: str) -> str:
    """Return the name of who lives in a room as far as it fits there: whole, or its first word."""
    return _fitting(room, name, name.split(maxsplit=1)[0])


@register.filter
def living_in(tenants: Any, room: Room) -> list[Organisation]:
    """Return who is named in a room of a plan; nobody where the plan names none."""
    return list(tenants.get(room.pk, ())) if tenants else []


@register.filter
def plan_line(number: int, living: list[Organisation]) -> int:
    """Return how far down a room, in hundredths, the name of its tenant of that number stands."""
    return 28 + number * 60 // (len(living) + 1)


def _fitting(room: Room, *names: str) -> str:
    """The first of some names that fits into a room's place on the plan, or the beginning of the first."""
    letters = room.width * _LETTERS_EACH
    for name in names:
        if _breadth(name) <= letters:
            return name
    return f"{names[0][: max(1, letters // 2 - 1)]}…"


def _breadth(name: str) -> int:
    """How broad a name is, in Latin letters: one of Hangul is as broad as two."""
    return sum(2 if letter >= "\u1100" else 1 for letter in name)


@register.filter
def place(premises: Any) -> City:
    """Return premises as a clock is named after them."""
    return place_of(premises)


@register.filter
def typed_at(moment: datetime, premises: Any) -> str:
    """Return a moment as a field for a time at premises takes it."""
    return typed_moment(moment, premises.zone)


@register.filter
def clock_at(moment: datetime, premises: Any) -> str:
    """Return what clocks at premises show at a moment: ``16:00``."""
    return f"{moment.astimezone(ZoneInfo(premises.zone)):%H:%M}"


@register.filter
def opening_hours(week: list[list[int] | None]) -> list[tuple[str, str]]:
    """Return the days of a week with from when until when it is open: ``Monday, 08:00–22:00``."""
    return [(name, _hours(span)) for name, span in zip(weekday_names(), week, strict=True)]


def _hours(span: list[int] | None) -> str:
    if span is None:
        return pgettext("opening hours", "closed")
    opens, closes = span
    return f"{opens // 60:02}:{opens % 60:02}–{closes // 60:02}:{closes % 60:02}"


@register.filter
def own_rules(room: Room) -> list[str]:
    """Return in words what holds for a room alone, where it is not as in its premises."""
    language = reading_language()
    told = []
    if room.hours is not None:
        told.append(_("hours"))
    if room.longest_minutes is not None:
        told.append(_("%(longest)s at most") % {"longest": format_minutes(room.longest_minutes, language)})
    if room.release_minutes is not None:
        told.append(_("released after %(length)s") % {"length": format_minutes(room.release_minutes, language)})
    if room.days_ahead is not None:
        days = ngettext("%(days)d day ahead", "%(days)d days ahead", room.days_ahead)
        told.append(days % {"days": room.days_ahead})
    if room.needs_approval is not None:
        told.append(_("with approval") if room.needs_approval else _("without approval"))
    return told
