"""Calendar files that are taken in, and what they made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bridgehead.foundation.bases import PublicModel
from bridgehead.places.models.bookings import Booking
from bridgehead.places.models.premises import Premises, Room


class CalendarUpload(PublicModel):
    """A calendar file that was read and waits to be taken in: its times alone, without the people whom it names."""

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="uploads")
    #: None: each of its times names a room.
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_uploads")
    #: As ``CalendarTold.kept`` writes it.
    told = models.JSONField()

    class Meta:
        ordering = ["created_at", "pk"]


class TakenIn(models.Model):
    """A time that was taken in from a calendar file, so that a later file changes its booking and makes no second."""

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="taken_in")
    #: SHA-256 of the UID of RFC 5545, which is of any length, and often bears an address.
    name = models.CharField(max_length=64)
    #: The moment at which its rule has it; empty for what takes place once.
    occurs = models.CharField(max_length=16, blank=True)
    sequence = models.PositiveIntegerField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="taken_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["premises", "name", "occurs"], name="calendar_time_taken_in_once"),
        ]

    def __str__(self) -> str:
        return self.occurs or f"{self.pk}"
