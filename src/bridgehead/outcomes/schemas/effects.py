"""Economic effects as they stood beside the ladder when an edition was published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bridgehead.foundation.bilingual import Wording, reading_language
from bridgehead.foundation.money import Exactness, Money
from bridgehead.outcomes.schemas.shown import said
from bridgehead.web.formats import EN_DASH
from bridgehead.web.readings import read_money


@dataclass(frozen=True, slots=True)
class EffectShown:
    """An economic effect as it stood beside the ladder when an edition was published."""

    name: Wording
    source: Wording
    method: Wording
    stated_on: date
    money: Money
    money_to: Money | None

    @property
    def amount(self) -> str:
        """Its amount in words, with both ends where it is a range."""
        ends = [self.money, self.money_to] if self.money_to else [self.money]
        read = [read_money(each.amount, each.currency, each.exactness, reading_language()) for each in ends]
        return f" {EN_DASH} ".join(map(str, read))


def effect_told(effect: Mapping[str, Any]) -> EffectShown:
    """Return an effect that an edition tells of."""
    return EffectShown(
        name=said(effect, "name"),
        source=said(effect, "source"),
        method=said(effect, "method"),
        stated_on=date.fromisoformat(effect["stated_on"]),
        money=Money(Decimal(effect["low"]), effect["currency"], Exactness(effect["exactness"])),
        money_to=Money(Decimal(effect["high"]), effect["currency"]) if effect["high"] else None,
    )
