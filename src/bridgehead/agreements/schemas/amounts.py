"""An amount of an agreement in words: its figures, how exact they are, and its note."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import capfirst

from bridgehead.agreements.models import Amount
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.foundation.money import Exactness, Money
from bridgehead.web.readings import WORDS, Reading, read_money


def figures_of(amount: Amount) -> Reading | None:
    """Return the figures as the language of the page reads them; None for what is no money.

    A range is read from its lower to its upper end, each in full.
    """
    exactness = Exactness(amount.exactness).value
    before, after = WORDS[reading_language()][exactness]
    if amount.percents is not None:
        low, high = amount.percents
        figure = _percent(low) if high is None else f"{_percent(low)}–{_percent(high)}"
        return Reading(before, f"{figure} %", after)
    if amount.money is None:
        return None
    return range_of(amount.money, amount.money_to)


def range_of(low: Money, high: Money | None) -> Reading:
    """Return an amount, or a range of two in full, as the language of the page reads them."""
    first = read_money(low.amount, low.currency, low.exactness.value, reading_language())
    if high is None:
        return first
    second = read_money(high.amount, high.currency, high.exactness.value, reading_language())
    return Reading(first.before, f"{first.figure} – {second.figure}", first.after)


def amount_words(amount: Amount) -> str:
    """Return an amount in one line: shape, figures, note."""
    figures, note = figures_of(amount), wording(amount, "note").text
    said = " · ".join(part for part in (str(figures or ""), note) if part)
    return f"{capfirst(amount.get_component_display())}: {said}"


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}"
