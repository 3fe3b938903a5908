"""All rankings brought up to date at 50,000 articles and 10 million readings, in a process of its own.

The readings lie in one week, the longest that is remembered. One hour of them, sixty thousand, comes with the refresh
that is timed; a site that refreshes every minute waits for a sixtieth of that.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.bench.matters import matters, told
from bridgehead.engines.ranking.popular import Popularity
from bridgehead.engines.ranking.recommend import Recommender
from bridgehead.engines.ranking.related import related
from bridgehead.engines.ranking.stories import Article, Stories

ARTICLES, READINGS, HOURS = 50_000, 10_000_000, 7 * 24
BEGUN = 1_700_000_000 // 86_400 * 86_400.0
NOW = BEGUN + HOURS * 3_600.0
YEAR_SECONDS = 365 * 86_400.0
#: The recommender listens to the last hours.
HEARD_HOURS, QUERIES = 6, 500
#: Those of a week make up the stories; those of the last hour come with the refresh.
LATEST_ARTICLES, NEW_ARTICLES = 960, 6


@dataclass(slots=True)
class Rankings:
    """Everything that a front page shows."""

    recommender: Recommender
    stories: Stories

    def refresh(
        self, articles: list[Article], readers: NDArray[np.int64], read: NDArray[np.int64], first: float
    ) -> None:
        """Take an hour in and compute every box; pages of the fifty most read get what is related."""
        seconds = np.linspace(first, first + 3_600.0, len(readers), endpoint=False)
        self.recommender.add(articles)
        self.stories.add(articles)
        popularity, now = self.recommender.popularity, first + 3_600.0
        popularity.record_all(readers, read, seconds)
        for reader, article, moment in zip(readers.tolist(), read.tolist(), seconds.tolist(), strict=True):
            self.recommender.follow(reader, article, moment)
        shown = popularity.top(now, most=50)
        popularity.most_viewed(now, window_seconds=86_400.0)
        popularity.most_viewed(now, window_seconds=7 * 86_400.0)
        recent = popularity.distinct_readers(now, window_seconds=3 * 3_600.0)
        self.stories.issues(now, recent, popularity.distinct_readers(now, window_seconds=3 * 86_400.0), times=24.0)
        for one in shown:
            related(self.recommender, one.article, now)


def measured() -> dict[str, float]:
    """Seconds to build, to refresh and for a query (milliseconds), and the most memory in megabytes."""
    chance, begun = np.random.default_rng(1), time.perf_counter()
    rankings = Rankings(Recommender(Popularity()), Stories())
    latest = list[Article]()
    for article in _archive():
        latest.append(article)
        if len(latest) > LATEST_ARTICLES:
            rankings.recommender.add([latest.pop(0)])
    rankings.recommender.add(latest)
    rankings.stories.add(latest[:-NEW_ARTICLES])
    for hour in range(HOURS - 1 - HEARD_HOURS):
        readers, read = _hour(chance, hour)
        seconds = np.linspace(hour, hour + 1, len(readers), endpoint=False) * 3_600.0 + BEGUN
        rankings.recommender.popularity.record_all(readers, read, seconds)
    for hour in range(HOURS - 1 - HEARD_HOURS, HOURS - 1):
        rankings.refresh([], *_hour(chance, hour), BEGUN + hour * 3_600.0)
    built = time.perf_counter()
    rankings.refresh(latest[-NEW_ARTICLES:], *_hour(chance, HOURS - 1), NOW - 3_600.0)
    refreshed = time.perf_counter()
    sessions = chance.integers(ARTICLES - 2_000, ARTICLES, (QUERIES, 3)).tolist()
    for place, session in enumerate(sessions):
        rankings.recommender.recommended(session, NOW + place)
    queried = time.perf_counter()
    return {
        "build_seconds": built - begun,
        "refresh_seconds": refreshed - built,
        "query_milliseconds": 1000 * (queried - refreshed) / QUERIES,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _hour(chance: np.random.Generator, hour: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One hour's readers and articles: the new ones of the hour most, old ones now and then."""
    count = READINGS // HOURS
    readers = chance.integers(0, 3_000_000, count)
    newest = ARTICLES - 1_000 + 1_000 * hour // HOURS
    back = np.minimum(chance.pareto(0.7, count) * 8, ARTICLES - 2_000).astype(np.int64)
    return readers, np.maximum(newest - back, 0)


def _archive() -> Iterator[Article]:
    """Articles of a year, numbered in the order of their moments."""
    chance = Random(1)  # noqa: S311 - made-up news
    happened = matters(chance, 1_200, NOW - YEAR_SECONDS, days=365, companies=150)
    for name in range(ARTICLES):
        lang = chance.choice(("ko", "ko", "ko", "en"))
        article = told(chance, happened[name * len(happened) // ARTICLES], lang, name, body=True)
        yield replace(article, published=NOW - YEAR_SECONDS * (ARTICLES - name) / ARTICLES)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()))
