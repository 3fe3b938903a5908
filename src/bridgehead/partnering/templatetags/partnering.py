"""What partnering pages say with their values: states as chips, countries, phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering.models import Delegation, MeetingRequest, Timetable
from bridgehead.partnering.queries.suggestions import ToldReason
from bridgehead.partnering.queries.timetables import GridSide
from bridgehead.partnering.queries.unplaced import Span
from bridgehead.partnering.rules import weight_of
from bridgehead.partnering.schemas import words
from bridgehead.partnering.schemas.changes import ChangeLine
from bridgehead.partnering.schemas.clocks import Elsewhere, Told, day_and_clocks, day_elsewhere, tell
from bridgehead.partnering.schemas.grid import Cell, Column, GridDay, Row, in_order
from bridgehead.partnering.schemas.talk import Talk, talk_of
from bridgehead.web.icons import chip, icon
from bridgehead.web.templatetags.bridgehead import city

register = template.Library()


@register.filter
def country(code: str) -> str:
    """A country by its name in the language of the page."""
    return words.country_name(code) if code else ""


@register.filter
def phase_sentence(phase: str) -> str | Promise:
    """What a participant can do in a phase."""
    return words.PHASE_SENTENCES[phase]


@register.filter
def phase_task(phase: str) -> str | Promise:
    """What happens in a phase, for those who run the round."""
    return words.PHASE_TASKS[phase]


@register.filter
def why_suggested(reason: ToldReason) -> str | Promise:
    """Why a partner is suggested, as a sentence or as the beginning of one."""
    return words.why_suggested(reason)


@register.filter
def is_long(text: str) -> bool:
    """Whether a text takes more than about two lines in a list."""
    return len(text) > 120 or text.count("\n") > 1


@register.filter
def told_reason(reason: str) -> str:
    """The reason of a “no” in the reader's language where it is a ready one."""
    return words.told_reason(reason)


@register.simple_tag
def request_chip(request: MeetingRequest) -> SafeString:
    """Where a request stands: a chip with an icon and a word."""
    tone = words.REQUEST_TONES.get(request.state, "")  # type: ignore[call-overload]  # a plain text is a state too
    sign = words.REQUEST_ICONS[request.state]  # type: ignore[index]  # a plain text is a state too
    return chip(sign, tone or "calm", request.get_state_display())


@register.simple_tag(takes_context=True)
def told_spans(context: template.Context, spans: Sequence[Span], place: Any) -> str:
    """Stretches of time, each with its day and on both clocks, as one text; one page has dozens."""
    near, zones = city(place), (context["request"].actor.zone, settings.HOME_ZONE)
    language = reading_language()
    return "; ".join(day_and_clocks(each.starts_at, near, zones, language, ends=each.ends_at) for each in spans)


@register.simple_tag
def told_changes(changed: list[ChangeLine]) -> SafeString:
    """The changes of one person as items of a list. Written here: a page of people has a hundred and more."""
    return format_html_join("", '<li class="fine"><b>{}</b>: {}</li>', ((each.name, each.text) for each in changed))


@register.simple_tag
def sides(request: MeetingRequest) -> tuple[Delegation, Delegation]:
    """The two delegations of a request, the one from home first."""
    return in_order(request.asking, request.asked)


@register.simple_tag
def move_chip(kind: str) -> SafeString:
    """What a repair does to a meeting: a chip with an icon and a word."""
    tone, drawn, word = words.MOVES[kind]
    return chip(drawn, tone, str(word))


@register.simple_tag
def talk(request: MeetingRequest, own: Delegation) -> Talk | None:
    """What was said about a request that waits for its answer, as one side reads it."""
    return talk_of(request, own.pk)


@register.simple_tag(takes_context=True)
def told(context: template.Context, moment: datetime, place: Any) -> tuple[Told, ...]:
    """A moment on both clocks, in pieces."""
    actor = context["request"].actor
    return tell(moment, city(place), (actor.zone, settings.HOME_ZONE), reading_language())


@register.simple_tag(takes_context=True)
def elsewhere(context: template.Context, moment: datetime, place: Any) -> Elsewhere | None:
    """The reader's own city and day, where it is another day there than at the place."""
    actor = context["request"].actor
    return day_elsewhere(moment, city(place), (actor.zone, settings.HOME_ZONE), reading_language())


@register.filter
def clocktime(moment: datetime, place: Any) -> str:
    """The time of day at a place: 14:00."""
    return f"{moment.astimezone(ZoneInfo(place.zone)):%H:%M}"


