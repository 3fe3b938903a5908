"""The card of an article, kept as it was drawn when the article was approved."""

from __future__ import annotations

import uuid

from django.db import models

from bridgehead.newsroom.models.articles import Article


def _random_place(_card: models.Model, _filename: str) -> str:
    """Return a place that nobody can guess: a card is served only after its article was found public."""
    return f"cards/{uuid.uuid4().hex}.png"


class ShareCard(models.Model):
    """The picture that other sites show of a link to an article; ``digest`` tells what it says."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="card")
    digest = models.CharField(max_length=16)
    file = models.FileField(upload_to=_random_place)

    def __str__(self) -> str:
        return f"{self.article_id} {self.digest}"
