"""Forums, registrations and the people who run a forum."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone

#: What the database says when somebody would be one too many; an approval listens for it.
CAPACITY_CONSTRAINT = "forum_capacity_never_exceeded"
#: What it says when a person would be registered twice.
ONE_REGISTRATION_CONSTRAINT = "registration_one_per_person_and_forum"


class ForumState(models.TextChoices):
    """How far a forum has come."""

    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("registration open")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("held")
    CALLED_OFF = "called_off", _("called off")


class WalkIns(models.TextChoices):
    """What becomes of somebody who comes to a forum without a registration."""

    REFUSED = "refused", _("turned away: nobody comes in without a registration")
    ASKED = "asked", _("noted at the door, and let in by an officer")
    ADMITTED = "admitted", _("let in at the door, while there are places")


class Forum(PublicModel, BilingualModel):
    """One dated forum, in one zone."""

    bilingual_fields = ("name", "occasion", "purpose", "city", "place", "called_off")

    name_ko = LineField(_("name (Korean)"), max_length=200, blank=True)
    name_en = LineField(_("name (English)"), max_length=200, blank=True)
    occasion_ko = LineField(_("occasion (Korean)"), max_length=300, blank=True)
    occasion_en = LineField(_("occasion (English)"), max_length=300, blank=True)
    purpose_ko = ProseField(_("purpose (Korean)"), max_length=2000, blank=True)
    purpose_en = ProseField(_("purpose (English)"), max_length=2000, blank=True)
    #: The short name that clocks carry ("16:00 Boston"); ``place`` says it in full.
    city_ko = LineField(_("city (Korean)"), max_length=60, blank=True)
    city_en = LineField(_("city (English)"), max_length=60, blank=True)
    place_ko = LineField(_("place (Korean)"), max_length=200, blank=True)
    place_en = LineField(_("place (English)"), max_length=200, blank=True)
    #: Where participants turn to; shown to everybody who sees the forum.
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    zone = models.CharField(_("time zone"), max_length=60, validators=[require_zone])
    starts_at = models.DateTimeField(_("starts"))
    #: None where the end is not known.
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ForumState, default=ForumState.DRAFT)
    hosts = models.ManyToManyField(Organisation, blank=True, related_name="hosted_forums", verbose_name=_("hosts"))
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    #: None where there is no limit.
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    walk_ins = models.CharField(_("walk-ins"), max_length=8, choices=WalkIns, default=WalkIns.ASKED)
    #: Kept by database triggers on registrations and walk-ins; the constraint below is what makes a place the last one.
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    #: Rises whenever name, time or place change, so that calendars take the change in.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    #: When it was called off, for good, and why, as everybody reads it.
    called_off_at = models.DateTimeField(null=True, editable=False)
    called_off_ko = ProseField(_("why it is called off (Korean)"), max_length=600, blank=True)
    called_off_en = ProseField(_("why it is called off (English)"), max_length=600, blank=True)
    changed_at = models.DateTimeField(editable=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="forum_has_a_name",
                violation_error_message=_("A forum needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="forum_ends_after_it_starts",
                violation_error_message=_("The forum must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="forum_registration_closes_after_it_opens",
                violation_error_message=_("Registration must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(places_taken__lte=F("capacity")),
                name=CAPACITY_CONSTRAINT,
                violation_error_message=_("More people than that are approved already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ForumState.CALLED_OFF, called_off_at__isnull=False)
                | (~Q(state=ForumState.CALLED_OFF) & Q(called_off_at=None)),
                name="forum_called_off_at_a_moment",
            ),
        ]
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["state", "starts_at"])]

    @property
    def audit_stream(self) -> str:
        """The audit chain that this forum's deeds are written to."""
        return f"forum:{self.public_id}"

    @property
    def host_ids(self) -> str:
        """The public ids of the organisations that host it, as a page's mark and the trail keep them."""
        return ", ".join(str(each) for each in self.hosts.order_by("pk").values_list("public_id", flat=True))

    @property
    def is_called_off(self) -> bool:
        """Whether it does not take place."""
        return self.called_off_at is not None

    @property
    def was_cut_short(self) -> bool:
        """Whether it was called off while it was being held: what began before that was held."""
        return self.called_off_at is not None and self.starts_at < self.called_off_at

    @property
    def held_until(self) -> datetime | None:
        """Until when it is held, or was, where it was called off on the way; None where that is not known."""
        if not self.was_cut_short:
            return self.ends_at
        return min(filter(None, (self.ends_at, self.called_off_at)))

    @property
    def is_over(self) -> bool:
        """Whether it has been held, or does not take place: nobody comes to it any more."""
        return self.state in {ForumState.CLOSED, ForumState.CALLED_OFF}

    @property
    def places_left(self) -> int | None:
        """How many places are free; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.places_taken)


class ForumRoleKind(models.TextChoices):
    """What a person does for a forum."""

    OFFICER = "officer", _("officer")
    STAFF = "staff", _("venue staff")
    PRESS = "press", _("press officer")


class ForumRole(PublicModel):
    """A person runs a forum, serves at it, or reports it."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="role_holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_roles")
    role = models.CharField(max_length=8, choices=ForumRoleKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "user", "role"],
                name="forum_role_once",
                violation_error_message=_("This person has that role already."),
            )
        ]


class ParticipantType(models.TextChoices):
    """As what somebody takes part in a forum."""

    COMPANY = "company", _("company")
    PARTNER = "partner", _("foreign partner")
    INVESTOR = "investor", _("investor")
    AGENCY = "agency", _("agency")
    PRESS = "press", _("press")


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    APPLIED = "applied", _("waiting for approval")
    APPROVED = "approved", _("approved")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Registration(PublicModel):
    """A person asks to take part in a forum for an organisation."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registrations")
    participant_type = models.CharField(max_length=10, choices=ParticipantType)
    state = models.CharField(max_length=10, choices=RegistrationState, default=RegistrationState.APPLIED)
    applied_at = models.DateTimeField()
    #: Since when it is on the waiting list: the order in which places that become free are given.
    waiting_since = models.DateTimeField(null=True)
    #: Why it was declined, in the words of the officer.
    reason = LineField(max_length=300, blank=True)
    wants_partnering = models.BooleanField(default=True)
    #: A photograph of the consent at registration; the consent ledger has the last word.
    may_be_listed = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: Rises with every invitation and its withdrawal; with the forum's it makes the SEQUENCE of the calendar entry.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "user"],
                name=ONE_REGISTRATION_CONSTRAINT,
                violation_error_message=_("This person is registered for the forum already."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | (~Q(state="waiting") & Q(waiting_since__isnull=True)),
                name="registration_waits_since_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["forum", "state", "applied_at"]),
            models.Index(fields=["forum", "waiting_since"], condition=Q(state="waiting"), name="registration_queue"),
        ]
