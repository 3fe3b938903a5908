"""What a press text proposes: an article, organisations that are not in the directory, entries in the ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.rules import Component
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import visible_organisations
from bridgehead.foundation.bases import composed
from bridgehead.foundation.clock import day_at_home
from bridgehead.foundation.money import Exactness, amount_of
from bridgehead.newsroom.adapters.reading import Entry, Royalty, Span, Stranger, Term, parts_of, read_text
from bridgehead.newsroom.queries.proposals import names_known

#: Above this share of its letters a text is Korean.
_KOREAN_FROM = 0.3
#: As much of a sentence as a note in the ledger holds.
_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class NamedThere:
    """An organisation of the directory that a press text names."""

    organisation: Organisation
    span: Span


@dataclass(frozen=True, slots=True)
class EntryProposed:
    """An entry that the ledger might hold, with the organisations that are its parties."""

    entry: Entry
    parties: Sequence[Organisation]

    def typed(self, language: str) -> dict[str, str]:
        """Return the entry as it is typed into the form of the ledger; nothing of it is written by that."""
        told = {"kind": self.entry.kind} if self.entry.kind else {}
        told[f"note_{language}"] = " ".join(self.entry.sentence.split())[:_LONGEST_NOTE]
        for number, party in enumerate(self.parties):
            told |= {f"party-{number}-organisation": party.name, f"party-{number}-chosen": str(party.public_id)}
        for number in range(len(self.parties), 2):
            told[f"party-{number}-organisation"] = ""
        rows = [_typed_term(each, language) for each in self.entry.terms if each.component]
        rows += [_typed_royalty(each) for each in self.entry.royalties]
        for number, row in enumerate(rows):
            told |= {f"amount-{number}-{name}": value for name, value in row.items()}
        return told


def _typed_royalty(royalty: Royalty) -> dict[str, str]:
    return {
        "component": Component.ROYALTY,
        "amount": f"{royalty.low:f}",
        "amount_to": f"{royalty.high:f}" if royalty.high != royalty.low else "",
        "exactness": Exactness.EXACT,
    }


def _typed_term(term: Term, language: str) -> dict[str, str]:
    told = term.told
    low, high = (f"{amount_of(each, told.currency):,f}" for each in (told.minor, told.minor_to))
    return {
        "component": term.component,
        f"note_{language}": term.words,
        "amount": low,
        "amount_to": high if told.minor_to != told.minor else "",
        "currency": told.currency,
        "exactness": told.exactness,
    }


@dataclass(frozen=True, slots=True)
class PressRead:
    """All that a press text proposes to a person."""

    language: str
    headline: str
    lead: str
    paragraphs: Sequence[str]
    named: Sequence[NamedThere]
    strangers: Sequence[Stranger]
    entries: Sequence[EntryProposed]


def read_press_text(actor: Actor, text: str, now: datetime, published: date | None = None) -> PressRead:
    """Return what a press text proposes; it is kept nowhere."""
    text = composed(text)
    told = read_text(text, names_known(actor), published or day_at_home(now))
    keys = [*(each.pk for each in told.named), *(pk for each in told.entries for pk in each.parties)]
    found = visible_organisations(actor).only(*Organisation.LIST_FIELDS).in_bulk(keys)
    headline, lead, paragraphs = parts_of(text)
    return PressRead(
        language=language_of(text),
        headline=headline,
        lead=lead,
        paragraphs=paragraphs,
        named=[NamedThere(found[each.pk], each.span) for each in told.named],
        strangers=told.strangers,
        entries=[EntryProposed(each, [found[pk] for pk in each.parties]) for each in told.entries],
    )


def language_of(text: str) -> str:
    """Return the language that a text is in, by its letters."""
    korean, latin = len(re.findall("[가-힣]", text)), len(re.findall("[A-Za-z]", text))
    return "ko" if korean > _KOREAN_FROM * (korean + latin) else "en"
