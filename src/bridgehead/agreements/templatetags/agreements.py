"""How agreements look: their states, amounts, parties, and what of them is public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import TextChoices
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.agreements.actions.obligations import SETTLED_SEEN
from bridgehead.agreements.models import Agreement, AgreementState, Amount, Obligation
from bridgehead.agreements.queries.listed import Listed, ListedParty
from bridgehead.agreements.queries.rates import rate_between
from bridgehead.agreements.rules import AgreementKind, Component, Concealable, PartyRole, is_public
from bridgehead.agreements.schemas.amounts import figures_of
from bridgehead.agreements.schemas.differences import LABELS
from bridgehead.agreements.schemas.parties import party_in_words
from bridgehead.agreements.schemas.territory import territory_name, territory_names
from bridgehead.agreements.trail import words_of
from bridgehead.foundation.bilingual import Wording, reading_language, wording
from bridgehead.foundation.money import Exactness, Money, Rate, amount_of
from bridgehead.foundation.records import seen_of
from bridgehead.web.formats import format_day
from bridgehead.web.icons import chip, icon
from bridgehead.web.templatetags.bridgehead import money, none, sample_mark

register = template.Library()

_STATES: dict[str, tuple[str, str]] = {
    AgreementState.DRAFT: ("pen-line", ""),
    AgreementState.AGREED: ("hourglass", "warn"),
    AgreementState.SIGNED: ("handshake", "sea"),
    AgreementState.ACTIVE: ("circle-check", "good"),
    AgreementState.ENDED: ("check", ""),
    AgreementState.CANCELLED: ("ban", "bad"),
}


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """The state of an agreement, in a word and a sign."""
    sign, tone = _STATES[state]
    return chip(sign, tone, _labels(AgreementState, reading_language())[state])


@register.filter
def kind_label(kind: str) -> str:
    """A kind of agreement in words."""
    return _labels(AgreementKind, reading_language())[kind]


@register.simple_tag
def publicity_chip(agreement: Agreement | Listed, now: datetime) -> SafeString:
    """Whether anybody may see it: yes, from an hour on, never, or nobody has said."""
    if agreement.state == AgreementState.CANCELLED:
        return none()
    if agreement.is_confidential:
        return chip("lock", "", _("Confidential"))
    if agreement.public_from is None:
        return chip("eye-off", "", _("Not public"))
    if agreement.public_from > now:
        return chip("calendar-clock", "warn", _("Embargo"))
    seen = is_public(agreement.state, is_confidential=False, public_from=agreement.public_from, now=now)
    return chip("eye", "good", _("Public")) if seen else chip("eye-off", "", _("Public once signed"))


@register.simple_tag
def amount(one: Amount) -> SafeString:
    """The figures of an amount with their exactness, then its note; what is no money is its note alone."""
    figures = figures_of(one)
    note = _worded(wording(one, "note", reading_language()))
    if figures is None:
        return note
    shown = format_html('<span class="money">{}</span>', str(figures))
    return format_html('{} <span class="fine">{}</span>', shown, note) if note else shown


@register.simple_tag
def amounts_in_lines(some: Iterable[Amount]) -> SafeString:
    """Amounts under each other, each in its own shape; they are never added."""
    labels = _labels(Component, reading_language())
    return format_html_join(
        "",
        '<span class="shaped"><span class="fine">{}</span> {}</span>',
        ((labels[each.component], amount(each)) for each in some),
    )


@register.simple_tag
def subject_in_lines(one: Listed, address: str, *, keeper: bool) -> SafeString:
    """What a row of the list is about, leading to its page; below it kind, field, version and perhaps ledger."""
    language = reading_language()
    about = [escape(_labels(AgreementKind, language)[one.kind])]
    about += [_worded(wording(one.field, "name", language))] if one.field else []
    about += [escape(_("version %(number)s") % {"number": one.number})] if one.number > 1 else []
    about += [_worded(wording(one.keeper, "name", language))] if keeper else []
    return format_html(
        '<a href="{}{}/">{}</a>{}<br><span class="fine">{}</span>',
        address,
        one.public_id,
        _worded(wording(one, "name", language)),
        format_html(" {}", sample_mark()) if one.is_sample else "",
        SafeString(" · ".join(about)),
    )


@register.simple_tag
def parties_in_lines(parties: Iterable[ListedParty], address: str) -> SafeString:
    """Parties under each other, each with its role; a named one leads to its agreements in the list at ``address``."""
    language = reading_language()
    return SafeString("".join([_party_line(each, address, language) for each in parties]))


def _party_line(party: ListedParty, address: str, language: str) -> SafeString:
    if party.organisation is None:
        return _unnamed_line(party.role, party.country, language)
    return format_html(
        '<span class="shaped"><a href="{}?party={}">{}</a>{} <span class="fine">{}</span></span>',
        address,
        party.organisation_id,
        _worded(wording(party.organisation, "name", language)),
        "" if party.is_disclosed else format_html(" {}", _hidden(language)),
        _labels(PartyRole, language)[party.role],
    )


@lru_cache(maxsize=1024)
def _unnamed_line(role: str, country: str, language: str) -> SafeString:
    """A party that nobody is told the name of; many rows of a list have one."""
    known = [_("undisclosed"), *([territory_name(country)] if country else [])]
    said = (_hidden(language), ", ".join(known), _labels(PartyRole, language)[role])
    return format_html('<span class="shaped">{} {} <span class="fine">{}</span></span>', *said)


@cache
def _hidden(language: str) -> SafeString:
    """The sign that a party is not named in public, drawn once for each ``language`` of the page."""
    return icon("eye-off", _("not named in public"))


def _worded(said: Wording) -> SafeString:
    return format_html('<span lang="{}">{}</span>', said.language, said.text) if said.is_fallback else escape(said.text)


@cache
def _labels(choices: type[TextChoices], language: str) -> dict[str, str]:
    """The words of choices, made once for each language of the page, which is ``language``."""
    return {value: capfirst(str(label)) for value, label in choices.choices}


@register.simple_tag
def home_zone() -> str:
    """The zone of the agency: the first clock wherever no forum gives one."""
    return str(settings.HOME_ZONE)


@register.filter
def verb_words(verb: str) -> str:
    """A deed of the trail in words."""
    return words_of(verb)


@register.filter
def field_words(fields: Iterable[str]) -> str:
    """The parts of an agreement that a deed has changed, in words; what has none is left out."""
    return ", ".join(str(LABELS[each]) for each in LABELS if each in set(fields))


@register.filter
def field_word(field: str) -> str:
    """One part of an agreement in words."""
    return capfirst(str(LABELS[field]))


@register.filter
def concealed_words(hidden: Iterable[str]) -> str:
    """What is kept from the public, in words."""
    labels = _labels(Concealable, reading_language())
    return ", ".join(labels[each] for each in labels if each in set(hidden))


@register.filter
def seen_settled(obligation: Obligation) -> str:
    """Mark what the list shows of an obligation, for the form that settles it."""
    return seen_of(obligation, SETTLED_SEEN)


@register.simple_tag
def obligation_chip(obligation: Obligation, today: date) -> SafeString:
    """Whether something is done, overdue, or open."""
    if obligation.done_on is not None:
        return chip(
            "check",
            "good",
            _("Done on %(day)s") % {"day": format_day(obligation.done_on, reading_language(), style="numeric")},
        )
    return (
        chip("triangle-alert", "bad", _("Overdue"))
        if obligation.due_on < today
        else chip("clock", "", pgettext("obligation", "Open"))
    )


@register.filter
def in_territory(codes: Iterable[str]) -> str:
    """The names of countries and regions, in the language of the page."""
    return territory_names(codes)


@register.filter
def place(code: str) -> str:
    """The name of a country or region, in the language of the page."""
    return territory_name(code) if code else ""


@register.simple_tag
def restated(held: Any, rates: Iterable[Rate]) -> SafeString:
    """The same amount in the other currencies of reports, each with its rate, the rate's day and its source."""
    if held.minor is None:
        return SafeString("")
    known = list(rates)
    found = ((quote, rate_between(held.currency, quote, known)) for quote in settings.REPORTING_CURRENCIES)
    lines = [_restated(held, rate) for quote, rate in found if rate is not None and quote != held.currency]
    return format_html_join("", '<span class="shaped">{}</span>', ((line,) for line in lines))


def _restated(held: Any, rate: Rate) -> SafeString:
    ends = [each for each in (held.minor, held.minor_to) if each is not None]
    # A rate of five digits makes no amount exact.
    worth = [Money(amount_of(rate.restated(each), rate.quote), rate.quote, Exactness.ABOUT) for each in ends]
    shown = rate if rate.rate >= 1 else rate.inverse()
    plain = _("1 %(base)s = %(rate)s %(quote)s, %(day)s, %(source)s")
    crossed = _("1 %(base)s = %(rate)s %(quote)s via %(via)s, %(day)s, %(source)s")
    said = (crossed if shown.via else plain) % {
        "via": shown.via,
        "base": shown.base,
        "quote": shown.quote,
        "rate": f"{shown.figure:,f}",
        "day": format_day(rate.on, reading_language(), style="medium"),
        "source": rate.source,
    }
    span = format_html_join("–", "{}", ((money(each),) for each in worth))
    return format_html('{} <span class="fine">({})</span>', span, said)


@register.simple_tag
def party_name(party: Any) -> SafeString:
    """Who a party is: the organisation, or that it is not named, with its country where that is known."""
    if party.organisation is None:
        return escape(party_in_words(party))
    return _worded(wording(party.organisation, "name"))
