"""What a search found, as the page shows it: the best of each kind, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridgehead.directory.searching import Group, Kind

#: So many of each kind stand on the page of everything.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """The best of one kind; ``number`` of all that was found, or more where it ``is_more``."""

    kind: Kind
    best: list[Any]
    number: int
    is_more: bool

    @classmethod
    def of(cls, group: Group) -> Shown:
        """Read the best of a group."""
        return cls(group.kind, list(group.hits[:SHOWN]), len(group.hits), group.hits.is_more)

    @property
    def is_whole(self) -> bool:
        """Whether all that was found is shown."""
        return self.number <= SHOWN
