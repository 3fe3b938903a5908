"""The picture of a ranking: a bar for each application, made of its points by criterion, with the lines between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import template

from bridgehead.programmes.queries.standing import Shown
from bridgehead.programmes.queries.standing import named as name_of

register = template.Library()

#: Left of the bars stand the ranks; a bar of 100 points is so wide; a row is so high.
_LEFT, _WIDE, _HIGH = 28, 300, 14
#: How opaque the parts are, in turn: neighbours differ without colour.
_SHADES = ("1", "0.55", "0.8", "0.35")


@register.filter
def named(kept: Mapping[str, Any]) -> str:
    """Return the name of a criterion as a ranking keeps it, in the language of the page."""
    return name_of(kept)


@register.filter
def shade(number: int) -> str:
    """Return how opaque the part of a bar is that a criterion of that number gives, from 0 on."""
    return _SHADES[number % len(_SHADES)]


@register.simple_tag
def ranking_picture(shown: Sequence[Shown]) -> dict[str, Any]:
    """Return rows with their parts, in units of the picture: ``height``, ``rows`` of ``y``, ``rank``, ``parts``."""
    most = max(
        [Fraction(100), *(sum((part.points for part in each.parts), Fraction(each.line.bonus)) for each in shown)]
    )
    rows = []
    for number, each in enumerate(shown):
        at, parts = Fraction(_LEFT), []
        gives = [*((part.points, shade(place)) for place, part in enumerate(each.parts))]
        for points, opacity in gives:
            width = points * _WIDE / most
            parts.append({"x": _told(at), "width": _told(width), "opacity": opacity})
            at += width
        bonus = Fraction(each.line.bonus) * _WIDE / most
        rows.append(
            {
                "y": number * _HIGH,
                "rank": each.line.rank,
                "parts": parts,
                "bonus": {"x": _told(at), "width": _told(bonus)} if bonus else None,
                "is_below_a_line": each.is_below_a_line,
            }
        )
    return {"height": len(rows) * _HIGH + 4, "rows": rows}


def _told(length: Fraction) -> str:
    return f"{float(length):.1f}"
