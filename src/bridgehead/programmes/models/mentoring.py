"""Office hours: who mentors for a programme, when, and which company has booked what to ask."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Topic
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.programmes.models.cohorts import CohortPlace
from bridgehead.programmes.models.programmes import Programme


class MentorState(models.TextChoices):
    """Whether a mentor takes part."""

    ACTIVE = "active", pgettext_lazy("mentor", "takes part")
    RESTING = "resting", pgettext_lazy("mentor", "rests")


class Mentor(PublicModel, BilingualModel):
    """Somebody whom the companies of a programme can ask: what they know, and a few words about them."""

    bilingual_fields = ("about",)

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentors")
    #: None: the person was erased; hours that took place stay.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mentoring")
    topics = models.ManyToManyField(Topic, blank=True, related_name="mentors", verbose_name=_("topics"))
    about_ko = ProseField(_("about the mentor (Korean)"), max_length=1000, blank=True)
    about_en = ProseField(_("about the mentor (English)"), max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=MentorState, default=MentorState.ACTIVE)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="mentor_once_per_programme")]


class OfficeHour(PublicModel):
    """A time at which a mentor can be asked, half-open; one company books it at most."""

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="hours")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: A room or the address of a call; read by the mentor, the officers and whoever has booked it.
    where = LineField(_("where"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "starts_at"], condition=Q(withdrawn_at=None), name="office_hour_once_per_mentor"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="office_hour_lasts"),
        ]
        indexes = [models.Index(fields=["mentor", "ends_at"])]


class HourState(models.TextChoices):
    """What became of a booking of office hours."""

    BOOKED = "booked", pgettext_lazy("office hour", "booked")
    CANCELLED = "cancelled", pgettext_lazy("office hour", "cancelled")


class HourBooking(PublicModel):
    """A company books a mentor's time, and says what it wants to ask."""

    hour = models.ForeignKey(OfficeHour, on_delete=models.PROTECT, related_name="bookings")
    place = models.ForeignKey(CohortPlace, on_delete=models.PROTECT, related_name="hour_bookings")
    #: Who booked it, and is told of it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="hours_booked"
    )
    state = models.CharField(max_length=9, choices=HourState, default=HourState.BOOKED)
    #: Read by the company, the mentor and the officers.
    asks = ProseField(_("what you want to ask"), max_length=2000)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: Why a mentor or an officer cancelled it; the company reads it.
    reason = LineField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hour"],
                condition=Q(state="booked"),
                name="office_hour_booked_once",
                violation_error_message=_("Another company has booked this time meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(state="booked", cancelled_at=None) | Q(state="cancelled", cancelled_at__isnull=False),
                name="office_hour_cancelled_at",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"])]
