"""What an amount is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Exactness(StrEnum):
    """How an amount is meant: as it stands, near it, from it on, up to it, or between two."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a text, with its place in characters.

    ``currency`` is an ISO 4217 code, ``low`` and ``high`` are in whole units of it and equal unless it is a range.
    The span is number, scale and currency; what says how exact it is stands outside, but for an inner 여.
    """

    start: int
    end: int
    text: str
    currency: str
    low: Decimal
    high: Decimal
    exactness: Exactness


@dataclass(frozen=True, slots=True)
class Found:
    """An amount as a grammar found it, before the words around it are read."""

    start: int
    end: int
    currency: str
    low: Decimal
    high: Decimal
    inner_about: bool = False
    is_range: bool = False


def scaled_low(low: Decimal, high: Decimal, scale: Decimal) -> Decimal:
    """The lower end of a range that leaves its scale to the upper one: 20~30억, but not 900~1만.

    >>> scaled_low(Decimal(20), Decimal(3_000_000_000), Decimal(100_000_000))
    Decimal('2000000000')
    """
    return low * scale if low * scale <= high else low
