"""What was seen and when, for some days: sorted keys with a moment each, in one segment for each day.

A key lies in the segment of the day of its latest moment, so that what is old is forgotten by dropping a segment, and
a new batch is merged into one day's keys instead of into all. Twelve bytes for each key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.uint64]
Moments: TypeAlias = NDArray[np.uint32]

DAY_SECONDS = 86_400
#: Stands where a key is kept no longer: it moved to a later day.
GONE = 0


class Memory:
    """Keys (uint64) with a moment each (whole seconds from 1), by days."""

    def __init__(self) -> None:
        self._days: dict[int, tuple[Keys, Moments]] = {}

    def moments(self, keys: Keys) -> Moments:
        """The moment kept for each of these sorted keys, 0 where there is none."""
        found = np.zeros(len(keys), np.uint32)
        for held, moments in self._days.values():
            places, at = _held(held, keys)
            found[places] = np.maximum(found[places], moments[at])
        return found

    def put(self, keys: Keys, moments: Moments, day: int) -> None:
        """Keep these sorted, distinct keys with their moments on a day; wherever else they lay, they do no longer."""
        if day not in self._days:
            self._days = {other: _compact(*segment) for other, segment in self._days.items()}
        for other, (held, kept) in self._days.items():
            if other != day:
                kept[_held(held, keys)[1]] = GONE
        held, kept = self._days.get(day, (np.empty(0, np.uint64), np.empty(0, np.uint32)))
        places, at = _held(held, keys)
        kept[at] = moments[places]
        new = np.ones(len(keys), bool)
        new[places] = False
        where = np.searchsorted(held, keys[new])
        self._days[day] = np.insert(held, where, keys[new]), np.insert(kept, where, moments[new])

    def forget(self, before_day: int) -> None:
        """Drop what was last put on an earlier day."""
        self._days = {day: segment for day, segment in self._days.items() if day >= before_day}

    def segments(self) -> Iterator[tuple[Keys, Moments]]:
        """Each day's keys and moments; a moment of 0 stands for a key that moved on."""
        yield from self._days.values()

    def state(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Plain arrays from which `of` makes the same again."""
        days = sorted(self._days)
        segments = [self._days[day] for day in days]
        return {
            f"{name}_days": np.array(days, np.int64),
            f"{name}_lengths": np.array([len(keys) for keys, _ in segments], np.int64),
            f"{name}_keys": np.concatenate([np.empty(0, np.uint64), *(keys for keys, _ in segments)]),
            f"{name}_moments": np.concatenate([np.empty(0, np.uint32), *(moments for _, moments in segments)]),
        }

    @classmethod
    def of(cls, state: Mapping[str, NDArray[np.generic]], name: str) -> Memory:
        """A memory from what `state` gave."""
        memory, start = cls(), 0
        keys, moments = state[f"{name}_keys"].astype(np.uint64), state[f"{name}_moments"].astype(np.uint32)
        for day, length in zip(state[f"{name}_days"].tolist(), state[f"{name}_lengths"].tolist(), strict=True):
            memory._days[day] = keys[start : start + length].copy(), moments[start : start + length].copy()
            start += length
        return memory


def _compact(keys: Keys, moments: Moments) -> tuple[Keys, Moments]:
    there = moments != GONE
    return (keys, moments) if there.all() else (keys[there], moments[there])


def _held(held: Keys, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of the asked keys are held, and where."""
    if not len(held):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    at = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    places = np.flatnonzero(held[at] == keys)
    return places, at[places]


def mixed(names: NDArray[np.generic]) -> Keys:
    """Names as keys with every bit stirred (the finaliser of splitmix64), one key for each name."""
    keys = names.astype(np.uint64)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
