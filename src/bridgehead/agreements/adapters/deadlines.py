"""By when a party may answer, on its own clock and on the agency's."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings

from bridgehead.agreements.models import Question
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.formats import City, format_day, two_clocks

#: Where a country with several clocks mostly does business.
_USUAL = {"US": "America/New_York", "CA": "America/Toronto", "CN": "Asia/Shanghai", "DE": "Europe/Berlin"}


def zone_of(question: Question) -> str:
    """Return the zone of the party's country; the agency's own where the country is not known or has several."""
    return zone_in(question.party.home)


def zone_in(country: str) -> str:
    """Return the zone of a country; the agency's own where the country is not known or has several."""
    return _USUAL.get(country) or _only_zone(country) or settings.HOME_ZONE


def told_moment(moment: datetime, question: Question, language: str = "") -> str:
    """Return a moment as a line: ``26 May 2023, 09:00 New York · 22:00 Seoul``; without a language in the page's."""
    return told_near(moment, zone_of(question), language or reading_language())


def told_near(moment: datetime, near: str, language: str) -> str:
    """Return a moment as such a line, in a zone and on the agency's clock."""
    day = format_day(moment.astimezone(ZoneInfo(near)).date(), language)
    clocks = two_clocks(moment, City(near), City(settings.HOME_ZONE), language)
    return f"{day}, {' · '.join(clock.text for clock in clocks)}"


def _only_zone(country: str) -> str:
    zones = _zones().get(country, [])
    return zones[0] if len(zones) == 1 else ""


@cache
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for zone, territory in get_global("zone_territories").items():
        found[territory].append(zone)
    return dict(found)
