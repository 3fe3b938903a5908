"""Related articles: what is read next, blended with what is alike; alike alone until enough have read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.content import WIDTH
from bridgehead.engines.ranking.ranked import NOTHING_DECIDED, Decisions, Ranked, Reason, Why, ranked
from bridgehead.engines.ranking.recommend import FADE_SECONDS, Recommender
from bridgehead.engines.ranking.stories import Article

Scores: TypeAlias = dict[int, tuple[float, Reason]]

#: From so many sessions on the next reads count.
LEAST_SESSIONS = 20
#: A next read counts as its share among so many sessions more than there were.
SHRINK = 10.0
#: What likeness makes up where both count.
ALIKE_PART = 0.4
#: What is less alike than chance makes it is not related.
LEAST_LIKENESS = 0.15


def related(
    recommender: Recommender,
    article: Article | int,
    now: float,
    *,
    most: int = 5,
    decisions: Decisions = NOTHING_DECIDED,
) -> list[Ranked]:
    """What belongs beside an article, among what is live now and the newest.

    One that is not known is given with its words, and has what is alike; its number alone tells nothing.
    """
    return related_each(recommender, [article], now, most=most, decisions=decisions)[0]


def related_each(
    recommender: Recommender,
    articles: Sequence[Article | int],
    now: float,
    *,
    most: int = 5,
    decisions: Decisions = NOTHING_DECIDED,
) -> list[list[Ranked]]:
    """What belongs beside each of these articles, as `related` tells it of one; all are compared at once."""
    if not articles:
        return []
    rows, vectors = recommender.about(now)
    alike = np.stack([_words_of(recommender, one) for one in articles]) @ vectors.T
    return [
        _beside(recommender, one, now, (rows, likeness), most=most, decisions=decisions)
        for one, likeness in zip(articles, alike, strict=True)
    ]


def _words_of(recommender: Recommender, article: Article | int) -> NDArray[np.float32]:
    """The vector of an article, zeros where nothing is known of its words."""
    row = recommender.row_of(article if isinstance(article, int) else article.id)
    if row is not None:
        return np.asarray(recommender.content.of(np.array([row]))[0], np.float32)
    if isinstance(article, int):
        return np.zeros(WIDTH, np.float32)
    return recommender.content.vector(article)


def _beside(
    recommender: Recommender,
    article: Article | int,
    now: float,
    likeness: tuple[NDArray[np.int64], NDArray[np.float32]],
    *,
    most: int,
    decisions: Decisions,
) -> list[Ranked]:
    name = article if isinstance(article, int) else article.id
    row, (rows, values) = recommender.row_of(name), likeness
    near = np.flatnonzero(values >= LEAST_LIKENESS)
    scores = {
        one: (value, Reason(Why.SIMILAR, article=name))
        for one, value in zip(rows[near].tolist(), values[near].tolist(), strict=True)
        if one != row
    }
    if row is not None:
        scores = _with_next(recommender, row, name, now, scores)
    kept = Decisions(decisions.boosted, decisions.buried, decisions.pinned, decisions.excluded | {name})
    found = (Ranked(recommender.name_of(one), score, reason) for one, (score, reason) in scores.items())
    return ranked(found, kept, most)


def _with_next(recommender: Recommender, row: int, name: int, now: float, alike: Scores) -> Scores:
    """The scores by likeness, blended with what is read next where enough sessions tell."""
    following, weights, sessions = recommender.sessions.after(row, now, FADE_SECONDS)
    if sessions < LEAST_SESSIONS:
        return alike
    names, inverse = np.unique(following, return_inverse=True)
    share = np.bincount(inverse, weights) / (sessions + SHRINK) if len(names) else np.empty(0)
    top = max(share.max(initial=0.0), 1e-9)
    scores = {one: (ALIKE_PART * value, reason) for one, (value, reason) in alike.items()}
    for one, value in zip(names.tolist(), ((1 - ALIKE_PART) * share / top).tolist(), strict=True):
        by_words, reason = scores.get(one, (0.0, Reason(Why.SIMILAR)))
        scores[one] = (value + by_words, Reason(Why.READ_NEXT, sessions, name) if value >= by_words else reason)
    return scores
