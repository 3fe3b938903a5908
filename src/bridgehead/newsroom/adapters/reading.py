"""How the newsroom asks the reading engine: a text and the names that somebody may know in, what it tells out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bridgehead.agreements.rules import AgreementKind, Component
from bridgehead.engines import reading
from bridgehead.foundation.money import Exactness, amount_of, minor_of


class Particular(StrEnum):
    """What a ledger entry would take from a text besides parties and amounts."""

    DAY = "day"
    COUNT = "count"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text in their sentence: what stands before and after them there, and where they begin and end."""

    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation of the directory that a text names, at its first place, and how often it does."""

    pk: int
    span: Span
    times: int


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that a text tells, in whole minor units; ``minor_to`` is the same where it is no range."""

    span: Span
    minor: int
    minor_to: int
    currency: str
    exactness: str

    @property
    def amount(self) -> Decimal:
        """The amount in whole units, of a range its lower end."""
        return amount_of(self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Besides:
    """A day, a count or a kind of agreement; ``value`` is a date, a number or the kind's key."""

    what: Particular
    span: Span
    value: Any


@dataclass(frozen=True, slots=True)
class Stranger:
    """An organisation that no directory lists, by its name in one language."""

    span: Span
    language: str


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of an agreement in the shape in which a ledger holds it; ``words`` say what else it is (개당, a year).

    ``component`` is empty for an amount that tells another one again in another currency.
    """

    told: Told
    component: str
    words: str

    @property
    def called(self) -> str:
        """What its shape is called, for people."""
        return str(Component(self.component).label) if self.component else ""


@dataclass(frozen=True, slots=True)
class Royalty:
    """A royalty in per cent; ``low`` and ``high`` are equal unless it is a range."""

    span: Span
    low: Decimal
    high: Decimal

    @property
    def called(self) -> str:
        """What its shape is called, for people."""
        return str(Component.ROYALTY.label)


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry that a text proposes; ``kind`` is empty where the text does not say which one it is."""

    sentence: str
    kind: str
    parties: Sequence[int]
    terms: Sequence[Term]
    royalties: Sequence[Royalty]
    day: date | None


@dataclass(frozen=True, slots=True)
class TextRead:
    """All that a text tells."""

    named: Sequence[Named]
    amounts: Sequence[Told]
    besides: Sequence[Besides]
    strangers: Sequence[Stranger]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation by the names under which a text may name it."""

    pk: int
    name_ko: str
    name_en: str
    aliases: tuple[str, ...]


def read_text(text: str, known: Iterable[Known], published: date | None) -> TextRead:
    """Return what a text tells; days without a year are those nearest to ``published``."""
    directory = reading.Directory.of(
        reading.Organisation(str(each.pk), each.name_ko, each.name_en, each.aliases) for each in known
    )
    places = _Places(text)
    amounts = {each.start: told for each in reading.amounts(text) if (told := _told(places, each)) is not None}
    return TextRead(
        named=_named(places, directory.mentions(text)),
        amounts=list(amounts.values()),
        besides=_besides(places, text, published),
        strangers=[
            Stranger(places.span(each.start, each.end), each.language) for each in reading.unlisted(text, directory)
        ],
        entries=[
            Entry(
                sentence=text[each.start : each.end],
                kind=each.kind.kind if each.kind.kind in AgreementKind.values else "",
                parties=[int(party.org_id) for party in each.parties],
                terms=[_term(amounts[one.amount.start], one) for one in each.amounts if one.amount.start in amounts],
                royalties=[Royalty(places.span(one.start, one.end), one.low, one.high) for one in each.shares],
                day=each.day.day if each.day else None,
            )
            for each in reading.proposals(text, directory, published)
        ],
    )


def parts_of(text: str) -> tuple[str, str, Sequence[str]]:
    """Return the headline, the lead and the paragraphs of a press text."""
    parts = reading.press_text(text)
    return parts.headline, parts.lead, parts.paragraphs


class _Places:
    """Where the sentences of a text are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = list(reading.sentences(text))
        self._starts = [start for start, _end in self._sentences]

    def span(self, start: int, end: int) -> Span:
        begins, ends = self._sentences[bisect_right(self._starts, start) - 1]
        return Span(start, end, self.text[begins:start], self.text[start:end], self.text[end : max(end, ends)])


def _named(places: _Places, mentions: Sequence[reading.Mention]) -> list[Named]:
    of_each: dict[str, list[reading.Mention]] = {}
    for each in mentions:
        of_each.setdefault(each.org_id, []).append(each)
    return [Named(int(pk), places.span(own[0].start, own[0].end), len(own)) for pk, own in of_each.items()]


def _told(places: _Places, amount: reading.Amount) -> Told | None:
    """An amount as a ledger keeps it; None for one that its currency cannot hold."""
    try:
        low, high = minor_of(amount.low, amount.currency), minor_of(amount.high, amount.currency)
    except ValueError:
        return None
    exactness = amount.exactness.value if amount.exactness.value in Exactness.values else Exactness.EXACT.value
    return Told(places.span(amount.start, amount.end), low, high, amount.currency, exactness)


#: What the ledger has a shape for. A unit's price, a year's sum, what is invested and a royalty in money it keeps as
#: stated, with a note.
_COMPONENTS = {
    reading.Shape.UPFRONT: Component.UPFRONT,
    reading.Shape.MILESTONE: Component.MILESTONE,
    reading.Shape.CONVERTED: "",
}


def _term(told: Told, shaped: reading.Shaped) -> Term:
    component = _COMPONENTS.get(shaped.shape, Component.HEADLINE)
    return Term(told, component, shaped.words if component == Component.HEADLINE else "")


def _besides(places: _Places, text: str, published: date | None) -> list[Besides]:
    found: list[tuple[Particular, reading.Dated | reading.Counted | reading.KindNamed, Any]] = [
        *((Particular.DAY, each, each.day) for each in reading.dates(text, published)),
        *((Particular.COUNT, each, each.number) for each in reading.counts(text)),
        *((Particular.KIND, each, each.kind) for each in reading.kinds(text)),
    ]
    told = [Besides(what, places.span(each.start, each.end), value) for what, each, value in found]
    return sorted(told, key=lambda each: each.span.start)
