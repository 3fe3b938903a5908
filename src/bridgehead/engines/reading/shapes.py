"""What an amount of an agreement is: the whole, up front, for milestones, by unit or year, or none of its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bridgehead.engines.reading.money import Amount


class Shape(StrEnum):
    """What shape of money an amount is; ``BESIDE`` is sales, a market or a value, and no money of the agreement."""

    TOTAL = "total"
    UPFRONT = "upfront"
    MILESTONE = "milestone"
    ROYALTY = "royalty"
    PER_UNIT = "per_unit"
    PER_PERIOD = "per_period"
    INVESTED = "invested"
    CONVERTED = "converted"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Shaped:
    """An amount, its shape, and the words that say so; a total has none."""

    amount: Amount
    shape: Shape = Shape.TOTAL
    words: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A royalty in per cent, with its place in characters; ``low`` and ``high`` are equal unless it is a range."""

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal


_ROYALTY = r"로열티|경상\s?기술료|royalt(?:y|ies)"
#: An earlier line wins where two stand together: sales milestones are milestones.
_CALLED = {
    Shape.UPFRONT: r"선급금|선수금|착수금|선불금|계약금(?!액)|업프론트|(?:초기|정액)\s?기술료"
    r"|up-?\s?front|signing\sfees?|(?:initial|down|advance)\spayments?|payable\s(?:immediately|(?:up)?on\ssigning|at\ssigning)",
    Shape.MILESTONE: r"마일스톤|단계별\s?(?:기술료|성과금|지급금|수령금)|성과\s?보수|성공\s?보수|milestones?"
    r"|success\sfees?",
    Shape.ROYALTY: _ROYALTY,
    Shape.BESIDE: r"누적\s?투자(?:금|액|\s?유치(?:액|금)?)?|매출액?|영업\s?이익"
    r"|순이익|시가총액|기업\s?가치|자산|자본금|시장|수출액|예산"
    r"|revenues?|sales|turnover|profits?|net\sincome|market(?:\s(?:cap\w*|size|value))?|assets|valuation|valu(?:ed|es|ing)|budget",
    Shape.INVESTED: r"투자(?:금|액)?|출자(?:금|액)?|invest(?:s|ed|ing|ments?)?",
}
_WORD = re.compile(
    "|".join(rf"(?P<{shape}>(?<![가-힣])(?:{words})|\b(?:{words})\b)" for shape, words in _CALLED.items()),
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"총(?!회)|전체|합쳐|합계|합해|포함|\b(?:total\w*|aggregate|altogether|combined|overall)\b", re.IGNORECASE
)
#: What parts one amount's words from another's.
_BREAK = re.compile(
    r"[;(（]|,\s?(?!\s?(?:development|regulatory|clinical|commercial|sales)\b)|(?<=[가-힣])(?:와|과|며|고|지만|나)\s|\s및\s"
    r"|\b(?:plus|while|with|but|from|for|after|when|including)\b"
    r"|\band\b(?!\s(?:[a-z-]+\s){0,2}(?:milestone|payment))",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s(?:and|or)\b", re.IGNORECASE)
#: Between what an amount behind it is called and the amount: 선급금으로 올해 약 …, an upfront payment of up to ….
_LONGEST_LINK = 45
_STRICT_LINK = re.compile(
    r"\s?(?:액|규모)?(?:은|는|이|가|을|를|만|으로)?\s?[:(（]?\s?"
    r"(?:(?:지난해|작년|올해|내년|기준|약|총|최대|연간|규모|\d+년(?:까지|에는?)?|last|this|next|year|in|20\d\d|of|was|were|is|are|at|to"
    r"|the|company|firm|reached|reach|hit|worth|totall?ed|totall?ing|stood|about|around|over|nearly|more|than|up|grow|approximately)\s?)*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:여)?\s?(?:규모|상당|가량|이상)?(?:의|을|를|이|은|는|에\s달하는"
    r"|로\s(?:커[질진]|성장[할한]|추[정산]되는|전망되는|평가되는|평가받는))?\s?"
    r"(?:(?:현금|초기|일시|추가|잠재|공동|개발|판매|임상|글로벌|연)\s)?$"
    r"|(?:\s(?:in|as|of|is|are|was|an?|its?|potential|additional|further|more|future|total|development|regulatory|commercial|clinical|cash"
    r"|non-refundable|annual|global|and|upon|sales|up-?front),?)*\s$",
    re.IGNORECASE,
)
_PER_UNIT_BEFORE = re.compile(
    r"(?:\d+\s?)?(?:개|대|병|정|회|도즈|톤|건|인|명|주|kg|팩|세트|바이알|회분|g|리터)\s?당\s?(?:약\s|최대\s|평균\s)?$|단가(?:는|가|를)?\s?$"
)
_PER_UNIT_AFTER = re.compile(
    r"\s(?:per|an?|for\seach)\s(?:dose|unit|tonne|ton|share|vial|head|person|piece|kilogram|kg|item|barrel|lit(?:re|er)|pack"
    r"|test|treatment|patient|gram)\b|\s(?:apiece|each)\b",
    re.IGNORECASE,
)
_PER_PERIOD_BEFORE = re.compile(
    r"(?:(?<![가-힣])(?:연간|매년|해마다|연|연평균|매월|월|월평균)|분기당|\bannual(?:ly)?(?:\s(?:fees?|payments?|rent|cost|value|volume)\sof)?)\s?(?:약\s?|최대\s?|최소\s?)?$",
    re.IGNORECASE,
)
_PER_PERIOD_AFTER = re.compile(
    r"\s(?:per|an?|each|every)\s(?:year|annum|month|quarter)\b|\s(?:annually|yearly|monthly)\b|씩?\s?(?:매년|해마다)",
    re.IGNORECASE,
)
_CONVERTED = re.compile(
    r"\s?[(（]\s?(?:(?:한화|원화|미화|우리\s?돈|약|현재|환율|기준|about|around|approximately|approx\.?|roughly|or|some)(?:으?로)?\s?)*",
    re.IGNORECASE,
)
_PERCENT = (
    r"(?<![\d.])(?P<low>\d{1,2}(?:\.\d+)?)\s?(?:%|퍼센트|per\s?cent)?(?:\s?(?:[~∼–-]|to|and|에서)\s?(?P<high>\d{1,2}(?:\.\d+)?))?"
    r"\s?(?:%|퍼센트|per\s?cent)"
)
_SHARES = (
    re.compile(rf"(?:{_ROYALTY})[^.!?%\n]{{0,40}}?(?P<share>{_PERCENT})", re.IGNORECASE),
    re.compile(rf"(?P<share>{_PERCENT})[^.!?%\n]{{0,16}}?(?:{_ROYALTY})", re.IGNORECASE),
)


def shaped(text: str, amounts: Sequence[Amount], sentence: tuple[int, int]) -> Iterator[Shaped]:
    """Yield the amounts of a sentence with what each is called there, by the words between it and its neighbours.

    The words behind an amount win over those before it, for more often they end what is said of it.
    """
    for place, amount in enumerate(amounts):
        begins = amounts[place - 1].end if place else sentence[0]
        ends = amounts[place + 1].start if place + 1 < len(amounts) else sentence[1]
        before, after = text[begins : amount.start], text[amount.end : ends]
        other = amounts[place - 1].currency if place else amount.currency
        if other != amount.currency and _CONVERTED.fullmatch(before):
            yield Shaped(amount, Shape.CONVERTED, amounts[place - 1].text)
        else:
            yield Shaped(amount, *(_by_measure(before, after) or _behind(after) or _ahead(before) or (Shape.TOTAL, "")))


def shares(text: str) -> list[Share]:
    """Return the royalties in per cent that a text tells, in order."""
    found: dict[int, Share] = {}
    for pattern in _SHARES:
        for match in pattern.finditer(text):
            low = Decimal(match["low"])
            high = Decimal(match["high"] or match["low"])
            if low <= high:
                found.setdefault(match.start("share"), Share(*match.span("share"), match["share"], low, high))
    return [found[start] for start in sorted(found)]


def _by_measure(before: str, after: str) -> tuple[Shape, str] | None:
    measures = (
        (Shape.PER_UNIT, _PER_UNIT_BEFORE, _PER_UNIT_AFTER),
        (Shape.PER_PERIOD, _PER_PERIOD_BEFORE, _PER_PERIOD_AFTER),
    )
    for shape, ahead, behind in measures:
        if match := ahead.search(before) or behind.match(after):
            return shape, match[0].strip()
    return None


def _behind(after: str) -> tuple[Shape, str] | None:
    if _NEXT.match(after):
        return None
    ends = _BREAK.search(after)
    head = after[: ends.start()] if ends else after
    called = [match for match in _WORD.finditer(head) if _AFTER.fullmatch(head[: match.start()])]
    return _settled(called)


def _ahead(before: str) -> tuple[Shape, str] | None:
    called = list(_WORD.finditer(before))
    if not called:
        return None
    last, link = called[-1], before[called[-1].end() :]
    is_strict = last.lastgroup in (Shape.BESIDE, Shape.INVESTED)
    if is_strict and not _STRICT_LINK.fullmatch(link):
        return None
    if len(link) > _LONGEST_LINK or _BREAK.search(link.removesuffix("(")) or _TOTAL.search(link):
        return None
    joined = [each for each in called if len(before[each.end() : last.start()]) <= len(" payments and ")]
    return _settled(joined)


def _settled(called: Sequence[re.Match[str]]) -> tuple[Shape, str] | None:
    """The one that is said; where up front and milestones are told in one, the whole is."""
    told = {Shape(str(each.lastgroup)): each[0] for each in reversed(called)}
    if Shape.UPFRONT in told and Shape.MILESTONE in told:
        return Shape.TOTAL, ""
    return next(((shape, told[shape]) for shape in _CALLED if shape in told), None)
