"""The report of a round as a workbook, in the reader's language; times are those of the forum's clocks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.partnering.models import Afterword, Delegation, NextStep
from bridgehead.partnering.queries.afterwards import Pair
from bridgehead.partnering.queries.reports import RoundReport
from bridgehead.partnering.schemas.grid import in_order
from bridgehead.partnering.schemas.words import country_name
from bridgehead.web.sheets import Sheet, write_book

Row = list[object]


def round_book(report: RoundReport, *, made_at: datetime) -> bytes:
    """Return the report: the round in figures, its meetings, what has no place and why, and who took part."""
    written = io.BytesIO()
    write_book(written, _sheets(report, made_at), made_at=made_at)
    return written.getvalue()


def _sheets(report: RoundReport, made_at: datetime) -> list[Sheet]:
    meetings = [
        _("Day"),
        _("Begins (time of the forum)"),
        _("Ends (time of the forum)"),
        pgettext("partnering", "Table"),
        *_twice(_("Home side")),
        *_twice(_("Abroad")),
        _("Wish of who asked"),
        _("Wish of who was asked"),
        _("How it went"),
        _("Next step of the home side"),
        _("Next step abroad"),
    ]
    without = [*_twice(_("Home side")), *_twice(_("Abroad")), _("Why it has no place")]
    delegations = [
        *_twice(_("Organisation")),
        _("Country"),
        _("Side"),
        _("People"),
        _("Requests sent"),
        _("Requests received"),
        _("Agreed"),
        _("Placed"),
    ]
    figures = [_("What is counted"), _("How many"), _("How it is counted")]
    return [
        (_("In figures"), figures, [*_heads(report, made_at), *figure_rows(report)]),
        (_("Meetings"), meetings, list(_meetings(report))),
        (_("Meetings without a place"), without, list(_without(report))),
        (_("Delegations"), delegations, list(_delegations(report))),
    ]


def _twice(title: str) -> list[str]:
    return [f"{title} ({_('Korean')})", f"{title} ({_('English')})"]


def _heads(report: RoundReport, made_at: datetime) -> Iterator[Row]:
    zone = ZoneInfo(report.held.forum.zone)
    yield [_("Forum"), f"{report.held.forum.name_ko} / {report.held.forum.name_en}", ""]
    yield [_("As of (time of the forum)"), f"{made_at.astimezone(zone):%Y-%m-%d %H:%M}", ""]


def figure_rows(report: RoundReport) -> Iterator[Row]:
    """Give the figures of a round, each with its words and how it is counted."""
    counts, kept = report.overview, report.kept
    version = report.timetable.version if report.timetable else None
    yield [_("Version of the timetable"), version or "", _("The one in force; empty while none is published.")]
    yield [_("Delegations"), counts.delegations, ""]
    yield [_("Slots"), counts.slots, ""]
    yield [_("Tables"), counts.tables, ""]
    yield [_("Meeting requests"), counts.requests, _("All that were ever sent.")]
    yield [_("Accepted"), counts.accepted, _("Agreed on by both sides and not taken back.")]
    yield [_("Requests declined"), counts.declined, ""]
    yield [_("Requests expired"), counts.expired, _("Nobody answered in time.")]
    yield [_("Placed"), len(report.meetings), _("Agreed meetings with a slot and a table in the version in force.")]
    yield [_("Meetings held"), kept.held, _("One side says so, and none says otherwise.")]
    yield [_("Meetings not held"), kept.missed, _("A side says that somebody did not come.")]
    yield [_("Meetings said differently of"), kept.unsure, _("The two sides do not agree; it counts as neither.")]
    yield [_("Meetings without a word yet"), kept.silent, _("Over, and neither side has said anything.")]
    yield [_("Meet again"), kept.again, _("Pairs both of whose sides say that they meet again.")]


def _meetings(report: RoundReport) -> Iterator[Row]:
    zone = ZoneInfo(report.held.forum.zone)
    for pair in report.meetings:
        meeting = pair.meeting
        home, abroad = in_order(meeting.request.asking, meeting.request.asked)
        begins, ends = (each.astimezone(zone) for each in (meeting.slot.starts_at, meeting.slot.ends_at))
        yield [
            f"{begins:%Y-%m-%d}",
            f"{begins:%H:%M}",
            f"{ends:%H:%M}",
            meeting.table.number,
            *_names(home),
            *_names(abroad),
            meeting.request.get_strength_display(),
            meeting.request.get_answer_strength_display(),
            went(pair),
            next_step_said(pair, home),
            next_step_said(pair, abroad),
        ]


def _without(report: RoundReport) -> Iterator[Row]:
    for each in report.left_out:
        home, abroad = in_order(each.request.asking, each.request.asked)
        yield [*_names(home), *_names(abroad), each.reason]


def _delegations(report: RoundReport) -> Iterator[Row]:
    for line in report.delegations:
        yield [
            *_names(line.delegation),
            country_name(line.delegation.organisation.country) if line.delegation.organisation.country else "",
            line.delegation.get_side_display(),
            len(line.people),
            line.sent,
            line.received,
            line.agreed,
            report.placed.get(line.delegation.pk, 0),
        ]


def _names(delegation: Delegation) -> tuple[str, str]:
    return delegation.organisation.name_ko, delegation.organisation.name_en


def went(pair: Pair) -> str:
    """Return how a meeting went, in words."""
    said = {
        "held": pgettext("meeting", "held"),
        "missed": _("not held"),
        "unsure": _("said differently"),
        "silent": _("no word yet"),
    }
    return said[pair.standing]


def next_step_said(pair: Pair, side: Delegation) -> str:
    """Return what a side wants to come of a meeting; empty for nothing."""
    word: Afterword | None = next((each for each in pair.words if each.delegation_id == side.pk), None)
    return word.get_next_step_display() if word and word.next_step != NextStep.NONE else ""
