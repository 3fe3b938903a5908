"""Amounts as people type them, in either language: 635,300,000,000 · 6,353억 · 635.3 bn · USD 1.5M. Pure.

What this reads is exactly what was typed: nothing is rounded, and what can be read in two ways is not read at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal

from bridgehead.web.readings import KOREAN_CURRENCIES

#: Powers of ten; a number before each, the largest unit first: 1조 2,000억 3,456만 7,890.
_KOREAN = {"조": 12, "억": 8, "만": 4}
#: Between a number and 조, 억 or 만 (5천만), or all there is; "3억 5천" is said for 350 and for 300.005 million.
_KOREAN_SMALL = {"천": 3, "백": 2}
_ENGLISH = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mln", "million"), 6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 9),
    **dict.fromkeys(("t", "tn", "trillion"), 12),
}
#: "$" alone is a dollar of any country.
_SIGNS = {"₩": "KRW", "US$": "USD", "€": "EUR", "£": "GBP"}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_KOREAN_PART = re.compile(rf"\s*({_NUMBER})\s*([천백])?\s*([조억만])?")
_ENGLISH_WHOLE = re.compile(rf"({_NUMBER})\s*([a-z]+)\.?", re.IGNORECASE)
_LONGEST = 60
#: More digits than can be typed here: nothing is rounded.
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """An amount, and the currency where it was typed with it; else empty."""

    amount: Decimal
    currency: str = ""


def read_typed_amount(typed: str) -> TypedAmount:
    """Return what somebody meant; ``ValueError`` where it is no amount or could be more than one."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if len(text) > _LONGEST:
        raise ValueError("longer than any amount")
    text, currency = _without_currency(text)
    for read in (_plain, _english, _korean):
        amount = read(text)
        if amount is not None:
            return TypedAmount(amount, currency)
    raise ValueError(f"no amount: {text}")


def _without_currency(text: str) -> tuple[str, str]:
    """Take a currency off either end: ISO letters, a sign of one currency, or its Korean name."""
    before = re.match(r"(?i)([a-z]{3})\s*(?=[0-9])", text)
    if before:
        return text[before.end() :], before[1].upper()
    for sign, code in _SIGNS.items():
        if text.startswith(sign):
            return text.removeprefix(sign).strip(), code
    after = re.search(r"(?:(?<=[0-9조억만])\s*|(?<=\S)\s+)([A-Z]{3})$", text)
    if after:
        return text[: after.start()], after[1]
    for code, name in KOREAN_CURRENCIES.items():
        if text.endswith(name):
            return text.removesuffix(name).strip(), code
    return text, ""


def _plain(text: str) -> Decimal | None:
    return _number(text) if re.fullmatch(_NUMBER, text) else None


def _english(text: str) -> Decimal | None:
    whole = _ENGLISH_WHOLE.fullmatch(text)
    power = _ENGLISH.get(whole[2].lower()) if whole else None
    return _times(whole[1], power) if whole and power is not None else None


def _korean(text: str) -> Decimal | None:
    total, at, last = Decimal(0), 0, 16
    while at < len(text):
        part = _KOREAN_PART.match(text, at)
        if part is None:
            return None
        power = _KOREAN.get(part[3] or "", 0)
        worth = _times(part[1], power + _KOREAN_SMALL.get(part[2] or "", 0))
        is_first = at == 0
        # Each part is smaller than a whole of the unit before it, and says its unit unless it is the rest.
        if power >= last or (not is_first and (worth >= Decimal(10) ** last or (part[2] and not power))):
            return None
        total, at, last = _EXACT.add(total, worth), part.end(), power
    return total if text else None


def _times(number: str, power: int) -> Decimal:
    return _number(number).scaleb(power, _EXACT)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
