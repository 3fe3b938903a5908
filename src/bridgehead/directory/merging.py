"""How the records of each context move when two organisations turn out to be one: every context says so of its own.

    REFERENCES.moves("events.Registration.organisation", _("registrations"))
    REFERENCES.moves("newsroom.Follow.organisation", _("followers"), alike=("follower",))

Registered from ``apps.py``. A test holds every relation to an organisation against what is registered, so that none is
left behind. Records of which both organisations have the same are folded into one where ``alike`` names the fields in
which they must not be the same; where they cannot be, ``both`` is the sentence by which the merge is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from bridgehead.directory.guards import names_what_stayed
from bridgehead.foundation import guards

#: The table of merges, for guards that let nothing but a merge change what they keep.
MERGED = "directory_mergedorganisation"


@dataclass(frozen=True, slots=True)
class Reference:
    """One relation to an organisation: what its records are called, and what happens to those that both have."""

    relation: str
    label: Promise
    both: Promise | None = None
    alike: tuple[str, ...] = ()
    #: Which of its records move; the others can never change, and stay.
    only: Mapping[str, Any] = field(default_factory=dict)


class References:
    """Every relation to an organisation, or to a topic, by the contexts that registered it."""

    def __init__(self) -> None:
        self._held: dict[str, Reference] = {}

    def moves(
        self,
        relation: str,
        label: Promise,
        *,
        both: Promise | None = None,
        alike: tuple[str, ...] = (),
        only: Mapping[str, Any] | None = None,
    ) -> None:
        """Register how the records of a relation move; the same once more changes nothing."""
        self._keep(Reference(relation, label, both, alike, only or {}))

    def _keep(self, reference: Reference) -> None:
        self._held[reference.relation] = reference

    def __iter__(self) -> Iterator[Reference]:
        return iter(self._held[name] for name in sorted(self._held))

    def __contains__(self, relation: object) -> bool:
        return relation in self._held


class TopicReferences(References):
    """Every relation to a topic. What names one that was merged, or is being merged, comes to name the one that stayed.

    The database sees to it, so that nothing is lost that was chosen before the merge and is written after it.
    """

    def _keep(self, reference: Reference) -> None:
        super()._keep(reference)
        label_of_model, _dot, name = reference.relation.rpartition(".")
        model = apps.get_model(label_of_model)
        columns = [model._meta.get_field(each).column for each in (name, *reference.alike)]
        # ``only`` names what is empty in the records that move: ``{"sealed_at": None}``.
        open_ones = [model._meta.get_field(each).column for each in reference.only]
        guards.register(names_what_stayed(model._meta.db_table, columns[0], alike=columns[1:], where_empty=open_ones))


REFERENCES = References()
#: The same of topics.
TOPIC_REFERENCES = TopicReferences()


def is_moved_by_merge(old: str, new: str) -> str:
    """Return SQL that is true where one id became the other by a merge that is being made, or was."""
    return f"EXISTS (SELECT 1 FROM {MERGED} WHERE gone_id = {old} AND organisation_id = {new})"  # noqa: S608  # names of columns
