"""How the newsroom asks the ranking engine: plain readings and articles in, lists for the front page out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO

import numpy as np

from bridgehead.engines.ranking.popular import Popularity
from bridgehead.engines.ranking.ranked import Decisions, Ranked
from bridgehead.engines.ranking.stories import Article as StoryArticle
from bridgehead.engines.ranking.stories import Issue, Stories
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.rules import Emphasis

#: Issues compare the readers of the last day with those of the days before it.
LATELY, BEFORE_DAYS = timedelta(days=1), 6
#: Of all articles so many are looked at, for the few of one language.
LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Decided:
    """What editors decided about where articles stand."""

    boosted: frozenset[int] = field(default_factory=frozenset)
    buried: frozenset[int] = field(default_factory=frozenset)
    excluded: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Told:
    """An article as stories are found by."""

    pk: int
    language: str
    at: datetime
    headline: str
    body: str
    organisations: tuple[str, ...]
    topics: tuple[str, ...]


class Counted:
    """What was read so far, as the engine keeps it."""

    def __init__(self, popularity: Popularity | None = None) -> None:
        # A constraint keeps a reader from standing twice for an article.
        self._popularity = popularity or Popularity(are_first=True)

    @classmethod
    def read(cls, content: IO[bytes]) -> Counted | None:
        """Return counts as they were written; None for those of an older version."""
        with np.load(content, allow_pickle=False) as kept:
            try:
                popularity = Popularity.of(kept)
            except KeyError:
                return None
        return cls(popularity) if popularity.are_first else None

    def write(self, into: IO[bytes]) -> None:
        """Write the counts as one file."""
        np.savez(into, **self._popularity.state())  # type: ignore[arg-type]  # numpy's own typing of its keywords

    @property
    def popularity(self) -> Popularity:
        """The counts, for what is made of them besides."""
        return self._popularity

    @property
    def half_life_seconds(self) -> float:
        """After how long a reading weighs half."""
        return self._popularity.half_life_seconds

    def take(self, readings: Sequence[tuple[int, int, datetime]]) -> None:
        """Take readings in: reader, article, moment."""
        readers, articles, moments = zip(*readings, strict=True)
        self._popularity.record_all(readers, articles, [each.timestamp() for each in moments])

    def most_viewed(self, now: datetime, window: timedelta, decided: Decided) -> list[dict[str, int]]:
        """Return the articles with most distinct readers in a window, of whatever language, and how many they are."""
        return _entries(
            self._popularity.most_viewed(
                now.timestamp(), window_seconds=window.total_seconds(), most=LOOKED_AT, decisions=decisions_of(decided)
            )
        )

    def popular(self, now: datetime, decided: Decided) -> list[dict[str, int]]:
        """Return the articles that are read most just now, of whatever language."""
        return _entries(self._popularity.top(now.timestamp(), most=LOOKED_AT, decisions=decisions_of(decided)))

    def issues(self, told: Sequence[Told], now: datetime, most: int) -> list[Issue]:
        """Return the matters that stand out among articles, in both languages."""
        stories = _stories(tuple(told))
        day, week = LATELY.total_seconds(), (1 + BEFORE_DAYS) * LATELY.total_seconds()
        recent = self._popularity.distinct_readers(now.timestamp(), window_seconds=day)
        whole = self._popularity.distinct_readers(now.timestamp(), window_seconds=week)
        before = {pk: number - recent.get(pk, 0) for pk, number in whole.items()}
        return stories.issues(now.timestamp(), recent, before, times=BEFORE_DAYS, most=most)


@lru_cache(maxsize=1)
def _stories(told: tuple[Told, ...]) -> Stories:
    """The stories of articles, kept until one of them is another: most turns find the same ones again."""
    stories = Stories()
    stories.add(story_of(each) for each in told)
    return stories


def told_of(article: Article) -> Told:
    """An article as the engine is told of it."""
    return Told(
        pk=article.pk,
        language=article.language,
        at=article.public_from or article.created_at,
        headline=article.headline,
        body=article.text,
        # Two articles that are tied to one hidden organisation must not be told beside each other for it.
        organisations=tuple(
            str(each.organisation_id) for each in article.linked_organisations.all() if each.organisation.is_listed
        ),
        topics=tuple(str(each.pk) for each in article.topics.all()),
    )


def decided_of(said: Iterable[tuple[str, int]]) -> Decided:
    """What editors decided, from the emphasis of each article of which they said something."""
    by: dict[str, set[int]] = {each.value: set() for each in Emphasis}
    for emphasis, pk in said:
        by[emphasis].add(pk)
    return Decided(*(frozenset(by[each]) for each in (Emphasis.BOOST, Emphasis.BURY, Emphasis.EXCLUDE)))


def story_of(told: Told) -> StoryArticle:
    """An article as the engine takes it."""
    moment = told.at.timestamp()
    return StoryArticle(told.pk, told.language, moment, told.headline, told.body, told.organisations, told.topics)


def _entries(found: Sequence[Ranked]) -> list[dict[str, int]]:
    return [{"article": each.article, "readers": each.reason.readers} for each in found]


def decisions_of(decided: Decided) -> Decisions:
    """What editors decided, as the engine takes it."""
    return Decisions(boosted=decided.boosted, buried=decided.buried, excluded=decided.excluded)
