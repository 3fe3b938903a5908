"""Applications: written by a team as a draft, handed in sealed, completed where more was asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.foundation.models import StoredFile
from bridgehead.programmes.models.calls import Call, CallForm


class ApplicationState(models.TextChoices):
    """How far an application has come."""

    DRAFT = "draft", pgettext_lazy("application", "draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "handed in")
    #: Officers asked for more; what they opened can be written again.
    RETURNED = "returned", pgettext_lazy("application", "more is asked")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


class Application(PublicModel):
    """What an organisation writes for a call. It is the working text; what was handed in stands in submissions."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    form = models.ForeignKey(CallForm, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    #: By field of the form, as ``answers.kept_of`` leaves them.
    answers = models.JSONField(default=dict)
    #: Counts what was saved: whoever saves says which one they saw.
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=~Q(state="withdrawn"),
                name="application_once_per_call",
                violation_error_message=_("Your organisation has an application for this call already."),
            ),
        ]
        indexes = [models.Index(fields=["call", "state"])]

    @property
    def audit_stream(self) -> str:
        """The audit chain of this application: its own, since a draft is its team's alone and many hand in at once."""
        return f"application:{self.public_id}"


class TeamRole(models.TextChoices):
    """What somebody does in an application's team."""

    LEAD = "lead", _("leads and hands in")
    WRITER = "writer", _("writes")


class TeamMember(PublicModel):
    """A person writes at an application; one of them leads."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="application_teams")
    role = models.CharField(max_length=6, choices=TeamRole, default=TeamRole.WRITER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="team_member_once"),
            models.UniqueConstraint(fields=["application"], condition=Q(role="lead"), name="team_has_one_lead"),
        ]


class TeamInvitation(PublicModel):
    """An address is asked into a team by a link that works once; whether it has an account is never told."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="invitations")
    #: In lower case.
    email = models.EmailField(_("e-mail"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "email"], name="team_invitation_one_per_address")]


class ApplicationFile(PublicModel):
    """A file that answers a field of an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    #: The field of the form that it answers.
    field = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    #: None: taken out of the draft; it stays while a submission holds it.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class Submission(PublicModel):
    """What was handed in: sealed for good. The first makes the application one; each later one answers a request."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    form = models.ForeignKey(CallForm, on_delete=models.PROTECT, related_name="submissions")
    answers = models.JSONField()
    #: Of each file: the field, its name, size and digest, in the order of the form.
    files = models.JSONField(default=list)
    #: SHA-256 over all of it, as ``answers.sealed`` writes it.
    digest = models.CharField(max_length=64)
    #: Short, told to people, without a meaning of its own.
    receipt = models.CharField(max_length=20, unique=True)
    submitted_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    #: The request that it answers; None for the first.
    answers_to = models.OneToOneField(
        "MoreRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="submission"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, answers_to__isnull=True) | Q(number__gt=1, answers_to__isnull=False),
                name="submission_later_ones_answer_a_request",
            ),
        ]


class MoreRequest(PublicModel):
    """Officers ask an applicant for more: what, which fields are opened for it, and until when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="requests")
    text_ko = ProseField(_("what is asked (Korean)"), max_length=4000, blank=True)
    text_en = ProseField(_("what is asked (English)"), max_length=4000, blank=True)
    #: The fields of the form that can be written again.
    fields = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    #: The first moment that is too late.
    due_at = models.DateTimeField(_("until"))
    answered_at = models.DateTimeField(null=True, blank=True)
    #: Officers no longer wait for it.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="more_is_asked_once_at_a_time",
                violation_error_message=_("More is asked of this application already."),
            ),
            models.CheckConstraint(
                condition=~Q(text_ko="", text_en=""),
                name="more_is_asked_in_words",
                violation_error_message=_("Say in Korean or in English what is asked."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("asked_at")),
                name="more_is_due_later",
                violation_error_message=_("The moment until which it is asked lies in the past."),
            ),
        ]
