"""Sheets of organisations that officers bring in, what they made, and whether what they made may be listed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models.organisations import Organisation
from bridgehead.foundation.bases import LineField, PublicModel

#: The purpose of the token by which an organisation says whether it may be listed.
CONSENT_LINK = "directory.listing"


class SheetState(models.TextChoices):
    """A sheet waits until it is brought in, which can be undone."""

    WAITING = "waiting", _("not brought in yet")
    IMPORTED = "imported", _("brought in")
    UNDONE = "undone", _("taken back")


class Sheet(PublicModel):
    """A sheet of organisations that was read and waits to be brought in, or was.

    Its rows stay as they were read until then; afterwards only those that were not brought in, and these too are
    forgotten when their time is over.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = LineField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.WAITING)
    #: The titles of its columns.
    header = models.JSONField(default=list)
    #: Its rows as (line in the file, cells).
    lines = models.JSONField(default=list)
    #: By name of a column of ours: which of the sheet's it is, from 0.
    columns = models.JSONField(default=dict)
    #: By line: what an officer has answered where it was doubtful.
    answers = models.JSONField(default=dict)
    #: How many rows were new, matched, the same as before, and left out.
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SheetState.WAITING, imported_at=None, undone_at=None)
                | Q(state=SheetState.IMPORTED, imported_at__isnull=False, undone_at=None)
                | Q(state=SheetState.UNDONE, imported_at__isnull=False, undone_at__isnull=False),
                name="sheet_state_has_its_moments",
            )
        ]


class ImportedRow(models.Model):
    """What one row of a sheet has made or filled in, so that it can be taken back."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="imported_rows")
    is_new = models.BooleanField()
    #: What was written into a record that was there, by field; names and numbers that were added beside it.
    written = models.JSONField(default=dict)
    #: The mark of what a new record held when it was made.
    mark = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.line}"


class ConsentAnswer(models.TextChoices):
    """What an organisation has said to being listed."""

    OPEN = "open", _("no answer yet")
    GIVEN = "given", _("agreed")
    DECLINED = "declined", _("does not want to be listed")


class ListingConsent(PublicModel):
    """Whether an organisation that an officer brought in may be found by everybody, and through whom it is asked."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="listing_consent")
    contact_name = LineField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(max_length=2, choices=[("ko", "한국어"), ("en", "English")], default="ko")
    token_hash = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=ConsentAnswer, default=ConsentAnswer.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["token_hash"]), models.Index(fields=["contact_email"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=ConsentAnswer.OPEN, answered_at=None)
                | (~Q(answer=ConsentAnswer.OPEN) & Q(answered_at__isnull=False)),
                name="listing_consent_answered_at_a_moment",
            )
        ]
