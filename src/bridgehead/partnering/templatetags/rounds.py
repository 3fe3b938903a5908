"""What every participant of a round looks at all day, written here because it is drawn so often: menu and diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering.schemas.clocks import tell
from bridgehead.partnering.schemas.diary import Day, Entry, Line, Person
from bridgehead.web.formats import City
from bridgehead.web.icons import chip, icon
from bridgehead.web.navigation import MenuItem
from bridgehead.web.templatetags.bridgehead import city, worded

register = template.Library()

#: The pages of a round: the page, its sign, its word.
_TABS = (
    ("today", "house", gettext_lazy("Today")),
    ("requests", "inbox", gettext_lazy("Requests")),
    ("partners", "handshake", gettext_lazy("Partners")),
    ("timetable", "calendar", gettext_lazy("Timetable")),
    ("availability", "clock", gettext_lazy("Availability")),
)


@register.simple_tag
def round_tabs(round_id: UUID, current: str, our_turn: int) -> list[MenuItem]:
    """The menu of a round, with how many requests wait for the person's own word."""
    language = reading_language()
    return [
        MenuItem(
            label=str(word),
            url=_address(f"partnering:{page}", (round_id,), language),
            icon=sign,
            count=our_turn if page == "requests" else 0,
            current="page" if page == current else "",
            counts="our-turn",
        )
        for page, sign, word in _TABS
    ]


@lru_cache(maxsize=8192)
def _address(page: str, ids: tuple[object, ...], language: str) -> str:
    """The address of a page that many are led to; it begins with ``language``, that of this page."""
    return reverse(page, args=ids)


@register.simple_tag(takes_context=True)
def diary_clocks(context: template.Context, moment: datetime, place: Any) -> SafeString:
    """A moment in a narrow column, on both clocks."""
    zones = (context["request"].actor.zone, settings.HOME_ZONE)
    return _clocks(moment, city(place), zones, reading_language())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all lines of a diary are written on: round, place, clocks and language."""

    round_id: UUID
    here: City
    zones: tuple[str, str]
    language: str


@register.simple_tag(takes_context=True)
def diary_lines(context: template.Context, day: Day, held: Any) -> SafeString:
    """The lines of one day of a diary, as items of a list."""
    zones = (context["request"].actor.zone, settings.HOME_ZONE)
    sheet = _Sheet(held.public_id, city(held.forum), zones, reading_language())
    return SafeString("\n".join([_line(each, sheet) for each in day.lines]))


def _line(line: Line, sheet: _Sheet) -> SafeString:
    language = sheet.language
    if line.gap_from and line.gap_until:
        return _gap(line.gap_from, line.gap_until, ZoneInfo(sheet.here.zone), language)
    entry, state = line.entry, line.state
    if entry is None:
        return SafeString("")
    return format_html(
        '<li{}><div class="at">{}</div><div><b>{}</b>{} · {}{}{}</div>{}</li>',
        SafeString(f' class="{_CLASSES[state]}"') if state else "",
        _clocks(entry.starts_at, sheet.here, sheet.zones, language),
        _partner(entry, sheet),
        format_html(' <span class="sample">{}</span>', _("sample")) if entry.is_sample else "",
        _table(entry.table, language),
        format_html(" <small>{}</small>", worded(wording(entry, "area", language)))
        if entry.area_ko or entry.area_en
        else "",
        format_html("<br><small>{}</small>", _who_goes(entry.ours, language)) if entry.ours else "",
        _state(state, language),
    )


@register.filter
def who_goes(entry: Entry) -> SafeString:
    """Who of one's own people goes to a meeting: “We send: Mina Kim, Jun Lee”."""
    return _who_goes(entry.ours, reading_language())


@lru_cache(maxsize=1024)
def _who_goes(people: tuple[Person, ...], language: str) -> SafeString:
    names = format_html_join(", ", "{}", ((worded(wording(each, "name", language)),) for each in people))
    return format_html("{} {}", _("We send:"), names)


@lru_cache(maxsize=1024)
def _table(number: int, _language: str) -> SafeString:
    return format_html("{}", _("table %(number)s") % {"number": number})


_CLASSES = {"now": "isnow", "done": "done"}


@lru_cache(maxsize=8192)
def _gap(begins: datetime, until: datetime, zone: ZoneInfo, _language: str) -> SafeString:
    free = _("free until %(until)s") % {"until": f"{until.astimezone(zone):%H:%M}"}
    return format_html(
        '<li class="gap"><span>{} –</span><span>{} {}</span></li>',
        f"{begins.astimezone(zone):%H:%M}",
        icon("coffee"),
        free,
    )


@lru_cache(maxsize=8192)
def _clocks(moment: datetime, here: City, zones: tuple[str, str], language: str) -> SafeString:
    """A moment in a narrow column: the forum's time large, the reader's small beneath it."""
    first, *rest = tell(moment, here, zones, language)
    other = format_html_join("", '<small><time datetime="{}">{}</time></small>', ((one.iso, one.text) for one in rest))
    return format_html('<time datetime="{}">{}</time>{}', first.iso, first.time, other)


def _partner(entry: Entry, sheet: _Sheet) -> SafeString | str:
    named = worded(wording(entry, "name", sheet.language))
    if not entry.with_id:
        return named
    page = _address("partnering:partner", (sheet.round_id, entry.with_id), sheet.language)
    return format_html('<a href="{}">{}</a>', page, named)


@lru_cache(maxsize=16)
def _state(state: str, _language: str) -> SafeString:
    if state == "done":
        return chip("check", "good", _("over"))
    return format_html('<span class="chip" data-tone="now">{}</span>', _("next")) if state == "now" else SafeString("")
