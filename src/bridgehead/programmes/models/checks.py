"""What officers found when they checked an applicant against the records."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.programmes.models.applications import Application


class CheckKind(models.TextChoices):
    """What is checked of an applicant."""

    EARLIER = "earlier", _("earlier places in cohorts")
    SIZE = "size", _("size and age of the company")
    NUMBER = "number", _("registration number")


class Verdict(models.TextChoices):
    """What an officer says of a check."""

    HOLDS = "holds", pgettext_lazy("check", "holds")
    FAILS = "fails", pgettext_lazy("check", "does not hold")
    NOT_APPLICABLE = "none", pgettext_lazy("check", "not applicable")


class CheckVerdict(PublicModel):
    """An officer's word on one check of an application; the records alone decide nothing."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="verdicts")
    kind = models.CharField(max_length=7, choices=CheckKind)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict)
    #: Read by officers alone.
    reason = ProseField(_("reason"), max_length=1000, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="check_verdict_once"),
            models.CheckConstraint(
                condition=Q(verdict="holds") | ~Q(reason=""),
                name="check_verdict_has_a_reason",
                violation_error_message=_("Say why the check does not hold or does not apply."),
            ),
        ]
