"""Which sessions a registered person wants to be at: their own agenda, which nobody else sees."""

from __future__ import annotations

from django.db import models

from bridgehead.events.models.forums import ForumSession, Registration


class SessionPick(models.Model):
    """A registered person has picked a session; where the session has a limit, this is one of its places."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="picks")
    session = models.ForeignKey(ForumSession, on_delete=models.CASCADE, related_name="picks")
    picked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="pick_once_per_session")]
