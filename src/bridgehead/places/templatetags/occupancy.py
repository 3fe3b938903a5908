"""Where the bars and squares of the pictures of occupancy stand, in units of their picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from django import template

from bridgehead.foundation.bilingual import reading_language

register = template.Library()

#: Left of the squares stand the weekdays, above them the hours.
_LEFT, _WIDE, _ABOVE, _HIGH = 32, 328, 14, 20


@register.filter
def weekday_name(day: date) -> str:
    """Return the short name of the weekday of a day: ``Thu``, ``목``."""
    return str(format_date(day, "EEE", locale=reading_language()))


@register.filter
def heat_x(place: int, hours: Sequence[Any]) -> int:
    """Return where the square of an hour begins, by its place in the row."""
    return _LEFT + place * _WIDE // len(hours)


@register.filter
def heat_width(hours: Sequence[Any]) -> int:
    """Return how wide the square of one hour is."""
    return max(2, _WIDE // len(hours) - 1)


@register.filter
def heat_y(place: int) -> int:
    """Return where the row of a weekday begins."""
    return _ABOVE + place * _HIGH


@register.filter
def share(percent: int, most: int) -> str:
    """Return a share as how opaque its square is, beside that of the fullest hour: ``0.45``."""
    return f"{percent / most if most else 0:.2f}"


@register.filter
def bar_x(place: int) -> int:
    """Return where the bar of a month begins."""
    return 28 + place * 28


@register.filter
def bar_top(percent: int) -> int:
    """Return where a bar of so many percent ends above; at 10 it is full."""
    return 110 - min(percent, 100)
