"""What readers open: the front page, a section, a topic, an organisation's news, the archive, an article."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.queries import organisation_or_404
from bridgehead.directory.queries.duplicates import merged_into
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.newsroom import ticker
from bridgehead.newsroom.adapters import climate, structured
from bridgehead.newsroom.models.articles import ArticleQuerySet
from bridgehead.newsroom.queries import articles, boxes, recommended
from bridgehead.newsroom.queries.hours import next_change
from bridgehead.newsroom.rules import Box
from bridgehead.web.kept import kept
from bridgehead.web.pages import page_of

PER_PAGE = 20


@require_safe
@kept(next_change)
def front_page(request: HttpRequest) -> HttpResponse:
    """The front page of the newsroom."""
    now, language = clock.database_now(), reading_language()
    top, rankings = articles.front(language, now), boxes.rankings(language, now)
    popular = [entry.article for entry in rankings[Box.TODAY].entries] if Box.TODAY in rankings else []
    context = {
        "front": top,
        "sections": articles.sections(),
        "ticker": ticker.shown(language, boxes.ticker(language, now, top.newest)),
        "rankings": rankings,
        "topics": boxes.topics_told(top.listed),
        "suggestions": recommended.popular_among(popular, top.newest),
        "links": boxes.business_links(language),
        "climate": climate.time_left(now),
        "home": settings.HOME_ZONE,
    }
    return render(request, "newsroom/front.html", context)


@require_safe
@kept(next_change)
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands in one section."""
    found = articles.section_or_404(slug)
    return _list(request, "newsroom/section.html", {"section": found}, lambda listed: listed.filter(section=found))


@require_safe
@kept(next_change)
def topic(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is told of one topic; the address of one that was merged leads to the one that stayed."""
    found = articles.topic_or_404(public_id, clock.database_now())
    if found.public_id != public_id:
        return redirect("newsroom:topic", found.public_id)
    return _list(request, "newsroom/topic.html", {"topic": found}, lambda listed: listed.filter(topics=found))


@require_safe
@kept(next_change)
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The news of one organisation; the address of one that was merged leads to the one that stayed."""
    actor = actor_of(request)
    try:
        found = organisation_or_404(actor, public_id)
    except Http404:
        stayed = merged_into(actor, public_id)
        if stayed is None:
            raise
        return redirect("newsroom:organisation", stayed.public_id)
    return _list(
        request,
        "newsroom/organisation.html",
        {"organisation": found},
        lambda listed: listed.filter(linked_organisations__organisation=found),
    )


@require_safe
@kept(next_change)
def archive(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """What was published in a month, by the clocks of the agency's home; the newest month of itself."""
    now, language, zone = clock.database_now(), reading_language(), ZoneInfo(settings.HOME_ZONE)
    months = articles.months(language, zone, now)
    asked = months[0] if months and year is None else None
    if year is not None and month is not None:
        asked = articles.Month(year, month)
        if asked not in months:
            raise Http404
    listed = articles.of_month(language, asked, zone, now) if asked else articles.public_articles(language, now).none()
    context = {
        "page": page_of(request, listed, PER_PAGE),
        "month": asked,
        "months": months,
        "sections": articles.sections(),
        "home": settings.HOME_ZONE,
    }
    return render(request, "newsroom/archive.html", context)


@require_safe
@kept(next_change)
def article(request: HttpRequest, key: UUID) -> HttpResponse:
    """One article in the language of the page, or its twin with a mark where there is none."""
    now, language = clock.database_now(), reading_language()
    shown = articles.article_or_404(key, language, now)
    context = {
        "read": shown,
        "related": recommended.related_articles(shown.article, language, now),
        "suggestions": recommended.popular_now(language, now, reading=key),
        "beacon": reverse("news_feeds:read", args=[shown.article.language, key]),
        "home": settings.HOME_ZONE,
        **structured.of(shown),
    }
    return render(request, "newsroom/article.html", context)


def _list(request: HttpRequest, template: str, context: dict[str, Any], narrowed: Any) -> HttpResponse:
    now, language = clock.database_now(), reading_language()
    listed: ArticleQuerySet = narrowed(articles.public_articles(language, now))
    context |= {"page": page_of(request, listed, PER_PAGE), "sections": articles.sections(), "home": settings.HOME_ZONE}
    return render(request, template, context)
