"""Recent sessions, kept as they come: who read what after what, without knowing anybody beyond the session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int32]
Floats: TypeAlias = NDArray[np.float64]

#: A session ends after so long a silence, and is remembered by its last so many articles.
SILENCE_SECONDS = 1_800.0
LENGTH = 12
MOST_SESSIONS = 120_000
#: Of how many sessions with an article, the latest, is asked.
ASKED = 400
NOTHING = -1
#: After so many sessions those that have ended are told apart no longer.
CLEARED_EACH = 8_192


class Sessions:
    """The latest sessions as rows of article numbers in the order of reading; the oldest makes room for the next."""

    def __init__(self) -> None:
        self.clicks = np.full((1024, LENGTH), NOTHING, np.int32)
        self.ended = np.zeros(1024)
        self._next = 0
        self._open: dict[int, tuple[int, int, float]] = {}
        self._with: dict[int, list[int]] = defaultdict(list)

    def record(self, reader: int, row: int, seconds: float) -> None:
        """A reader opens an article; one that the session has already changes nothing."""
        slot, length, last = self._open.get(reader, (NOTHING, 0, 0.0))
        if slot == NOTHING or seconds - last > SILENCE_SECONDS or length == LENGTH:
            slot, length = self._new_slot(), 0
        elif row in self.clicks[slot, :length].tolist():
            return
        self.clicks[slot, length] = row
        self.ended[slot] = seconds
        self._open[reader] = (slot, length + 1, seconds)
        holding = self._with[row]
        holding.append(slot)
        if len(holding) > 2 * ASKED:
            del holding[:ASKED]

    def of_reader(self, reader: int, seconds: float) -> list[int]:
        """What a reader has read in the session that is going on."""
        slot, length, last = self._open.get(reader, (NOTHING, 0, 0.0))
        if slot == NOTHING or seconds - last > SILENCE_SECONDS:
            return []
        return [row for row in self.clicks[slot, :length].tolist() if row != NOTHING]

    def with_article(self, row: int) -> NDArray[np.int64]:
        """The latest sessions with an article."""
        return np.array(self._with.get(row, [])[-ASKED:], np.int64)

    def after(self, row: int, now: float, fade_seconds: float) -> tuple[Rows, Floats, int]:
        """What was read after an article: articles, weights (less by way and age), from how many sessions."""
        slots = self.with_article(row)
        clicks = self.clicks[slots]
        at_row = clicks == row
        kept = at_row.any(axis=1)  # a slot may have been given to another session since
        slots, clicks, place = slots[kept], clicks[kept], at_row[kept].argmax(axis=1)
        steps = np.arange(LENGTH)[None, :] - place[:, None]
        fade = np.exp2(-np.maximum(now - self.ended[slots], 0.0) / fade_seconds)
        weights = np.where((clicks >= 0) & (steps > 0), fade[:, None] / np.maximum(steps, 1), 0.0)
        told = weights > 0
        return clicks[told], weights[told], len(slots)

    def alike(self, session: list[int], now: float, fade_seconds: float) -> tuple[Rows, Floats, int]:
        """What stands in sessions like this one: articles, weights, from how many sessions.

        A session is as like as the articles it shares weigh, the latest most; a long one tells less of each.
        """
        found = [self.with_article(row) for row in session]
        if not sum(map(len, found)):
            return np.empty(0, np.int32), np.empty(0), 0
        weighed = [np.full(len(slots), 1.0 / (1 + back)) for back, slots in zip(_back(session), found, strict=True)]
        slots, inverse = np.unique(np.concatenate(found), return_inverse=True)
        likeness: Floats = np.bincount(inverse, np.concatenate(weighed)).astype(np.float64)
        likeness *= np.exp2(-np.maximum(now - self.ended[slots], 0.0) / fade_seconds)
        if len(slots) > ASKED:
            best = np.argpartition(-likeness, ASKED)[:ASKED]
            slots, likeness = slots[best], likeness[best]
        clicks = self.clicks[slots]
        held = clicks >= 0
        likeness = likeness / np.log2(1.0 + held.sum(axis=1))
        return clicks[held], np.broadcast_to(likeness[:, None], clicks.shape)[held], len(slots)

    def state(self, number: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
        """Plain arrays for `kept`; ``number`` is the new one of each article, `NOTHING` for what is not kept."""
        used = min(self._next, MOST_SESSIONS)
        clicks = self.clicks[:used]
        opened = [(reader, *one) for reader, one in self._open.items()]
        return {
            "sessions_clicks": np.where(clicks >= 0, np.append(number, NOTHING)[clicks], NOTHING).astype(np.int32),
            "sessions_ended": self.ended[:used],
            "sessions_next": np.array([self._next], np.int64),
            "sessions_readers": np.array([one[0] for one in opened], np.int64),
            "sessions_open": np.array([one[1:] for one in opened], np.float64).reshape(len(opened), 3),
        }

    @classmethod
    def kept(cls, state: Mapping[str, NDArray[np.generic]]) -> Sessions:
        """Sessions from what `state` gave."""
        sessions, clicks = cls(), np.asarray(state["sessions_clicks"], np.int32)
        if len(clicks):
            sessions.clicks, sessions.ended = clicks, np.asarray(state["sessions_ended"], np.float64)
        sessions._next = int(np.asarray(state["sessions_next"], np.int64)[0])
        opened = np.asarray(state["sessions_open"], np.float64).tolist()
        readers = np.asarray(state["sessions_readers"], np.int64).tolist()
        sessions._open = {
            reader: (int(slot), int(length), last) for reader, (slot, length, last) in zip(readers, opened, strict=True)
        }
        slots, places = np.nonzero(clicks != NOTHING)
        rows, age = clicks[slots, places], (slots - sessions._next) % MOST_SESSIONS
        order = np.lexsort((age, rows))
        rows, slots = rows[order], slots[order]
        starts = np.flatnonzero(np.diff(rows, prepend=NOTHING))
        for start, end in pairwise([*starts.tolist(), len(rows)]):
            sessions._with[int(rows[start])] = slots[max(start, end - ASKED) : end].tolist()
        return sessions

    def _new_slot(self) -> int:
        slot = self._next % MOST_SESSIONS
        self._next += 1
        if slot >= len(self.ended):
            self.clicks = np.concatenate([self.clicks, np.full_like(self.clicks, NOTHING)])
            self.ended = np.concatenate([self.ended, np.zeros_like(self.ended)])
        self.clicks[slot] = NOTHING
        if self._next % CLEARED_EACH == 0:
            since = self.ended.max() - SILENCE_SECONDS
            self._open = {reader: one for reader, one in self._open.items() if one[2] >= since}
        return slot


def _back(session: list[int]) -> range:
    return range(len(session) - 1, -1, -1)
