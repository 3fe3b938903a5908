"""Addresses of an older site, each with what stands in its place here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Topic
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.newsroom.models.articles import Article, Section


class OldAddress(PublicModel):
    """A path of an older site, perhaps with its query, that leads to an article, a section or a topic.

    It never names a page of this site, and what it leads to always is one: no address can lead to itself.
    """

    address = LineField(_("old address"), max_length=400, unique=True)
    language = models.CharField(max_length=2, choices=[("ko", "한국어"), ("en", "English")])
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, null=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(condition=Q(address__startswith="/"), name="old_address_is_a_path"),
            models.CheckConstraint(
                condition=Q(article__isnull=False, section__isnull=True, topic__isnull=True)
                | Q(article__isnull=True, section__isnull=False, topic__isnull=True)
                | Q(article__isnull=True, section__isnull=True, topic__isnull=False),
                name="old_address_leads_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.address
