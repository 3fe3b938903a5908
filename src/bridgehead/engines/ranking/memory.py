"""What was seen and when, or how often, for some days: sorted keys with a number each, in one segment for each day.

A key lies in the segment of the day of its latest moment, so that what is old is forgotten by dropping a segment, and
a new batch is merged into one day's keys instead of into all. Twelve bytes for each key: a day's arrays are taken from
the system and given back to it as a whole, for in the process's own store they leave holes that fit nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from mmap import mmap
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.uint64]
Moments: TypeAlias = NDArray[np.uint32]
Number = TypeVar("Number", np.uint64, np.uint32)

DAY_SECONDS = 86_400
#: Stands where a key is kept no longer: it moved to a later day.
GONE = 0
#: So many keys are moved, or given out, at once.
PIECE = 1 << 17


class _Day:
    """Sorted keys with their moments, in arrays with room behind them that takes no memory until it is used."""

    def __init__(self, keys: Keys, moments: Moments, room: int) -> None:
        self._length = len(keys)
        self._keys = _roomy(keys, max(room, self._length))
        self._moments = _roomy(moments, max(room, self._length))

    @property
    def keys(self) -> Keys:
        """The keys, which rise."""
        return self._keys[: self._length]

    @property
    def moments(self) -> Moments:
        """Their moments."""
        return self._moments[: self._length]

    def take(self, keys: Keys, moments: Moments) -> None:
        """Merge rising keys in that are not held."""
        room = self._length + len(keys)
        if room > len(self._keys):
            self._keys, self._moments = _roomy(self.keys, 2 * room), _roomy(self.moments, 2 * room)
        where = np.searchsorted(self.keys, keys)
        end, new_end = self._length, len(keys)
        self._length = room
        # from behind, so that nothing is written over before it has moved
        while new_end:
            start = max(end - PIECE, 0)
            new_start = int(np.searchsorted(where[:new_end], start)) if start else 0
            inside = where[new_start:new_end] - start
            for held, new in ((self._keys, keys), (self._moments, moments)):
                held[start + new_start : end + new_end] = np.insert(held[start:end], inside, new[new_start:new_end])
            end, new_end = start, new_start

    def compacted(self) -> _Day:
        """The day without what moved on; itself where that is little."""
        there = self.moments != GONE
        is_full = np.count_nonzero(there) * 8 >= self._length * 7
        return self if is_full else _Day(self.keys[there], self.moments[there], 0)


def _roomy(column: NDArray[Number], room: int) -> NDArray[Number]:
    """The column with room behind it."""
    roomy: NDArray[Number] = np.frombuffer(mmap(-1, max(room, 1) * column.itemsize), column.dtype)
    roomy[: len(column)] = column
    return roomy


class Memory:
    """Keys (uint64) with a moment each (whole seconds from 1), by days."""

    def __init__(self) -> None:
        self._days: dict[int, _Day] = {}

    def moments(self, keys: Keys) -> Moments:
        """The moment kept for each of these sorted keys, 0 where there is none."""
        found = np.zeros(len(keys), np.uint32)
        for day in self._days.values():
            places, at = _held(day.keys, keys)
            found[places] = np.maximum(found[places], day.moments[at])
        return found

    def put(self, keys: Keys, moments: Moments, day: int) -> None:
        """Keep these sorted, distinct keys with their moments on a day; wherever else they lay, they do no longer."""
        if day not in self._days:
            # a day is about as busy as the busiest before it
            room = max((len(each.keys) * 5 // 4 for each in self._days.values()), default=0)
            for other in list(self._days):
                self._days[other] = self._days[other].compacted()
            self._days[day] = _Day(keys[:0], moments[:0], room)
        for other, segment in self._days.items():
            if other != day:
                segment.moments[_held(segment.keys, keys)[1]] = GONE
        into = self._days[day]
        places, at = _held(into.keys, keys)
        into.moments[at] = moments[places]
        new = np.ones(len(keys), bool)
        new[places] = False
        into.take(keys[new], moments[new])

    def forget(self, before_day: int) -> None:
        """Drop what was last put on an earlier day."""
        self._days = {day: segment for day, segment in self._days.items() if day >= before_day}

    def segments(self) -> Iterator[tuple[Keys, Moments]]:
        """Keys and moments, piece by piece of each day; a moment of 0 stands for a key that moved on."""
        for day in self._days.values():
            for start in range(0, len(day.keys), PIECE):
                yield day.keys[start : start + PIECE], day.moments[start : start + PIECE]

    def state(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Plain arrays from which `of` makes the same again: each day's own, to be stored before more is put."""
        days = sorted(self._days)
        told: dict[str, NDArray[np.generic]] = {f"{name}_days": np.array(days, np.int64)}
        for day in days:
            told[f"{name}_keys_{day}"], told[f"{name}_moments_{day}"] = self._days[day].keys, self._days[day].moments
        return told

    @classmethod
    def of(cls, state: Mapping[str, NDArray[np.generic]], name: str) -> Memory:
        """A memory from what `state` gave, read day by day: where that is a file, no more than a day is held twice."""
        memory = cls()
        for day in np.asarray(state[f"{name}_days"], np.int64).tolist():
            keys = np.asarray(state[f"{name}_keys_{day}"], np.uint64)
            memory._days[day] = _Day(keys, np.asarray(state[f"{name}_moments_{day}"], np.uint32), 0)
        return memory


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
