"""What the frame of the latest news shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from bridgehead.directory.models import Topic
from bridgehead.newsroom.models import Article, Section
from bridgehead.newsroom.queries.articles import public_articles, section_or_404, topic_or_404
from bridgehead.newsroom.rules import MOST_EMBEDDED, USUALLY_EMBEDDED

#: What the frame's head and foot, and one of its articles, take of its height at 360 pixels, in pixels.
_AROUND, _EACH = 120, 84
#: So many topics can be chosen at most, of so many of the newest articles.
MOST_OFFERED, _AMONG_NEWEST = 200, 500


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest articles of the newsroom, of a section, of a topic, or of both."""

    section: Section | None
    topic: Topic | None
    articles: Sequence[Article]


def latest(language: str, now: datetime, *, section: str, topic: str, count: str) -> Latest | None:
    """Return what a frame shows; None where its section or topic is not there (any more)."""
    try:
        of_section = section_or_404(section) if section else None
        of_topic = topic_or_404(UUID(topic), now) if topic else None
    except (Http404, ValueError):
        return None
    listed = public_articles(language, now)
    if of_section:
        listed = listed.filter(section=of_section)
    if of_topic:
        listed = listed.filter(topics=of_topic)
    return Latest(of_section, of_topic, list(listed[: number_of(count)]))


def number_of(count: str) -> int:
    """Return how many articles are meant; the usual number for nonsense."""
    if not (count.isascii() and count.isdecimal() and len(count) <= 4):
        return USUALLY_EMBEDDED
    return min(MOST_EMBEDDED, max(1, int(count)))


def height_of(count: str) -> int:
    """Return how high a frame should be for so many articles, in pixels."""
    return _AROUND + _EACH * number_of(count)


def topics_to_choose(now: datetime, asked: str) -> list[Topic]:
    """Return topics for a frame: those of the newest articles in either language, and the one that is asked for.

    The page of any other topic leads to its own frame.
    """
    newest = Article.objects.public(now).newest_first().values("pk")[:_AMONG_NEWEST]
    tied = Article.topics.through.objects.filter(topic=OuterRef("pk"), article__in=newest)
    offered = list(Topic.objects.filter(Exists(tied)).order_by("name_ko", "name_en", "pk")[:MOST_OFFERED])
    if asked in ("", *(str(each.public_id) for each in offered)):
        return offered
    try:
        return [topic_or_404(UUID(asked), now), *offered]
    except (Http404, ValueError):
        return offered
