"""Where an organisation holds what was searched for: told to the reader, and asked of every hit.

The index gathers the tokens of all that an organisation says, so that a misspelt word is found; in a long text they may
come from many words that have nothing to do with it. Here each word of the search must stand in one word of the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import AskedWord, asked_words, holds_one_of, indexed_tokens, words_of
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import organisations_to_index, search_organisations

#: So many of the best hits are looked at, for the few that are shown.
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """An organisation that a search found, and in what: its name, a topic, …"""

    organisation: Organisation
    places: tuple[str | Promise, ...]


def hits(actor: Actor, words: str, most: int) -> list[Hit]:
    """Return the best hits of a search that the person may see, each with where it holds the words."""
    asked = asked_words(words)
    best = search_organisations(actor, words).ids[:LOOKED_AT]
    read = organisations_to_index().in_bulk(best)
    found = [Hit(read[each], _places(read[each], asked)) for each in best if each in read]
    return [hit for hit in found if hit.places][:most]


def _places(organisation: Organisation, asked: Sequence[AskedWord]) -> tuple[str | Promise, ...]:
    """Return where the words stand, the most telling place of each; nothing where one of them stands nowhere."""
    said = [(label, [indexed_tokens(word) for word in _words(texts)]) for label, texts in _texts(organisation)]
    places = [next((label for label, tokens in said if _holds(word, tokens)), None) for word in asked]
    return () if None in places else tuple(dict.fromkeys(place for place in places if place))


def _holds(word: AskedWord, tokens: Iterable[Collection[str]]) -> bool:
    return any(holds_one_of([word], set(each)) for each in tokens)


def _words(texts: Iterable[str]) -> list[str]:
    """Return the words of the texts, and each two neighbours as one: ``대웅제약`` is found in ``대웅 제약``."""
    found: list[str] = []
    for text in texts:
        words = words_of(text)
        found += [*words, *("".join(pair) for pair in pairwise(words))]
    return found


def _texts(organisation: Organisation) -> list[tuple[str | Promise, list[str]]]:
    """Return what an organisation says by where it says it, as the index holds it, the most telling first."""
    aliases, assets = list(organisation.aliases.all()), list(organisation.assets.all())
    topics = [
        *organisation.sectors.all(),
        *(topic for each in organisation.interests.all() for topic in each.topics.all()),
    ]
    products = [(each.name_ko, each.name_en, each.summary_ko, each.summary_en, each.indication) for each in assets]
    return [
        (pgettext_lazy("search", "name"), [organisation.name_ko, organisation.name_en]),
        (_("other name"), [each.text for each in aliases]),
        (_("topic"), [text for each in topics for text in (each.name_ko, each.name_en, each.synonyms)]),
        (_("product or technology"), [text for texts in products for text in texts]),
        (_("description"), [organisation.summary_ko, organisation.summary_en]),
        (pgettext_lazy("search", "city"), [organisation.city]),
    ]
