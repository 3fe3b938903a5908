"""Cohorts: the companies admitted in one round, how long each place lasts, and what a programme opens to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.programmes.models.applications import Application
from bridgehead.programmes.models.programmes import Programme


class Benefit(PublicModel):
    """What a place in a cohort opens: so many offices or desks and minutes in meeting rooms of some premises."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="benefits")
    #: The public id of the premises, opaque here; ``houses`` knows their names.
    premises = models.UUIDField(_("premises"))
    desks = models.PositiveSmallIntegerField(_("offices or desks"), default=1)
    monthly_minutes = models.PositiveIntegerField(_("minutes in meeting rooms a month"), default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "premises"],
                name="benefit_once_per_premises",
                violation_error_message=_("The programme opens these premises already."),
            ),
            models.CheckConstraint(
                condition=Q(desks__gte=1) | Q(monthly_minutes__gte=1),
                name="benefit_opens_something",
                violation_error_message=_("Grant a desk or some minutes in meeting rooms."),
            ),
        ]


class Cohort(PublicModel, BilingualModel):
    """The companies that a programme admitted in one round."""

    bilingual_fields = ("name", "note")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField(_("year"))
    #: Which of its year.
    number = models.PositiveSmallIntegerField(_("number within the year"), default=1)
    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    #: Told on its page: where it is known from, or what holds for it alone.
    note_ko = ProseField(_("note (Korean)"), max_length=2000, blank=True)
    note_en = ProseField(_("note (English)"), max_length=2000, blank=True)
    #: On which its places begin, unless one says otherwise; None: not known.
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    is_listed = models.BooleanField(_("listed publicly"), default=False)

    class Meta:
        ordering = ["-year", "-number", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="cohort_has_a_name",
                violation_error_message=_("A cohort needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2200, number__gte=1),
                name="cohort_year_is_usual",
                violation_error_message=_("A year from 1990 to 2200 was expected."),
            ),
            models.UniqueConstraint(
                fields=["programme", "year", "number"],
                name="cohort_once_per_year_and_number",
                violation_error_message=_("The programme has a cohort of this year and number already."),
            ),
        ]


class PlaceState(models.TextChoices):
    """What became of a company's place in a cohort."""

    ACTIVE = "active", pgettext_lazy("place in a cohort", "in the programme")
    GRADUATED = "graduated", pgettext_lazy("place in a cohort", "graduated")
    LEFT = "left", pgettext_lazy("place in a cohort", "left early")


class CohortPlace(PublicModel):
    """A company's place in a cohort, from a day until before another; both None where nobody knows its days."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="places")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cohort_places")
    #: What led to it; None where officers admitted the company by hand.
    application = models.OneToOneField(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="cohort_place"
    )
    starts_on = models.DateField(pgettext_lazy("first day", "from"), null=True, blank=True)
    #: The first day on which it no longer holds.
    ends_on = models.DateField(pgettext_lazy("first day no longer", "until before"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=PlaceState, default=PlaceState.ACTIVE)
    #: Why the company left early; read by itself and by officers.
    reason = ProseField(_("why"), max_length=1000, blank=True)
    #: Of which end its company was told a month before; another end is told anew.
    told_of_end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "organisation"],
                name="cohort_place_once_per_organisation",
                violation_error_message=_("This organisation has a place in the cohort already."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("starts_on")),
                name="cohort_place_lasts_some_day",
                violation_error_message=_("A place ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"]), models.Index(fields=["state", "ends_on"])]


class RenewalState(models.TextChoices):
    """What became of asking for a renewal."""

    ASKED = "asked", pgettext_lazy("renewal", "waits for a decision")
    GRANTED = "granted", pgettext_lazy("renewal", "granted")
    DECLINED = "declined", pgettext_lazy("renewal", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("renewal", "withdrawn")


class Renewal(PublicModel):
    """A company asks for one more tenure, with its reason; officers decide. Granted ones are numbered from 1 on."""

    place = models.ForeignKey(CohortPlace, on_delete=models.PROTECT, related_name="renewals")
    state = models.CharField(max_length=9, choices=RenewalState, default=RenewalState.ASKED)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = ProseField(_("reason"), max_length=2000)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="renewals_asked"
    )
    #: What the officers answered; the company reads it.
    answer = ProseField(_("answer"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state="asked"),
                name="renewal_asked_once_at_a_time",
                violation_error_message=_("A renewal waits for its decision already."),
            ),
            models.UniqueConstraint(
                fields=["place", "number"], condition=Q(state="granted"), name="renewal_number_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(state="granted", number__gte=1, number__isnull=False)
                | (~Q(state="granted") & Q(number__isnull=True)),
                name="renewal_granted_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "declined"]) | Q(decided_at__isnull=False),
                name="renewal_was_decided_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]
