"""Which sessions a registered person wants to be at: their own agenda, which nobody else sees."""

from __future__ import annotations

from django.db import models

from bridgehead.events.models.agenda import ForumSession
from bridgehead.events.models.forums import Registration


class SessionPick(models.Model):
    """A registered person has picked a session; where the session has a limit, this is one of its places."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="picks")
    session = models.ForeignKey(ForumSession, on_delete=models.CASCADE, related_name="picks")
    picked_at = models.DateTimeField()
    #: When and where it is, as the person last heard: on picking it, and by each mail (``rules.agenda.standing``).
    known = models.JSONField(default=dict, editable=False)
    #: How many mails have told them since.
    times_told = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="pick_once_per_session")]
