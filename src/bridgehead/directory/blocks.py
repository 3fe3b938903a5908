"""What higher contexts show on the page of a record: they register for its kind, the page knows none of them.

    @ON_ORGANISATIONS.shown(order=20)
    def appearances(actor: Actor, organisation: Organisation) -> Block | None: ...

Registered from ``apps.py``; each reads in a constant number of queries and only what that actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the page: an id for its address, a heading, and a partial template with what it needs."""

    id: str
    heading: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Record = TypeVar("Record")
Source = Callable[[Actor, Record], Block | None]


class Blocks(Generic[Record]):
    """What is shown on the pages of one kind of record, by the contexts that registered for it."""

    def __init__(self) -> None:
        self._sources: dict[Source[Record], int] = {}

    def shown(self, *, order: int) -> Callable[[Source[Record]], Source[Record]]:
        """Register a source of blocks; smaller orders stand higher."""

        def register(source: Source[Record]) -> Source[Record]:
            self._sources[source] = order
            return source

        return register

    def of(self, actor: Actor, record: Record) -> list[Block]:
        """Return the blocks of a record's page in their order; those with nothing to show are left out."""
        found = [source(actor, record) for source in sorted(self._sources, key=lambda each: self._sources[each])]
        return [each for each in found if each is not None]


ON_ORGANISATIONS: Blocks[Organisation] = Blocks()
