"""What stands against what on an agenda. Pure: of sessions only their places, times and presenters are looked at.

A session whose end is not known takes up the moment at which it starts; one without a start takes up nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

_INSTANT = timedelta(microseconds=1)


class ConflictKind(Enum):
    """What is wrong: two at once in a room or by one presenter; one outside of the forum's days or its part's time."""

    ROOM = "room"
    PRESENTER = "presenter"
    OUTSIDE_FORUM = "outside_forum"
    OUTSIDE_PART = "outside_part"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until before another; None where a side is open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, other: Held) -> bool:
        """Whether all that a session takes up lies in it."""
        begins = self.starts_at is None or self.starts_at <= other.starts_at
        return begins and (self.ends_at is None or other.until <= self.ends_at)


@dataclass(frozen=True, slots=True)
class Held:
    """A session at a known time: in which rooms, by the names they go by, and by whom."""

    key: int
    starts_at: datetime
    ends_at: datetime | None = None
    rooms: frozenset[str] = frozenset()
    presenters: frozenset[int] = frozenset()
    part: Span = field(default_factory=Span)

    @property
    def until(self) -> datetime:
        """The first moment that it does not take up."""
        return self.ends_at if self.ends_at is not None else self.starts_at + _INSTANT


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands against what: ``second`` is None where a session stands against its forum or part."""

    kind: ConflictKind
    first: int
    second: int | None = None
    presenters: frozenset[int] = frozenset()


def overlapping(sessions: Iterable[Held]) -> Iterator[tuple[Held, Held]]:
    """Return each pair of sessions that share a moment, the earlier one first, by the time of the later one."""
    going: list[Held] = []
    for each in sorted(sessions, key=lambda held: (held.starts_at, held.until, held.key)):
        going = [other for other in going if other.until > each.starts_at]
        for other in going:
            yield other, each
        going.append(each)


def conflicts(sessions: Collection[Held], *, days: Span) -> list[Conflict]:
    """Return what stands against what: pairs first, then what lies outside of the forum's days or its part's time."""
    found = []
    for one, other in overlapping(sessions):
        if one.rooms & other.rooms:
            found.append(Conflict(ConflictKind.ROOM, one.key, other.key))
        both = one.presenters & other.presenters
        if both:
            found.append(Conflict(ConflictKind.PRESENTER, one.key, other.key, both))
    for each in sorted(sessions, key=lambda held: (held.starts_at, held.key)):
        if not days.holds(each):
            found.append(Conflict(ConflictKind.OUTSIDE_FORUM, each.key))
        elif not each.part.holds(each):
            found.append(Conflict(ConflictKind.OUTSIDE_PART, each.key))
    return found
