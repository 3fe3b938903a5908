"""What was decided about a call: its letters, what becomes of each application, and whether its place is taken."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.programmes.models.applications import Application
from bridgehead.programmes.models.calls import Call
from bridgehead.programmes.models.cohorts import Cohort
from bridgehead.programmes.models.deciding import DecisionOutcome, Ranking


class LetterText(PublicModel):
    """What the letters of one outcome say, with places for what differs by applicant; until it is written, ours."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="letter_texts")
    outcome = models.CharField(max_length=8, choices=DecisionOutcome)
    text_ko = ProseField(max_length=4000)
    text_en = ProseField(max_length=4000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "outcome"], name="letter_text_once_per_outcome")]


class CallDecision(PublicModel):
    """The decisions about a call as officers published them: on which ranking they rest, and until when one answers."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="decided")
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="decided")
    #: To which the companies that accept are admitted.
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="decided")
    #: The first moments that are too late.
    accept_until = models.DateTimeField(_("places are accepted until"))
    appeal_until = models.DateTimeField(_("appeals until"))
    #: Whoever moves up from the reserve list has so many days.
    reserve_days = models.PositiveSmallIntegerField(
        _("days for whoever moves up"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    shows_points = models.BooleanField(_("applicants see their own points by criterion"), default=True)
    shows_comments = models.BooleanField(_("applicants see what reviewers wrote for them"), default=True)
    names_admitted = models.BooleanField(_("the call’s page names the admitted companies"), default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accept_until__gt=F("published_at"), appeal_until__gt=F("published_at")),
                name="call_decision_leaves_time",
                violation_error_message=_("Leave some time to accept a place and to appeal."),
            ),
        ]


class PlaceAnswer(models.TextChoices):
    """What a company answers to the place that it is offered."""

    NONE = "", pgettext_lazy("answer to a place", "not asked")
    WAITING = "waiting", pgettext_lazy("answer to a place", "not answered yet")
    ACCEPTED = "accepted", pgettext_lazy("answer to a place", "accepted")
    DECLINED = "declined", pgettext_lazy("answer to a place", "given up")
    LAPSED = "lapsed", pgettext_lazy("answer to a place", "not answered in time")


class Decision(PublicModel):
    """What becomes of one application; its team alone reads it, and the programme's officers."""

    published = models.ForeignKey(CallDecision, on_delete=models.PROTECT, related_name="decisions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=8, choices=DecisionOutcome)
    #: Its rank; None where it was never ranked, and why.
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason_ko = ProseField(blank=True)
    reason_en = ProseField(blank=True)
    #: What its letter says, the last one where it moved up.
    letter_ko = models.TextField()
    letter_en = models.TextField()
    told_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=PlaceAnswer, blank=True)
    #: The first moment that is too late to accept the place.
    accept_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="places_answered"
    )

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["published", "rank"], name="decision_rank_once"),
            models.CheckConstraint(
                condition=Q(outcome="admitted", accept_until__isnull=False) & ~Q(answer="")
                | (~Q(outcome="admitted") & Q(answer="", accept_until=None)),
                name="decision_admitted_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["accepted", "declined", "lapsed"], answered_at__isnull=False)
                | (~Q(answer__in=["accepted", "declined", "lapsed"]) & Q(answered_at=None)),
                name="decision_answered_at",
            ),
        ]
        indexes = [models.Index(fields=["answer", "accept_until"])]


class AppealOutcome(models.TextChoices):
    """What officers answer to an appeal."""

    UPHELD = "upheld", pgettext_lazy("appeal", "upheld")
    DISMISSED = "dismissed", pgettext_lazy("appeal", "dismissed")


class Appeal(PublicModel):
    """A team says why a decision is wrong, once and in time; officers answer, and both read it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = ProseField(_("why the decision is wrong"), max_length=8000)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="appeals"
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=AppealOutcome, blank=True)
    answer = ProseField(_("answer"), max_length=8000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False)),
                name="appeal_answered_in_words",
                violation_error_message=_("Answer the appeal in words."),
            ),
        ]
