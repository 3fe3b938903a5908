"""What stands around the articles on the front page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import Count

from bridgehead.directory.models import Topic
from bridgehead.foundation.bilingual import Wording, wording
from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, RankedList
from bridgehead.newsroom.queries.articles import public_among, public_articles, public_ids
from bridgehead.newsroom.rules import Emphasis

#: So many lines go round in the ticker.
IN_TICKER = 8
#: So many lines of each ranked list.
SHOWN = 5
#: So many topics are named on the front page.
TOPICS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of real-time news: an article that became public, or a live item; ``href`` may be empty."""

    at: datetime
    words: Wording
    href: str
    is_sample: bool


def ticker(language: str, now: datetime, newest: Sequence[Article] | None = None) -> Sequence[Line]:
    """Return the newest lines, articles and live items together; the newest articles where they are known already."""
    found = [
        Line(each.public_from, Wording(each.headline, language, False), each.get_absolute_url(), each.is_sample)
        for each in (public_articles(language, now) if newest is None else newest)[:IN_TICKER]
        if each.public_from is not None
    ]
    found += [
        Line(each.at, wording(each, "words", language), each.address, each.is_sample)
        for each in LiveItem.objects.public(now)[:IN_TICKER]
    ]
    return nlargest(IN_TICKER, found, key=lambda line: line.at)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ranked list: an article, on how many readers that rests, and how many articles an issue has."""

    article: Article
    readers: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranked list as it was last made, with what its rule names."""

    made_at: datetime
    entries: Sequence[Entry]
    rule: dict[str, Any]


def rankings(language: str, now: datetime) -> dict[str, Ranking]:
    """Return the ranked lists of a language by their box: three queries. What is public no longer is left out."""
    made = {each.box: each for each in RankedList.objects.filter(language=language)}
    public = public_ids(
        {pk for each in made.values() for entry in each.entries for pk in _articles(entry)}, language, now
    )
    shown = {
        box: [
            (own[0], entry["readers"], entry.get("number", 1))
            for entry in each.entries
            if (own := [pk for pk in _articles(entry) if pk in public])
        ][:SHOWN]
        for box, each in made.items()
    }
    found = public_among({pk for entries in shown.values() for pk, *_numbers in entries}, language, now)
    return {
        box: Ranking(
            each.made_at, [Entry(found[pk], *numbers) for pk, *numbers in shown[box] if pk in found], each.rule
        )
        for box, each in made.items()
    }


def topics_told(told: Iterable[Article]) -> list[Topic]:
    """Return the topics of these articles, first what most of them tell of: one query."""
    of_any = Topic.objects.filter(articles__in=[each.pk for each in told])
    return list(of_any.annotate(times=Count("pk")).order_by("-times", "name_en")[:TOPICS])


def emphasised(now: datetime) -> list[tuple[str, int]]:
    """Return of which public articles editors said where they stand: what they said, and the article."""
    public = Article.objects.public(now).filter(emphasis__in=[each for each in Emphasis if each != Emphasis.USUAL])
    return list(public.values_list("emphasis", "pk"))


def _articles(entry: dict[str, Any]) -> list[int]:
    return [entry["article"]] if "article" in entry else entry["articles"]


@dataclass(frozen=True, slots=True)
class Link:
    """A business link: where it leads, and whether away from here."""

    link: BusinessLink
    href: str
    is_elsewhere: bool


def business_links(language: str) -> list[Link]:
    """Return the business links in their order; one of this site leads to the page in the reader's language."""
    found = []
    for each in BusinessLink.objects.order_by("position", "pk"):
        elsewhere = not each.address.startswith("/")
        found.append(Link(each, each.address if elsewhere else f"/{language}{each.address}", elsewhere))
    return found
