"""Mails of meetings: which of them a person wants, and what their calendar was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bridgehead.partnering.models.requests import MeetingRequest
from bridgehead.partnering.models.rounds import Delegate


class MeetingMails(models.Model):
    """Which mails of their meetings a person wants; who has chosen nothing has no row."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meeting_mails")
    #: Whether each meeting comes as an invitation; None: as long as no calendar address of theirs fetches them.
    invites = models.BooleanField(null=True)
    #: Whether their meetings of a day are told once more on the evening before.
    reminds = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"mails of {self.user_id}"


class Invitation(models.Model):
    """A meeting as one person's calendar was last sent it; ``sequence`` rises with each change, and with its end.

    ``content`` is what it tells, the keys of ``queries.invitations.TOLD``. It names no people: a mail cannot be called
    back from a calendar when somebody withdraws that they may be named.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="invitations")
    sequence = models.PositiveIntegerField()
    #: Whether the meeting stands; else it is taken out of the calendar.
    stands = models.BooleanField(default=True)
    content = models.JSONField()
    changed_at = models.DateTimeField()
    #: When a mail with it was begun first; None: nobody has it yet.
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "request"], name="invitation_once_per_person")]

    def __str__(self) -> str:
        return f"invitation of {self.user_id} to {self.request_id}"


class MeetingReminder(models.Model):
    """That a delegate was told on the evening before of the meetings of a day, which happens once."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="reminders")
    #: The day at the forum's place.
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delegate", "day"], name="meeting_reminder_once_per_day")]

    def __str__(self) -> str:
        return f"reminder of {self.delegate_id} for {self.day}"
