"""Calls for applications: their days, the form that is filled in, and what is asked about them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone
from bridgehead.programmes.models.programmes import Programme
from bridgehead.web.questionnaire import WrongQuestionnaire, questionnaire_of


class CallState(models.TextChoices):
    """How far a call has come. That it is open is told by its days and the clock, not by its state."""

    DRAFT = "draft", pgettext_lazy("call", "draft")
    ANNOUNCED = "announced", pgettext_lazy("call", "announced")
    DECIDED = "decided", pgettext_lazy("call", "decided")
    CANCELLED = "cancelled", pgettext_lazy("call", "called off")


class EarlierRule(models.TextChoices):
    """What a call says of companies that had a place in a cohort before."""

    ANY = "", _("nothing: earlier places do not matter")
    NEVER = "never", _("no earlier place at all")
    YEARS = "years", _("no place in so many years before")
    TIMES = "times", _("fewer than so many places before")


class Call(PublicModel, BilingualModel):
    """A call of a programme: who may apply, from when until before when, and for how many places."""

    bilingual_fields = ("name", "summary", "eligibility", "documents")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="calls")
    #: The year of the cohort that it admits to.
    year = models.PositiveSmallIntegerField(_("year"))
    name_ko = LineField(_("title (Korean)"), max_length=200, blank=True)
    name_en = LineField(_("title (English)"), max_length=200, blank=True)
    summary_ko = ProseField(_("what is offered (Korean)"), max_length=8000, blank=True)
    summary_en = ProseField(_("what is offered (English)"), max_length=8000, blank=True)
    eligibility_ko = ProseField(_("who may apply (Korean)"), max_length=4000, blank=True)
    eligibility_en = ProseField(_("who may apply (English)"), max_length=4000, blank=True)
    documents_ko = ProseField(_("what to hand in (Korean)"), max_length=4000, blank=True)
    documents_en = ProseField(_("what to hand in (English)"), max_length=4000, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="Asia/Seoul", validators=[require_zone])
    opens_at = models.DateTimeField(_("opens"))
    #: The first moment that is too late.
    closes_at = models.DateTimeField(_("closes"))
    #: None: as long as the call is open.
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    #: So many are admitted …
    places = models.PositiveSmallIntegerField(_("places"), default=10)
    #: … and so many stand by.
    reserve = models.PositiveSmallIntegerField(_("places on the reserve list"), default=0)
    #: What is checked of each applicant from the records; see ``queries.checks``.
    earlier_rule = models.CharField(_("earlier places"), max_length=5, choices=EarlierRule, blank=True)
    earlier_number = models.PositiveSmallIntegerField(_("so many years or places"), null=True, blank=True)
    #: Whether places in cohorts of other programmes count, too.
    earlier_everywhere = models.BooleanField(_("places in other programmes count, too"), default=False)
    most_employees = models.PositiveIntegerField(_("people at most"), null=True, blank=True)
    most_years = models.PositiveSmallIntegerField(_("years since it was founded, at most"), null=True, blank=True)
    needs_number = models.BooleanField(_("a Korean business registration number is required"), default=False)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.DRAFT)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="call_has_a_title",
                violation_error_message=_("A call needs a title in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("A call closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200),
                name="call_year_is_usual",
                violation_error_message=_("A year from 1990 to 2200 was expected."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="call_has_places",
                violation_error_message=_("A call has one place at least."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(announced_at__isnull=False), name="call_was_announced_at"
            ),
            models.CheckConstraint(
                condition=Q(earlier_rule__in=["years", "times"], earlier_number__gte=1, earlier_number__isnull=False)
                | (~Q(earlier_rule__in=["years", "times"]) & Q(earlier_number__isnull=True)),
                name="call_counts_earlier_places",
                violation_error_message=_("Say how many years or places, and only where they are counted."),
            ),
        ]
        indexes = [models.Index(fields=["state", "opens_at", "closes_at"])]


def require_questionnaire(value: Any) -> None:
    """Refuse what is no questionnaire; a validator of the field that holds it."""
    try:
        questionnaire_of(value)
    except WrongQuestionnaire as wrong:
        raise ValidationError(str(wrong), code="questionnaire") from wrong


class CallForm(PublicModel):
    """One version of what a call asks its applicants. A published version never changes: answers rest on it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="forms")
    version = models.PositiveSmallIntegerField()
    #: As ``questionnaire.questionnaire_of`` reads it.
    definition = models.JSONField(default=dict, validators=[require_questionnaire])
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["call", "version"], name="call_form_version_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(published_at__isnull=True), name="call_form_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.version}"


class CallQuestion(PublicModel):
    """A question about a call. Everybody reads its answer, nobody but the programme's officers who has asked."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="call_questions"
    )
    #: As it was asked; officers publish it in words that give nobody away.
    asked = ProseField(max_length=2000)
    language = models.CharField(max_length=2)
    question_ko = ProseField(_("question (Korean)"), max_length=2000, blank=True)
    question_en = ProseField(_("question (English)"), max_length=2000, blank=True)
    answer_ko = ProseField(_("answer (Korean)"), max_length=4000, blank=True)
    answer_en = ProseField(_("answer (English)"), max_length=4000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (~Q(question_ko="", question_en="") & ~Q(answer_ko="", answer_en="")),
                name="call_question_published_with_its_answer",
                violation_error_message=_("Write the question and its answer, in Korean or in English."),
            ),
        ]
