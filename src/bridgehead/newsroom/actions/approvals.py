"""What follows from an approval: an article is found, its card and photographs are drawn, the trail tells of it."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, require
from bridgehead.newsroom.actions.cards import draw_card, forget_card
from bridgehead.newsroom.actions.index import forget_article, index_article
from bridgehead.newsroom.actions.writing import author_of
from bridgehead.newsroom.adapters.drawing import draw, drawing_of
from bridgehead.newsroom.models import Article, Photo, PhotoRendition
from bridgehead.newsroom.models.blocks import photos_in
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.queries.photos import drawn_before
from bridgehead.newsroom.rules import may_approve, revisions_mark


@transaction.atomic
def approve_both(
    *, article_id: int, seen: str, public_from: datetime | None, by: Actor, now: datetime
) -> list[Article]:
    """Approve what was last written of an article and of its twin, to be public from one hour; without one, at once.

    What readers have already keeps the hour from which they have it. Returns both, as they are now.

    Args:
        seen: the mark of the revisions that were read before this was said.

    Raises:
        Overtaken: if another was written since.
    """
    require(may_approve(by), _("Only a press officer approves an article."))
    key = found(Article.objects.all(), article_id).translation_key
    both = list(Article.objects.select_for_update().filter(translation_key=key).order_by("pk"))
    require(len(both) == 2, _("There is no article in the other language yet."))
    if revisions_mark(each.latest_revision_id for each in both) != seen:
        raise Overtaken(_("Somebody has changed this since you opened the page."))
    for each in both:
        written = each.get_latest_revision_as_object()
        if not (each.live and each.public_from is not None and each.public_from <= now):
            written.public_from = public_from or now
        revision = written.save_revision(user=author_of(by))
        each.publish(revision, user=author_of(by), skip_permission_checks=True)
    return list(Article.objects.filter(translation_key=key).order_by("pk"))


@transaction.atomic
def note_approved(*, article_id: int, by: Actor, now: datetime) -> None:
    """Take down what an article shows since it was approved, have its photographs drawn, and tell the trail."""
    article = Article.objects.select_for_update().get(pk=article_id)
    shown = {each for each in (article.photo_id, *photos_in(article.body)) if each}
    article.photos.set(shown)
    for each in sorted(shown):
        queue(draw_photo, key=f"photo:{each}:{article.pk}:{now.isoformat()}", at=now, photo_id=each)
    queue(draw_card, key=f"card:{article.pk}:{now.isoformat()}", at=now, article_id=article.pk)
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
    forget_card(article.pk)
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


@transaction.atomic
def note_deleted(*, article_id: int, by: Actor, now: datetime) -> None:
    """Let go what is kept of an article that is being deleted, and tell the trail."""
    article = Article.objects.select_for_update().get(pk=article_id)
    forget_card(article_id)
    forget_article(article_id)
    audit.record("newsroom.article_deleted", on=article, by=by, at=now, stream="newsroom")
