"""How confirmation looks: the parts of the terms, what a party says of them, and how far an agreement is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.agreements.adapters.deadlines import told_moment
from bridgehead.agreements.models import Agreement, Confirmation, Question
from bridgehead.agreements.queries import confirmations as queries
from bridgehead.agreements.queries.confirmations import AskedField, PartyShown, as_day
from bridgehead.agreements.queries.questions import Side
from bridgehead.agreements.rules import QuestionState, Standing, Verdict
from bridgehead.agreements.schemas.amounts import figures_of
from bridgehead.agreements.schemas.territory import territory_name, territory_names
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.web.formats import format_day
from bridgehead.web.icons import chip
from bridgehead.web.names import twin_of
from bridgehead.web.templatetags.bridgehead import none

register = template.Library()

_STANDINGS: Mapping[str, tuple[str, str]] = {
    Standing.NOT_ASKED: ("circle", ""),
    Standing.WAITING: ("hourglass", "sea"),
    Standing.UNANSWERED: ("calendar-x", "warn"),
    Standing.PARTLY: ("check", "sea"),
    Standing.CONFIRMED: ("badge-check", "good"),
    Standing.DIFFERS: ("pen-line", "warn"),
    Standing.REJECTED: ("circle-x", "bad"),
}
_QUESTIONS: Mapping[str, tuple[str, str]] = {
    QuestionState.OPEN: ("hourglass", "sea"),
    QuestionState.ANSWERED: ("message-circle", "sea"),
    QuestionState.EXPIRED: ("calendar-x", "warn"),
    QuestionState.WITHDRAWN: ("undo-2", ""),
    QuestionState.VOID: ("circle-slash", ""),
    Verdict.CONFIRMED: ("badge-check", "good"),
    Verdict.CORRECTED: ("pen-line", "warn"),
    Verdict.REJECTED: ("circle-x", "bad"),
}


@register.simple_tag
def standing_chip(agreement: Agreement) -> SafeString:
    """How far an agreement is confirmed; read ``with_confirmations``, or each chip asks the database."""
    found = queries.standing(agreement)
    return none() if found is None else chip(*_STANDINGS[found], capfirst(str(found.label)))


@register.simple_tag
def standing_mark(standing: str) -> SafeString:
    """The same from a line of the ledger; nothing where nobody has been asked, as with most lines."""
    return SafeString() if standing in ("", Standing.NOT_ASKED) else _mark(standing, reading_language())


@cache
def _mark(standing: str, language: str) -> SafeString:
    with override(language):
        return chip(*_STANDINGS[standing], capfirst(str(Standing(standing).label)))


@register.simple_tag
def question_chip(asked: Question) -> SafeString:
    """What became of one question: of a confirmation how it was answered, else its state."""
    if isinstance(asked, Confirmation) and asked.verdict:
        return chip(*_QUESTIONS[asked.verdict], capfirst(asked.get_verdict_display()))
    return chip(*_QUESTIONS[asked.state], capfirst(asked.get_state_display()))


@register.simple_tag
def said_by_terms(asked: AskedField) -> SafeString:
    """What the terms say of one part."""
    if asked.kind == "party":
        return _party(asked.value)
    if asked.kind == "amount":
        return _amount(asked)
    if asked.kind == "text":
        return _both(asked.value)
    if asked.kind == "day":
        return format_html("{}", _day(asked.value))
    return format_html("{}", territory_names(asked.value) if asked.kind == "places" else _kind(asked.value))


def _kind(kind: str) -> str:
    return capfirst(dict(queries.kinds_said()).get(kind, kind))


def _day(day: date | None) -> str:
    return format_day(day, reading_language(), style="long") if day else "–"


def _both(thing: object) -> SafeString:
    said, twin = wording(thing, "name"), twin_of(thing)
    first = format_html('<span lang="{}">{}</span>', said.language, said.text)
    return (
        format_html('{}<br><small class="twin" lang="{}">{}</small>', first, twin.language, twin.text)
        if twin
        else first
    )


def _party(party: PartyShown) -> SafeString:
    who = _both(party.organisation) if party.organisation else format_html("{}", _("not named in public"))
    more = " · ".join(filter(None, [capfirst(party.role), territory_name(party.country) if party.country else ""]))
    signs = ", ".join(filter(None, [party.signatory, party.signatory_title]))
    line = format_html('<br><span class="note">{} {}</span>', _("Signed by"), signs) if signs else ""
    return format_html('{}<br><span class="note">{}</span>{}', who, more, line)


def _amount(asked: AskedField) -> SafeString:
    figures, note = figures_of(asked.value), wording(asked.value, "note")
    said = format_html('<span lang="{}">{}</span>', note.language, note.text) if note.text else ""
    if figures is None:
        return format_html("{}", said)
    shown = format_html('<span class="money">{}</span>', str(figures))
    return format_html('{}<br><span class="note">{}</span>', shown, said) if said else shown


@register.simple_tag
def should_be(asked: AskedField, words: str) -> str:
    """What a party says that a part should be, in the language of the page where it is a day or a choice."""
    if asked.kind == "choice":
        return _kind(words)
    found = as_day(words) if asked.kind == "day" else None
    return _day(found) if found else words


@register.simple_tag
def open_until(asked: Question) -> str:
    """When a question expires, on the party's clock and on the agency's."""
    return told_moment(asked.expires_at, asked)


@register.simple_tag
def side_name(side: Side[Any]) -> str:
    """Who a side is, for the keepers: its name, or that even they do not know it."""
    party = side.party
    if party.organisation:
        return wording(party.organisation, "name").text
    place = territory_name(party.country) if party.country else ""
    return _("Not named (%(place)s)") % {"place": place} if place else _("Not named")
