"""Forums, agenda, reported figures, registrations and the people who run a forum."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone
from bridgehead.foundation.money import Exactness

#: What the database says when somebody would be one too many; an approval listens for it.
CAPACITY_CONSTRAINT = "forum_capacity_never_exceeded"
#: What it says when a person would be registered twice.
ONE_REGISTRATION_CONSTRAINT = "registration_one_per_person_and_forum"
#: What it says when a session would be picked by one too many.
SESSION_CONSTRAINT = "session_places_never_exceeded"


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
    def host_ids(self) -> list[int]:
        """The ids of the organisations that host it, in their order."""
        return sorted(self.hosts.values_list("pk", flat=True))

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


class Part(PublicModel, BilingualModel):
    """A part of a forum's agenda."""

    bilingual_fields = ("name",)

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    name_ko = LineField(max_length=160, blank=True)
    name_en = LineField(max_length=160, blank=True)
    #: When it is held, where that was told: a session outside of it is pointed out.
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "number"], name="part_number_once_per_forum"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="part_ends_after_it_starts",
                violation_error_message=_("A part must end after it starts."),
            ),
        ]


class SessionKind(models.TextChoices):
    """What happens in a forum session."""

    CEREMONY = "ceremony", _("ceremony")
    CASE_TALK = "case_talk", _("case talk")
    COMPANY_PRESENTATIONS = "company_presentations", _("company presentations")
    INVESTOR_PRESENTATIONS = "investor_presentations", _("investor presentations")
    IDEA_EXCHANGE = "idea_exchange", _("idea exchange")
    SIGNING = "signing", _("signing")
    NETWORKING = "networking", _("networking")
    PARTNERING = "partnering", _("partnering")


class ForumSession(PublicModel, BilingualModel):
    """One item of a part: what, where, from when until when (both unknown where it was not told)."""

    bilingual_fields = ("name", "note")

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="sessions")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=24, choices=SessionKind)
    name_ko = LineField(_("title (Korean)"), max_length=200, blank=True)
    name_en = LineField(_("title (English)"), max_length=200, blank=True)
    note_ko = LineField(_("note (Korean)"), max_length=400, blank=True)
    note_en = LineField(_("note (English)"), max_length=400, blank=True)
    room_ko = LineField(_("room (Korean)"), max_length=80, blank=True)
    room_en = LineField(_("room (English)"), max_length=80, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    #: How long each signing of it takes.
    minutes_each = models.PositiveSmallIntegerField(
        _("minutes for each"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    #: How many can pick it; None where there is no limit.
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    #: Kept by database triggers on picks; who saves a session as a whole holds its row.
    places_taken = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["part", "order"], name="session_order_once_per_part"),
            models.CheckConstraint(
                condition=Q(minutes_each__gte=1, minutes_each__lte=120), name="session_minutes_each_are_some"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("A session that has an end needs a start before it."),
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places_taken__lte=F("places")),
                name=SESSION_CONSTRAINT,
                violation_error_message=_("More people than that have picked this session already."),
            ),
        ]

    @property
    def places_left(self) -> int | None:
        """How many can still pick it; None where there is no limit."""
        return None if self.places is None else max(0, self.places - self.places_taken)


class AppearanceRole(models.TextChoices):
    """Why an organisation stands in a session."""

    PRESENTS = "presents", _("presents")
    MOVES_IN = "moves_in", _("moves in")
    SIGNS = "signs", _("signs")


class Appearance(PublicModel):
    """An organisation in a session: it presents, moves in or signs; presenters in their order."""

    session = models.ForeignKey(ForumSession, on_delete=models.CASCADE, related_name="appearances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appearances")
    role = models.CharField(max_length=8, choices=AppearanceRole, default=AppearanceRole.PRESENTS)
    order = models.PositiveSmallIntegerField(default=0)
    #: The year of its intake, where organisations of several years stand together.
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation", "role"],
                name="appearance_once_per_session",
                violation_error_message=_("This organisation stands in the session already."),
            )
        ]


class Counted(models.TextChoices):
    """What a reported figure counts, where other pages show it too."""

    SIGNATORIES = "signatories", _("organisations that signed")


class ReportedFigure(PublicModel, BilingualModel):
    """A number that a named source reported about a forum: shown with its exactness, opened to its source."""

    bilingual_fields = ("label", "note", "source")

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="figures")
    order = models.PositiveSmallIntegerField()
    label_ko = LineField(max_length=80)
    label_en = LineField(max_length=80)
    note_ko = LineField(max_length=200, blank=True)
    note_en = LineField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=2)
    #: An ISO currency for an amount; empty for a count.
    currency = models.CharField(max_length=3, blank=True)
    #: What is counted: "명", "건"; empty for an amount or where English says nothing.
    unit_ko = LineField(max_length=20, blank=True)
    unit_en = LineField(max_length=20, blank=True)
    exactness = models.CharField(max_length=8, choices=Exactness, default=Exactness.EXACT)
    #: Beside what was signed, the ledger itself may not name all who signed; empty: the figure stands for itself.
    counts = models.CharField(max_length=11, choices=Counted, blank=True)
    source_ko = LineField(max_length=300)
    source_en = LineField(max_length=300)
    reported_on = models.DateField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "order"], name="figure_order_once_per_forum"),
            models.UniqueConstraint(
                fields=["forum", "counts"],
                condition=~Q(counts=""),
                name="figure_counts_once_per_forum",
                violation_error_message=_("Another figure of this forum counts that already."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="figure_never_negative",
                violation_error_message=_("A figure is zero or more."),
            ),
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
