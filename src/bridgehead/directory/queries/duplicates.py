"""Pairs of organisations that may be one, with what speaks for it, and two of them beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import normal_name
from bridgehead.directory.merging import REFERENCES
from bridgehead.directory.models import (
    MergedOrganisation,
    NotDuplicate,
    Organisation,
    OrganisationAlias,
)
from bridgehead.directory.queries import bearers_of_names, one_or_404, visible_organisations
from bridgehead.directory.rules import may_import

#: A name or a web site that more of them bear tells them apart no longer.
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two keys, the smaller first, and why they may be one: ``name``, ``doubtful_name``, ``site``."""

    one: int
    other: int
    why: tuple[str, ...]


def pairs(actor: Actor) -> list[Pair]:
    """Return the pairs that may be one and of which nobody has said that they are not: four queries; to staff only.

    A registration number never speaks for it: the database gives each to one organisation alone.
    """
    if not may_import(actor):
        return []
    every = Organisation.objects.all()
    names = bearers_of_names(every)
    doubtful: dict[str, set[int]] = defaultdict(set)
    for pk, text in OrganisationAlias.objects.filter(is_doubtful=True).values_list("organisation_id", "text"):
        name = normal_name(text)
        doubtful[name] |= {pk, *names.get(name, ())} if name in names else set()
    sites: dict[str, set[int]] = defaultdict(set)
    for pk, site in every.exclude(site="").values_list("pk", "site"):
        sites[(urlsplit(site).hostname or "").removeprefix("www.")].add(pk)
    sites.pop("", None)
    why: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, groups in (("name", names.values()), ("site", sites.values()), ("doubtful_name", doubtful.values())):
        for pair in _paired(groups):
            why[pair].append(reason)
    denied = set(NotDuplicate.objects.values_list("one_id", "other_id"))
    found = [Pair(*pair, tuple(reasons)) for pair, reasons in why.items() if pair not in denied]
    return sorted(found, key=lambda each: (-len(each.why), each.why, each.one, each.other))


def _paired(groups: Iterable[Collection[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups if 2 <= len(group) <= MOST_ALIKE for pair in combinations(sorted(group), 2)}


def organisations_of(found: Iterable[Pair]) -> dict[int, Organisation]:
    """Return the organisations of pairs, for a page: one query."""
    return Organisation.objects.in_bulk({pk for each in found for pk in (each.one, each.other)})


def two_or_404(actor: Actor, one: UUID, other: UUID) -> tuple[Organisation, Organisation]:
    """Return two organisations with all that is chosen between; to staff only."""
    if not may_import(actor) or one == other:
        raise Http404
    read = visible_organisations(actor).select_related("logo")
    read = read.prefetch_related("aliases", "registration_numbers", "sectors", "memberships")
    return one_or_404(read, public_id=one), one_or_404(read, public_id=other)


@dataclass(frozen=True, slots=True)
class Held:
    """How many records of one kind refer to each of two organisations."""

    label: str | Promise
    first: int
    second: int


def held_by(first: Organisation, second: Organisation) -> list[Held]:
    """Return what refers to either of two organisations, wherever it is kept: two queries for each kind."""
    counted = [Held(each.label, *(_records(each.relation, pk).count() for pk in (first.pk, second.pk)))
               for each in REFERENCES]  # fmt: skip
    return [each for each in counted if each.first or each.second]


def _records(relation: str, pk: int) -> QuerySet[Any]:
    label, _dot, field = relation.rpartition(".")
    every: QuerySet[Any] = apps.get_model(label)._base_manager.all()
    return every.filter(**{field: pk})


def merged_into(actor: Actor, public_id: UUID) -> Organisation | None:
    """Return the organisation into which another was merged, where the person may see it."""
    found = MergedOrganisation.objects.filter(public_id=public_id).values("organisation")
    return visible_organisations(actor).filter(pk__in=found).first()


def may_be_merged_by(actor: Actor, one: Organisation, other: Organisation) -> bool:
    """Whether no owner comes upon what is another's by a merge, or an administrator has looked at it."""
    owned = [any(each.role == "owner" for each in record.memberships.all()) for record in (one, other)]
    return actor.is_platform_admin or not all(owned)
