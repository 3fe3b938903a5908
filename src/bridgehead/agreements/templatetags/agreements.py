"""How agreements say their money and parties: each amount in its shape, and what it was at the rate of the signing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bridgehead.agreements.queries.rates import rate_between
from bridgehead.agreements.schemas.territory import territory_name, territory_names
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.foundation.money import Exactness, Money, Rate, amount_of
from bridgehead.web.formats import format_day
from bridgehead.web.templatetags.bridgehead import money, name

register = template.Library()


@register.simple_tag
def amount(held: Any) -> SafeString:
    """An amount as it was agreed: money with its exactness, a range, a royalty in per cent, or words."""
    if held.percent is not None:
        return format_html('<span class="money">{}</span>', _percents(held.percent, held.percent_to))
    if held.money is None:
        return format_html("{}", wording(held, "note").text)
    if held.money_to is None:
        return money(held.money)
    return format_html("{}–{}", money(Money(held.money.amount, held.currency)), money(held.money_to))


def _percents(low: Decimal, high: Decimal | None) -> str:
    span = "–".join(f"{each.normalize():f}" for each in (low, high) if each is not None)
    return f"{span} %" if reading_language() == "en" else f"{span}%"


@register.simple_tag
def restated(held: Any, rates: Iterable[Rate]) -> SafeString:
    """The same amount in the other currencies of reports, each with its rate, the rate's day and its source."""
    if held.minor is None:
        return SafeString("")
    known = list(rates)
    found = ((quote, rate_between(held.currency, quote, known)) for quote in settings.REPORTING_CURRENCIES)
    lines = [_restated(held, rate) for quote, rate in found if rate is not None and quote != held.currency]
    return format_html_join("", '<span class="restated">{}</span>', ((line,) for line in lines))


def _restated(held: Any, rate: Rate) -> SafeString:
    ends = [each for each in (held.minor, held.minor_to) if each is not None]
    # A rate of five digits makes no amount exact.
    worth = [Money(amount_of(rate.restated(each), rate.quote), rate.quote, Exactness.ABOUT) for each in ends]
    shown = rate if rate.rate >= 1 else rate.inverse()
    said = _("1 %(base)s = %(rate)s %(quote)s, %(day)s, %(source)s") % {
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
    if party.organisation is not None:
        return format_html("{}", name(party.organisation))
    if party.country:
        return format_html("{}", _("not disclosed (%(country)s)") % {"country": territory_name(party.country)})
    return format_html("{}", _("not disclosed"))


@register.filter
def places(codes: Iterable[str]) -> str:
    """Countries and regions by their names in the language of the page."""
    return territory_names(codes)
