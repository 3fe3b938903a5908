"""Cards drawn when an article is approved, and let go with it."""

from __future__ import annotations

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bridgehead.foundation.jobs import Claim, job
from bridgehead.newsroom.adapters.cards import card_of, drawn_card
from bridgehead.newsroom.models import ShareCard
from bridgehead.newsroom.queries.cards import article_of_card


@job("newsroom.draw_card")
def draw_card(claim: Claim, *, article_id: int) -> None:
    """Draw the card of an article as it was approved; one that says the same already stays."""
    article = article_of_card(article_id)
    if article is None:
        return
    card = card_of(article)
    known = ShareCard.objects.filter(article_id=article_id).first()
    if known is not None and known.digest == card.digest and default_storage.exists(str(known.file.name)):
        return
    drawn = ContentFile(drawn_card(card), name="card.png")
    kept = ShareCard(article_id=article_id, digest=card.digest)
    kept.file.save("card.png", drawn, save=False)
    with transaction.atomic():
        forget_card(article_id)
        kept.save(force_insert=True)


def forget_card(article_id: int) -> None:
    """Let the card of an article go, its file once that is certain."""
    for card in ShareCard.objects.select_for_update().filter(article_id=article_id):
        place = str(card.file.name)
        card.delete()
        transaction.on_commit(partial(default_storage.delete, place))
