"""How exact an amount is meant, by the words that stand beside it."""

from __future__ import annotations

import re

from bridgehead.engines.reading.money.amount import Exactness, Found

#: How many characters before and after an amount are looked at.
_BEFORE, _AFTER = 48, 24
_SENTENCE_END = re.compile(r"[.!?;:]\s|\n\s*\n")

#: Words that may stand between: 최대 미화 5만 달러, up to a total of US$5m.
_KOREAN_BETWEEN = (
    r"(?:\s?(?:미화|한화|총|연간|연|월|매년|우리\s?돈|원화|약|현금|금액|무려|합쳐)\s?)*\s?[\(\[‘“'\"]?\s?$"
)
_ENGLISH_BETWEEN = (
    r"\s+(?:(?:an?|the|total|of|as|much|many|another|additional|approximately|about|estimated|combined|further|some"
    r"|initial)\s+)*[\(\[‘“'\"]?$"
)
_KOREAN_BEFORE = {
    Exactness.AT_LEAST: "최소한?|적어도|못해도|줄잡아|적게는",
    Exactness.AT_MOST: "최대한?|최고|많게는|많아야|한도",
    Exactness.ABOUT: "약|대략|거의|어림잡아|얼추|근",
}
_ENGLISH_BEFORE = {
    Exactness.AT_LEAST: (
        r"(?<!no )(?<!not )more than|over|at least|(?:no|not) less than|upwards? of|in excess of"
        r"|(?<!not )(?<!not to )exceed(?:s|ed|ing)?"
        r"|above|(?:a )?minimum of|greater than|surpass(?:es|ed|ing)?|north of"
    ),
    Exactness.AT_MOST: (
        r"up to|(?<!no )(?<!not )less than|at most|(?:no|not) more than|under(?! (?:the|an?)\b)"
        r"|below|as much as|as high as"
        r"|(?:a )?maximum of|within(?! the\b)|capped at|not (?:to )?exceed(?:ing)?|south of"
    ),
    Exactness.ABOUT: (
        r"about|around|roughly|nearly|some|approximately|approx\.?|almost|close to|circa|ca\.|estimated"
        r"|in the region of|in the neighbou?rhood of|nearing|approaching"
    ),
}
_SIZE_AND_PARTICLE = (
    r"(?:\s?(?:규모|상당|수준|어치))?(?:[을를이가은는의도에]|으로)?\s?"
    r"(?:(?:사상\s)?(?:처음(?:으로)?|이미|크게|훨씬|다시|조금|약간|소폭)\s)?"
)
_UNLESS_DENIED = r"(?!하지|할\s?수\s?없)"
_KOREAN_AFTER = {
    Exactness.AT_LEAST: rf"이상|넘(?:[는게어은긴겼었]|을(?!\s?수\s?없)|기(?!지))|훌쩍"
    rf"|웃[도돌]|(?:상회|초과|돌파){_UNLESS_DENIED}|뛰어넘",
    Exactness.AT_MOST: r"이하|미만|이내|한도|밑[도돌]|하회|못\s?미[치쳐친칠]|내에서|안\s?[되돼]"
    r"|넘(?:기?지|을\s?수\s?없)|(?:상회|초과|돌파)(?:하지|할\s?수\s?없)",
    Exactness.ABOUT: "가량|정도|안팎|남짓|쯤|내외|전후|육박|가까[이운]",
}
#: What a quarrel is over, and what talks are about, is no bound.
_SUBJECT = re.compile(
    r"\b(?:disput\w+|lawsuits?|suits?|rows?|cases?|battles?|fights?|clash\w*|wars?|debat\w+|quarrel\w*|arguments?|concerns?"
    r"|controvers\w+|disagree\w*|feuds?|litigation|probes?|trials?|talks|negotiat\w+|sued|questions?|arrested|fined|standoff)"
    rf"(?:\s(?:with|between|against)\s[^.;]{{1,40}}?)?\s(?:over|about){_ENGLISH_BETWEEN}",
    re.IGNORECASE,
)
#: 300억원대 is about, 300억원 대출 is not.
_ROUND = re.compile(r"\s?[대여](?=[^가-힣]|[의에로를와다이인였]|$|까지)")
_ENGLISH_AFTER = {
    Exactness.AT_LEAST: r"or more|or above|and above|and over|and up\b(?! to)|-?plus\b|\+",
    Exactness.AT_MOST: r"or less|or below|or under|at (?:the )?most\b",
    Exactness.ABOUT: r"or so\b|or thereabouts|-ish\b",
}
_BEFORE_WORDS = [
    (meant, re.compile(rf"(?:(?<![가-힣])(?:{words})|(?<=총)약){_KOREAN_BETWEEN}"))
    for meant, words in _KOREAN_BEFORE.items()
] + [
    (meant, re.compile(rf"\b(?:{words}){_ENGLISH_BETWEEN}", re.IGNORECASE)) for meant, words in _ENGLISH_BEFORE.items()
]
_AFTER_WORDS = [(meant, re.compile(rf"{_SIZE_AND_PARTICLE}(?:{words})")) for meant, words in _KOREAN_AFTER.items()] + [
    (meant, re.compile(rf"(?!\s*\n\s*\n)\s*(?:{words})", re.IGNORECASE)) for meant, words in _ENGLISH_AFTER.items()
]


def exactness(text: str, found: Found) -> Exactness:
    """Say how an amount is meant: a bound wins over nearness, for "약 5억원 이상" is at least."""
    if found.is_range:
        return Exactness.RANGE
    before = _SENTENCE_END.split(text[max(0, found.start - _BEFORE) : found.start])[-1]
    after = text[found.end : found.end + _AFTER]
    named = _SUBJECT.search(before)
    said = set() if named else {meant for meant, words in _BEFORE_WORDS if words.search(before)}
    said |= {meant for meant, words in _AFTER_WORDS if words.match(after)}
    if found.inner_about or _ROUND.match(after):
        said.add(Exactness.ABOUT)
    for meant in (Exactness.AT_LEAST, Exactness.AT_MOST, Exactness.ABOUT):
        if meant in said:
            return meant
    return Exactness.EXACT
