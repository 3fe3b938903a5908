"""People who ask to belong to an organisation that is here already."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models.organisations import Organisation
from bridgehead.foundation.bases import LineField, PublicModel


class JoiningState(models.TextChoices):
    """Somebody's wish to join waits, and is answered or taken back once."""

    WAITING = "waiting", _("waits for an answer")
    ACCEPTED = "accepted", _("let in")
    DECLINED = "declined", _("not let in")
    WITHDRAWN = "withdrawn", _("withdrawn by the person")


class Joining(PublicModel):
    """Somebody asks to belong to an organisation; they may prove an address at its web site's domain by a code."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="joinings")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="joinings")
    note = LineField(_("what you do there"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=JoiningState, default=JoiningState.WAITING)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    #: The address that a code was sent to, and what is kept of the code.
    email = models.EmailField(max_length=254, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Whether the code has let the person in, and nobody's word.
    is_proven = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state=JoiningState.WAITING),
                name="joining_one_waits_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(state=JoiningState.WAITING, answered_at=None)
                | (~Q(state=JoiningState.WAITING) & Q(answered_at__isnull=False)),
                name="joining_answered_at_a_moment",
            ),
        ]
