"""Dates, counts and kinds of agreements in Korean and English text: what makes an article worth a ledger entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - read as one line of months
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATES = [
    re.compile(r"(?P<year>(?:19|20)\d\d)년\s?(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[.-]\s?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"(?<![\d년]\s)(?<![\d년])(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"),
    re.compile(
        rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s?\d|\s(?:thousand|million|billion|trillion|percent|%))",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH}(?!,?\s?\d)(?![a-z])", re.IGNORECASE),
    re.compile(
        r"(?:지난|오는)?\s?(?<![\d월]\s)(?<![\d월.])(?P<day>\d{1,2})일(?=[\s(,]|\(현지|부터|에|$)(?!\s?(?:간|동안|이내|만에))"
    ),
]

_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - as above
_COUNT_KOREAN = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3}){1,5}+|\d+)\s?(?:여\s?)?"
    r"(?P<what>개사|개\s?기업|개\s?기관|개\s?업체|곳|건|명|개국)(?![가-힣]*원)"
)
_COUNT_ENGLISH = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(_NUMBER_WORDS)})\s"
    r"(?:(?!(?:thousand|million|billion|trillion|percent|per)\b)[a-z-]+\s){0,2}?"
    r"(?P<what>agreements?|contracts?|deals?|mous?|memorand(?:a|ums?)|companies|company|firms?|organi[sz]ations?|institutions?"
    r"|meetings?|people|participants?|delegates?|countries)\b",
    re.IGNORECASE,
)
_COUNTED = {
    "organisations": [
        "개사",
        "개기업",
        "개기관",
        "개업체",
        "곳",
        "companies",
        "company",
        "firm",
        "organisation",
        "organization",
        "institution",
    ],
    "agreements": ["건", "agreement", "contract", "deal", "mou", "memoranda", "memorandum"],
    "people": ["명", "people", "participant", "delegate"],
    "meetings": ["meeting"],
    "countries": ["개국", "countries"],
}
_WHAT = {word: what for what, words in _COUNTED.items() for word in words}

#: What a kind of agreement is called; the first that an earlier line finds at a place wins.
_KINDS = {
    "mou": r"양해\s?각서|업무\s?협약|\bMOUs?\b|memorand(?:um|a)s? of understanding|letters? of intent|의향서|\bLOIs?\b",
    "licence_out": r"기술\s?수출|라이[선센]스\s?아웃|licen[cs]e[sd]?[- ]out|out-licen[cs]\w+|licen[cs]ing-out",
    "licence_in": r"기술\s?도입|라이[선센]스\s?인(?![가-힣])|in-licen[cs]\w+|licen[cs]ing-in",
    "licence": r"기술\s?이전|라이[선센]스|licen[cs](?:e|ing)\s(?:agreement|deal|contract|pact)s?"
    r"|\blicen[cs]es?(?=\swith\b)",
    "supply": r"(?:공급|수출|납품|구매|판매|유통)\s?계약"
    r"|(?:supply|purchase|distribution|sales|export)\s(?:agreement|deal|contract)s?",
    "investment": r"투자\s?(?:계약|협약|유치)|투자(?:금|를)?\s(?=[^.]{2,24}유치)"
    r"|investment\s(?:agreement|deal|contract)s?|invest(?:s|ed|ing)?\b(?=[^.]{0,40}\bin\b)",
    "joint_research": r"공동\s?(?:연구|개발)|joint\s(?:research|development)|co-develop\w*|research\scollaboration",
    "service": r"(?:용역|위탁|서비스)\s?(?:\w{1,4}\s?)?계약|service\s(?:agreement|contract)s?"
    r"|\bCDMO\b|위탁\s?(?:개발|생산)",
    "other": r"(?:합작|제휴|파트너십|협력)\s?(?:계약|협약)"
    r"|(?:partnership|cooperation|collaboration)\sagreements?|joint\sventure",
}
_KIND = re.compile("|".join(rf"(?P<{kind}>{words})" for kind, words in _KINDS.items()), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day in a text, in full or completed from the day on which the text was published."""

    start: int
    end: int
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Counted:
    """A count in a text: 9건, 20개사, nine agreements. ``what`` is agreements, organisations, people and so on."""

    start: int
    end: int
    text: str
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class KindNamed:
    """A kind of agreement in a text, by its key in the ledger, or "licence" where the direction is not said."""

    start: int
    end: int
    text: str
    kind: str


def dates(text: str, published: date | None = None) -> list[Dated]:
    """Return the days that a text names, in order; without ``published`` only those that stand there in full."""
    found: list[Dated] = []
    taken: set[int] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                day = _day(match, published)
                if day is not None:
                    taken.update(range(*match.span()))
                    found.append(Dated(match.start(), match.end(), match[0], day))
    return sorted(found, key=lambda each: each.start)


#: From or until which day something runs: 2027년 1월 1일부터, effective January 1, 2027.
_TERM_AFTER = re.compile(r"\s?(?:부터|까지|~|∼|–|에\s?(?:만료|종료|시작|발효|개막|착공|완공|출범))")
_TERM_BEFORE = re.compile(
    r"(?:\b(?:from|until|till|through|by|before|after|since|effective|starting|beginning|expir\w+|begins?|starts?|ends?|opens?"
    r"|due)(?:\s(?:on|from|in))?|[~∼–])\s?$",
    re.IGNORECASE,
)


def is_term(text: str, dated: Dated) -> bool:
    """Whether a day is told as the one from, by or until which something runs, not as the one on which it was done."""
    return bool(_TERM_AFTER.match(text, dated.end) or _TERM_BEFORE.search(text[max(0, dated.start - 24) : dated.start]))


def _day(match: re.Match[str], published: date | None) -> date | None:
    said = match.groupdict()
    month = MONTHS.index(said["name"][:3].casefold()) + 1 if said.get("name") else int(said.get("month") or 0)
    try:
        if said.get("year"):
            return date(int(said["year"]), month, int(said["day"]))
        if published is None:
            return None
        return _nearest(published, month, int(said["day"]))
    except ValueError:
        return None


def _nearest(published: date, month: int, day: int) -> date:
    """The day of that number, and month where one is said, nearest to the publication."""
    if month:
        years = (published.year - 1, published.year, published.year + 1)
        return min((date(year, month, day) for year in years), key=lambda each: abs(each - published))
    last_month = published.replace(day=1) - timedelta(days=1)
    here, before = published.replace(day=day), last_month.replace(day=min(day, last_month.day))
    return here if here <= published else before


def counts(text: str) -> list[Counted]:
    """Return the counts of agreements, organisations, people, meetings and countries, in order."""
    return sorted(_counts(text), key=lambda each: each.start)


def _counts(text: str) -> Iterator[Counted]:
    for match in (*_COUNT_KOREAN.finditer(text), *_COUNT_ENGLISH.finditer(text)):
        word = re.sub(r"\s", "", match["what"].casefold())
        what = _WHAT.get(word) or _WHAT[re.sub(r"s$", "", word).replace("memorandums", "memorandum")]
        said = match["number"].casefold().replace(",", "")
        number = int(said) if said.isdecimal() else _NUMBER_WORDS.index(said) + 1
        yield Counted(match.start(), match.end(), match[0], number, what)


def kinds(text: str) -> list[KindNamed]:
    """Return the kinds of agreements that a text names, in order."""
    return [KindNamed(match.start(), match.end(), match[0], str(match.lastgroup)) for match in _KIND.finditer(text)]
