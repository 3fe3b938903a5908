"""Photographs and cards, streamed after a check: a public article's to everybody, others at most to the newsroom."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.newsroom.adapters.cards import card_of, drawn_card
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries import cards, photos
from bridgehead.newsroom.rules import works_here
from bridgehead.newsroom.serving import served, served_card, served_rendition
from bridgehead.web.kept import OTHERS_KEEP_SECONDS


@require_safe
def photo(request: HttpRequest, public_id: UUID, shape: str) -> FileResponse:
    """One photograph in one of the shapes that pages show."""
    if shape not in SHAPES:
        raise Http404
    found, is_public = photos.photo_or_404(public_id, clock.database_now(), sees_all=works_here(actor_of(request)))
    response = served(found, shape)
    if is_public:
        patch_cache_control(response, public=True, max_age=OTHERS_KEEP_SECONDS)
    return response


@require_safe
def card(request: HttpRequest, language: str, key: UUID, digest: str) -> FileResponse:
    """The card of a public article. The digest in the address is of what it says, so that nobody shows an old one."""
    article = cards.shared_or_404(key, language, clock.database_now())
    told = card_of(article)
    kept = cards.kept_card(article, told.digest)
    response = served_card(kept, otherwise=lambda: drawn_card(told))
    patch_cache_control(response, public=True, max_age=OTHERS_KEEP_SECONDS)
    return response


@require_safe
def drawn(request: HttpRequest, public_id: UUID) -> FileResponse:
    """One photograph as the desk shows it, to whoever works there."""
    if not works_here(actor_of(request)):
        raise Http404
    found = photos.rendition_or_404(public_id)
    return served_rendition(found)
