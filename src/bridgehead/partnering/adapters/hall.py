"""What the board in the hall shows, in both languages: plain values that its script goes on telling by a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy, pgettext_lazy

from bridgehead.foundation import live
from bridgehead.foundation.bilingual import LANGUAGES, in_each_language, wording
from bridgehead.foundation.clock import day_bounds, millis_of
from bridgehead.partnering.models import PartneringRound
from bridgehead.partnering.queries.hall import Hall, Seat, Seated
from bridgehead.web.formats import format_day

Both = dict[str, str]

#: What the page and its script say; ``{…}`` is put in by whoever says it.
WORDS = {
    "table": pgettext_lazy("in the hall", "Table"),
    "now": pgettext_lazy("in the hall", "Now"),
    "next": pgettext_lazy("in the hall", "Next {time}"),
    "free": pgettext_lazy("in the hall", "Free"),
    "in_use": pgettext_lazy("in the hall", "In use"),
    "ends": pgettext_lazy("in the hall", "Meetings until {time}"),
    "begins": pgettext_lazy("in the hall", "Next meetings at {time}"),
    "none": pgettext_lazy("in the hall", "No more meetings today"),
    "off": pgettext_lazy("in the hall", "Called off: no meeting takes place any more"),
    "left": pgettext_lazy("in the hall", "{time} left"),
    "in": pgettext_lazy("in the hall", "in {time}"),
    "offline": gettext_lazy("No connection since {time}. The board goes on by the clock, as of then."),
    "gone": gettext_lazy("This address has been ended. Ask the organisers for a new one."),
    "old": gettext_lazy("What is known here ends. The board needs a connection."),
    "all": gettext_lazy("Show all tables"),
    "turn": gettext_lazy("Turn the pages"),
}


def words_of(held: PartneringRound) -> dict[str, Both]:
    """Return the words of a round's board; that of a forum that was called off has another one for no more meetings."""
    words = {key: in_each_language(word) for key, word in WORDS.items()}
    return {**words, "none": words["off"]} if held.forum.is_called_off else words


def board_told(held: PartneringRound, hall: Hall, now: datetime) -> dict[str, Any]:
    """Return what a board shows and keeps: the meetings of today and tomorrow at the forum's place.

    Moments are milliseconds since 1970, as its script counts them; a side that is not named is None.
    """
    zone = ZoneInfo(held.forum.zone)
    start = day_bounds(now, zone)[0]
    until = day_bounds(start + timedelta(hours=36), zone)[1]
    met: dict[int, list[Seated]] = {}
    for each in hall.meetings:
        if start <= each.starts_at < until:
            met.setdefault(each.table, []).append(each)
    tables = [
        {"number": number, "area": _area(ko, en), "meetings": [_meeting(each) for each in met[number]]}
        for number, ko, en in hall.tables
        if number in met
    ]
    return {
        "zone": held.forum.zone,
        "now": millis_of(now),
        "until": millis_of(until),
        "live": f"/events/{live.ticket(held.hall_topic)}/",
        "tables": tables,
        "shown": _shown(held, tables, now),
    }


def _area(ko: str, en: str) -> Both | None:
    return {"ko": ko, "en": en} if ko or en else None


def _meeting(seated: Seated) -> dict[str, Any]:
    return {
        "from": millis_of(seated.starts_at),
        "to": millis_of(seated.ends_at),
        "sides": [_side(each) for each in seated.sides],
    }


def _side(seat: Seat) -> Both | None:
    return {"ko": seat.name_ko, "en": seat.name_en} if seat.name_ko else None


def _shown(held: PartneringRound, tables: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """What the page says at this moment, for readers without scripts."""
    moment, zone = millis_of(now), ZoneInfo(held.forum.zone)
    today = now.astimezone(zone).date()
    cards, ends, begins = [], [], []
    for table in tables:
        on = next((each for each in table["meetings"] if each["from"] <= moment < each["to"]), None)
        coming = next((each for each in table["meetings"] if each["from"] > moment), None)
        ends += [on["to"]] if on else []
        begins += [coming["from"]] if coming else []
        later = _said("next", time=_clock(coming["from"], zone)) if coming else None
        cards.append({"number": table["number"], "area": table["area"], "on": on, "coming": coming, "later": later})
    return {
        "clock": _clock(moment, zone),
        "day": {language: format_day(today, language, style="long") for language in LANGUAGES},
        "state": _state(held, ends, [each for each in begins if _day(each, zone) == today], zone),
        "cards": cards,
    }


def _state(held: PartneringRound, ends: Sequence[int], begins: Sequence[int], zone: ZoneInfo) -> Both:
    if ends:
        return _said("ends", time=_clock(min(ends), zone))
    return _said("begins", time=_clock(min(begins), zone)) if begins else words_of(held)["none"]


def names_of(held: PartneringRound) -> list[dict[str, str]]:
    """Return the forum's name in each language, once where they are the same."""
    told = {language: wording(held.forum, "name", language).text for language in LANGUAGES}
    return [
        {"language": language, "text": text}
        for language, text in told.items()
        if language == "ko" or text != told["ko"]
    ]


def _said(word: str, **values: str) -> Both:
    return {language: sentence.format(**values) for language, sentence in in_each_language(WORDS[word]).items()}


def _clock(moment: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, zone):%H:%M}"


def _day(moment: int, zone: ZoneInfo) -> Any:
    return datetime.fromtimestamp(moment / 1000, zone).date()
