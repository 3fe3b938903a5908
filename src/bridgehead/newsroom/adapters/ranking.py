"""How the newsroom asks the ranking engine: plain readings and articles in, lists for the front page out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

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
        self._popularity = popularity or Popularity()

    @classmethod
    def read(cls, content: bytes) -> Counted:
        """Return counts as they were written."""
        with np.load(BytesIO(content), allow_pickle=False) as kept:
            return cls(Popularity.of({name: kept[name] for name in kept.files}))

    def written(self) -> bytes:
        """Return the counts as one file."""
        output = BytesIO()
        np.savez(output, **self._popularity.state())  # type: ignore[arg-type]  # numpy's own typing of its keywords
        return output.getvalue()

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

    def most_viewed(
        self, now: datetime, window: timedelta, among: AbstractSet[int], decided: Decided, most: int
    ) -> list[dict[str, Any]]:
        """Return the articles with most distinct readers in a window."""
        found = self._popularity.most_viewed(
            now.timestamp(), window_seconds=window.total_seconds(), most=LOOKED_AT, decisions=decisions_of(decided)
        )
        return _among(found, among, most)

    def popular(self, now: datetime, among: AbstractSet[int], decided: Decided, most: int) -> list[dict[str, Any]]:
        """Return the articles that are read most just now."""
        found = self._popularity.top(now.timestamp(), most=LOOKED_AT, decisions=decisions_of(decided))
        return _among(found, among, most)

    def issues(self, told: Sequence[Told], now: datetime, most: int) -> list[Issue]:
        """Return the matters that stand out among articles, in both languages."""
        stories = Stories()
        stories.add(story_of(each) for each in told)
        day, week = LATELY.total_seconds(), (1 + BEFORE_DAYS) * LATELY.total_seconds()
        recent = self._popularity.distinct_readers(now.timestamp(), window_seconds=day)
        whole = self._popularity.distinct_readers(now.timestamp(), window_seconds=week)
        before = {pk: number - recent.get(pk, 0) for pk, number in whole.items()}
        return stories.issues(now.timestamp(), recent, before, times=BEFORE_DAYS, most=most)


def told_of(article: Article) -> Told:
    """An article as the engine is told of it."""
    return Told(
        pk=article.pk,
        language=article.language,
        at=article.public_from or article.created_at,
        headline=article.headline,
        body=article.text,
        organisations=tuple(str(each.organisation_id) for each in article.linked_organisations.all()),
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


def _among(found: Sequence[Ranked], among: AbstractSet[int], most: int) -> list[dict[str, Any]]:
    own = [each for each in found if each.article in among]
    return [{"article": each.article, "readers": each.reason.readers} for each in own[:most]]


def decisions_of(decided: Decided) -> Decisions:
    """What editors decided, as the engine takes it."""
    return Decisions(boosted=decided.boosted, buried=decided.buried, excluded=decided.excluded)
