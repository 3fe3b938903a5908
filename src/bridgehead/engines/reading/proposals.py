"""What a ledger would say of an article: proposals with their places in the text, for an editor to accept or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bridgehead.engines.reading.money import amounts
from bridgehead.engines.reading.organisations import Directory, Mention
from bridgehead.engines.reading.particulars import Counted, Dated, KindNamed, counts, dates, is_term, kinds
from bridgehead.engines.reading.shapes import Shape, Shaped, Share, shaped, shares

_SENTENCE_END = re.compile(
    r"(?<!\bInc)(?<!\bCo)(?<!\bLtd)(?<!\bCorp)"
    r"(?<!\bNo)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!U\.S)[.!?]\s+|\n+"
)
#: An agreement that came about, not one that is hoped for: 체결했다, signed; 추진 중이다 proposes nothing.
_SIGNED = re.compile(
    r"체결(?!을?\s?(?:추진|검토|논의|목표|예정|할\s?계획))|맺(?:었|고|은|으며|어)|서명했|조인|성사|유치했|수주했|계약을?\s?따[냈내]|계약했|기술\s?수출했|협약했"
    r"|\b(?:sign(?:ed|s)|inked|concluded|entered\sinto|struck|agreed|sealed|announced|licensed|won|secured)\b",
    re.IGNORECASE,
)
#: Who signed was said one sentence before.
_BOTH = re.compile(
    r"양\s?(?:사|측|기관|기업)|두\s?(?:회사|기업|기관)|이번\s?(?:계약|협약)"
    r"|\b(?:both|the\stwo|this\sagreement|the\sdeal)\b",
    re.IGNORECASE,
)
_ABOUT_TERMS = re.compile(
    r"계약|규모|금액|선급|선수금|착수금|마일스톤|로열티|기술료|총액|단가|단계별|반환"
    r"|\b(?:deal|agreement|contract|worth|valued?|up-?\s?front|milestones?|royalt(?:y|ies)|total|price|pays?|payments?|receives?)\b",
    re.IGNORECASE,
)
#: How many sentences after the signing may still tell its terms.
_TERMS_WITHIN = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that a ledger might hold, each part with its place in the text.

    ``start`` and ``end`` are the sentence's. Sales, markets and values of companies are not among the amounts.
    """

    start: int
    end: int
    kind: KindNamed
    parties: tuple[Mention, ...]
    amounts: tuple[Shaped, ...]
    shares: tuple[Share, ...]
    counts: tuple[Counted, ...]
    day: Dated | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    mentions: tuple[Mention, ...]
    amounts: tuple[Shaped, ...]
    shares: tuple[Share, ...]
    counts: tuple[Counted, ...]
    days: tuple[Dated, ...]
    kinds: tuple[KindNamed, ...]
    text: str

    def parties(self) -> tuple[Mention, ...]:
        """The first mention of each organisation."""
        return tuple({each.org_id: each for each in reversed(self.mentions)}.values())[::-1]


def proposals(text: str, directory: Directory, published: date | None = None) -> list[Proposal]:
    """Return the ledger entries that an article proposes, in order; the engine writes none of them.

    A sentence proposes one where it names a kind of agreement, says that it came about, and names who signed or points
    back to it ("양사는"). Amounts and a day of the next two sentences are taken in where these speak of the same terms.
    """
    sentences = list(_sentences(text, directory, published))
    found: list[Proposal] = []
    for place, sentence in enumerate(sentences):
        if not sentence.kinds or not _SIGNED.search(sentence.text):
            continue
        parties = _parties(sentences, place)
        own = {each.org_id for each in parties}
        if parties and not any(_is_same(each, own, sentence.kinds[0].kind) for each in found):
            found.append(_proposal(sentences, place, parties))
    return found


def _is_same(proposal: Proposal, parties: set[str], kind: str) -> bool:
    return {each.org_id for each in proposal.parties} == parties and proposal.kind.kind == kind


def _parties(sentences: list[_Sentence], place: int) -> tuple[Mention, ...]:
    own = sentences[place].parties()
    if len(own) >= 2 or (own and not _BOTH.search(sentences[place].text)) or not place:
        return own
    return sentences[place - 1].parties() if _BOTH.search(sentences[place].text) else own


def _proposal(sentences: list[_Sentence], place: int, parties: tuple[Mention, ...]) -> Proposal:
    sentence = sentences[place]
    told, royalties, days = list(sentence.amounts), list(sentence.shares), list(sentence.days)
    organisations = {each.org_id for each in parties}
    for later in sentences[place + 1 : place + 1 + _TERMS_WITHIN]:
        is_other = later.kinds and _SIGNED.search(later.text)
        if is_other or not organisations.issuperset(each.org_id for each in later.mentions):
            break
        if _ABOUT_TERMS.search(later.text):
            told += later.amounts
            royalties += later.shares
            days += later.days
    if sentence.kinds[0].kind == "investment":
        told = [Shaped(each.amount) if each.shape is Shape.INVESTED else each for each in told]
    return Proposal(
        *(sentence.start, sentence.end, sentence.kinds[0], parties, tuple(told), tuple(royalties), sentence.counts),
        day=days[0] if days else None,
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends, without the blanks behind it.

    >>> list(sentences("Dr. Kim signed. He left."))
    [(0, 15), (16, 24)]
    """
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        if text[start:end].strip():
            yield start, start + len(text[start:end].rstrip())
        start = end


def _sentences(text: str, directory: Directory, published: date | None) -> Iterator[_Sentence]:
    mentions, money, days = directory.mentions(text), amounts(text), dates(text, published)
    counted, named, royalties = counts(text), kinds(text), shares(text)
    for start, end in sentences(text):
        own = [each for each in money if start <= each.start < end]
        yield _Sentence(
            *(start, end),
            mentions=tuple(each for each in mentions if start <= each.start < end),
            amounts=tuple(each for each in shaped(text, own, (start, end)) if each.shape is not Shape.BESIDE),
            shares=tuple(each for each in royalties if start <= each.start < end),
            counts=tuple(each for each in counted if start <= each.start < end),
            days=tuple(each for each in days if start <= each.start < end and not is_term(text, each)),
            kinds=tuple(each for each in named if start <= each.start < end),
            text=text[start:end],
        )
