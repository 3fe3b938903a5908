"""Whom the front desk expects, who is in the house, and what a visitor is told before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.places.models.premises import Premises, Room

#: What the link of a visitor's pass opens; nothing else does.
VISIT_LINK = "places.pass"


class Reception(PublicModel, BilingualModel):
    """What the front desk of premises tells: to visitors on their pass, and on the screens at the doors."""

    bilingual_fields = ("rules",)

    premises = models.OneToOneField(Premises, on_delete=models.CASCADE, related_name="reception")
    rules_ko = ProseField(_("what visitors should know (Korean)"), max_length=2000, blank=True)
    rules_en = ProseField(_("what visitors should know (English)"), max_length=2000, blank=True)


class Visit(PublicModel):
    """A person from elsewhere who comes to premises on a day, and whether they are in the house."""

    LANGUAGES = [("ko", "한국어"), ("en", "English")]

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="visits")
    #: Whom they visit; None: the house itself.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    #: Who announced them, and is told when they come.
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="hosted_visits"
    )
    name = LineField(_("name"), max_length=120)
    company = LineField(_("from which organisation"), max_length=160, blank=True)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    #: The language of the mail and of what the pass says first.
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    expected_at = models.DateTimeField(_("day and hour"))
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits")
    #: For the front desk alone.
    note = LineField(_("note to the front desk"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["expected_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="visit_has_a_name"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="visit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | Q(arrived_at=None), name="visit_called_off_did_not_begin"
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "expected_at"]),
            models.Index(fields=["organisation", "expected_at"]),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_inside(self) -> bool:
        """Whether the visitor is in the house."""
        return self.arrived_at is not None and self.left_at is None


class PassKey(models.Model):
    """What opens a visitor's pass, as a hash. A mail that is delivered twice carries two links, and both open it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.visit_id)
