"""Which card is drawn of an article, and for whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404

from bridgehead.newsroom.models import Article, ShareCard

_READ = ("section", "locale")


def article_of_card(article_id: int) -> Article | None:
    """Return an approved article with what its card says, public or before its hour."""
    return Article.objects.approved().filter(pk=article_id).select_related(*_READ).first()


def shared_or_404(key: UUID, language: str, now: datetime) -> Article:
    """Return the article of a key in a language; before its hour its card is not there either."""
    found = Article.objects.public(now).in_language(language).filter(translation_key=key).select_related(*_READ).first()
    if found is None:
        raise Http404
    return found


def kept_card(article: Article, digest: str) -> ShareCard | None:
    """Return the card of an article as it was drawn, where it says what the article says now."""
    return ShareCard.objects.filter(article=article, digest=digest).first()
