"""Support programmes and who runs them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone


class Programme(PublicModel, BilingualModel):
    """A support programme that runs calls and admits companies to cohorts."""

    bilingual_fields = ("name", "about")

    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    about_ko = ProseField(_("what it is (Korean)"), max_length=4000, blank=True)
    about_en = ProseField(_("what it is (English)"), max_length=4000, blank=True)
    #: The agency that runs it.
    agency = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes_run"
    )
    #: In which its calls close and its cohorts' days begin, unless a call says otherwise.
    zone = models.CharField(_("time zone"), max_length=60, default="Asia/Seoul", validators=[require_zone])
    tenure_months = models.PositiveSmallIntegerField(_("months of one tenure"), default=12)
    most_renewals = models.PositiveSmallIntegerField(_("renewals at most"), default=2)
    #: Of office hours: bookings of one company in a calendar month, and hours before which it cancels at the latest.
    most_hours = models.PositiveSmallIntegerField(_("bookings of office hours a company and month at most"), default=4)
    hours_notice = models.PositiveSmallIntegerField(
        _("hours before office hours until which a company cancels"), default=24
    )
    is_listed = models.BooleanField(_("listed publicly"), default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="programme_has_a_name",
                violation_error_message=_("A programme needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(tenure_months__gte=1, tenure_months__lte=120, most_renewals__lte=20),
                name="programme_tenure_is_some",
                violation_error_message=_("A tenure lasts from 1 to 120 months, and is renewed 20 times at most."),
            ),
            models.CheckConstraint(
                condition=Q(most_hours__lte=100, hours_notice__lte=336),
                name="programme_office_hours_are_usual",
                violation_error_message=_("At most 100 bookings a month and 336 hours were expected."),
            ),
        ]

    @property
    def audit_stream(self) -> str:
        """The audit chain that the deeds of this programme are written to."""
        return f"programme:{self.public_id}"


class ProgrammeRole(PublicModel):
    """A person runs a programme: its calls, applications, reviews and cohorts."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="role_holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="programme_roles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="programme_role_once")]
