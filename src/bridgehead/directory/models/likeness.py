"""Organisations that turned out to be one, and pairs that only look like it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bridgehead.directory.models.organisations import Organisation


class MergedOrganisation(models.Model):
    """An organisation that was merged into another: its old address leads there."""

    #: The key that its record had; it is never given out again.
    gone_id = models.PositiveBigIntegerField(unique=True)
    public_id = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="merged")
    merged_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class NotDuplicate(models.Model):
    """Two organisations that look like one and are not, as an officer has said; the one with the smaller key first."""

    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="not_duplicate_once_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_duplicate_smaller_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
