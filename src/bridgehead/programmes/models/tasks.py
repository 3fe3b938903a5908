"""Tasks: what officers ask the companies of a cohort, or one of them, to do until a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile
from bridgehead.programmes.models.cohorts import Cohort, CohortPlace
from bridgehead.programmes.models.programmes import Programme


class Task(PublicModel, BilingualModel):
    """What every company of a cohort is to do, or the company of one place, until a day."""

    bilingual_fields = ("name", "about")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tasks")
    #: Whom it is set: a cohort, or one place.
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    place = models.ForeignKey(CohortPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    about_ko = ProseField(_("what is to be done (Korean)"), max_length=4000, blank=True)
    about_en = ProseField(_("what is to be done (English)"), max_length=4000, blank=True)
    #: The last day in time, by the calendar of the programme.
    due_on = models.DateField(_("due on"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="task_has_a_name",
                violation_error_message=_("A task needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(cohort__isnull=False, place=None) | Q(cohort=None, place__isnull=False),
                name="task_is_set_a_cohort_or_a_place",
            ),
        ]


class CompanyTask(PublicModel):
    """A task as one company has it: open, or done with a note and perhaps a file."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="companies")
    place = models.ForeignKey(CohortPlace, on_delete=models.PROTECT, related_name="company_tasks")
    done_at = models.DateTimeField(null=True, blank=True)
    #: Who said so.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks_done"
    )
    note = ProseField(_("note"), max_length=2000, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: How far its company was reminded: as ``rules.reminder_of`` counts, and on which day.
    reminded = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["task", "place"], name="company_task_once")]
        indexes = [models.Index(fields=["place", "done_at"])]
