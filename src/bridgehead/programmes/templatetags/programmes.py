"""Where a call stands in words, tones and signs, and what a form asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import pgettext

from bridgehead.foundation.bilingual import Wording, wording
from bridgehead.programmes.houses import Seat
from bridgehead.programmes.models import Call, CallState, CohortPlace
from bridgehead.programmes.rules import is_open

register = template.Library()


@register.simple_tag
def standing(call: Call, now: datetime) -> dict[str, str]:
    """Where a call stands at a moment: its ``label``, ``tone`` and ``icon``."""
    if call.state != CallState.ANNOUNCED:
        tone, icon = {
            CallState.DRAFT: ("", "pen-line"),
            CallState.DECIDED: ("sea", "circle-check"),
            CallState.CANCELLED: ("bad", "ban"),
        }[CallState(call.state)]
        return {"label": call.get_state_display(), "tone": tone, "icon": icon}
    if is_open(call, now):
        return {"label": pgettext("call", "open"), "tone": "good", "icon": "door-open"}
    if now < call.opens_at:
        return {"label": pgettext("call", "opens soon"), "tone": "warn", "icon": "hourglass"}
    return {"label": pgettext("call", "closed"), "tone": "", "icon": "lock"}


@register.filter
def seats_of(seats: Any, place: CohortPlace) -> list[Seat]:
    """Where the company of a place lives; nowhere where a page tells no seats."""
    return list(seats.get(place.organisation_id, ())) if seats else []


@register.filter
def worded(thing: Any, field: str) -> Wording:
    """A bilingual field in the page's language, or its twin marked as such."""
    return wording(thing, field)
