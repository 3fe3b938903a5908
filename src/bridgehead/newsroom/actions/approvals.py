"""What follows from an approval: an article is found, its photographs are public and drawn, the trail tells of it."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.newsroom.actions.index import forget_article, index_article
from bridgehead.newsroom.adapters.drawing import draw, drawing_of
from bridgehead.newsroom.models import Article, Photo, PhotoRendition
from bridgehead.newsroom.models.blocks import photos_in
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries.photos import drawn_before


@transaction.atomic
def note_approved(*, article_id: int, by: Actor, now: datetime) -> None:
    """Take down what an article shows since it was approved, have its photographs drawn, and tell the trail."""
    article = Article.objects.select_for_update().get(pk=article_id)
    shown = {each for each in (article.photo_id, *photos_in(article.body)) if each}
    article.photos.set(shown)
    for each in sorted(shown):
        queue(draw_photo, key=f"photo:{each}:{article.pk}:{now.isoformat()}", at=now, photo_id=each)
    index_article(article.pk)
    audit.record(
        "newsroom.article_approved",
        on=article,
        by=by,
        at=now,
        stream="newsroom",
        change={"revision": (None, article.live_revision_id), "public_from": (None, article.public_from)},
    )


@transaction.atomic
def note_taken_back(*, article_id: int, by: Actor, now: datetime) -> None:
    """Tell the trail that an article is public no longer; its photographs go with it."""
    article = Article.objects.select_for_update().get(pk=article_id)
    article.photos.clear()
    forget_article(article.pk)
    audit.record("newsroom.article_taken_back", on=article, by=by, at=now, stream="newsroom")


@job("newsroom.draw_photo")
def draw_photo(claim: Claim, *, photo_id: int) -> None:
    """Draw a photograph in every shape that pages show; what is drawn already stays."""
    photo = Photo.objects.filter(pk=photo_id).first()
    for kind in SHAPES if photo is not None else ():
        keep_drawn(photo, kind)


def keep_drawn(photo: Photo, kind: str) -> PhotoRendition:
    """Keep a photograph as it is drawn in a shape, with its focal point as it is now."""
    known = drawn_before(photo, kind)
    if known is not None:
        return known
    drawing = drawing_of(kind)
    named = {"filter_spec": drawing.spec, "focal_point_key": drawing.get_cache_key(photo)}
    content = ContentFile(draw(photo, kind), name=f"{kind}.{SHAPES[kind].ending}")
    kept: PhotoRendition = photo.renditions.get_or_create(**named, defaults={"file": content})[0]
    return kept
