"""What was read, without who read it; and what follows from it for the lists of the front page."""

from __future__ import annotations

from django.db import models

from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.changes import ShownModel
from bridgehead.newsroom.models.articles import Article
from bridgehead.newsroom.rules import Box


class Salt(models.Model):
    """The secret of one day, by which a reader's hash of that day is made; it is deleted with the day.

    From then on nobody, this installation included, can make the hash of a reader again.
    """

    day = models.DateField(unique=True)
    secret = models.BinaryField()

    def __str__(self) -> str:
        return self.day.isoformat()


class Reading(models.Model):
    """A reader of a day read an article: once, however often."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="readings")
    #: A hash under the day's salt, 63 bits: of another day the same person is another reader.
    reader = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "article"], name="reading_once_per_reader")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.article_id} {self.at}"


class RankingState(models.Model):
    """How far the readings are counted, and where the counts lie; its row is the lock of whoever counts on."""

    name = models.CharField(max_length=20, unique=True)
    counted_to = models.BigIntegerField(default=0)
    place = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class RankedList(ShownModel):
    """One list of the front page in one language, as it was last made: the page reads it and counts nothing."""

    box = models.CharField(max_length=8, choices=Box)
    language = models.CharField(max_length=2, choices=[(each, each) for each in LANGUAGES])
    made_at = models.DateTimeField()
    #: By rank: {"article": id, "readers": number}, of issues {"articles": […], "readers": number}.
    entries = models.JSONField(default=list)
    #: What its rule names: the half-life in seconds, the window.
    rule = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "language"], name="ranked_list_once_per_language")]

    def __str__(self) -> str:
        return f"{self.box} {self.language}"
