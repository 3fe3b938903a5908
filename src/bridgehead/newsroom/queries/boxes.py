"""What stands around the articles on the front page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from urllib.parse import urlsplit

from bridgehead.foundation.bilingual import Wording, wording
from bridgehead.newsroom.models import BusinessLink, LiveItem
from bridgehead.newsroom.queries.articles import public_articles

#: So many lines go round in the ticker.
IN_TICKER = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of real-time news: an article that became public, or a live item; ``href`` may be empty."""

    at: datetime
    words: Wording
    href: str
    is_sample: bool


def ticker(language: str, now: datetime) -> Sequence[Line]:
    """Return the newest lines, articles and live items together."""
    found = [
        Line(each.public_from, Wording(each.headline, language, False), each.get_absolute_url(), each.is_sample)
        for each in public_articles(language, now)[:IN_TICKER]
        if each.public_from is not None
    ]
    found += [
        Line(each.at, wording(each, "words", language), each.address, each.is_sample)
        for each in LiveItem.objects.public(now)[:IN_TICKER]
    ]
    return nlargest(IN_TICKER, found, key=lambda line: line.at)


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
        elsewhere = bool(urlsplit(each.address).scheme)
        found.append(Link(each, each.address if elsewhere else f"/{language}{each.address}", elsewhere))
    return found