@register.filter
def weight(request: MeetingRequest) -> int:
    """How much an accepted request counts, from 1 to 3."""
    return weight_of(request.strength, request.answer_strength)


@dataclass(frozen=True)
class _Strokes:
    """What the cells of one grid have in common, drawn once."""

    free: SafeString
    closed: SafeString
    lock: SafeString
    link: SafeString
    weights: dict[int, SafeString]
    names: dict[int, str]
    by_hand: bool

    def name(self, side: GridSide) -> str:
        """The name of a delegation, escaped; it stands in as many cells as it has meetings."""
        if side.id not in self.names:
            self.names[side.id] = escape(wording(side, "name").text)
        return self.names[side.id]


@register.simple_tag
def grid_rows(day: GridDay, timetable: Timetable, company: str = "", by_hand: bool = False) -> SafeString:
    """The body of a day's grid. Written here and not in a template: a large round has thousands of cells.

    For a draft that is changed by hand each meeting names its request.
    """
    lit = format_html("&amp;company={}", company) if company else ""
    strokes = _Strokes(
        free=format_html('<td><span class="slot free">{}</span></td>', pgettext("table and slot", "free")),
        closed=format_html('<td><span class="slot shut">{}</span></td>', pgettext("slot", "closed")),
        lock=icon("lock", _("locked")),
        link=format_html("?timetable={}{}&amp;meeting=", timetable.public_id, lit),
        by_hand=by_hand,
        weights={level: _weight(level) for level in range(4)},
        names={},
    )
    return format_html_join("\n", '<tr><th scope="row">{}</th>{}</tr>', (_row(row, strokes) for row in day.rows))


@register.simple_tag
def grid_head(day: GridDay) -> SafeString:
    """The cells above a day's columns: each slot on the forum's clock, smaller on the reader's; pauses between."""
    pause = format_html('<td class="lunch"><span class="unseen">{}</span></td>', _("pause"))
    return format_html_join(
        "",
        '{}<th scope="col"><time datetime="{}">{}</time>{}</th>',
        (
            (pause if each.after_gap else "", each.clocks[0].iso, each.clocks[0].time, _other_clocks(each))
            for each in day.columns
        ),
    )


@register.filter
def names_of(sides: Sequence[GridSide]) -> str:
    """The two delegations of a cell: “Hanbit × Acme”."""
    return " × ".join(wording(side, "name").text for side in sides)


def _other_clocks(column: Column) -> SafeString:
    others = ((one.iso, one.time) for one in column.clocks[1:])
    return format_html_join("", '<small><time datetime="{}">{}</time></small>', others)


@register.simple_tag
def column_use(column: Column, tables: int) -> SafeString:
    """How many of the tables one slot uses, in figures and as a picture."""
    said = _("%(time)s: %(used)s of %(tables)s tables") % {
        "time": column.clocks[0].time, "used": column.used, "tables": tables,
    }  # fmt: skip
    return format_html(
        '{used}/{tables}<meter min="0" max="{tables}" value="{used}" aria-label="{said}">{used}/{tables}</meter>',
        used=column.used,
        tables=tables,
        said=said,
    )


def _weight(level: int) -> SafeString:
    said = _("weight %(weight)s") % {"weight": level}
    return format_html('<i role="img" aria-label="{}">{}</i>', said, "●" * level)


def _row(row: Row, strokes: _Strokes) -> tuple[str, SafeString]:
    cells = "".join(
        ('<td class="lunch"></td>' if cell.after_gap else "")
        + (_cell(cell, strokes) or (strokes.closed if cell.is_closed else strokes.free))
        for cell in row.cells
    )
    return _("Table %(number)s") % {"number": row.table.number}, SafeString(cells)


def _cell(cell: Cell, strokes: _Strokes) -> SafeString:
    """Join a cell by hand: the two names are all that is not our own, and both are escaped here."""
    if cell.meeting is None:
        return SafeString("")
    one, other = cell.sides
    first, second = strokes.name(one), strokes.name(other)
    css, marks = ("slot picked", ' aria-current="true"') if cell.picked else ("slot", "")
    opens = '<td class="theirs">' if cell.is_theirs else "<td>"
    asked = f' data-asked="{cell.meeting.asked_for}"' if strokes.by_hand else ""
    return SafeString(
        f'{opens}<a class="{css}"{asked} data-level="{cell.level}"'
        f' href="{strokes.link}{cell.meeting.public_id}#meeting" title="{first} × {second}"{marks}>'
        f"<b>{first}</b><span><span>{second}</span>"
        f"{strokes.lock if cell.meeting.is_locked else ''} {strokes.weights[cell.level]}</span></a></td>"
    )
