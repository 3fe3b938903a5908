"""What officers do to a draft by hand: one line for each deed, from which the last one is undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from bridgehead.partnering.models.timetables import Timetable


class HandDeed(models.TextChoices):
    """What was done to a meeting of a draft by hand."""

    MOVED = "moved", pgettext_lazy("meeting", "moved")
    SWAPPED = "swapped", pgettext_lazy("meeting", "swapped")
    PLACED = "placed", pgettext_lazy("meeting", "placed by hand")
    TAKEN_OUT = "taken_out", pgettext_lazy("meeting", "taken out")
    LOCKED = "locked", pgettext_lazy("meeting", "locked by hand")
    UNLOCKED = "unlocked", pgettext_lazy("meeting", "unlocked")
    UNDONE = "undone", pgettext_lazy("meeting", "undone")


class HandChange(models.Model):
    """One deed by hand at a draft; its line is never changed, and undoing it is a deed with a line of its own.

    ``content`` lists what was touched, each as ``request`` with ``before`` and ``after``: [slot, table] in rows' ids,
    None without a place. Of a lock the two are the same.
    """

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="changes")
    #: Counts the deeds at one timetable.
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=9, choices=HandDeed)
    content = models.JSONField()
    #: The number of the deed that it takes back.
    undoes = models.PositiveIntegerField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "number"], name="hand_change_number_once"),
            models.UniqueConstraint(fields=["timetable", "undoes"], name="hand_change_undone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} at timetable {self.timetable_id}"
