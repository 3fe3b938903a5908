"""What refers to an organisation, in whatever context: read from the models themselves, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import ManyToOneRel, QuerySet

from bridgehead.directory.models import Organisation


def relations() -> list[ManyToOneRel]:
    """Return every relation by which a record of some context refers to an organisation, many-to-many ones included.

    The record itself has a column for it: ``each.related_model``, ``each.field``.
    """
    found = [
        each
        for each in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(each, ManyToOneRel) and each.related_model is not Organisation
    ]
    return sorted(found, key=name_of)


def name_of(relation: ManyToOneRel) -> str:
    """Return how a relation is named: ``events.Registration.organisation``."""
    model: Any = relation.related_model
    return f"{model._meta.label}.{relation.field.name}"


def referred_to(ids: Collection[int] | QuerySet[Any, Any], *, besides: Iterable[str]) -> dict[int, set[str]]:
    """Return which of the organisations something refers to, and by which relations; one query for each relation."""
    found: dict[int, set[str]] = {}
    left_out = set(besides)
    for relation in relations():
        if name_of(relation) in left_out:
            continue
        model: Any = relation.related_model
        column = relation.field.attname
        held = model._base_manager.filter(**{f"{column}__in": ids}).order_by()
        for pk in held.values_list(column, flat=True).distinct():
            found.setdefault(pk, set()).add(name_of(relation))
    return found
