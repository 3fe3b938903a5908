"""The parts of a sentence that each tell an agreement of their own: with whom, and where its particulars stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bridgehead.engines.reading.organisations import Mention
from bridgehead.engines.reading.particulars import KindNamed

#: An agreement that came about, not one that is hoped for: 체결했다, signed; 추진 중이다 proposes nothing.
SIGNED = re.compile(
    r"체결(?!을?\s?(?:추진|검토|논의|목표|예정|할\s?계획))|맺(?:었|고|은|으며|어)|서명했|조인|성사|유치했|수주했|계약을?\s?따[냈내]|계약했|기술\s?수출했|협약했"
    r"|\b(?:sign(?:ed|s)|inked|concluded|entered\sinto|struck|agreed|sealed|announced|licensed|won|secured)\b",
    re.IGNORECASE,
)
_HANGUL = re.compile("[가-힣]")
_IN_BRACKETS = r"(?:\s?[(（][^()（）\n]{0,60}[)）])?"
#: 한빛제약은, 한빛제약(대표 김한결)이, 한빛제약 측은; not 한빛제약과는.
_AS_TOPIC, _AS_SUBJECT = (
    re.compile(rf"{_IN_BRACKETS}\s?(?:㈜|\(주\)|측)?(?:{particles})(?![가-힣])") for particles in ("은|는", "이|가|도")
)
#: What joins two subjects: 한빛제약과 새봄바이오는.
_JOINED = re.compile(rf"{_IN_BRACKETS}\s?(?:와|과|,|·|및)\s?")
_KOREAN_BREAK = re.compile(r"[,;]\s*|(?<=[을를와과고며나만])\s|[데에]\s이어\s|\s및\s")
#: 공급계약을 노바젠과, 업무협약을 …: with whom stands behind the kind.
_WITH_AND_ON = re.compile(rf"{_IN_BRACKETS}(?:와|과)(?:는|도)?,\s?")
#: A part without a verb has that of the next one: 공급계약을, 가온상사와는 …
_WITHOUT_VERB = re.compile(r"(?:[을를와과]|협약|계약|각서|[)）])(?:은|는|도)?[\s,]*$")
_ENGLISH_BREAK = re.compile(
    r"[;,]?\s(?P<joins>and|while|whereas|as\swell\sas|plus|but|followed\sby|then)\s|[;,]\s", re.IGNORECASE
)
#: What an agreement begins with that has its verb from the part before: a supply agreement, another one, $5 million ….
_AGREEMENT_BEGINS = re.compile(
    r"(?:also\s|separately\s|up\sto\s)?(?:(?:an?|the|another|its|one|two|separate|new)\b|[$€£¥₩\d]|US\$|(?:KRW|USD|EUR)\b)",
    re.IGNORECASE,
)
#: With whom, not who.
_AS_OTHER = re.compile(r"\b(?:with|from|to|for|by|of)\s(?:the\s)?$", re.IGNORECASE)
_EACH = re.compile(r"각각|\brespectively\b|\bseparate\s(?:\w+\s){0,3}\w+s\b", re.IGNORECASE)
#: What stands between two agreements of one list: 공급계약과 업무협약, a supply agreement and an MOU.
_LISTED = re.compile(r"(?:[와과,]|\s및)\s?|,?\s(?:and\s)?(?:an?\s|the\s)?(?:new\s)?", re.IGNORECASE)
#: 각각 stands so near to what is signed with each of several, and farther from what each of them does else.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Clause:
    """One agreement of a sentence; what else is told of it stands from ``start`` to ``end``."""

    start: int
    end: int
    kind: KindNamed
    parties: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    kinds: tuple[KindNamed, ...]
    mentions: tuple[Mention, ...]


def clauses(
    text: str,
    sentence: tuple[int, int],
    *,
    mentions: Sequence[Mention],
    kinds: Sequence[KindNamed],
    amounts: Sequence[tuple[int, int]],
) -> list[Clause]:
    """Return the agreements that a sentence tells to have come about, where it tells several; else nothing.

    Each part has somebody with whom that agreement is, and who signs them all is said once. ``amounts`` are the places
    of the sentence's amounts: for those that are listed once for all (각각 40억원, 30억원).
    """
    if not kinds:
        return []
    is_korean = bool(_HANGUL.search(text, *sentence))
    parts = list(_parts(text, sentence, mentions, kinds, is_korean=is_korean))
    subjects = _subjects(text, parts, is_korean=is_korean)
    while (place := _without_another(parts, subjects)) is not None and len(parts) > 1:
        parts = _merged(parts, place)
        subjects = _subjects(text, parts, is_korean=is_korean)
    if len(parts) == 1:
        return list(_each(text, parts[0], subjects[0], amounts))
    told = _came_about(text, parts, is_korean=is_korean)
    return [
        Clause(part.start, part.end, part.kinds[0], _first((*subject, *part.mentions)))
        for part, subject, is_told in zip(parts, subjects, told, strict=True)
        if is_told
    ]


def _parts(
    text: str,
    sentence: tuple[int, int],
    mentions: Sequence[Mention],
    kinds: Sequence[KindNamed],
    *,
    is_korean: bool,
) -> Iterator[_Part]:
    cut = _korean_cut if is_korean else _english_cut
    begins, own = sentence[0], [kinds[0]]
    for one, other in pairwise(kinds):
        between = [each for each in mentions if one.end <= each.start < other.start]
        place = cut(text, one.end, other.start, between)
        if place is not None:
            yield _Part(begins, place, tuple(own), _within(mentions, begins, place))
            begins, own = place, []
        own.append(other)
    yield _Part(begins, sentence[1], tuple(own), _within(mentions, begins, sentence[1]))


def _within(mentions: Iterable[Mention], start: int, end: int) -> tuple[Mention, ...]:
    return tuple(each for each in mentions if start <= each.start < end)


def _korean_cut(text: str, start: int, end: int, between: Sequence[Mention]) -> int | None:
    """Before with whom the second agreement is, for the verb comes last; behind it only where a comma stands there."""
    if between and (behind := _WITH_AND_ON.match(text, between[0].end, end)):
        return behind.end()
    last = between[0].start if between else end
    breaks = [match.end() for match in _KOREAN_BREAK.finditer(text, start, last)]
    return breaks[-1] if breaks else None


def _english_cut(text: str, start: int, end: int, between: Sequence[Mention]) -> int | None:
    """Before the second agreement itself, else where a new sentence or its part begins, else at a comma."""
    breaks = [
        match
        for match in _ENGLISH_BREAK.finditer(text, start, end)
        if not any(each.start < match.end() and match.start() < each.end for each in between)
    ]
    begins = [match for match in breaks if _AGREEMENT_BEGINS.match(text, match.end()) and _is_last(text, match, end)]
    new = [match for match in breaks if match[0].startswith(";")]
    joined = [match for match in breaks if match["joins"]]
    for found in (begins, new, joined, breaks):
        if found:
            return found[-1].end()
    return None


def _is_last(text: str, match: re.Match[str], end: int) -> bool:
    """Whether no verb stands between: and a $5 million supply agreement, but not and $5 million, and signed a …."""
    return not SIGNED.search(text, match.end(), end)


def _subjects(text: str, parts: Sequence[_Part], *, is_korean: bool) -> list[tuple[Mention, ...]]:
    """Who signs in each part: its own subject, else that of the part before it; of the first the next one's."""
    own = [_korean_subject(text, part) if is_korean else _english_subject(text, part) for part in parts]
    held = next((each for each in own if each), ())
    return [held := each or held for each in own]


