"""Moments of calls and office hours as they are told to people: on the programme’s clock and the reader’s. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bridgehead.foundation.bilingual import reading_language
from bridgehead.programmes.models import Call
from bridgehead.web.formats import City, format_day, two_clocks


def told_moment(moment: datetime, near: str, far: str, language: str = "") -> str:
    """Return a moment as a line: ``26 May 2023, 18:00 Seoul · 05:00 New York``; without a language in the page's."""
    said = language or reading_language()
    day = format_day(moment.astimezone(ZoneInfo(near)).date(), said)
    return f"{day}, {' · '.join(clock.text for clock in two_clocks(moment, City(near), City(far), said))}"


def closed_at_told(call: Call, zone: str) -> str:
    """Return when a call closes, on its own clock and on that of a zone."""
    return told_moment(call.closes_at, call.zone, zone)


def opens_at_told(call: Call, zone: str) -> str:
    """Return when a call opens, on its own clock and on that of a zone."""
    return told_moment(call.opens_at, call.zone, zone)


def told_span(starts: datetime, ends: datetime, near: str, far: str, language: str) -> str:
    """Return a span as a line on both clocks: ``Thu 27 April 2023, 16:00–16:30 Boston · 05:00–05:30 +1 Seoul``."""
    day = format_day(starts.astimezone(ZoneInfo(near)).date(), language, style="long")
    clocks = two_clocks(starts, City(near), City(far), language, ends=ends)
    return f"{day}, {' · '.join(clock.text for clock in clocks)}"
