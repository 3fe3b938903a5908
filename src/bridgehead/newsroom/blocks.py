"""What the newsroom shows on an organisation's page: what was told of it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.blocks import ON_ORGANISATIONS, Block
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.newsroom.queries.articles import articles_about

#: The newest; the others stand on the page of all of its news.
_SHOWN = 4


def register_blocks() -> None:
    """Let the page of an organisation show its news."""
    ON_ORGANISATIONS.shown(order=40)(news_of)


def news_of(actor: Actor, organisation: Organisation) -> Block | None:
    """Return the newest articles about a listed organisation; the same to everybody."""
    if not organisation.is_listed:
        return None
    found = list(articles_about(organisation, reading_language(), clock.database_now())[: _SHOWN + 1])
    context = {
        "articles": found[:_SHOWN],
        "is_more": len(found) > _SHOWN,
        "organisation": organisation,
        "home": settings.HOME_ZONE,
    }
    return Block("news", _("Articles"), "newsroom/_of_organisation.html", context) if found else None
