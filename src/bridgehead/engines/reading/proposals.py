"""What a ledger would say of an article: proposals with their places in the text, for an editor to accept or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bridgehead.engines.reading.clauses import SIGNED, Clause, clauses
from bridgehead.engines.reading.money import amounts
from bridgehead.engines.reading.organisations import Directory, Mention
from bridgehead.engines.reading.particulars import Counted, Dated, KindNamed, counts, dates, is_term, kinds
from bridgehead.engines.reading.shapes import Shape, Shaped, Share, shaped, shares

_SENTENCE_END = re.compile(
    r"(?<!\bInc)(?<!\bCo)(?<!\bLtd)(?<!\bCorp)"
    r"(?<!\bNo)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!U\.S)[.!?]\s+|\n+"
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


class _Place(Protocol):
    """Something that stands in a text."""

    @property
    def end(self) -> int: ...


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
    clauses: tuple[Clause, ...]

    def parties(self) -> tuple[Mention, ...]:
        """The first mention of each organisation."""
        return tuple({each.org_id: each for each in reversed(self.mentions)}.values())[::-1]


def proposals(text: str, directory: Directory, published: date | None = None) -> list[Proposal]:
    """Return the ledger entries that an article proposes, in order; the engine writes none of them.

    A sentence proposes one where it names a kind of agreement, says that it came about, and names who signed or points
    back to it ("양사는"); where it tells several agreements, one for each. Amounts and a day of the next two sentences
    are taken in where these speak of the same terms, and of which agreement.
    """
    sentences = list(_sentences(text, directory, published))
    found: list[Proposal] = []
    for place, sentence in enumerate(sentences):
        if not sentence.kinds or not SIGNED.search(sentence.text):
            continue
        whole = Clause(sentence.start, sentence.end, sentence.kinds[0], _parties(sentences, place))
        told = sentence.clauses or (whole,)
        for clause in told:
            if clause.parties:
                _take_in(found, _proposal(sentences, place, clause, told), sentences[0])
    return found


def _take_in(found: list[Proposal], proposal: Proposal, first: _Sentence) -> None:
    """Add a proposal, or put it for the same one where that told less: a headline comes before its text."""
    for place, each in enumerate(found):
        if _is_same(each, proposal) or (each.start == first.start and _is_part(each, proposal)):
            if not (each.amounts or each.shares or each.day):
                found[place] = proposal
            return
    found.append(proposal)


def _is_same(one: Proposal, other: Proposal) -> bool:
    return _organisations(one) == _organisations(other) and one.kind.kind == other.kind.kind


def _is_part(one: Proposal, other: Proposal) -> bool:
    """Whether a headline tells an agreement that its text tells with all parties, or a licence with its direction."""
    kinds = one.kind.kind, other.kind.kind
    return _organisations(one) <= _organisations(other) and (
        kinds[0] == kinds[1] or kinds[1].startswith(f"{kinds[0]}_")
    )


def _organisations(proposal: Proposal) -> set[str]:
    return {each.org_id for each in proposal.parties}


def _parties(sentences: list[_Sentence], place: int) -> tuple[Mention, ...]:
    own = sentences[place].parties()
    if len(own) >= 2 or (own and not _BOTH.search(sentences[place].text)) or not place:
        return own
    return sentences[place - 1].parties() if _BOTH.search(sentences[place].text) else own


def _proposal(sentences: list[_Sentence], place: int, clause: Clause, all_told: Sequence[Clause]) -> Proposal:
    sentence = sentences[place]

    def stands_in(each: _Place) -> bool:
        return clause.start < each.end <= clause.end  # a day begins with the blank before it

    told = [each for each in sentence.amounts if stands_in(each.amount)]
    royalties = list(filter(stands_in, sentence.shares))
    days = [*filter(stands_in, sentence.days), *(each for each in sentence.days if _is_of_all(each, all_told))]
    everybody, goes_on = {each.org_id for one in all_told for each in one.parties}, False
    for later in sentences[place + 1 : place + 1 + _TERMS_WITHIN]:
        is_other = later.kinds and SIGNED.search(later.text)
        if is_other or not everybody.issuperset(each.org_id for each in later.mentions):
            break
        # what names no agreement goes on about that of the sentence before it
        goes_on = _speaks_of(later, clause, all_told) or (goes_on and not later.mentions and not later.kinds)
        if _ABOUT_TERMS.search(later.text) and goes_on:
            told += later.amounts
            royalties += later.shares
            days += later.days
    if clause.kind.kind == "investment":
        told = [Shaped(each.amount) if each.shape is Shape.INVESTED else each for each in told]
    return Proposal(
        *(sentence.start, sentence.end, clause.kind, clause.parties, tuple(told), tuple(royalties)),
        counts=tuple(filter(stands_in, sentence.counts)),
        day=days[0] if days else None,
    )


def _is_of_all(day: Dated, all_told: Sequence[Clause]) -> bool:
    """Whether a day is told with the first agreement, or behind the last one."""
    return day.start < all_told[0].end or day.start > all_told[-1].kind.end


def _speaks_of(later: _Sentence, clause: Clause, all_told: Sequence[Clause]) -> bool:
    """Whether a sentence goes on about an agreement: the only one told, else by its kind or who is in no other."""
    if len(all_told) == 1:
        return True
    own = {each.org_id for each in clause.parties}
    others = {each.org_id for one in all_told if one is not clause for each in one.parties}
    named = {each.org_id for each in later.mentions}
    return own >= named and (bool(named - others) or {each.kind for each in later.kinds} == {clause.kind.kind})


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
        its_mentions = tuple(each for each in mentions if start <= each.start < end)
        its_amounts = tuple(each for each in shaped(text, own, (start, end)) if each.shape is not Shape.BESIDE)
        its_kinds = tuple(each for each in named if start <= each.start < end)
        places = [(each.amount.start, each.amount.end) for each in its_amounts]
        told = clauses(text, (start, end), mentions=its_mentions, kinds=its_kinds, amounts=places)
        yield _Sentence(
            *(start, end),
            mentions=its_mentions,
            amounts=its_amounts,
            shares=tuple(each for each in royalties if start <= each.start < end),
            counts=tuple(each for each in counted if start <= each.start < end),
            days=tuple(each for each in days if start <= each.start < end and not is_term(text, each)),
            kinds=its_kinds,
            text=text[start:end],
            clauses=tuple(told),
        )
