"""The agenda of a forum: its parts, sessions and who appears in them; and what was reported of it in figures."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.events.models.forums import Forum
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.money import Exactness

#: What the database says when a session would be picked by one too many.
SESSION_CONSTRAINT = "session_places_never_exceeded"


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
