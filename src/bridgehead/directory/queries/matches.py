"""Where an organisation holds what was searched for: told to the reader, and asked of every hit.

The index gathers the tokens of all that an organisation says, so that a misspelt word is found; in a long text they may
come from many words that have nothing to do with it. Here each word of the search must stand in one word of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Asking, Match, Matcher
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import organisations_to_index, search_organisations

#: So many of the best hits are looked at, for the few that are shown.
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """An organisation that a search found, and in what: its name, a topic, …"""

    organisation: Organisation
    places: tuple[str | Promise, ...]
    match: Match


def hits(actor: Actor, words: str, most: int) -> list[Hit]:
    """Return the best hits of a search that the person may see, each with where it holds the words."""
    matcher = Matcher(Asking.of(words))
    best = search_organisations(actor, words).ids[:LOOKED_AT]
    read = organisations_to_index().in_bulk(best)
    found = [_hit(read[each], matcher) for each in best if each in read]
    return [hit for hit in found if hit is not None][:most]


def _hit(organisation: Organisation, matcher: Matcher) -> Hit | None:
    """Return where the words stand, the most telling place of each; nothing where one of them stands nowhere."""
    said = _texts(organisation)
    match = matcher.match([texts for _label, texts in said], names=2)
    if match is None:
        return None
    return Hit(organisation, tuple(dict.fromkeys(said[place][0] for place in match.places)), match)


def _texts(organisation: Organisation) -> list[tuple[str | Promise, list[str]]]:
    """Return what an organisation says by where it says it, as the index holds it, the most telling first."""
    aliases, assets = list(organisation.aliases.all()), list(organisation.assets.all())
    sure, doubtful = ([each.text for each in aliases if each.is_doubtful is doubted] for doubted in (False, True))
    topics = [
        *organisation.sectors.all(),
        *(topic for each in organisation.interests.all() for topic in each.topics.all()),
    ]
    products = [(each.name_ko, each.name_en, each.summary_ko, each.summary_en, each.indication) for each in assets]
    return [
        (pgettext_lazy("search", "name"), [organisation.name_ko, organisation.name_en]),
        (_("other name"), sure),
        (_("topic"), [text for each in topics for text in (each.name_ko, each.name_en, each.synonyms)]),
        (_("product or technology"), [text for texts in products for text in texts]),
        (_("description"), [organisation.summary_ko, organisation.summary_en]),
        (pgettext_lazy("search", "city"), [organisation.city]),
        (_("other name"), doubtful),
    ]
