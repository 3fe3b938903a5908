"""What stands around the articles: the short messages of the ticker, and links to where work is done."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.changes import ShownModel
from bridgehead.foundation.clock import require_usual_year


class LiveItemQuerySet(models.QuerySet["LiveItem"]):
    """Live items by how public they are."""

    def public(self, now: datetime) -> Self:
        """Those whose moment has come and that were not withdrawn."""
        return self.filter(at__lte=now, is_withdrawn=False)


class LiveItem(ShownModel, PublicModel, BilingualModel):
    """One line of real-time news that has no article, in both languages."""

    bilingual_fields = ("words",)

    words_ko = LineField(_("words (Korean)"), max_length=160, blank=True)
    words_en = LineField(_("words (English)"), max_length=160, blank=True)
    #: Where it leads, if anywhere.
    address = models.URLField(_("leads to"), max_length=400, blank=True)
    at = models.DateTimeField(_("public from"), validators=[require_usual_year])
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    is_sample = models.BooleanField(default=False, editable=False)

    objects = LiveItemQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("live item")
        verbose_name_plural = _("live items")
        constraints = [models.CheckConstraint(condition=~Q(words_ko="", words_en=""), name="live_item_says_something")]
        indexes = [models.Index(fields=["-at"], condition=Q(is_withdrawn=False), name="live_item_newest")]

    def __str__(self) -> str:
        return self.words_ko or self.words_en


def require_page(address: str) -> None:
    """Refuse what is neither a page of this site nor an address elsewhere; a model-field validator."""
    is_here = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_mail = address.startswith("mailto:")
    try:
        if is_here or is_mail:
            _PAGE(f"https://here.example{address}" if is_here else f"https://here.example/{address}")
        else:
            _PAGE(address)
    except ValidationError as wrong:
        sentence = _("Expected a page of this site without its language, such as /results/, or a whole address.")
        raise ValidationError(sentence, code="address") from wrong


_PAGE = URLValidator(schemes=["http", "https"])


class BusinessLink(ShownModel, PublicModel, BilingualModel):
    """A link at the foot of the front page: where a reader goes to do something."""

    bilingual_fields = ("name", "note")

    name_ko = LineField(_("name (Korean)"), max_length=60)
    name_en = LineField(_("name (English)"), max_length=60)
    note_ko = LineField(_("note (Korean)"), max_length=80, blank=True)
    note_en = LineField(_("note (English)"), max_length=80, blank=True)
    #: A page of this site (``/results/``, without the language) or an address elsewhere.
    address = models.CharField(_("leads to"), max_length=400, validators=[require_page])
    icon = models.CharField(_("icon"), max_length=40, default="arrow-right")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("business link")
        verbose_name_plural = _("business links")
