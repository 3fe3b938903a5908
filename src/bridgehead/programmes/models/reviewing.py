"""Reviewing: criteria and stages of a call, who reviews, who may not, who reads what, and what each said."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.programmes.models.applications import Application
from bridgehead.programmes.models.calls import Call
from bridgehead.programmes.models.programmes import Programme

MOST_POINTS, MOST_WEIGHT, MOST_REVIEWS_EACH = 100, 1000, 15


class Criterion(PublicModel, BilingualModel):
    """What applications of a call are scored by, from 0 to ``most`` in half points. Sealed by the first review."""

    bilingual_fields = ("name", "guidance")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    guidance_ko = ProseField(_("guidance (Korean)"), max_length=2000, blank=True)
    guidance_en = ProseField(_("guidance (English)"), max_length=2000, blank=True)
    most = models.PositiveSmallIntegerField(
        _("highest score"), default=10, validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)]
    )
    #: Only the ratio to the other weights counts.
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("of a criterion", "weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)],
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="criterion_position_once"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="criterion_has_a_name",
                violation_error_message=_("A criterion needs a name in Korean or in English."),
            ),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=MOST_POINTS), name="criterion_highest_score"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="criterion_weight"),
        ]


class StageKind(models.TextChoices):
    """What happens in a stage."""

    ELIGIBILITY = "eligibility", _("eligibility")
    PAPERS = "papers", _("review of papers")
    PRESENTATION = "presentation", _("presentation")


class StageState(models.TextChoices):
    """How far a stage has come."""

    WAITING = "waiting", pgettext_lazy("stage", "not open yet")
    OPEN = "open", pgettext_lazy("stage", "open")
    CLOSED = "closed", pgettext_lazy("stage", "closed")


class Stage(PublicModel, BilingualModel):
    """One step in which the applications of a call are looked at; officers check eligibility, reviewers score."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=12, choices=StageKind, default=StageKind.PAPERS)
    name_ko = LineField(_("name (Korean)"), max_length=120, blank=True)
    name_en = LineField(_("name (English)"), max_length=120, blank=True)
    #: So many reviewers read each application; 0 where officers alone do.
    reviews_each = models.PositiveSmallIntegerField(
        _("reviews of each application"), default=3, validators=[MaxValueValidator(MOST_REVIEWS_EACH)]
    )
    is_blind = models.BooleanField(_("reviewers do not learn who applies"), default=False)
    #: The first moment that is too late for a review; None: none is set.
    due_at = models.DateTimeField(_("reviews are due"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=StageState, default=StageState.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="stage_position_once"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="stage_has_a_name",
                violation_error_message=_("A stage needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(kind="eligibility", reviews_each=0)
                | (~Q(kind="eligibility") & Q(reviews_each__gte=1, reviews_each__lte=MOST_REVIEWS_EACH)),
                name="stage_reviews_each",
                violation_error_message=_(
                    "Officers check eligibility without reviewers; every other stage has one review of each "
                    "application at least."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", opened_at=None, closed_at=None)
                | Q(state="open", opened_at__isnull=False, closed_at=None)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="stage_state_at",
            ),
        ]


class PassageState(models.TextChoices):
    """How an application came out of a stage."""

    WAITING = "waiting", pgettext_lazy("stage passage", "waits")
    PASSED = "passed", pgettext_lazy("stage passage", "passed")
    FAILED = "failed", pgettext_lazy("stage passage", "not passed")


class StagePassage(PublicModel):
    """An application stands in a stage, and how it came out of it."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="passages")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="passages")
    state = models.CharField(max_length=8, choices=PassageState, default=PassageState.WAITING)
    reason_ko = ProseField(_("reason (Korean)"), max_length=2000, blank=True)
    reason_en = ProseField(_("reason (English)"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="passage_once_per_stage"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="passage_decided_at",
            ),
        ]


class ReviewerState(models.TextChoices):
    """Whether a reviewer takes part."""

    ACTIVE = "active", pgettext_lazy("reviewer", "takes part")
    RESTING = "resting", pgettext_lazy("reviewer", "rests")


class Reviewer(PublicModel):
    """Somebody who reviews for a programme: what they know, and whom they may not judge."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="reviewers")
    #: None: the person was erased; what they submitted stays.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviewing")
    #: Where they work.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviewers"
    )
    #: Where they worked before: a name a line.
    employers = ProseField(_("earlier employers"), max_length=4000, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="reviewers", verbose_name=_("topics"))
    #: So many applications in one stage at most; None: as many as the others.
    most = models.PositiveSmallIntegerField(
        _("applications at most"), null=True, blank=True, validators=[MaxValueValidator(1000)]
    )
    state = models.CharField(max_length=8, choices=ReviewerState, default=ReviewerState.ACTIVE)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="reviewer_once_per_programme")]


