"""What is signed at a forum, in its running order, and the list of what must be ready."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.agreements.models import Agreement
from bridgehead.events.models.agenda import ForumSession
from bridgehead.events.models.forums import Forum
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel


class Side(models.TextChoices):
    """A half of the table, as the audience sees it."""

    LEFT = "left", pgettext_lazy("side of the table", "left")
    RIGHT = "right", pgettext_lazy("side of the table", "right")


class Interpreting(models.TextChoices):
    """Into which language what is said at one signing is carried."""

    BOTH = "both", _("Korean and English")
    KOREAN = "ko", _("Korean only")
    ENGLISH = "en", _("English only")


class SigningItem(PublicModel):
    """One agreement in the running order of a signing; a guard holds session, forum and agreement together."""

    #: The forum of its session, so that the database can refuse one agreement twice at one forum.
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="signing_items")
    session = models.ForeignKey(ForumSession, on_delete=models.CASCADE, related_name="signing_items")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signing_items")
    order = models.PositiveSmallIntegerField()
    first_side = models.CharField(
        _("the first party sits on the"),
        max_length=5,
        choices=Side,
        default=Side.LEFT,
        help_text=_("Seen from the audience."),
    )
    interpreting = models.CharField(_("spoken in"), max_length=4, choices=Interpreting, default=Interpreting.BOTH)
    #: The officer says that an agreement without an hour in the ledger is announced at this signing, aloud and in the
    #: programme; its being noted as signed is then its hour.
    is_its_hour = models.BooleanField(_("the ceremony is its hour"), default=False)
    #: Gifts, photograph, who carries the folders; for those who keep the agreement's ledger.
    note = LineField(_("note (gifts, photograph)"), max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "agreement"],
                name="signing_once_per_forum",
                violation_error_message=_("This agreement is signed at the forum already."),
            ),
            models.UniqueConstraint(fields=["session", "order"], name="signing_order_once_per_session"),
        ]


class CheckItem(PublicModel, BilingualModel):
    """Something that must be ready before a signing, and who saw that it is."""

    session = models.ForeignKey(ForumSession, on_delete=models.CASCADE, related_name="check_items")
    order = models.PositiveSmallIntegerField()
    name_ko = LineField(_("what (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("what (English)"), max_length=160, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True, editable=False)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="check_order_once_per_session"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="check_says_what",
                violation_error_message=_("Say in Korean or in English what must be ready."),
            ),
        ]
