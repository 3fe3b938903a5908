"""Which photographs may be seen by whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from bridgehead.newsroom.adapters.drawing import drawing_of
from bridgehead.newsroom.models import Article, Photo, PhotoRendition


def photo_or_404(public_id: UUID, now: datetime, *, sees_all: bool) -> tuple[Photo, bool]:
    """Return a photograph and whether it is public; one in no public article only to whoever ``sees_all``.

    One query, so that one that is held takes as long as one that never was.
    """
    shown = Article.objects.public(now).filter(photos=OuterRef("pk"))
    found = Photo.objects.annotate(is_public=Exists(shown)).filter(public_id=public_id).first()
    if found is None or not (found.is_public or sees_all):
        raise Http404
    return found, found.is_public


def rendition_or_404(public_id: UUID) -> PhotoRendition:
    """Return a photograph as the desk shows it; the caller has checked that the person works there."""
    found: PhotoRendition | None = PhotoRendition.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def drawn_before(photo: Photo, kind: str) -> PhotoRendition | None:
    """Return a photograph in a shape, where it has been drawn in it with its focal point as it is now."""
    drawing = drawing_of(kind)
    found: PhotoRendition | None = photo.renditions.filter(
        filter_spec=drawing.spec, focal_point_key=drawing.get_cache_key(photo)
    ).first()
    return found
