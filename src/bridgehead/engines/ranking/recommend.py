"""Recommended for you: what the running session suggests, blended with what is popular; nothing known beyond it.

Six suggestions, each a distribution over articles: read next after the last article, read in sessions like this one,
popular now, popular for some hours, alike in words, new. Their blend is linear. The shares begin as `SHARES` and move
slowly, by the clicks that follow, to those that would have foreseen them (expectation maximisation, step by step), each
for sessions of its length: what a site's readers do decides how far neighbours are to be believed.

Without a session there is nothing to go by, and live popularity is shown as it is: on a front page nothing foresees
better. `is_ahead` tells whether, with a session, the blend does on this site.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.content import Content
from bridgehead.engines.ranking.popular import Popularity, State
from bridgehead.engines.ranking.ranked import NOTHING_DECIDED, Decisions, Ranked, Reason, Why, ranked
from bridgehead.engines.ranking.sessions import NOTHING, Sessions
from bridgehead.engines.ranking.stories import Article

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

SUGGESTIONS = (Why.READ_NEXT, Why.READ_TOGETHER, Why.READ_NOW, Why.READ_NOW, Why.SIMILAR, Why.NEW)
NEXT, TOGETHER, NOW, HOURS, SIMILAR, NEW = range(6)
SHARES = (0.18, 0.20, 0.34, 0.15, 0.09, 0.04)
#: Sessions of one, two, three or more articles have shares of their own.
LENGTHS = 3
#: Every so many clicks, and no sooner than after so many seconds, one is learnt from: it moves the shares by so much.
LEARNT_EACH, LEARNT_SECONDS, PACE = 8, 5.0, 0.004
#: No share falls below this.
LEAST_SHARE = 0.01
#: As many sessions are needed before those with an article are believed by half.
DOUBT = 6.0
FADE_SECONDS = 12 * 3_600.0
HOURS_HALF_LIFE = 3 * 3_600.0
#: An article is new for about so long.
NEW_SECONDS = 2 * 3_600.0
#: How many popular and how many new articles are looked at, and for how many seconds a look serves.
POPULAR, NEWEST, LOOK_SECONDS = 400, 60, 10.0
LATEST = 6
FOLLOWED = 1.5
#: So many of the newest articles can stand beside another, and are kept with a state.
ABOUT = 4_000
#: What the blend and what live popularity alone foresee (nDCG@10) before a site has shown it; each click that is learnt
#: from moves both by so much.
FORESEEN, FORESEEN_PACE = (0.24, 0.19), 0.01


@dataclass(frozen=True, slots=True)
class _Live:
    """What could be shown now: articles (rows), how popular now and for hours, how new; each sums to 1 or is zero."""

    at: float
    rows: Integers
    now: Floats
    hours: Floats
    new: Floats
    vectors: NDArray[np.float32]


class Recommender:
    """Recommendations from readings as they come, over the `Popularity` of the same site, which it keeps up too."""

    def __init__(self, popularity: Popularity | None = None, *, learns: bool = True) -> None:
        self.popularity = popularity or Popularity()
        self.shares = np.tile(np.array(SHARES), (LENGTHS, 1))
        self.learns = learns
        self.sessions = Sessions()
        self.content = Content()
        self._names: list[int] = []
        self._index: dict[int, int] = {}
        self._published = np.zeros(256)
        self._hours, self._hours_at = np.zeros(256), 0.0
        self._live: _Live | None = None
        self._about: tuple[float, Integers, NDArray[np.float32]] | None = None
        self._is_asked_only = False
        self._clicks, self._learnt_at = 0, 0.0
        self.foreseen = np.array(FORESEEN)

    @property
    def is_ahead(self) -> bool:
        """Whether the blend has foreseen the clicks that came at least as well as live popularity."""
        return bool(self.foreseen[0] >= self.foreseen[1])

    def state(self, now: float) -> State:
        """Plain arrays for `kept`: what is live at this moment and the newest articles, without the popularity."""
        look = self._live = self._look(now)
        rows, _ = self.about(now)
        number = np.full(len(self._names), NOTHING, np.int64)
        number[rows] = np.arange(len(rows))
        return {
            "names": np.array(self._names, np.int64)[rows],
            "published": self._published[rows],
            "hours": self._hours[rows],
            "head": np.array([self._hours_at, self._clicks, self._learnt_at, look.at, *self.foreseen]),
            "shares": self.shares,
            "live": np.stack([number[look.rows].astype(np.float64), look.now, look.hours, look.new]),
            **self.content.state(rows),
            **self.sessions.state(number),
        }

    @classmethod
    def kept(cls, state: Mapping[str, NDArray[np.generic]], popularity: Popularity | None = None) -> Recommender:
        """A recommender from what `state` gave; without the popularity it is asked only, and of that moment."""
        made = cls(popularity)
        made._names = np.asarray(state["names"], np.int64).tolist()
        made._index = {name: row for row, name in enumerate(made._names)}
        if made._names:
            made._published = np.array(state["published"], np.float64)
            made._hours = np.array(state["hours"], np.float64)
        made._hours_at, clicks, made._learnt_at, at, *foreseen = np.asarray(state["head"], np.float64).tolist()
        made._clicks, made.foreseen = int(clicks), np.array(foreseen)
        made.shares = np.array(state["shares"], np.float64)
        made.content, made.sessions = Content.kept(state), Sessions.kept(state)
        if popularity is None:
            rows, lately, hours, new = np.asarray(state["live"], np.float64)
            live = rows.astype(np.int64)
            made._live, made._is_asked_only = _Live(at, live, lately, hours, new, made.content.of(live)), True
        return made

    def add(self, articles: Iterable[Article]) -> None:
        """Take articles in with their words and moments; one that is read before that is known by its readers alone."""
        for one in articles:
            row = self._row(one.id, one.published)
            self._published[row] = one.published
            self.content.add(row, one)

    def record(self, reader: int, article: int, seconds: float) -> None:
        """Take one reading in, also into the popularity; readings come in the order of time."""
        self.popularity.record(reader, article, seconds)
        self.follow(reader, article, seconds)

    def follow(self, reader: int, article: int, seconds: float) -> None:
        """Take one reading in that the popularity has already."""
        row = self._row(article, seconds)
        session = self.sessions.of_reader(reader, seconds)
        if row in session:
            return
        if session and self.learns:
            self._clicks += 1
            if self._clicks >= LEARNT_EACH and seconds - self._learnt_at >= LEARNT_SECONDS:
                self._clicks, self._learnt_at = 0, seconds
                self._learn(session, row, seconds)
        self.sessions.record(reader, row, seconds)
        self._count(row, seconds)

    def recommended(
        self,
        session: Sequence[int],
        now: float,
        *,
        most: int = 10,
        followed: Collection[int] = (),
        decisions: Decisions = NOTHING_DECIDED,
    ) -> list[Ranked]:
        """What to read after these articles of a session (the last one last), none of them again.

        ``followed`` are articles of topics and organisations that the reader follows. Without any article that was ever
        read, the answer is `Popularity.top`.
        """
        rows = [self._index[article] for article in session if article in self._index][-LATEST:]
        seen = decisions.excluded | frozenset(session)
        decided = Decisions(decisions.boosted, decisions.buried, decisions.pinned, seen)
        if not rows:
            return self.popularity.top(now, most=most, decisions=decided)
        among, parts, sessions = self._suggested(rows, now)
        weighed = parts * self._shares(rows)[:, None]
        scores, strongest = weighed.sum(axis=0), _told(weighed, parts, self._shares(rows), sessions).argmax(axis=0)
        own = [place for place, row in enumerate(among.tolist()) if self._names[row] in followed]
        scores[own] *= FOLLOWED
        wanted = min(len(scores), 4 * most + len(seen) + len(decided.buried))
        best = np.argpartition(-scores, wanted - 1)[:wanted].tolist() if wanted else []
        lifted = [place for place, row in enumerate(among.tolist()) if self._names[row] in decided.boosted]
        last, own_set = self._names[rows[-1]], set(own)
        found = [
            Ranked(
                self._names[among[place]],
                float(scores[place]),
                self._reason(int(strongest[place]), int(among[place]), last, sessions, followed=place in own_set),
            )
            for place in {*best, *lifted}
            if scores[place] > 0
        ]
        return ranked(found, decided, most)

    def row_of(self, article: int) -> int | None:
        """The number of an article inside, None where it is not known."""
        return self._index.get(article)

    def lacking(self, articles: Sequence[int]) -> list[int]:
        """Those of these articles whose words were never taken in."""
        rows = np.array([self._index.get(article, NOTHING) for article in articles], np.int64)
        known = np.zeros(len(rows), bool)
        inside = rows != NOTHING
        known[inside] = self.content.of(rows[inside]).any(axis=1)
        return [article for article, is_known in zip(articles, known.tolist(), strict=True) if not is_known]

    def name_of(self, row: int) -> int:
        """The article with a number inside."""
        return self._names[row]

    def about(self, now: float) -> tuple[Integers, NDArray[np.float32]]:
        """What is live now and the newest articles, as numbers inside, and their vectors."""
        live = self._looked(now)
        if self._about is None or self._about[0] != live.at:
            published = self._published[: len(self._names)]
            newest = np.argsort(-published, kind="stable")[:ABOUT]
            rows = np.union1d(live.rows, newest[published[newest] <= now]).astype(np.int64)
            self._about = live.at, rows, self.content.of(rows)
        return self._about[1:]

    def _reason(self, strongest: int, row: int, last: int, sessions: tuple[int, int], *, followed: bool) -> Reason:
        if followed:
            return Reason(Why.FOLLOWED)
        why = SUGGESTIONS[strongest]
        if strongest == NEXT:
            return Reason(why, sessions[0], last)
        if strongest == TOGETHER:
            return Reason(why, sessions[1], last)
        return Reason(why, article=last) if strongest == SIMILAR else Reason(why, self._readers(row))

    def _readers(self, row: int) -> int:
        return len(self.sessions.with_article(row))

    def _row(self, article: int, published: float) -> int:
        row = self._index.get(article)
        if row is None:
            row = self._index[article] = len(self._names)
            self._names.append(article)
            if row >= len(self._hours):
                self._hours = np.concatenate([self._hours, np.zeros_like(self._hours)])
                self._published = np.concatenate([self._published, np.zeros_like(self._published)])
            self._published[row] = published
        return row

    def _count(self, row: int, seconds: float) -> None:
        """Count a view with a weight that grows, so that no other has to fade; begun anew before it is too big."""
        grown = (seconds - self._hours_at) / HOURS_HALF_LIFE
        if grown > 40 or not self._hours_at:
            self._hours *= 2.0 ** -min(grown, 1000.0)
            self._hours_at, grown = seconds, 0.0
        self._hours[row] += 2.0 ** max(grown, -40.0)

    def _shares(self, rows: Sequence[int]) -> Floats:
        return np.asarray(self.shares[min(len(rows), LENGTHS) - 1])

    def _learn(self, session: Sequence[int], row: int, seconds: float) -> None:
        rows = session[-LATEST:]
        among, parts, _ = self._suggested(rows, seconds)
        place = np.flatnonzero(among == row)
        if not len(place):
            return
        shares = self._shares(rows)
        seen = np.array([_gain(shares @ parts, place[0]), _gain(parts[NOW], place[0])])
        self.foreseen += FORESEEN_PACE * (seen - self.foreseen)
        blamed = shares * parts[:, place[0]]
        if blamed.sum() > 0:
            moved = (1 - PACE) * shares + PACE * blamed / blamed.sum()
            moved = np.maximum(moved, LEAST_SHARE)
            self.shares[min(len(rows), LENGTHS) - 1] = moved / moved.sum()

    def _suggested(self, rows: Sequence[int], now: float) -> tuple[Integers, Floats, tuple[int, int]]:
        """The articles to choose among, six distributions over them, and on how many sessions the first two rest."""
        live = self._looked(now)
        following, follow_weights, sessions = self.sessions.after(rows[-1], now, FADE_SECONDS)
        together, together_weights, alike = self.sessions.alike(list(rows), now, FADE_SECONDS)
        among = np.unique(np.concatenate([live.rows, following, together]).astype(np.int64))
        parts = np.zeros((len(SUGGESTIONS), len(among)))
        parts[NEXT] = np.bincount(np.searchsorted(among, following), follow_weights, minlength=len(among))
        parts[TOGETHER] = np.bincount(np.searchsorted(among, together), together_weights, minlength=len(among))
        at = np.searchsorted(among, live.rows)
        parts[NOW, at], parts[HOURS, at], parts[NEW, at] = live.now, live.hours, live.new
        likeness = live.vectors @ self._direction(rows)
        parts[SIMILAR, at] = np.maximum(likeness, 0.0) ** 2 * (live.hours + live.new + 1e-4)
        parts[:, np.isin(among, rows)] = 0.0
        totals = parts.sum(axis=1, keepdims=True)
        parts /= np.where(totals > 0, totals, 1.0)
        for part, readers in ((NEXT, sessions), (TOGETHER, alike)):
            # what few sessions say is believed in part; the rest is left to what is popular
            belief = _belief(readers)
            parts[part] = belief * parts[part] + (1 - belief) * parts[HOURS]
        return among, parts, (sessions, alike)

    def _direction(self, rows: Sequence[int]) -> NDArray[np.float32]:
        vectors = self.content.of(np.array(rows, np.int64))
        weights = 1.0 / np.arange(len(rows), 0, -1, dtype=np.float32)
        return np.asarray(weights @ vectors / weights.sum(), np.float32)

    def _looked(self, now: float) -> _Live:
        if self._live is None or not (self._is_asked_only or 0 <= now - self._live.at < LOOK_SECONDS):
            self._live = self._look(now)
        return self._live

    def _look(self, now: float) -> _Live:
        known = len(self._names)
        names, scores = self.popularity.highest(now, POPULAR)
        popular = np.array([self._row(int(name), now) for name in names.tolist()], np.int64)
        hours, published = self._hours[: len(self._names)], self._published[: len(self._names)]
        newest = np.flatnonzero((published <= now) & (published > now - 4 * NEW_SECONDS))
        newest = newest[np.argsort(-published[newest], kind="stable")][:NEWEST]
        read = np.argpartition(-hours, min(POPULAR, known - 1))[:POPULAR] if known else np.empty(0, np.int64)
        rows = np.unique(np.concatenate([popular, newest, read[hours[read] > 0]])).astype(np.int64)
        values = np.zeros(len(rows))
        values[np.searchsorted(rows, popular)] = scores
        new = np.zeros(len(rows))
        new[np.searchsorted(rows, newest)] = np.exp2(-(now - published[newest]) / NEW_SECONDS)
        return _Live(now, rows, _shared(values), _shared(hours[rows]), _shared(new), self.content.of(rows))


def _shared(values: Floats) -> Floats:
    total = values.sum()
    return values / total if total > 0 else np.zeros_like(values)


def _belief(sessions: int) -> float:
    return sessions / (sessions + DOUBT)


def _told(weighed: Floats, parts: Floats, shares: Floats, sessions: tuple[int, int]) -> Floats:
    """What each suggestion has said itself, for the reason: what sessions left to popularity is popularity's."""
    told = weighed.copy()
    for part, readers in zip((NEXT, TOGETHER), sessions, strict=True):
        left = shares[part] * (1 - _belief(readers)) * parts[HOURS]
        told[part] -= left
        told[HOURS] += left
    return told


def _gain(scores: Floats, place: int) -> float:
    """The nDCG@10 of one article that was read, by these scores."""
    above = int(np.count_nonzero(scores > scores[place]))
    return 1 / math.log2(2 + above) if scores[place] > 0 and above < 10 else 0.0
