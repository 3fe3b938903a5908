"""How a photograph or a card is served once it was checked who asks for it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404

from bridgehead.newsroom.adapters.drawing import draw, media_type_of
from bridgehead.newsroom.models import Photo, PhotoRendition, ShareCard
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries import photos


def served_rendition(rendition: PhotoRendition) -> FileResponse:
    """Serve a photograph as the desk shows it."""
    return _served(_opened(rendition), str(rendition.file.name).rpartition(".")[2])


def served(photo: Photo, shape: str) -> FileResponse:
    """Serve a photograph in a shape to whoever was checked to may see it."""
    return _served(_content(photo, shape), SHAPES[shape].format)


def served_card(kept: ShareCard | None, otherwise: Callable[[], bytes]) -> FileResponse:
    """Serve a card as it is kept; where it was not drawn yet, or let go since, as it is drawn now."""
    try:
        content: Any = kept.file.open("rb") if kept else None
    except FileNotFoundError:
        content = None
    return _served(content or BytesIO(otherwise()), "png")


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
