"""Topics as the agency keeps them: how they hang together, what refers to each, and what one was merged into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.functional import Promise

from bridgehead.directory.merging import TOPIC_REFERENCES, Reference
from bridgehead.directory.models import Topic

#: Relations among topics themselves: they say nothing of how much one is used.
_OF_TOPICS = ("directory.Topic.broader", "directory.Topic.merged_into")


def topics_chosen(ids: Collection[int]) -> QuerySet[Topic]:
    """Return the topics that somebody chose, without those that were merged into another meanwhile."""
    return Topic.objects.filter(pk__in=ids, merged_into=None)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the list shows it: what it stands below, and how often it is referred to."""

    topic: Topic
    over: Topic | None
    uses: int


def topic_lines() -> list[TopicLine]:
    """Return every topic that was not merged, each below its broader one: a query for each kind of reference."""
    uses: Counter[int] = Counter()
    for reference in TOPIC_REFERENCES:
        if reference.relation not in _OF_TOPICS:
            uses.update(_counted(reference))
    below: dict[int | None, list[Topic]] = {}
    for each in sorted(Topic.objects.filter(merged_into=None), key=lambda one: one.name.casefold()):
        below.setdefault(each.broader_id, []).append(each)
    lines: list[TopicLine] = []

    def lay(over: Topic | None) -> None:
        for each in below.get(over.pk if over else None, ()):
            lines.append(TopicLine(each, over, uses[each.pk]))
            lay(each)

    lay(None)
    return lines


def kept_topic_or_404(public_id: UUID | str) -> Topic:
    """Return a topic that was not merged into another."""
    found = Topic.objects.select_related("broader").filter(public_id=public_id, merged_into=None).first()
    if found is None:
        raise Http404
    return found


def merged_under(language: str, name: str) -> Topic | None:
    """Return the topic that was merged into another and has a name; what it went into is read with it."""
    gone = Topic.objects.select_related("merged_into").exclude(merged_into=None)
    return gone.filter(**{f"name_{language}__iexact": name}).first()


def ids_below(topic: Topic) -> set[int]:
    """Return a topic with all that stand below it, however far."""
    pairs = list(Topic.objects.exclude(broader=None).values_list("pk", "broader_id"))
    found, grown = {topic.pk}, True
    while grown:
        more = {pk for pk, broader in pairs if broader in found} - found
        found, grown = found | more, bool(more)
    return found


def broader_choices(topic: Topic | None) -> QuerySet[Topic]:
    """Return the topics that another can stand below: none that stands below it already, and none that is retired."""
    offered = Topic.objects.filter(retired_at=None)
    return offered.exclude(pk__in=ids_below(topic)) if topic else offered


@dataclass(frozen=True, slots=True)
class Uses:
    """How many records of one kind refer to each of two topics."""

    label: Promise
    first: int
    second: int


def uses_of(first: Topic, second: Topic) -> list[Uses]:
    """Return what refers to either of two topics: a query for each kind of reference."""
    counted = [(each.label, _counted(each, (first.pk, second.pk))) for each in TOPIC_REFERENCES]
    return [Uses(label, found[first.pk], found[second.pk]) for label, found in counted if found]


def _counted(reference: Reference, among: Collection[int] | None = None) -> Counter[int]:
    label, _dot, field = reference.relation.rpartition(".")
    records: QuerySet[Any] = apps.get_model(label)._base_manager.exclude(**{field: None})
    if among is not None:
        records = records.filter(**{f"{field}__in": among})
    return Counter(dict(records.order_by().values_list(field).annotate(Count("pk"))))
