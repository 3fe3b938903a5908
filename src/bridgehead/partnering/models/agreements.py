"""What came of a meeting."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models import Agreement
from bridgehead.foundation.bases import PublicModel
from bridgehead.partnering.models.requests import MeetingRequest


class MeetingAgreement(PublicModel):
    """An agreement began at a meeting.

    It stands here and not in the ledger, because whoever reads an agreement need not know that two companies met: only
    who runs the forum and keeps that ledger learns of both. It holds to the request, not to its place: the same meeting
    has another place in each version of the timetable. Several agreements may come of a meeting; each began at one.
    """

    request = models.ForeignKey(MeetingRequest, on_delete=models.PROTECT, related_name="agreements_begun")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["noted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                name="agreement_begins_once",
                violation_error_message=_("It is noted already at which meeting this agreement began."),
            )
        ]
