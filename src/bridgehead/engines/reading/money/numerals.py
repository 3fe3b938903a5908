"""Numbers as they are written: 2조 3,000억, 삼천만, 12억8천여만; 1,200.5, half a, two hundred and fifty thousand."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
#: A gap inside an amount: blanks, or one line's end.
GAP = r"[ \t\u00a0\u2009\u202f]{0,2}(?:\r?\n[ \t]{0,4})?"

SMALL = {"십": 10, "백": 100, "천": 1000}
LARGE = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
KOREAN_DIGITS = {letter: value for value, letter in enumerate("일이삼사오육칠팔구", start=1)} | {"육": 6, "륙": 6}

#: A run of digits and Korean numerals that begins a number. 억, 조 and 경 never stand first.
KOREAN_RUN = (
    rf"(?:{DIGITS}|(?<![가-힣])(?<!수\s)(?<!몇\s)(?:[일이삼사오육칠팔구]?[십백천만]|[일이삼사오육칠팔구](?=[억조])))"
    rf"(?:{GAP}[만억조경]|{GAP}[십백천]|(?<=[십백천만억조]){GAP}{DIGITS}|(?<=[십백천])[일이삼사오육칠팔구]"
    rf"|(?<=[만억조]){GAP}(?!일본)[일이삼사오육칠팔구](?=[십백천만억조])|{GAP}여(?={GAP}[십백천만억조])){{0,24}}+"
)
_KOREAN_NUMERAL = re.compile(rf"{DIGITS}|[일이삼사오육륙칠팔구]|[십백천]|[만억조경]")

SCALES = (
    dict.fromkeys(("thousand", "k"), 10**3)
    | dict.fromkeys(("million", "mn", "mln", "mil", "m", "mm"), 10**6)
    | dict.fromkeys(("billion", "bn", "bln", "b"), 10**9)
    | dict.fromkeys(("trillion", "trn", "tn", "t"), 10**12)
)
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(_ONES + _TEENS, start=1)} | {
    word: value * 10 for value, word in enumerate(_TENS, start=2)
}
_WORD = "|".join(sorted(WORDS, key=lambda word: -len(word)))
#: A number in English words: half a, a quarter of a, two and a half, a hundred and twenty-five; a only before a scale.
ENGLISH_WORDS = (
    r"(?:half\s{1,2}an?|(?:a|three)\s{1,2}quarters?\s{1,2}of\s{1,2}an?"
    rf"|(?:{_WORD}|an?)[\s-]hundred(?:[\s-](?:and[\s-])?(?:{_WORD})(?:-(?:{_WORD}))?)?"
    rf"|(?:{_WORD})(?:-(?:{_WORD}))?(?:[\s-]and[\s-]a[\s-]half)?"
    r"|an?(?=[\s-]{1,2}(?:million|billion|trillion|thousand)))"
)


class NotANumber(ValueError):
    """The run reads as no number: 3억 5조, 5십십."""


def decimal_of(digits: str) -> Decimal:
    """The value of digits with their commas."""
    return Decimal(digits.replace(",", ""))


def korean_number(run: str) -> tuple[Decimal, Decimal]:
    """The value of a Korean run and the scale of its last numeral (1 where it ends with digits).

    >>> korean_number("12억8천여만")
    (Decimal('1280000000'), Decimal('10000000'))
    """
    total, group, pending, scale = Decimal(0), Decimal(0), Decimal(0), Decimal(1)
    last_large, last_small = 10**20, 10**4
    for numeral in _KOREAN_NUMERAL.findall(run):
        unit = LARGE.get(numeral) or SMALL.get(numeral)
        scale = scale * unit if unit else Decimal(1)
        if unit is None:
            value = Decimal(KOREAN_DIGITS[numeral]) if numeral in KOREAN_DIGITS else decimal_of(numeral)
            fits = not pending and (last_small == 10**4 or value < last_small)
            fits = fits and (not total or value + group < last_large)
            pending = value
        elif numeral in SMALL:
            fits = unit < last_small
            group, pending, last_small = group + (pending or 1) * unit, Decimal(0), unit
        else:
            value = group + pending
            fits = unit < last_large and (value > 0 or (not total and unit == LARGE["만"]))
            total, group, pending = total + (value or 1) * unit, Decimal(0), Decimal(0)
            last_large, last_small = unit, 10**4
        if not fits:
            raise NotANumber(run)
    return total + group + pending, scale


def english_number(text: str) -> Decimal:
    """The value of an English number, in digits or words."""
    if text[0].isdecimal():
        return decimal_of(text)
    words = [word for word in re.split(r"[\s-]+", text.casefold()) if word != "of"]
    if words[0] == "half":
        return Decimal("0.5")
    if "quarter" in words or "quarters" in words:
        return Decimal("0.75") if words[0] == "three" else Decimal("0.25")
    half = Decimal(0)
    if words[-1] == "half":
        half, words = Decimal("0.5"), words[:-3]
    total = Decimal(0)
    for word in words:
        if word == "hundred":
            total = max(total, Decimal(1)) * 100
        elif word not in ("a", "an", "and"):
            total += WORDS[word]
    return max(total, Decimal(1)) + half
