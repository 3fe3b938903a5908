"""The amounts of a text: what the two grammars find, where they do not overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from bridgehead.engines.reading.money.amount import Amount, Found
from bridgehead.engines.reading.money.english import english_amounts
from bridgehead.engines.reading.money.exactness import exactness
from bridgehead.engines.reading.money.korean import korean_amounts

_HANGUL = re.compile("[가-힣]")
#: No amount of this world has more digits; a longer run is no number but noise.
_MOST_DIGITS = 24
#: Wide digits and numerals in Chinese letters, each with the letter that the grammars know, so that offsets stay.
_PLAIN = str.maketrans("０１２３４５６７８９，．～億亿萬万兆千百圓円", "0123456789,.~억억만만조천백원엔")
_NOT_PLAIN = re.compile(f"[{''.join(map(chr, _PLAIN))}]")


def amounts(text: str, lang: str | None = None) -> list[Amount]:
    """Return the amounts of a text in order; none overlaps another.

    Both languages are read in every paragraph that has Hangul, for Korean papers write US$ and English ones quote 원;
    what other paragraphs say changes nothing. Where two readings overlap the one that begins first wins, then the
    longer, then that of ``lang`` ("ko" or "en").
    """
    written, text = text, text.translate(_PLAIN) if not text.isascii() and _NOT_PLAIN.search(text) else text
    english = [(found, lang != "en") for found in english_amounts(text)]
    korean = [(found, lang == "en") for found in _in_korean(text)]
    read: list[Amount] = []
    end = 0
    for found, _ in sorted(korean + english, key=lambda each: (each[0].start, -each[0].end, each[1])):
        if found.start >= end and found.high.adjusted() < _MOST_DIGITS:
            read.append(_amount(written, text, found))
            end = found.end
    return read


def _in_korean(text: str) -> Iterator[Found]:
    """Yield what Korean conventions explain in paragraphs that have Hangul: elsewhere 5$ is no way to write money."""
    if not _HANGUL.search(text):
        return
    starts, have_hangul = [0], []
    for paragraph in text.split("\n\n"):
        have_hangul.append(_HANGUL.search(paragraph) is not None)
        starts.append(starts[-1] + len(paragraph) + len("\n\n"))
    yield from (each for each in korean_amounts(text) if have_hangul[bisect_right(starts, each.start) - 1])


def _amount(written: str, text: str, found: Found) -> Amount:
    low, high = _plain(found.low), _plain(found.high)
    span = written[found.start : found.end]
    return Amount(found.start, found.end, span, found.currency, low, high, exactness(text, found))


def _plain(value: Decimal) -> Decimal:
    """The value without an exponent or zeros behind the point, so that 1.50E+9 reads 1500000000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
