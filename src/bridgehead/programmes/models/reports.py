"""Company reports: what a programme asks of its companies period by period, and what they stated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.programmes.indicators import indicators_of
from bridgehead.programmes.models.cohorts import CohortPlace
from bridgehead.programmes.models.programmes import Programme
from bridgehead.web.questionnaire import WrongQuestionnaire


def require_indicators(value: Any) -> None:
    """Refuse what is no list of indicators; a validator of the field that holds it."""
    try:
        indicators_of(value)
    except WrongQuestionnaire as wrong:
        raise ValidationError(str(wrong), code="indicators") from wrong


class ReportForm(PublicModel):
    """One version of what a programme asks its companies to report. A published version never changes."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="report_forms")
    version = models.PositiveSmallIntegerField()
    #: As ``indicators.indicators_of`` reads them.
    indicators = models.JSONField(default=list, blank=True, validators=[require_indicators])
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="report_form_version_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(published_at__isnull=True), name="report_form_one_draft"
            ),
        ]


class ReportPeriod(PublicModel):
    """Days that every company in the programme then reports on, from one until before another."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="report_periods")
    form = models.ForeignKey(ReportForm, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    #: The first day that it no longer holds.
    ends_on = models.DateField(pgettext_lazy("first day no longer", "until before"))
    #: The last day in time, by the calendar of the programme.
    due_on = models.DateField(_("due on"))
    #: From this day on what was handed in no longer changes.
    locks_on = models.DateField(_("locked from"))

    class Meta:
        ordering = ["-starts_on", "-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "starts_on", "ends_on"],
                name="report_period_once",
                violation_error_message=_("This period is open already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="report_period_lasts_some_day",
                violation_error_message=_("A period ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on"), locks_on__gt=F("due_on")),
                name="report_period_is_locked_after_it_is_due",
                violation_error_message=_("A report is locked after the day on which it is due."),
            ),
        ]

    @property
    def last_day(self) -> date:
        """The last day that it holds."""
        return self.ends_on - timedelta(days=1)


class CompanyReport(PublicModel):
    """What one company reports of one period: what it is typing, and which version of it counts."""

    period = models.ForeignKey(ReportPeriod, on_delete=models.PROTECT, related_name="reports")
    place = models.ForeignKey(CohortPlace, on_delete=models.PROTECT, related_name="reports")
    #: As typed, by the key of the indicator.
    typed = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    #: The version whose figures count; None: nothing was handed in.
    current = models.ForeignKey("ReportVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    #: How far its company was reminded: as ``rules.reminder_of`` counts, and on which day.
    reminded = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "place"], name="company_report_once_per_period"),
        ]
        indexes = [models.Index(fields=["locked_at", "current"])]


class VersionState(models.TextChoices):
    """What a version of a report is: handed in before the lock, or a correction after it."""

    HANDED_IN = "handed_in", pgettext_lazy("report", "handed in")
    ASKED = "asked", pgettext_lazy("report", "correction that waits")
    ACCEPTED = "accepted", pgettext_lazy("report", "correction accepted")
    DECLINED = "declined", pgettext_lazy("report", "correction declined")


class ReportVersion(PublicModel):
    """What a company stated: sealed for good. After the lock one is a correction, and counts once it is accepted."""

    report = models.ForeignKey(CompanyReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=VersionState, default=VersionState.HANDED_IN)
    #: By the key of the indicator: numbers and words as text, amounts as currency and whole minor units.
    answers = models.JSONField(blank=True)
    #: SHA-256 over what it says and of what, as ``answers.sealed`` writes it.
    digest = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports_handed_in"
    )
    #: Why something is corrected; empty before the lock.
    reason = ProseField(_("reason of the correction"), max_length=1000, blank=True)
    #: What the officers answered to a correction.
    answer = ProseField(_("answer"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_number_once"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state="asked"),
                name="report_corrected_once_at_a_time",
                violation_error_message=_("A correction waits for the officers already."),
            ),
            models.CheckConstraint(
                condition=Q(state="handed_in", reason="") | (~Q(state="handed_in") & ~Q(reason="")),
                name="report_correction_has_a_reason",
                violation_error_message=_("Say why the report is corrected."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["handed_in", "asked"], decided_at__isnull=True)
                | Q(state__in=["accepted", "declined"], decided_at__isnull=False),
                name="report_correction_was_decided_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "handed_in_at"])]
