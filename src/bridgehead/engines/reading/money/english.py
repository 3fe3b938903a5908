"""Amounts as English writes them: $12.5 million, US$12.5m, KRW 635.3bn, 635.3 billion won, half a billion dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bridgehead.engines.reading.money.amount import Found, scaled_low
from bridgehead.engines.reading.money.currencies import CODE_OF, ENGLISH, SIGNS, one_of
from bridgehead.engines.reading.money.numerals import DIGITS, ENGLISH_WORDS, SCALES, english_number

_GAP = r"(?:[ \t\u00a0\u2009\u202f]{1,2}(?:\r?\n[ \t]{0,4})?|\r?\n[ \t]{0,4})"
_JOIN = rf"(?:{_GAP}|-)"
_WORD_SCALE = r"(?i:thousand|million|billion|trillion)(?![A-Za-z])"
_SHORT_SCALE = r"(?i:mln|mil|mm|mn|bln|bn|trn|tn|[kmbt])(?![A-Za-z0-9])(?!-[a-z]{2}\b)"
_SCALE = rf"(?:{_JOIN}?{_WORD_SCALE}|{_SHORT_SCALE}|{_GAP}(?:mln|mil|mn|bln|bn|trn|tn|m|b|M|B|K|T)(?![A-Za-z0-9'’-]))"
#: W is the won only before a sum that is plainly one: W12 billion, W12,000.
_WON_SIGN = rf"W(?=\d{{1,3}}(?:,\d{{3}}|(?:\.\d+)?{_SCALE}))"
_SIGN = (
    rf"(?:{one_of(SIGNS)}|{_WON_SIGN}|(?<![A-Za-z])(?:{'|'.join(sorted(CODE_OF, key=len, reverse=True))})(?![A-Za-z]))"
)
_TO = rf"(?:\s?[–—~∼〜-]\s?|{_GAP}to{_GAP})"
_START = r"(?<![\w$€£¥₩])(?<!\d[.,])(?<!\d[-–/])"
_CODE_AFTER = "|".join(CODE_OF)
#: $20-30 million, US$1.2bn–US$1.5bn, between $20 and $30 million, EUR 5 million to 6 million, $5 million USD
_SIGNED = re.compile(
    rf"(?<![A-Za-z0-9$€£¥₩])(?P<sign>{_SIGN}){_GAP}?(?P<low>{DIGITS})(?P<low_scale>{_SCALE})?"
    rf"(?:(?P<to>{_TO}|(?P<and>{_GAP}and{_GAP}))(?:(?P<sign2>{_SIGN}){_GAP}?)?"
    rf"(?P<high>{DIGITS})(?P<high_scale>{_SCALE})?(?![\d%％]))?"
    rf"(?:{_GAP}?(?P<code>{_CODE_AFTER})(?![A-Za-z0-9])(?!{_GAP}?\d))?"
)
_NUMBER = rf"(?:{DIGITS}|(?i:{ENGLISH_WORDS}))"
#: 635.3 billion won, between 20 and 30 million dollars, a 50 million-dollar deal, 3,000 USD
_NAMED = re.compile(
    rf"{_START}(?P<low>{_NUMBER})(?P<low_scale>{_JOIN}?{_WORD_SCALE}|{_SHORT_SCALE})?"
    rf"(?:(?P<to>{_TO}|(?P<and>{_GAP}and{_GAP}))"
    rf"(?P<high>{_NUMBER})(?P<high_scale>{_JOIN}?{_WORD_SCALE}|{_SHORT_SCALE})?)?"
    rf"(?:{_JOIN}(?P<name>(?i:{one_of(ENGLISH)})(?i:s(?:{_GAP}sterling)?)?)(?![A-Za-z0-9])"
    rf"|{_GAP}?(?P<code>{_CODE_AFTER})(?![A-Za-z0-9])(?!{_GAP}?\d)|{_GAP}?(?P<sign>[€£₩])(?!\s?\d))"
)
_CENTS = re.compile(rf"{_START}(?P<low>{_NUMBER}){_JOIN}(?P<unit>cents?)(?![A-Za-z])")
_BETWEEN = re.compile(r"\bbetween\s+(?:(?:about|around|some|roughly)\s+)?$", re.IGNORECASE)
_FROM = re.compile(
    r"(?<!ranging )(?<!ranges )(?<!range )(?<!ranged )\bfrom\s+(?:about |around |some )?$", re.IGNORECASE
)

#: What makes pounds a weight, and "won" the past of win.
_WEIGHT_AFTER = re.compile(
    r"(?!\s*\n\s*\n)\s+(?:of\s+(?!(?:debts?|funding|investments?|grants?|aid|public|private|equity|capital|revenue|sales|support|tax\w*"
    r"|savings|profits?|income|loans?|cash|money|assets|losses|fines?|costs?|benefits?|new|business|orders|contracts)\b)"
    r"|(?:heavier|lighter|overweight|per\s+square|in\s+weight|lost|gained)\b)|\s*\([\d.,]+\s?(?:kg|kilo)",
    re.IGNORECASE,
)
_WEIGHT_BEFORE = re.compile(
    r"\b(?:weigh\w*|lost|lose|losing|gain\w*|lift\w*|shed|carr\w+|heavy|pressing)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_WON_BEFORE_OBJECT = re.compile(
    r"(?!\s*\n\s*\n)\s+(?:the|a|an|his|her|its|their|our|my|all|only|every|each|by|over|against|gold|silver|bronze|medals?|seats?|games?"
    r"|matche?s?|titles?|awards?|prizes?|races?|votes?|both|two|three|four|five|six|it|at\s+least|more|most|approval"
    r"|contracts?|\d+|back|out|support|[A-Z][a-z]+)\b"
)
_LEAST_WON = 100
_PRICE_BEFORE = re.compile(r"\b(?:for|at|up|down|rose|fell|by|costs?|pays?|paid)\s+$")
_YEARS = (1900, 2099)
#: A change by more than so many times is none: from $500 to $2 million leaves 500 as it stands.
_LEAST_SHARE = 20


def english_amounts(text: str) -> Iterator[Found]:
    """Yield the amounts of a text that English conventions explain; they may overlap."""
    for match in _SIGNED.finditer(text):
        yield from _signed(match, text)
    for match in _NAMED.finditer(text):
        yield from _named(match, text)
    for match in _CENTS.finditer(text) if "cent" in text else ():
        value = english_number(match["low"]) / 100
        yield Found(match.start(), match.end(), "USD", value, value)


def _scale(written: str | None) -> Decimal:
    return Decimal(SCALES[written.strip(" \t\r\n-\u00a0\u2009\u202f").casefold()]) if written else Decimal(1)


def _signed(match: re.Match[str], text: str) -> Iterator[Found]:
    sign = _code_of(match["sign"])
    currency = CODE_OF[match["code"]] if match["code"] else sign
    low = english_number(match["low"]) * _scale(match["low_scale"])
    if match["to"] is None:
        yield Found(match.start(), match.end(), currency, low, low)
        return
    high = english_number(match["high"]) * _scale(match["high_scale"])
    # "$5 to 300 people" is no range: a bare second number brings a scale, or stands behind a dash
    bare = "to" in match["to"] and not (match["sign2"] or match["high_scale"] or match["code"])
    if not bare and _is_one_range(match, text):
        if not match["low_scale"]:
            low = scaled_low(low, high, _scale(match["high_scale"]))
        if low <= high:
            yield Found(match.start(), match.end(), currency, low, high, is_range=True)
            return
    if not bare and not match["and"]:
        low = _changed(match, low, high)
    yield Found(match.start(), match.start("to"), sign, low, low)
    if match["sign2"]:
        yield from _signed_alone(match, text)


def _code_of(sign: str) -> str:
    plain = re.sub(r"\s", "", sign)
    return "KRW" if plain == "W" else SIGNS.get(plain) or CODE_OF[plain]


def _signed_alone(match: re.Match[str], text: str) -> Iterator[Found]:
    """The second of two amounts that are no range, with whatever follows it."""
    if second := _SIGNED.match(text, match.start("sign2")):
        yield from _signed(second, text)


def _is_one_range(match: re.Match[str], text: str) -> bool:
    """Whether two numbers are the ends of one amount: "from A to B" is a change, "A and B" two unless between them."""
    before = text[max(0, match.start() - 40) : match.start()]
    if match["and"]:
        return bool(_BETWEEN.search(before))
    return "to" not in match["to"] or not _FROM.search(before)


def _named(match: re.Match[str], text: str) -> Iterator[Found]:
    currency = _currency(match)
    if match["name"] and not _is_money(match, text):
        return
    low = english_number(match["low"]) * _scale(match["low_scale"])
    if match["to"] is None:
        yield Found(match.start(), match.end(), currency, low, low)
        return
    high = english_number(match["high"]) * _scale(match["high_scale"])
    if not match["low_scale"]:
        low = scaled_low(low, high, _scale(match["high_scale"]))
    if low <= high and _is_one_range(match, text):
        yield Found(match.start(), match.end(), currency, low, high, is_range=True)
    else:
        changed = _changed(match, low, high)
        if "to" in match["to"] and (match["low_scale"] or changed != low or low * _LEAST_SHARE > high):
            yield Found(match.start(), match.start("to"), currency, changed, changed)
        yield Found(match.start("high"), match.end(), currency, high, high)


def _changed(match: re.Match[str], low: Decimal, high: Decimal) -> Decimal:
    """What an amount changes from: it takes the scale of the other, but not $900,000 of millions."""
    scaled = english_number(match["low"]) * _scale(match["high_scale"])
    return low if match["low_scale"] or scaled > high * _LEAST_SHARE else scaled


def _currency(match: re.Match[str]) -> str:
    if match["code"] or match["sign"]:
        return CODE_OF[match["code"]] if match["code"] else SIGNS[match["sign"]]
    name = re.sub(r"\s+", " ", match["name"].casefold())
    return ENGLISH.get(name) or ENGLISH[re.sub(r"s( sterling)?$", "", name)]


def _is_money(match: re.Match[str], text: str) -> bool:
    """Whether a number with the name of a currency is an amount: no weight, no victory, no year."""
    name = match["name"].casefold()
    has_scale = bool(match["high_scale"] or match["low_scale"])
    if name == "won" and not has_scale:
        number = match["high"] or match["low"]
        value = english_number(number)
        is_year = _YEARS[0] <= value <= _YEARS[1] and "," not in number
        is_price = value >= _LEAST_WON or _PRICE_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        return bool(is_price) and not is_year and not _WON_BEFORE_OBJECT.match(text, match.end())
    if name == "won":
        return not re.match(r"\s+(?:the|their|his|her)\b", text[match.end() : match.end() + 10])
    if name in ("pound", "pounds") and not has_scale:
        heavy = _WEIGHT_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        return not (heavy or _WEIGHT_AFTER.match(text, match.end()) or (name == "pound" and "-" in match[0]))
    return True
