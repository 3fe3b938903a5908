"""What officers print of a round: the cards of its tables, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.events.adapters import forum_city
from bridgehead.events.models import Forum
from bridgehead.foundation.bilingual import Wording, other, reading_language, wording
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.models import Delegation, PartneringRound
from bridgehead.partnering.queries.afterwards import Pair
from bridgehead.partnering.queries.hall import Hall, Seat, Seated
from bridgehead.partnering.queries.reports import RoundReport
from bridgehead.partnering.schemas.grid import in_order
from bridgehead.partnering.sheets import figure_rows, next_step_said, went
from bridgehead.web.formats import format_day
from bridgehead.web.names import twin_of
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins

Said = dict[str, str]


def table_cards(held: PartneringRound, hall: Hall) -> bytes:
    """Return a page for each table and day: who sits there when, in both scripts; who is not named is “in use”."""
    if hall.timetable is None or not hall.meetings:
        raise Refused(_("There is nothing to print yet: publish a timetable with meetings first."))
    forum = held.forum
    zone = ZoneInfo(forum.zone)
    areas = {number: (ko, en) for number, ko, en in hall.tables}
    rows = sorted(hall.meetings, key=lambda each: (_day(each, zone), each.table, each.starts_at))
    values: dict[str, Any] = {
        "forum": [forum.name_ko or forum.name_en, forum.name_en or forum.name_ko],
        "clocks": _("Times: %(place)s") % {"place": forum_city(forum).name(reading_language())},
        "cards": [
            _card(day, table, areas.get(table, ("", "")), list(found), zone)
            for (day, table), found in groupby(rows, key=lambda each: (_day(each, zone), each.table))
        ],
        "note": "",
    }
    return _printed(
        "partnering/print/table_cards.typ",
        values,
        title=pgettext("in the hall", "Table cards"),
        made_at=hall.timetable.published_at or forum.changed_at,
    )


def _day(seated: Seated, zone: ZoneInfo) -> date:
    return seated.starts_at.astimezone(zone).date()


def _card(day: date, table: int, area: tuple[str, str], met: Sequence[Seated], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "table": str(table),
        "area": " · ".join(dict.fromkeys(filter(None, area))),
        "days": [{"text": format_day(day, language, style="long"), "language": language} for language in ("ko", "en")],
        "rows": [
            {
                "time": f"{each.starts_at.astimezone(zone):%H:%M}–{each.ends_at.astimezone(zone):%H:%M}",
                "sides": [_seat(side) for side in each.sides],
            }
            for each in met
        ],
    }


def _seat(seat: Seat) -> dict[str, Any]:
    """A side in the page's language and, where it differs, in the other."""
    first = reading_language()
    names = {language: str(getattr(seat, f"name_{language}")) for language in (first, other(first))}
    name, twin = names.values()
    if not name:
        return {"name": _("in use"), "twin": "", "named": False}
    return {"name": {"text": name, "language": first}, "twin": "" if twin == name else twin, "named": True}


def round_report_pages(report: RoundReport, *, made_at: datetime) -> bytes:
    """Return the report of a round as pages: the figures of the workbook, each with how it is counted."""
    forum = report.held.forum
    values: dict[str, Any] = {
        "forum": _words(wording(forum, "name")),
        "lead": _("As of %(moment)s, time of the forum") % {"moment": _moment(made_at, forum)},
        "headings": {
            "figures": _("In figures"),
            "meetings": _("Meetings"),
            "without": _("Meetings without a place"),
            "delegations": _("Delegations"),
        },
        "figures_head": [_("What is counted"), _("How many"), _("How it is counted")],
        "figures": [[str(cell) for cell in row] for row in figure_rows(report)],
        "meetings_head": [_("When"), _("Table"), _("Home side"), _("Abroad"), _("How it went")],
        "meetings": [_met(each, forum) for each in report.meetings],
        "without_head": [_("Home side"), _("Abroad"), _("Why it has no place")],
        "without": [
            {"sides": [_named(side) for side in in_order(each.request.asking, each.request.asked)], "why": each.reason}
            for each in report.left_out
        ],
        "delegations_head": [
            _("Organisation"), _("Side"), _("People"),
            pgettext("meeting requests", "Sent"), _("Received"), _("Agreed"), _("Placed"),
        ],
        "delegations": [
            {
                "organisation": _named(each.delegation),
                "cells": [
                    str(each.delegation.get_side_display()),
                    *map(str, (len(each.people), each.sent, each.received, each.agreed)),
                    str(report.placed.get(each.delegation.pk, 0)),
                ],
            }
            for each in report.delegations
        ],
        "note": "",
    }  # fmt: skip
    address = reverse("partnering_desk:overview", args=[report.held.public_id])
    return _printed(
        "partnering/print/round_report.typ",
        values,
        title=_("Report of the partnering round"),
        made_at=made_at,
        source=settings.SITE_ADDRESS + address,
    )


def _met(pair: Pair, forum: Forum) -> dict[str, Any]:
    meeting, zone = pair.meeting, ZoneInfo(forum.zone)
    begins, ends = (each.astimezone(zone) for each in (meeting.slot.starts_at, meeting.slot.ends_at))
    sides = in_order(meeting.request.asking, meeting.request.asked)
    return {
        "day": format_day(begins.date(), reading_language(), style="short"),
        "time": f"{begins:%H:%M}–{ends:%H:%M}",
        "table": str(meeting.table.number),
        "sides": [_named(each) for each in sides],
        "went": went(pair),
        "next": list(dict.fromkeys(filter(None, (next_step_said(pair, each) for each in sides)))),
    }


def _named(delegation: Delegation) -> dict[str, Any]:
    organisation = delegation.organisation
    twin = twin_of(organisation)
    return {
        "name": _words(wording(organisation, "name")),
        "twin": _words(twin) if twin else "",
        "sample": _("sample") if organisation.is_sample else "",
    }


def _words(words: Wording) -> Said:
    return {"text": words.text, "language": words.language}


def _moment(moment: datetime, forum: Forum) -> str:
    local = moment.astimezone(ZoneInfo(forum.zone))
    return f"{format_day(local.date(), reading_language())} {local:%H:%M}"


def _printed(template: str, values: dict[str, Any], **told: Any) -> bytes:
    """Print values, with □ and a note for each letter that our type lacks."""
    note = note_on_stand_ins(values)
    if note:
        values = with_stand_ins({**values, "note": note})
    return pdf_file(template, values, language=reading_language(), **told)
