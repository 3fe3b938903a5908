"""Made-up readings of a news site: births and fading of articles, a day's rhythm, sessions, topics, who returns.

Every trait is drawn by the seed within what news sites show, so that nothing can be tuned to one of them. Half of the
seeds, those of an odd number, are kept aside while anything is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.bench.matters import KINDS, matters, told
from bridgehead.engines.ranking.stories import Article

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

BEGUN = 1_700_000_000 // 86_400 * 86_400.0
STEP_SECONDS = 600.0
#: Nothing older is chosen by anybody.
OLDEST_SECONDS = 3 * 86_400.0
LONGEST = 10
#: How much an article of the other language draws; what one on the same matter does, one of the same kind being 1.
OTHER_LANGUAGE, SAME_MATTER, ANY_OTHER = 0.03, 8.0, 0.05


@dataclass(frozen=True, slots=True)
class Log:
    """Articles and readings in the order of time: who, which article, when."""

    articles: list[Article]
    readers: Integers
    read: Integers
    seconds: Floats


@dataclass(frozen=True, slots=True)
class Site:
    """The traits of a site, each drawn once."""

    days: float
    sessions_an_hour: float
    matters_a_day: int
    returning: float
    goes_on: float
    by_topic: float
    by_matter: float
    fading_seconds: float
    spread: float
    korean: float

    @classmethod
    def drawn(cls, chance: np.random.Generator, *, days: float, busyness: float) -> Site:
        """A believable site, ``busyness`` times as busy as most."""
        return cls(
            days=days,
            sessions_an_hour=busyness * float(np.exp(chance.uniform(np.log(250), np.log(700)))),
            matters_a_day=int(chance.integers(40, 90)),
            returning=float(chance.uniform(0.35, 0.65)),
            goes_on=float(chance.uniform(0.5, 0.68)),
            by_topic=float(chance.uniform(0.15, 0.3)),
            by_matter=float(chance.uniform(0.15, 0.35)),
            fading_seconds=float(chance.uniform(4, 10) * 3600),
            spread=float(chance.uniform(1.0, 1.5)),
            korean=float(chance.uniform(0.75, 0.95)),
        )


class _News:
    """The articles with what makes them read."""

    def __init__(self, chance: np.random.Generator, site: Site) -> None:
        self.articles, topics, told_of = _written(chance, site)
        self.born = np.array([one.published for one in self.articles])
        self.korean = np.array([one.lang == "ko" for one in self.articles])
        self.topic, self.matter = np.array(topics), np.array(told_of)
        weight = chance.lognormal(0.0, site.spread, max(told_of) + 1)
        self.weight = weight[self.matter] * chance.lognormal(0.0, 0.7, len(self.articles))
        self.fading = site.fading_seconds * chance.lognormal(0.0, 0.5, len(self.articles))

    def alive(self, now: float) -> tuple[Integers, Floats]:
        """The articles that are about, and how much they draw: up within minutes, then fading."""
        rows = np.flatnonzero((self.born <= now) & (self.born > now - OLDEST_SECONDS))
        age = now - self.born[rows]
        return rows, self.weight[rows] * np.exp2(-age / self.fading[rows]) * (1 - np.exp(-(age + 120) / 900))


def readings(seed: int, *, days: float = 4.0, busyness: float = 1.0) -> Log:
    """The log of a site that the seed draws."""
    chance = np.random.default_rng(seed)
    site = Site.drawn(chance, days=days, busyness=busyness)
    news = _News(chance, site)
    people = _People(chance, site)
    parts = []
    for step in range(int(days * 86_400 / STEP_SECONDS)):
        now = BEGUN + step * STEP_SECONDS
        count = int(chance.poisson(site.sessions_an_hour * STEP_SECONDS / 3600 * _rhythm(now / 3600 % 24)))
        parts.append(_sessions(chance, site, news, people, now, count))
    who, what, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(when, kind="stable")
    return Log(news.articles, who[order], what[order], when[order])


def _rhythm(hour: float) -> float:
    """How busy the hour of a day is: few at night, most in the morning and in the evening."""
    morning, evening = np.exp(-(((hour - 9) / 3) ** 2)), np.exp(-(((hour - 20) / 3.5) ** 2))
    return float(0.25 + 0.9 * morning + evening + 0.4 * (8 < hour < 23))


class _People:
    """Readers: those who return, each with topics and a language; and always new ones."""

    def __init__(self, chance: np.random.Generator, site: Site) -> None:
        self.known = int(site.sessions_an_hour * 24)
        self.activity = np.cumsum(chance.pareto(1.3, self.known) + 0.1)
        self.newest = self.known
        self.tastes = chance.dirichlet(np.full(len(KINDS), 0.25), self.known)
        self.share = site.returning
        self.korean = site.korean

    def come(self, chance: np.random.Generator, count: int) -> tuple[Integers, Floats, NDArray[np.bool_]]:
        """Readers of sessions that begin, their tastes, and whether they read Korean."""
        drawn = chance.random(count) * self.activity[-1]
        who = np.searchsorted(self.activity, drawn).astype(np.int64)
        tastes = self.tastes[who]
        new = np.flatnonzero(chance.random(count) > self.share)
        who[new] = self.newest + np.arange(len(new))
        self.newest += len(new)
        tastes[new] = chance.dirichlet(np.full(len(KINDS), 0.25), len(new)) if len(new) else tastes[new]
        return who, tastes, (who * 2_654_435_761 % 1000) < 1000 * self.korean


def _sessions(
    chance: np.random.Generator, site: Site, news: _News, people: _People, now: float, count: int
) -> tuple[Integers, Integers, Floats]:
    """The readings of sessions that begin in one step."""
    rows, draw = news.alive(now)
    if not len(rows) or not count:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    who, tastes, korean = people.come(chance, count)
    front = draw[None, :] * np.where(korean[:, None] == news.korean[rows][None, :], 1.0, OTHER_LANGUAGE)
    by_topic = front * (tastes[:, news.topic[rows]] + 0.01)
    told_of, kind = news.matter[rows], news.topic[rows]
    when = now + chance.random(count) * STEP_SECONDS
    going, last = np.arange(count), np.zeros(count, np.int64)
    read = np.zeros((count, len(rows)), bool)
    parts = []
    for step in range(LONGEST):
        way = chance.random(len(going))
        weights = np.where((way < site.by_topic)[:, None], by_topic[going], front[going])
        if step:
            before = last[going]
            near = SAME_MATTER * (told_of[before][:, None] == told_of) + (kind[before][:, None] == kind) + ANY_OTHER
            weights = np.where((way > 1 - site.by_matter)[:, None], near * front[going], weights)
        heights = np.cumsum(weights * ~read[going], axis=1)
        chosen = (heights < chance.random(len(going))[:, None] * heights[:, -1:]).sum(axis=1)
        read[going, chosen], last[going] = True, chosen
        parts.append((who[going], rows[chosen], when[going].copy()))
        going = going[chance.random(len(going)) < site.goes_on]
        when[going] += 20 + chance.exponential(80, len(going))
    first, second, third = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, third


def _written(chance: np.random.Generator, site: Site) -> tuple[list[Article], list[int], list[int]]:
    """Articles in the order of their births, with topic and matter; most matters are told more than once."""
    words = Random(int(chance.integers(1 << 30)))  # noqa: S311 - made-up news
    count = int(site.matters_a_day * (site.days + 1))
    happened = matters(words, min(count, 900), BEGUN - 86_400, days=site.days + 1, companies=min(170, count))
    kinds = list(KINDS)
    articles = []
    for number, matter in enumerate(happened):
        for _ in range(1 + int(chance.poisson(1.2))):
            lang = "ko" if chance.random() < site.korean else "en"
            articles.append((told(words, matter, lang, 0, body=False), kinds.index(matter.kind), number))
    articles.sort(key=lambda one: one[0].published)
    named = [Article(name, one.lang, one.published, one.headline) for name, (one, _, _) in enumerate(articles)]
    return named, [topic for _, topic, _ in articles], [number for _, _, number in articles]
