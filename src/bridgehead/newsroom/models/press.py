"""Named journalists who may read an approved article before its hour, each by a link of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.newsroom.models.articles import Article

#: What the link of a journalist opens; nothing else does.
PRESS_PURPOSE = "newsroom.press"


class PressPassQuerySet(models.QuerySet["PressPass"]):
    """Passes by whether they still open something."""

    def standing(self) -> Self:
        """Those that nobody revoked, to an approved article that is not confidential, before its hour or after it."""
        return self.filter(revoked_at=None, article__live=True, article__is_confidential=False)

    def before_hour(self, now: datetime) -> Self:
        """Of those the ones whose article is still under embargo at a moment."""
        return self.standing().filter(article__public_from__gt=now)


class PressPass(PublicModel):
    """One journalist's access to one article under embargo, as its newest approved version stands."""

    LANGUAGES = [("ko", "한국어"), ("en", "English")]

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="press_passes")
    name = LineField(_("name"), max_length=120)
    outlet = LineField(_("outlet"), max_length=120)
    email = models.EmailField(_("E-mail"), max_length=254)
    #: The language of the letter and of the page around the article.
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    objects = PressPassQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "email"], condition=Q(revoked_at=None), name="press_pass_one_per_address"
            ),
            models.CheckConstraint(
                condition=Q(opened=0, last_opened_at=None) | Q(opened__gt=0, last_opened_at__isnull=False),
                name="press_pass_opened_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet})"


class PressKey(models.Model):
    """What opens a pass, as a hash. A letter that is delivered twice carries two links, and both open it."""

    held_by = models.ForeignKey(PressPass, on_delete=models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.held_by_id)
