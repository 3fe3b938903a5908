"""What other programmes read of the newsroom: RSS, Atom and JSON feeds, and the news sitemap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries import articles
from bridgehead.newsroom.queries.hours import next_change
from bridgehead.web.kept import OTHERS_KEEP_SECONDS, kept

#: So many of the newest; a reader that comes once a day misses none.
IN_FEED = 50
#: A news sitemap tells of two days and at most a thousand articles, as search engines ask.
SITEMAP_DAYS, MOST_IN_SITEMAP = 2, 1_000
#: When a feed that tells of nothing last changed. Not now: it would be another with each asking, and with whatever
#: happens to an article that is not public.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)


class _Steady(SyndicationFeed):
    """A feed that says of itself nothing but what its articles say."""

    def latest_post_date(self) -> datetime:
        """When it last changed."""
        return super().latest_post_date() if self.items else _NEVER


class _Rss(_Steady, Rss201rev2Feed):
    pass


class _Atom(_Steady, Atom1Feed):
    pass


_XML = {"rss": _Rss, "atom": _Atom}


@dataclass(frozen=True, slots=True)
class Channel:
    """What one feed tells of: everything, a section or a topic, in one language."""

    title: str
    link: str
    articles: Sequence[Article]


@require_safe
@kept(next_change)
def whole(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """Everything in one language."""
    now = _asked(language)
    with override(language):
        name = _("Newsroom")
        channel = Channel(name, reverse("newsroom:front"), list(articles.public_articles(language, now)[:IN_FEED]))
        return _told(request, channel, language, form)


@require_safe
@kept(next_change)
def of_section(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """One section in one language."""
    now = _asked(language)
    with override(language):
        found = articles.section_or_404(slug)
        listed = list(articles.public_articles(language, now).filter(section=found)[:IN_FEED])
        channel = Channel(wording(found, "name").text, reverse("newsroom:section", args=[slug]), listed)
        return _told(request, channel, language, form)


@require_safe
@kept(next_change)
def of_topic(request: HttpRequest, language: str, public_id: UUID, form: str) -> HttpResponse:
    """One topic in one language."""
    now = _asked(language)
    with override(language):
        found = articles.topic_or_404(public_id, now)
        listed = list(articles.public_articles(language, now).filter(topics=found)[:IN_FEED])
        channel = Channel(wording(found, "name").text, reverse("newsroom:topic", args=[found.public_id]), listed)
        return _told(request, channel, language, form)


@require_safe
@kept(next_change)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, each with its twin in the other language."""
    now = clock.database_now()
    found = articles.lately_public(now - timedelta(days=SITEMAP_DAYS), now)[:MOST_IN_SITEMAP]
    by_key: dict[UUID, list[str]] = {}
    for each in found:
        by_key.setdefault(each.translation_key, []).append(each.language)
    entries = "".join(_entry(each, by_key[each.translation_key]) for each in found)
    return _public(HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{_SITEMAP}{entries}</urlset>', _type("xml")))


def _entry(article: Article, languages: Sequence[str]) -> str:
    pairs = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each}" href="{address_of(article, each)}"/>' for each in languages
    )
    return (
        f"<url><loc>{address_of(article, article.language)}</loc>{pairs if len(languages) > 1 else ''}"
        f"<news:news><news:publication><news:name>{escape(settings.WAGTAIL_SITE_NAME)}</news:name>"
        f"<news:language>{article.language}</news:language></news:publication>"
        f"<news:publication_date>{_moment(article.public_from)}</news:publication_date>"
        f"<news:title>{escape(article.headline)}</news:title></news:news></url>"
    )


def address_of(article: Article, language: str) -> str:
    """Return the whole address of an article in a language."""
    with override(language):
        return f"{settings.SITE_ADDRESS.rstrip('/')}{article.get_absolute_url()}"


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _asked(language: str) -> datetime:
    if language not in LANGUAGES:
        raise Http404
    return clock.database_now()


def _told(request: HttpRequest, channel: Channel, language: str, form: str) -> HttpResponse:
    if form == "json":
        told = _json(request, channel, language)
        return _public(JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type=_type("feed+json")))
    kind = _XML.get(form)
    if kind is None:
        raise Http404
    here = f"{settings.SITE_ADDRESS.rstrip('/')}{request.path}"
    feed = kind(
        title=f"{channel.title} – {settings.WAGTAIL_SITE_NAME}",
        link=f"{settings.SITE_ADDRESS.rstrip('/')}{channel.link}",
        description=channel.title,
        language=language,
        feed_url=here,
        feed_guid=here,
    )
    for each in channel.articles:
        address = address_of(each, language)
        feed.add_item(
            title=each.headline,
            link=address,
            # Both formats have it read as HTML, in which words as they are would lose what looks like a mark.
            description=linebreaks(each.lead or each.headline, autoescape=True),
            unique_id=f"urn:uuid:{each.public_id}",
            unique_id_is_permalink=False,
            pubdate=each.public_from,
            updateddate=each.changed_at,
            author_name=each.byline,
            categories=[wording(each.section, "name").text],
        )
    return _public(HttpResponse(feed.writeString("utf-8"), _type("rss+xml" if form == "rss" else "atom+xml")))


def _json(request: HttpRequest, channel: Channel, language: str) -> dict[str, Any]:
    """The feed as jsonfeed.org describes it, version 1.1."""
    site = settings.SITE_ADDRESS.rstrip("/")
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{channel.title} – {settings.WAGTAIL_SITE_NAME}",
        "home_page_url": f"{site}{channel.link}",
        "feed_url": f"{site}{request.path}",
        "language": language,
        "items": [
            {
                "id": f"urn:uuid:{each.public_id}",
                "url": address_of(each, language),
                "title": each.headline,
                **({"summary": each.lead} if each.lead else {}),
                "content_text": each.lead or each.headline,
                "date_published": _moment(each.public_from),
                "date_modified": _moment(each.changed_at),
                "authors": [{"name": each.byline}],
                "tags": [wording(each.section, "name").text],
                "language": language,
            }
            for each in channel.articles
        ],
    }


def _type(kind: str) -> str:
    return f"application/{kind}; charset=utf-8"


def _public(response: HttpResponse) -> HttpResponse:
    """The same for everybody: others may keep it for a moment."""
    patch_cache_control(response, public=True, max_age=OTHERS_KEEP_SECONDS)
    return response
