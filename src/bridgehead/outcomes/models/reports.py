"""Reports: what one is about, and its editions, each frozen with its figures and the records behind them."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile
from bridgehead.outcomes.rules import PaperKind


class Report(PublicModel, BilingualModel):
    """What an agency reports on: a period of its outcomes, of one forum or of all. Once published, that stays.

    A draft is a report without an edition; what it would say is computed whenever somebody looks.
    """

    bilingual_fields = ("name", "lead")

    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    name_ko = LineField(_("title (Korean)"), max_length=160)
    name_en = LineField(_("title (English)"), max_length=160)
    lead_ko = ProseField(_("foreword (Korean)"), max_length=2000, blank=True)
    lead_en = ProseField(_("foreword (English)"), max_length=2000, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    #: None: whatever the agency's ledger holds.
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    is_sample = models.BooleanField(default=False)
    #: Rises with every change; an editor who has read an older one is told, and overwrites nothing.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="report_period_goes_on",
                violation_error_message=_("A period ends on its first day or later."),
            ),
            models.CheckConstraint(
                condition=~Q(name_ko="") & ~Q(name_en=""),
                name="report_has_both_titles",
                violation_error_message=_("A report needs its title in both languages."),
            ),
        ]

    @property
    def audit_stream(self) -> str:
        """The audit chain of the deeds on this report."""
        return f"report:{self.public_id}"


class Edition(PublicModel):
    """One publication of a report. Sealed at the end of its own transaction, it never changes: a guard sees to it.

    ``head`` holds all that it says besides figures and records: titles, period, scope, definitions, what was stated
    beside the ladder, and how it differs from the edition before.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why it follows the one before; empty for the first.
    reason_ko = LineField(_("what changed (Korean)"), max_length=300, blank=True)
    reason_en = LineField(_("what changed (English)"), max_length=300, blank=True)
    head = models.JSONField()
    #: SHA-256 over the whole of what is published; `bridgehead outcomes verify` computes the same.
    digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="edition_one_per_number"),
            models.CheckConstraint(
                condition=Q(number=1) | (~Q(reason_ko="") & ~Q(reason_en="")),
                name="later_edition_says_why",
                violation_error_message=_("Say in both languages what changed since the edition before."),
            ),
            models.CheckConstraint(condition=Q(sealed_at=None) | ~Q(digest=""), name="sealed_edition_has_a_digest"),
        ]


class EditionRecord(models.Model):
    """One case as it stood when an edition was published, as anybody may see it.

    ``body`` is the text that its digest is taken of: kept letter for letter, which a field for JSON would not do.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="records")
    position = models.PositiveIntegerField()
    #: The public id of the outcome; the same case keeps it from edition to edition.
    key = models.UUIDField()
    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="record_one_per_position"),
            models.UniqueConstraint(fields=["edition", "key"], name="record_once_per_edition"),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What the record says, in plain values."""
        return dict(json.loads(self.body))


class Figure(models.Model):
    """One number of an edition, with the positions of the records that prove it."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="figures")
    position = models.PositiveIntegerField()
    indicator = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    #: What it is told apart by, as in ``{"rung": "mou", "year": "2023"}``.
    group = models.JSONField()
    #: A whole number, an amount in whole units, or a share as in ``3/4``: text, so that no digit is lost.
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=16)
    exactness = models.CharField(max_length=8)
    cases = models.PositiveIntegerField()
    #: SHA-256 over the records behind it.
    proof = models.CharField(max_length=64)
    records = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="figure_one_per_position")]


class EditionFile(PublicModel):
    """An edition as a file to take away. Made after it was sealed; another time the same bytes would come out."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=PaperKind)
    #: Empty where a file is the same in both languages.
    language = models.CharField(max_length=2, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "language"], name="edition_file_once_per_language")
        ]