class ConflictKind(models.TextChoices):
    """Why somebody may not judge an application."""

    DECLARED = "declared", _("declared by the reviewer")
    SAME_ORGANISATION = "same_organisation", _("belongs to the organisation that applies")
    SHARED_MEMBERS = "shared_members", _("somebody of the team belongs to the reviewer’s organisation")
    EARLIER_EMPLOYMENT = "earlier_employment", _("worked there before")
    LEAD_NAMED = "lead_named", _("named as a partner in the application")


class Conflict(PublicModel):
    """A reviewer may not judge an application. No assignment stands beside it: a guard sees to it both ways."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="conflicts")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=ConflictKind)
    note = ProseField(_("note"), max_length=1000, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "application", "kind"], name="conflict_once_per_kind")
        ]


class AssignmentState(models.TextChoices):
    """Whether a reviewer reads an application."""

    ASSIGNED = "assigned", pgettext_lazy("assignment", "assigned")
    #: In conflict, or taken back by officers: what was written is kept from everybody and counts nowhere.
    RECUSED = "recused", pgettext_lazy("assignment", "recused")


class Assignment(PublicModel):
    """A reviewer reads an application in a stage."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=8, choices=AssignmentState, default=AssignmentState.ASSIGNED)
    assigned_at = models.DateTimeField()
    #: Set by hand: no computed assignment takes it back.
    is_kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "reviewer", "application"], name="assignment_once"),
        ]
        indexes = [models.Index(fields=["reviewer", "state"])]


class Review(PublicModel):
    """What a reviewer says of an application: a draft of their own until it is submitted, sealed from then on."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    comment_for_officers = ProseField(_("comment for the officers"), max_length=8000, blank=True)
    comment_for_applicant = ProseField(_("comment for the applicant"), max_length=8000, blank=True)
    #: Counts what was saved: whoever saves says which one they saw.
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    #: Officers opened it again, and why; the last time.
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_because = ProseField(max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_because="")
                | (Q(reopened_at__isnull=False) & ~Q(reopened_because="")),
                name="review_reopened_with_a_reason",
            ),
        ]


class ReviewScore(models.Model):
    """The points that a review gives by one criterion."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    #: In halves of a point: 9 is 4.5; up to twice the criterion's highest score.
    halves = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="review_score_once_per_criterion"),
            models.CheckConstraint(condition=Q(halves__lte=2 * MOST_POINTS), name="review_score_within_points"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.criterion_id}: {self.halves / 2:g}"


class ReviewReminder(models.Model):
    """A reviewer was reminded of a stage on a day: once a day at most."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="reminders")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["stage", "reviewer", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.reviewer_id}: {self.day}"


class ProposalState(models.TextChoices):
    """How far a proposed assignment has come."""

    ASKED = "asked", pgettext_lazy("assignment proposal", "being computed")
    READY = "ready", pgettext_lazy("assignment proposal", "ready")
    IMPOSSIBLE = "impossible", pgettext_lazy("assignment proposal", "there is none")
    TAKEN = "taken", pgettext_lazy("assignment proposal", "taken over")


class AssignmentProposal(PublicModel):
    """Who would read what in a stage: computed, looked at, and taken over or not. The newest of a stage counts."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="proposals")
    #: With the fewest changes to what stands, or the best there is.
    is_repair = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.ASKED)
    #: Pairs [application, reviewer] by their ids that would begin, and that would end.
    begun = models.JSONField(default=list)
    ended = models.JSONField(default=list)
    #: What the engine proves: status, value, bound, spread, and its reasons in ids.
    told = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="taken", taken_at__gte=F("asked_at")) | (~Q(state="taken") & Q(taken_at=None)),
                name="proposal_taken_at",
            ),
        ]
