"""An article as search engines and other pages read it: schema.org's NewsArticle, and what is shown of a link to it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import _json_script_escapes  # type: ignore[attr-defined]  # what json_script itself escapes with
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from bridgehead.foundation.bilingual import wording
from bridgehead.newsroom.adapters.cards import card_of
from bridgehead.newsroom.queries.articles import Read


def of(read: Read) -> dict[str, Any]:
    """Return for a page ``structured`` (JSON, safe in a script element), ``address``, ``card`` and ``card_alt``."""
    article, site = read.article, settings.SITE_ADDRESS.rstrip("/")
    with override(article.language):
        address = f"{site}{article.get_absolute_url()}"
    told = card_of(article)
    card = f"{site}{reverse('news_files:card', args=[article.language, article.translation_key, told.digest])}"
    picture = f"{site}{article.photo.drawn('share').url}" if article.photo else card
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline[:110],
        "description": article.lead,
        "inLanguage": article.language,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": article.public_from.isoformat() if article.public_from else None,
        "dateModified": article.changed_at.isoformat() if article.changed_at else None,
        "author": [{"@type": "Person", "name": article.byline}],
        "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": f"{site}/"},
        "articleSection": wording(article.section, "name", article.language).text,
        "keywords": [wording(each, "name", article.language).text for each in read.topics],
        "image": [picture],
        "correction": [each.note for each in read.corrections],
        "about": [
            {"@type": "Organization", "name": wording(each, "name", article.language).text}
            for each in read.organisations
        ],
    }
    kept = {key: value for key, value in said.items() if value not in (None, "", [])}
    return {"structured": _in_script(kept), "address": address, "card": card, "card_alt": told.alt}


def _in_script(said: dict[str, Any]) -> SafeString:
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(_json_script_escapes))  # noqa: S308  # escaped for it
