"""What organisations are entitled to, what they have spent of it, and where they live."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.places.models.premises import Premises, Room

#: What the database says when more would be spent than was granted.
CREDIT_CONSTRAINT = "credit_never_overspent"


class Entitlement(PublicModel):
    """What an organisation may use of premises, from a day until before another: so many desks, so many minutes."""

    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="entitlements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entitlements")
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    #: The first day on which it no longer holds.
    ends_on = models.DateField(pgettext_lazy("first day no longer", "until before"))
    #: How many offices or desks at one time.
    desks = models.PositiveSmallIntegerField(_("offices or desks"), default=0)
    monthly_minutes = models.PositiveIntegerField(_("minutes in meeting rooms a month"), default=0)
    #: Who granted it, as that context names it; opaque here.
    source = LineField(_("granted by"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="entitlement_holds_some_day",
                violation_error_message=_("An entitlement ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["premises", "organisation", "source"],
                condition=~Q(source=""),
                name="entitlement_once_per_source",
                violation_error_message=_("This source has granted it already."),
            ),
        ]
        indexes = [models.Index(fields=["premises", "organisation", "ends_on"])]


class CreditMonth(models.Model):
    """The minutes that an entitlement grants in one month, and what is spent of them."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.CASCADE, related_name="months")
    #: The first day of the month, by the calendar of the premises.
    month = models.DateField()
    granted = models.PositiveIntegerField()
    spent = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "month"], name="credit_month_once"),
            models.CheckConstraint(
                condition=Q(spent__lte=F("granted")),
                name=CREDIT_CONSTRAINT,
                violation_error_message=_("More than that is spent already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def left(self) -> int:
        """How many minutes are left."""
        return self.granted - self.spent


class TenancyState(models.TextChoices):
    """How far a tenancy has come."""

    PLANNED = "planned", _("planned")
    LIVING = "living", _("moved in")
    LEFT = "left", _("moved out")
    CANCELLED = "cancelled", pgettext_lazy("tenancy", "cancelled")


class Tenancy(PublicModel):
    """An organisation lives in an office or at a desk, from a day until before another."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="tenancies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tenancies")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="tenancies")
    starts_on = models.DateField(pgettext_lazy("first day", "from"))
    ends_on = models.DateField(pgettext_lazy("first day no longer", "until before"))
    state = models.CharField(max_length=9, choices=TenancyState, default=TenancyState.PLANNED)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="tenancy_lasts_some_day",
                violation_error_message=_("A tenancy ends after it starts."),
            )
        ]
        indexes = [models.Index(fields=["room", "starts_on"])]


class NamingObjection(PublicModel):
    """An organisation does not want to be named on the plan of premises, nor at their doors."""

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="naming_objections")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="naming_objections")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["premises", "organisation"], name="naming_objection_once")]


class StepPhase(models.TextChoices):
    """Whether a step belongs to moving in or to moving out."""

    IN = "in", _("moving in")
    OUT = "out", _("moving out")


class TenancyStep(PublicModel, BilingualModel):
    """One thing to be done when an organisation moves in or out, and who ticked it when."""

    bilingual_fields = ("name",)

    tenancy = models.ForeignKey(Tenancy, on_delete=models.CASCADE, related_name="steps")
    phase = models.CharField(max_length=3, choices=StepPhase)
    order = models.PositiveSmallIntegerField()
    name_ko = LineField(_("what is to be done (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("what is to be done (English)"), max_length=160, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["phase", "order"]
        constraints = [
            models.UniqueConstraint(fields=["tenancy", "phase", "order"], name="tenancy_step_once"),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="tenancy_step_says_something",
                violation_error_message=_("Say in Korean or in English what is to be done."),
            ),
        ]