def _korean_subject(text: str, part: _Part) -> tuple[Mention, ...]:
    for particle in (_AS_TOPIC, _AS_SUBJECT):
        for place, each in enumerate(part.mentions):
            if particle.match(text, each.end):
                first = place
                while first and _JOINED.fullmatch(text, part.mentions[first - 1].end, part.mentions[first].start):
                    first -= 1
                return part.mentions[first : place + 1]
    return ()


def _english_subject(text: str, part: _Part) -> tuple[Mention, ...]:
    if _takes_its_verb(text, part) and part.mentions[:1] and part.mentions[0].start == part.start:
        return part.mentions[:1]
    verbs = [match.start() for match in SIGNED.finditer(text, part.start, part.end)]
    before = [each for each in verbs if each < part.kinds[0].start] or verbs
    signs = [each for each in part.mentions if not _AS_OTHER.search(text, max(part.start, each.start - 12), each.start)]
    return tuple(each for each in signs if each.start < before[-1]) if before else ()


def _without_another(parts: Sequence[_Part], subjects: Sequence[tuple[Mention, ...]]) -> int | None:
    """The first part that names nobody besides who signs them all."""
    signing = {each.org_id for each in subjects[0]}
    return next(
        (place for place, part in enumerate(parts) if signing.issuperset(each.org_id for each in part.mentions)), None
    )


