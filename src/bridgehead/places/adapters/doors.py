"""What a screen at a door shows, in both languages at once and as plain values for its script."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy, pgettext_lazy

from bridgehead.foundation.bilingual import LANGUAGES, in_each_language, wording
from bridgehead.foundation.clock import millis_of
from bridgehead.places.models import Booking, BookingState
from bridgehead.places.queries.doors import Door
from bridgehead.places.rules.doors import DoorSpan, free_until, is_nobodys, span_at
from bridgehead.web.formats import format_day

Both = dict[str, str]

#: What the page and its script say; ``{…}`` is put in by whoever says it.
WORDS = {
    "free": pgettext_lazy("at a door", "Free"),
    "taken": pgettext_lazy("at a door", "Taken"),
    "shut": pgettext_lazy("at a door", "Closed"),
    "unknown": pgettext_lazy("at a door", "Not known"),
    "until": gettext_lazy("until {time}"),
    "today": gettext_lazy("for the rest of the day"),
    "next": gettext_lazy("Next: {from}–{to}"),
    "nothing": gettext_lazy("Nothing else is booked today"),
    "use": gettext_lazy("Use now, until {time}"),
    "code": gettext_lazy("Code of the booking"),
    "check_in": gettext_lazy("Check in"),
    "end": gettext_lazy("End now"),
    "offline": gettext_lazy("No connection since {time}. What stands here was known then."),
    "unanswered": gettext_lazy("No answer came. Once the connection is back, the screen shows whether it was done."),
    "gone": gettext_lazy("This address has been ended. Ask the venue staff for a new one."),
}


def door_told(door: Door) -> dict[str, Any]:
    """Return what a screen shows and keeps; moments are milliseconds since 1970, as its script counts them."""
    premises = door.room.floor.premises
    return {
        "zone": premises.zone,
        "now": millis_of(door.now),
        "until": millis_of(door.until),
        "minutes": door.minutes,
        "spans": [_span(door, each) for each in door.spans],
        "shown": _shown(door),
    }


def _span(door: Door, span: DoorSpan) -> dict[str, Any]:
    booking, organisation = span.booking, door.named_in(span)
    told: dict[str, Any] = {"kind": span.kind, "from": millis_of(span.starts_at), "to": millis_of(span.ends_at)}
    if organisation is not None:
        told["who"] = {language: wording(organisation, "name", language).text for language in LANGUAGES}
    if booking is not None:
        told |= _acts(booking)
    return told


def _acts(booking: Booking) -> dict[str, bool]:
    """What can be done at the door with a booking: the script decides when, the deed whether."""
    acts = {
        "checks_in": booking.state == BookingState.CONFIRMED,
        "ends": booking.state in {BookingState.CONFIRMED, BookingState.CHECKED_IN},
        "needs_no_code": is_nobodys(booking),
    }
    return {name: True for name, is_so in acts.items() if is_so}


def _shown(door: Door) -> dict[str, Any]:
    """What the page says at this moment, for readers without scripts."""
    zone = ZoneInfo(door.room.floor.premises.zone)
    here, use_until = span_at(door.spans, door.now), free_until(door.spans, door.now, minutes=door.minutes)
    coming = next((each for each in door.spans if each.starts_at > door.now and each.kind == "taken"), None)
    after = next((each for each in door.spans if each.starts_at > door.now), None)
    ends = here.ends_at if here else after.starts_at if after else None
    today = door.now.astimezone(zone).date()
    is_today = ends is not None and ends.astimezone(zone).date() == today
    is_next_today = coming is not None and coming.starts_at.astimezone(zone).date() == today
    return {
        "state": here.kind if here else "free",
        "until": _said("until", time=_clock(ends, zone)) if is_today and ends else in_each_language(WORDS["today"]),
        "who": _who(door, here),
        "next": _next(coming, zone) if coming and is_next_today else in_each_language(WORDS["nothing"]),
        "use": _said("use", time=_clock(use_until, zone)) if use_until else None,
        "clock": _clock(door.now, zone),
        "day": {language: format_day(today, language, style="long") for language in LANGUAGES},
    }


def _who(door: Door, here: DoorSpan | None) -> Both | None:
    organisation = door.named_in(here) if here else None
    if organisation is None:
        return None
    return {language: wording(organisation, "name", language).text for language in LANGUAGES}


def _next(span: DoorSpan, zone: ZoneInfo) -> Both:
    return _said("next", **{"from": _clock(span.starts_at, zone), "to": _clock(span.ends_at, zone)})


def _said(word: str, **values: str) -> Both:
    return {language: sentence.format(**values) for language, sentence in in_each_language(WORDS[word]).items()}


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
