"""What a ranking answers: articles with a score and the reason, and what editors decided on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum


class Why(Enum):
    """Why an article stands where it does; the words belong to whoever shows them, in the reader's language."""

    READ_NOW = "read_now"
    READ_IN_WINDOW = "read_in_window"
    READ_NEXT = "read_next"
    READ_TOGETHER = "read_together"
    SIMILAR = "similar"
    FOLLOWED = "followed"
    NEW = "new"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its values: how many readers it rests on, and the article it starts from (None: no such article)."""

    why: Why
    readers: int = 0
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article, its score (higher is better, of no unit) and the strongest reason for it."""

    article: int
    score: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decisions:
    """What editors decided; it applies after every computation.

    ``boosted`` and ``buried`` are multiplied by `BOOST` and `BURY`, ``pinned`` stand first in their order, ``excluded``
    do not appear, whatever else was decided of them.
    """

    boosted: frozenset[int] = frozenset()
    buried: frozenset[int] = frozenset()
    pinned: Sequence[int] = ()
    excluded: frozenset[int] = frozenset()


BOOST, BURY = 2.0, 0.25
NOTHING_DECIDED = Decisions()


def ranked(of: Iterable[Ranked], decisions: Decisions, most: int) -> list[Ranked]:
    """The best, at most so many, after what editors decided; equal scores stand by the higher id (the newer)."""
    kept = {one.article: _weighed(one, decisions) for one in of if one.article not in decisions.excluded}
    pins = [article for article in dict.fromkeys(decisions.pinned) if article not in decisions.excluded]
    first = [Ranked(pin, kept[pin].score if pin in kept else 0.0, Reason(Why.PINNED)) for pin in pins]
    rest = (one for one in kept.values() if one.article not in set(pins))
    return (first + sorted(rest, key=lambda one: (-one.score, -one.article)))[: max(most, 0)]


def _weighed(one: Ranked, decisions: Decisions) -> Ranked:
    factor = BOOST if one.article in decisions.boosted else 1.0
    if one.article in decisions.buried:
        factor *= BURY
    return one if factor == 1.0 else replace(one, score=one.score * factor)
