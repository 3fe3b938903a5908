"""Related articles: what is read next, blended with what is alike; alike alone until enough have read it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

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
    name = article if isinstance(article, int) else article.id
    row = recommender.row_of(name)
    if row is not None:
        vector = recommender.content.of(np.array([row]))[0]
    elif isinstance(article, int):
        return []
    else:
        vector = recommender.content.vector(article)
    rows, vectors = recommender.about(now)
    likeness = vectors @ vector
    scores = {
        int(one): (float(value), Reason(Why.SIMILAR, article=name))
        for one, value in zip(rows.tolist(), likeness.tolist(), strict=True)
        if value >= LEAST_LIKENESS and one != row
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
