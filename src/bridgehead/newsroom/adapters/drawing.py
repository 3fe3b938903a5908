"""How Wagtail draws a photograph in the shapes that pages show."""

from __future__ import annotations

from io import BytesIO

from wagtail.images.models import Filter

from bridgehead.newsroom.models import Photo
from bridgehead.newsroom.models.photos import SHAPES

_MEDIA_TYPES = {"webp": "image/webp", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}


def drawing_of(kind: str) -> Filter:
    """Return a shape as Wagtail draws it."""
    return Filter(spec=SHAPES[kind].spec)


def draw(photo: Photo, kind: str) -> bytes:
    """Return a photograph drawn in a shape; nothing is kept."""
    output = BytesIO()
    drawing_of(kind).run(photo, output)
    return output.getvalue()


def media_type_of(kind: str) -> str:
    """Return the media type of a drawn photograph by its format or the ending of its file."""
    return _MEDIA_TYPES.get(kind, "application/octet-stream")
