"""Finding the organisation that somebody means by a name."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import search_organisations, visible_organisations

#: So many names are offered while typing; whoever is not among them is found by the whole name.
_MOST_NAMES = 400
_LIKELY = 3


def organisations_named(actor: Actor, name: str) -> list[Organisation]:
    """Return the organisations of exactly that name in either language, two at most: one is meant, two are asked."""
    typed = " ".join(name.split())
    named = visible_organisations(actor).filter(Q(name_ko__iexact=typed) | Q(name_en__iexact=typed))
    return list(named.order_by("pk")[:2])


def organisation_chosen(actor: Actor, public_id: UUID, name: str) -> Organisation | None:
    """Return the organisation that was chosen before, as long as the name beside it is still one of its names."""
    found = visible_organisations(actor).filter(public_id=public_id).first()
    typed = " ".join(name.split()).casefold()
    return found if found and typed in {found.name_ko.casefold(), found.name_en.casefold()} else None


def likely_names(actor: Actor, name: str) -> list[str]:
    """Return the names that somebody may have meant, best first."""
    return [each.name for each in search_organisations(actor, name)[:_LIKELY]]


def names_to_choose(actor: Actor) -> list[str]:
    """Return names of organisations in both languages, to choose from while typing."""
    pairs = visible_organisations(actor).order_by("name_ko", "pk").values_list("name_ko", "name_en")
    return [name for pair in pairs[: _MOST_NAMES // 2] for name in pair if name]
