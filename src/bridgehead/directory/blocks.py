"""What higher contexts show on an organisation's page: they register here, the page knows none of them.

    @blocks.shown_on_organisations(order=20)
    def appearances(actor: Actor, organisation: Organisation) -> Block | None: ...

Registered from ``apps.py``; each reads in a constant number of queries and only what that actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the page: an id for its address, a heading, and a partial template with what it needs."""

    id: str
    heading: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Source = Callable[[Actor, Organisation], Block | None]
_sources: dict[Source, int] = {}


def shown_on_organisations(*, order: int) -> Callable[[Source], Source]:
    """Register a source of blocks; smaller orders stand higher."""

    def register(source: Source) -> Source:
        _sources[source] = order
        return source

    return register


def blocks_of(actor: Actor, organisation: Organisation) -> list[Block]:
    """Return the blocks of an organisation's page in their order; those with nothing to show are left out."""
    found = [source(actor, organisation) for source in sorted(_sources, key=lambda each: _sources[each])]
    return [each for each in found if each is not None]
