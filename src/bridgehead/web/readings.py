"""Amounts and figures read the Korean way (6,353억 원) and the English way (KRW 635.3 bn), exactness in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from babel.numbers import get_currency_name

from bridgehead.web.formats import LOCALES, MINUS, spoken

KOREAN_UNITS = ((Decimal(10) ** 12, "조"), (Decimal(10) ** 8, "억"), (Decimal(10) ** 4, "만"))
_SIZES = frozenset(unit for _size, unit in KOREAN_UNITS)
ENGLISH_UNITS = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"))
# The press says 달러 for the US dollar alone; other dollars keep their country.
KOREAN_CURRENCIES = {"KRW": "원", "USD": "달러", "EUR": "유로", "JPY": "엔", "CNY": "위안", "GBP": "파운드"}
WORDS = {
    "ko": {"exact": ("", ""), "about": ("약", ""), "at_least": ("", "이상"), "at_most": ("", "이하")},
    "en": {"exact": ("", ""), "about": ("about", ""), "at_least": ("at least", ""), "at_most": ("at most", "")},
}
#: An "about" says at most four digits, so it is never further off than half a per mille.
_SHORT = Context(prec=4, rounding=ROUND_HALF_EVEN)
#: Codes that begin with X are metals, funds and tests (금, 은); these are money of several countries.
_SHARED = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})


@dataclass(frozen=True)
class Reading:
    """An amount in words: what goes before it, the figure itself, and what goes after."""

    before: str
    figure: str
    after: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.before, self.figure, self.after) if part)


def read_money(amount: Decimal, currency: str, exactness: str, language: str) -> Reading:
    """``exactness``: exact, about, at_least or at_most. Only an "about" may be shortened; no other loses a digit."""
    language = spoken(language)
    before, after = WORDS[language][exactness]
    shorten = exactness == "about"
    if language == "ko":
        figure, unit = read_korean(amount, shorten=shorten), korean_currency(currency)
        # 7,890원, but 6,353억 원, 7,890 CLF, and 5 조지아 라리, which are no five trillion.
        is_joined = figure[-1].isdigit() and not unit[0].isascii() and unit[0] not in _SIZES
        return Reading(before, f"{figure}{'' if is_joined else ' '}{unit}", after)
    return Reading(before, f"{currency} {read_english(amount, shorten=shorten)}", after)


def read_count(number: int, exactness: str, language: str) -> Reading:
    """A count of people or things; the unit is the page's own."""
    before, after = WORDS[spoken(language)][exactness]
    return Reading(before, f"{number:,}", after)


def korean_currency(currency: str) -> str:
    """The unit as it stands after a figure; the code where the name is none: 칠레 (UF), 금."""
    name = KOREAN_CURRENCIES.get(currency) or str(get_currency_name(currency, locale=LOCALES["ko"]))
    is_unit = "(" not in name and (currency[0] != "X" or currency in _SHARED)
    return name if is_unit else currency


def read_korean(amount: Decimal, *, shorten: bool = False) -> str:
    """Groups of four digits: 1,234,567,890 → 12억 3,456만 7,890; an "about" to four digits."""
    sign, rest = (MINUS if amount < 0 else ""), _said(amount, shorten=shorten)
    parts = []
    for size, unit in KOREAN_UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:,.0f}{unit}")
    if rest or not parts:
        parts.append(_plain(rest))
    return sign + " ".join(parts)


def read_english(amount: Decimal, *, shorten: bool = False) -> str:
    """Thousands of thousands: 635,300,000,000 → 635.3 bn. In full where three decimals would not say it all."""
    sign, whole = (MINUS if amount < 0 else ""), _said(amount, shorten=shorten)
    for size, unit in ENGLISH_UNITS:
        if whole >= size:
            scaled = whole / size
            short = scaled.quantize(Decimal("0.001"), ROUND_HALF_EVEN)
            if short == scaled:
                return f"{sign}{short.normalize():,f} {unit}"
            break
    return sign + _plain(whole)


def _said(amount: Decimal, *, shorten: bool) -> Decimal:
    """The digits that are said of an amount, without its sign."""
    return _SHORT.abs(amount) if shorten else abs(amount)


def _plain(number: Decimal) -> str:
    """Grouped digits; a fraction keeps at least two places (1,300.50), a whole number none."""
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    places = str(number.normalize()).partition(".")[2]
    return f"{number:,.{max(2, len(places))}f}"
