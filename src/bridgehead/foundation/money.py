"""Amounts: whole minor units of an ISO currency, and how exactly they are known. Never a float, never without currency.

They are stored as whole numbers (cents, won), because SQLite keeps a decimal as a floating number beyond 15 digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

#: ISO 4217 (list one, 2026): the currencies whose minor unit is not a hundredth, with the digits after the point.
_WITHOUT = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
_DIGITS = {
    **dict.fromkeys(_WITHOUT, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
#: What a database keeps as a whole number: nine million million million minor units.
MOST_MINOR = 2**63 - 1
_EXACT = Context(prec=60, traps=[Inexact])


class Exactness(models.TextChoices):
    """How exactly an amount or a count is known."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


def minor_digits(currency: str) -> int:
    """Return how many digits after the point the minor unit of a currency has: 0 for KRW, 2 for USD, 3 for KWD."""
    return _DIGITS.get(currency, 2)


def minor_of(amount: Decimal, currency: str) -> int:
    """Return an amount in whole minor units; ``ValueError`` where it has more digits than its currency, or too many."""
    try:
        scaled = _EXACT.scaleb(amount, minor_digits(currency))
    except Inexact:
        raise ValueError(f"{amount} {currency} has more digits than can be kept") from None
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {minor_digits(currency)} digits after the point, not as in {amount}")
    if abs(scaled) > MOST_MINOR:
        raise ValueError(f"{amount} {currency} is more than can be kept")
    return int(scaled)


def amount_of(minor: int, currency: str) -> Decimal:
    """Return whole minor units as an amount with exactly its currency's digits after the point."""
    return Decimal(minor).scaleb(-minor_digits(currency), _EXACT)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of an ISO 4217 currency (635300000000 KRW, not 6353 hundred million)."""

    amount: Decimal
    currency: str
    exactness: Exactness = Exactness.EXACT

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite() or self.amount < 0:
            raise ValueError(f"an amount is finite and not negative, not {self.amount}")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"a currency is three capital letters as in ISO 4217, not {self.currency!r}")


def money_of(minor: int | None, currency: str, exactness: str) -> Money | None:
    """Return stored minor units as an amount; None where none are stored."""
    return None if minor is None else Money(amount_of(minor, currency), currency, Exactness(exactness))


@dataclass(frozen=True, slots=True)
class Rate:
    """So many ``quote`` for one ``base`` on a day, as a source published it; a crossed one went ``via`` a third.

    It is then as old as the older of the two that it was made of, and names the sources of both.
    """

    base: str
    quote: str
    on: date
    rate: Fraction
    source: str
    via: str = ""

    def inverse(self) -> Rate:
        """The same rate read the other way round."""
        return Rate(self.quote, self.base, self.on, 1 / self.rate, self.source, self.via)

    def through(self, other: Rate) -> Rate:
        """The rate from this one's base to the other's quote; it is as old as the older of the two."""
        if self.quote != other.base:
            raise ValueError(f"{self.base}/{self.quote} and {other.base}/{other.quote} do not meet")
        sources = self.source if self.source == other.source else f"{self.source}; {other.source}"
        on = min(self.on, other.on)
        return Rate(self.base, other.quote, on, self.rate * other.rate, sources, self.quote)

    def restated(self, minor: int) -> int:
        """Return minor units of ``base`` as minor units of ``quote``, a half going to the even neighbour."""
        shift = Fraction(10) ** (minor_digits(self.quote) - minor_digits(self.base))
        return round(minor * self.rate * shift)

    @property
    def figure(self) -> Decimal:
        """The rate in at most ten significant digits, for reading."""
        return (Decimal(self.rate.numerator) / Decimal(self.rate.denominator)).normalize(Context(prec=10))