def _merged(parts: Sequence[_Part], place: int) -> list[_Part]:
    """The parts with one of them joined to the part before it, the first to the next."""
    place = max(place, 1)
    one, other = parts[place - 1], parts[place]
    joined = _Part(one.start, other.end, one.kinds + other.kinds, one.mentions + other.mentions)
    return [*parts[: place - 1], joined, *parts[place + 1 :]]


def _came_about(text: str, parts: Sequence[_Part], *, is_korean: bool) -> list[bool]:
    """Whether each part is told to be signed: by its own verb or by its neighbour's, in Korean the next one's."""
    told: list[bool] = []
    for part in reversed(parts) if is_korean else parts:
        has_none = bool(_WITHOUT_VERB.search(text[part.start : part.end])) if is_korean else _takes_its_verb(text, part)
        is_signed = bool(SIGNED.search(text, part.start, part.end))
        told.append(is_signed or (has_none and bool(told) and told[-1]))
    return told[::-1] if is_korean else told


def _takes_its_verb(text: str, part: _Part) -> bool:
    """Whether an English part begins with an agreement, or with who signs it and the agreement."""
    starts = [part.start, *(each.end + 1 for each in part.mentions[:1] if each.start == part.start)]
    return part.kinds[0].start in starts or any(_AGREEMENT_BEGINS.match(text, each) for each in starts)


def _each(text: str, whole: _Part, subject: Sequence[Mention], amounts: Sequence[tuple[int, int]]) -> Iterator[Clause]:
    """Yield what is signed with each of several: 노바젠, 가온상사와 각각 공급계약과 업무협약을 체결했다."""
    signing = {each.org_id for each in subject}
    others = _first(each for each in whole.mentions if each.org_id not in signing)
    one, several = (subject, others) if len(others) > 1 else (others, _first(subject))
    listed = [whole.kinds[0]]
    for before, each in pairwise(whole.kinds):
        if _LISTED.fullmatch(text, before.end, each.start):
            listed.append(each)
    kinds = listed * len(several) if len(listed) == 1 else listed
    if len(several) < 2 or len(kinds) != len(several) or len(amounts) not in (0, len(several)):
        return
    if not _is_of_each(text, whole, has_amounts=bool(amounts)):
        return
    ends = (
        [whole.start, *(end for _start, end in amounts[:-1]), whole.end] if amounts else [whole.end] * (len(kinds) + 1)
    )
    for place, (kind, party) in enumerate(zip(kinds, several, strict=True)):
        yield Clause(ends[place], ends[place + 1], kind, _first((*one, party)))


def _is_of_each(text: str, whole: _Part, *, has_amounts: bool) -> bool:
    """Whether a word says so, and says it of the agreements: 각각 체결했다, not 각각 지분을 출자하는."""
    mark = _EACH.search(text, whole.start, whole.end)
    if mark is None or mark[0] != "각각" or has_amounts:
        return mark is not None
    signed = SIGNED.search(text, mark.end(), whole.end)
    starts = [*(each.start for each in whole.kinds if each.start >= mark.end()), *([signed.start()] if signed else [])]
    return bool(starts) and min(starts) - mark.end() <= _NEAR


def _first(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The first mention of each organisation, in order."""
    found: dict[str, Mention] = {}
    for each in sorted(mentions, key=lambda each: each.start):
        found.setdefault(each.org_id, each)
    return tuple(found.values())
