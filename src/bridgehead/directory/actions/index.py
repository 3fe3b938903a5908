"""Keeping the search index in step: called by every action that changes what can be searched."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from bridgehead.directory import search_index
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import organisations_to_index, search_tokens

#: So many organisations are read at once.
AT_ONCE = 500


def index_organisation(organisation_id: int) -> None:
    """Put an organisation into the search index as it is now, within the transaction of the deed."""
    organisation = organisations_to_index().get(pk=organisation_id)
    names, about = search_tokens(organisation)
    search_index.keep(organisation_id, names=names, about=about, is_listed=organisation.is_listed)


@transaction.atomic
def rebuild_search_index() -> int:
    """Make the search index anew (after an import, or when the tokeniser has changed); return how many it holds."""
    search_index.clear()
    count = 0
    for organisation in organisations_to_index().order_by("pk").iterator(chunk_size=500):
        names, about = search_tokens(organisation)
        search_index.keep(organisation.pk, names=names, about=about, is_listed=organisation.is_listed)
        count += 1
    return count


def index_organisations(ids: Sequence[int]) -> list[Organisation]:
    """Put many organisations into the search index, within the transaction of the deed; return them as read for it."""
    read: list[Organisation] = []
    for start in range(0, len(ids), AT_ONCE):
        some = organisations_to_index().prefetch_related("registration_numbers")
        for organisation in some.filter(pk__in=ids[start : start + AT_ONCE]).order_by("pk"):
            names, about = search_tokens(organisation)
            search_index.keep(organisation.pk, names=names, about=about, is_listed=organisation.is_listed)
            read.append(organisation)
    return read
