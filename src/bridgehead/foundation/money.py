"""Amounts: a decimal, an ISO currency and how exact it is. Never a float, never without its currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Exactness(models.TextChoices):
    """How exactly an amount or a count is known."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


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
