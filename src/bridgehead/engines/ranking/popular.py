"""Most viewed and popular today, from readings as they come: who (a hash), what (an article), when (seconds).

A reader counts once for an article. *Popular today* is the exponentially decayed number of such first views, kept as a
value and the moment it stands for, so that a reading costs the same whatever came before. Readers who were never seen
before may make up at most `MOST_NEW` times the share that they have among all other readings of the site: a crowd of
new identities that reads one article counts for little, a link from outside that brings real readers to several does.
They count from the second on: in a quiet hour one reader would decide the tenth place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bridgehead.engines.ranking.memory import DAY_SECONDS, Keys, Memory, mixed
from bridgehead.engines.ranking.ranked import NOTHING_DECIDED, Decisions, Ranked, Reason, Why, ranked

State: TypeAlias = dict[str, NDArray[np.generic]]
Floats: TypeAlias = NDArray[np.float64]

HOUR_SECONDS = 3_600
LEAST_HALF_LIFE, MOST_HALF_LIFE = 900.0, 86_400.0
#: How many readings lie inside one half-life; where they do not, it is doubled or halved at the next full hour.
LEAST_INSIDE, MOST_INSIDE = 50, 200
#: How many times the share of new readers of the rest of the site one article may have.
MOST_NEW = 1.5
#: How many readings the site's longer history weighs beside those inside the half-life, in the share of new readers.
HISTORY = 20.0
#: After how many readings that history weighs half.
PAST_READINGS = 10_000
#: As many known readers an article is taken to have before any has come, so that its first new ones count a little.
GRACE = 0.3
#: What a new reader counts who is the only one: next to nothing, so that one identity decides no place.
LONE = 0.02
#: How long a reading is remembered, so that a second one of the same reader changes nothing.
MEMORY_DAYS = 7
ARTICLE_BITS = 20
MOST_ARTICLES = 1 << ARTICLE_BITS
READER_SHIFT = np.uint64(ARTICLE_BITS)
ARTICLE_SHIFT = np.uint64(64 - ARTICLE_BITS)
ARTICLE_MASK = np.uint64(MOST_ARTICLES - 1)
#: The parts of a day by which readings are counted that are known to be first ones.
VIEW_SECONDS = 600
#: Columns of what is kept for each article: first views of known readers, of new ones, the moment of both.
KNOWN, NEW, AT = range(3)


class Popularity:
    """What is read, kept incrementally; `state` and `of` carry it from process to process.

    Readers and articles are whole numbers from 0 (a reader's is a hash that a caller salts), moments are seconds since
    1970 from 1. ``half_life_seconds`` stays as given; None lets it follow the traffic between 15 minutes and 24 hours.
    A batch gives the same state in whichever order its readings stand. A late reading counts as if it had come in time.

    With ``are_first`` the caller vouches that no reader is told of twice for an article. Then who has read what is not
    remembered, and readings are counted by `VIEW_SECONDS`: a window counts each of these parts that it touches whole.
    """

    def __init__(self, *, half_life_seconds: float | None = None, are_first: bool = False) -> None:
        if half_life_seconds is not None and not 0 < half_life_seconds < math.inf:
            raise ValueError("a half-life is a number of seconds above 0")
        self.follows_traffic = half_life_seconds is None
        self.half_life_seconds = half_life_seconds or float(HOUR_SECONDS)
        self._index: dict[int, int] = {}
        self._kept = np.zeros((0, 3))
        self._site = np.zeros(3)
        self._past = np.zeros(2)  # first views of known and of new readers, over the memory
        self._tuned_hour = 0
        self.are_first = are_first
        #: Who has read what and when, or how often what was read in a part of a day.
        self._seen, self._readers = Memory(), Memory()
        self._waiting: list[tuple[int, int, float]] = []

    def record(self, reader: int, article: int, seconds: float) -> None:
        """Take one reading in; it is counted at the next question."""
        _checked(np.array([reader], np.float64), np.array([article]), np.array([seconds]))
        self._waiting.append((reader, article, seconds))

    def record_all(self, readers: ArrayLike, articles: ArrayLike, seconds: ArrayLike) -> None:
        """Take many readings in: three columns of one length."""
        self._count_waiting()
        who, what, when = np.asarray(readers), np.asarray(articles), np.asarray(seconds, np.float64)
        if not who.shape == what.shape == when.shape or who.ndim != 1:
            raise ValueError("readers, articles and seconds are three columns of one length")
        _checked(who, what, when)
        self._count(who, what, when)

    def top(self, now: float, *, most: int = 10, decisions: Decisions = NOTHING_DECIDED) -> list[Ranked]:
        """The articles that are read most at this moment, each with how many readers that rests on."""
        self._count_waiting()
        scores, views = self._scores(now), self._views(now)
        names = np.fromiter(self._index, np.int64, len(self._index))
        # editors can lift what lies below, or drop what lies above: a few more are looked at
        among = _highest(scores, names, 4 * most + len(decisions.buried) + len(decisions.excluded))
        listed = {*among.tolist(), *(self._index[name] for name in decisions.boosted if name in self._index)}
        found = [
            Ranked(int(names[row]), float(scores[row]), Reason(Why.READ_NOW, math.ceil(views[row] - 0.5)))
            for row in listed
            if scores[row] > 0
        ]
        return ranked(found, decisions, most)

    def most_viewed(
        self, now: float, *, window_seconds: float, most: int = 10, decisions: Decisions = NOTHING_DECIDED
    ) -> list[Ranked]:
        """The articles with most distinct readers in the window that ends now, at most `MEMORY_DAYS` long."""
        counts = self.distinct_readers(now, window_seconds=window_seconds)
        found = [Ranked(name, float(count), Reason(Why.READ_IN_WINDOW, count)) for name, count in counts.items()]
        return ranked(found, decisions, most)

    def distinct_readers(self, now: float, *, window_seconds: float) -> dict[int, int]:
        """How many distinct readers each article had in the window that ends now; articles without any are left out."""
        self._count_waiting()
        since, counts = max(now - window_seconds, 1), np.zeros(len(self._index), np.int64)
        for keys, kept in self._seen.segments():
            if self.are_first:
                begins = (keys >> READER_SHIFT).astype(np.int64) * VIEW_SECONDS
                inside = (begins + VIEW_SECONDS > since) & (begins <= now)
                rows, weights = (keys[inside] & ARTICLE_MASK).astype(np.intp), kept[inside]
                counts += np.bincount(rows, weights, minlength=len(counts)).astype(np.int64)
            else:
                inside = (kept > since) & (kept <= now)
                counts += np.bincount((keys[inside] >> ARTICLE_SHIFT).astype(np.intp), minlength=len(counts))
        return {name: int(counts[row]) for name, row in self._index.items() if counts[row]}

    def highest(self, now: float, most: int, *, capped: bool = True) -> tuple[NDArray[np.int64], Floats]:
        """The articles of the highest values, in no order, and their values: what `top` ranks, without its reasons.

        ``capped`` False leaves new readers uncapped, for comparison.
        """
        self._count_waiting()
        scores = self._scores(now) if capped else self._views(now)
        names = np.fromiter(self._index, np.int64, len(self._index))
        rows = _highest(scores, names, most)
        return names[rows], scores[rows]

    def values(self, now: float) -> dict[int, float]:
        """The decayed value of each article that has one: what `top` ranks by."""
        self._count_waiting()
        scores = self._scores(now)
        return {name: float(scores[row]) for name, row in self._index.items() if scores[row] > 0}

    def state(self) -> State:
        """Plain arrays to be stored; `of` goes on from them."""
        self._count_waiting()
        head = [self.half_life_seconds, self.follows_traffic, self._tuned_hour, *self._site, *self._past]
        return {
            "head": np.array(head, np.float64),
            "articles": np.fromiter(self._index, np.int64, len(self._index)),
            "kept": self._kept[: len(self._index)].copy(),
            **self._seen.state("counts" if self.are_first else "pairs"),
            **self._readers.state("readers"),
        }

    @classmethod
    def of(cls, state: Mapping[str, NDArray[np.generic]]) -> Popularity:
        """Popularity from what `state` gave."""
        head = state["head"].astype(np.float64)
        made = cls(half_life_seconds=float(head[0]), are_first="counts_days" in state)
        made.follows_traffic, made._tuned_hour = bool(head[1]), int(head[2])
        made._site, made._past = head[3:6].copy(), head[6:8].copy()
        made._index = {int(name): row for row, name in enumerate(state["articles"].tolist())}
        made._kept = state["kept"].astype(np.float64)
        made._seen = Memory.of(state, "counts" if made.are_first else "pairs")
        made._readers = Memory.of(state, "readers")
        return made

    def _count_waiting(self) -> None:
        if self._waiting:
            readers, articles, seconds = zip(*self._waiting, strict=True)
            self._waiting = []
            self._count(np.array(readers, np.uint64), np.array(articles), np.array(seconds, np.float64))

    def _count(self, readers: NDArray[np.generic], articles: NDArray[np.generic], seconds: Floats) -> None:
        if np.any(seconds[1:] < seconds[:-1]):
            order = np.argsort(seconds, kind="stable")
            readers, articles, seconds = readers[order], articles[order], seconds[order]
        days = (seconds // DAY_SECONDS).astype(np.int64)
        starts = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
        for start, end in pairwise(starts):
            if start < end:
                self._count_day(int(days[start]), readers[start:end], articles[start:end], seconds[start:end])

    def _count_day(
        self, day: int, readers: NDArray[np.generic], articles: NDArray[np.generic], seconds: Floats
    ) -> None:
        """Count readings of one day, in order of time."""
        for memory in (self._seen, self._readers):
            memory.forget(day - MEMORY_DAYS)
        rows, who = self._rows(articles), mixed(readers)
        is_new = self._met(day, who, seconds)
        is_first = self._viewed(day, rows, who, seconds)
        rows, is_new, seconds = rows[is_first], is_new[is_first], seconds[is_first]
        hours = (seconds // HOUR_SECONDS).astype(np.int64)
        starts = [0, *(np.flatnonzero(np.diff(hours)) + 1).tolist(), len(hours)]
        for start, end in pairwise(starts):
            if start < end:
                self._follow_traffic(int(hours[start]))
                self._add(rows[start:end], is_new[start:end], seconds[start:end])

    def _rows(self, articles: NDArray[np.generic]) -> NDArray[np.int64]:
        names, inverse = np.unique(articles, return_inverse=True)
        rows = np.array([self._index.setdefault(int(name), len(self._index)) for name in names.tolist()], np.int64)
        if len(self._index) > MOST_ARTICLES:
            raise ValueError(f"at most {MOST_ARTICLES} articles")
        if len(self._index) > len(self._kept):
            grown = np.zeros((max(2 * len(self._kept), len(self._index)), 3))
            grown[: len(self._kept)] = self._kept
            self._kept = grown
        return rows[inverse]

    def _met(self, day: int, who: Keys, seconds: Floats) -> NDArray[np.bool_]:
        """Whether each reading is of a reader who was never seen at an earlier second."""
        names, first, inverse = np.unique(who, return_index=True, return_inverse=True)
        here = seconds[first].astype(np.uint32)
        known = self._readers.moments(names)
        met = np.where((known > 0) & (known < here), known, here)
        self._readers.put(names, met, day)
        return np.asarray(seconds.astype(np.uint32) <= met[inverse])

    def _viewed(self, day: int, rows: NDArray[np.int64], who: Keys, seconds: Floats) -> NDArray[np.bool_]:
        """Whether each reading is its reader's first of that article."""
        if self.are_first:
            self._count_views(day, rows, seconds)
            return np.ones(len(rows), bool)
        pairs = (rows.astype(np.uint64) << ARTICLE_SHIFT) | (who >> READER_SHIFT)
        names, first, inverse = np.unique(pairs, return_index=True, return_inverse=True)
        earlier = self._seen.moments(names)
        latest = np.zeros(len(names), np.uint32)
        np.maximum.at(latest, inverse, seconds.astype(np.uint32))
        self._seen.put(names, np.maximum(latest, earlier), day)
        is_first = np.zeros(len(rows), bool)
        is_first[first[earlier == 0]] = True
        return is_first

    def _count_views(self, day: int, rows: NDArray[np.int64], seconds: Floats) -> None:
        parts = (seconds // VIEW_SECONDS).astype(np.uint64)
        keys, counts = np.unique((parts << READER_SHIFT) | rows.astype(np.uint64), return_counts=True)
        self._seen.put(keys, self._seen.moments(keys) + counts.astype(np.uint32), day)

    def _follow_traffic(self, hour: int) -> None:
        """At a full hour: halve or double the half-life where too many or too few readings lie inside it."""
        if hour <= self._tuned_hour:
            return
        first, self._tuned_hour = self._tuned_hour == 0, hour
        if first or not self.follows_traffic:
            return
        now, old = float(hour * HOUR_SECONDS), self.half_life_seconds
        inside = self._site[:AT].sum() * _decay(now - self._site[AT], old) * math.log(2)
        if inside > MOST_INSIDE:
            new = max(old / 2, LEAST_HALF_LIFE)
        elif inside < LEAST_INSIDE:
            new = min(old * 2, MOST_HALF_LIFE)
        else:
            return
        # a steady stream keeps a value in proportion to the half-life
        for kept in (self._kept[: len(self._index)], self._site[None]):
            kept[:, :AT] *= (_decays(now - kept[:, AT], old) * new / old)[:, None]
            kept[:, AT] = now
        self.half_life_seconds = new

    def _add(self, rows: NDArray[np.int64], is_new: NDArray[np.bool_], seconds: Floats) -> None:
        half_life, latest, touched = self.half_life_seconds, float(np.max(seconds)), np.unique(rows)
        weight = _decays(latest - seconds, half_life)
        # readings that come late are brought forward to what stands, never what stands back to them
        at, site_at = np.maximum(self._kept[touched, AT], latest), max(self._site[AT], latest)
        for column, counted in ((KNOWN, ~is_new), (NEW, is_new)):
            added = np.bincount(rows[counted], weight[counted], minlength=len(self._index))[touched]
            before = self._kept[touched, column] * _decays(at - self._kept[touched, AT], half_life)
            self._kept[touched, column] = before + added * _decays(at - latest, half_life)
            faded = self._site[column] * _decay(site_at - self._site[AT], half_life)
            self._site[column] = faded + added.sum() * _decay(site_at - latest, half_life)
        self._kept[touched, AT], self._site[AT] = at, site_at
        share = 0.5 ** (len(rows) / PAST_READINGS)
        self._past = self._past * share + (np.count_nonzero(~is_new), np.count_nonzero(is_new))

    def _views(self, now: float) -> Floats:
        kept = self._kept[: len(self._index)]
        return np.asarray(kept[:, :AT].sum(axis=1) * _decays(now - kept[:, AT], self.half_life_seconds))

    def _scores(self, now: float) -> Floats:
        """The decayed first views, those of new readers beyond the first and up to their share."""
        kept = self._kept[: len(self._index)]
        own = kept[:, :AT] * _decays(now - kept[:, AT], self.half_life_seconds)[:, None]
        site = self._site[:AT] * _decay(now - self._site[AT], self.half_life_seconds)
        history = HISTORY * self._past / max(self._past.sum(), 1.0)
        # without the article itself, or a crowd would raise the share that it is held to
        others = np.maximum(site - own, 0.0) + history
        share = MOST_NEW * others[:, NEW] / np.maximum(others.sum(axis=1), 1e-9)
        odds = np.where(share < 1, share / np.maximum(1 - share, 1e-9), math.inf)
        new = np.maximum(own[:, NEW] - 1.0, 0.0) + LONE * own[:, NEW]
        return np.asarray(own[:, KNOWN] + np.minimum(new, odds * (own[:, KNOWN] + GRACE)))


def _checked(readers: NDArray[Any], articles: NDArray[Any], seconds: Floats) -> None:
    if not np.all((seconds >= 1) & (seconds < 2**32)):
        raise ValueError("a moment is a number of seconds since 1970, from 1")
    if np.any(readers < 0) or np.any(articles < 0):
        raise ValueError("readers and articles are whole numbers from 0")


def _decays(age: Floats, half_life: float) -> Floats:
    return np.asarray(np.exp2(-np.clip(age / half_life, -1000.0, 1000.0)))


def _decay(age: float, half_life: float) -> float:
    return float(2.0 ** -min(max(age / half_life, -1000.0), 1000.0))


def _highest(scores: Floats, names: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """The rows of the highest scores; among equal ones at the edge, those of the higher names."""
    if len(scores) <= most:
        return np.arange(len(scores))
    edge = np.partition(scores, len(scores) - most)[len(scores) - most]
    above, level = np.flatnonzero(scores > edge), np.flatnonzero(scores == edge)
    return np.concatenate([above, level[np.argsort(-names[level], kind="stable")][: most - len(above)]])
