"""Photographs, streamed after a check: a public article's to everybody, any other to whoever works in the newsroom."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.newsroom.adapters.drawing import draw, media_type_of
from bridgehead.newsroom.models import Photo
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries import photos
from bridgehead.newsroom.rules import works_here

#: How long others may keep a public photograph: no longer than a withdrawal may take to show.
KEPT_SECONDS = 5


@require_safe
def photo(request: HttpRequest, public_id: UUID, shape: str) -> FileResponse:
    """One photograph in one of the shapes that pages show."""
    if shape not in SHAPES:
        raise Http404
    found, is_public = photos.photo_or_404(public_id, clock.database_now(), sees_all=works_here(actor_of(request)))
    response = _served(_content(found, shape), SHAPES[shape].format)
    if is_public:
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def drawn(request: HttpRequest, public_id: UUID) -> FileResponse:
    """One photograph as the desk shows it, to whoever works there."""
    if not works_here(actor_of(request)):
        raise Http404
    found = photos.rendition_or_404(public_id)
    return _served(_opened(found), str(found.file.name).rpartition(".")[2])


def _content(found: Photo, kind: str) -> Any:
    """As it was drawn when its article was approved; before that, drawn for this reader alone."""
    kept = photos.drawn_before(found, kind)
    try:
        return _opened(kept) if kept else BytesIO(draw(found, kind))
    except FileNotFoundError:
        raise Http404 from None


def _opened(rendition: Any) -> Any:
    try:
        return rendition.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _served(content: Any, kind: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type_of(kind))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
