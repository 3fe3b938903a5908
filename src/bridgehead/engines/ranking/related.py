"""Related articles: what is read next, blended with what is alike; alike alone until enough have read it."""

from __future__ import annotations

import numpy as np

from bridgehead.engines.ranking.ranked import NOTHING_DECIDED, Decisions, Ranked, Reason, Why, ranked
from bridgehead.engines.ranking.recommend import FADE_SECONDS, Recommender

#: From so many sessions on the next reads count.
LEAST_SESSIONS = 20
#: A next read counts as its share among so many sessions more than there were.
SHRINK = 10.0
#: What likeness makes up where both count.
ALIKE_PART = 0.4
#: What is less alike than chance makes it is not related.
LEAST_LIKENESS = 0.15


def related(
    recommender: Recommender, article: int, now: float, *, most: int = 5, decisions: Decisions = NOTHING_DECIDED
) -> list[Ranked]:
    """What belongs beside an article, among what is live now; nothing for an article that is not known."""
    row = recommender.row_of(article)
    if row is None:
        return []
    rows, vectors = recommender.live(now)
    likeness = vectors @ recommender.content.of(np.array([row]))[0]
    scores = {
        int(one): (float(value), Reason(Why.SIMILAR, article=article))
        for one, value in zip(rows.tolist(), likeness.tolist(), strict=True)
        if value >= LEAST_LIKENESS and one != row
    }
    following, weights, sessions = recommender.sessions.after(row, now, FADE_SECONDS)
    if sessions >= LEAST_SESSIONS:
        names, inverse = np.unique(following, return_inverse=True)
        share = np.bincount(inverse, weights) / (sessions + SHRINK) if len(names) else np.empty(0)
        top = max(share.max(initial=0.0), 1e-9)
        scores = {one: (ALIKE_PART * value, reason) for one, (value, reason) in scores.items()}
        for one, value in zip(names.tolist(), ((1 - ALIKE_PART) * share / top).tolist(), strict=True):
            alike = scores.get(one, (0.0, Reason(Why.SIMILAR)))[0]
            reason = Reason(Why.READ_NEXT, sessions, article) if value >= alike else scores[one][1]
            scores[one] = (value + alike, reason)
    found = (Ranked(recommender.name_of(one), score, reason) for one, (score, reason) in scores.items())
    kept = Decisions(decisions.boosted, decisions.buried, decisions.pinned, decisions.excluded | {article})
    return ranked(found, kept, most)
