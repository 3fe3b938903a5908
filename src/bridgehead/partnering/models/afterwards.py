"""What a side says of a meeting afterwards, and what has become of it 30, 90 and 180 days later."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.partnering.models.requests import MeetingRequest
from bridgehead.partnering.models.rounds import Delegation
from bridgehead.partnering.rules import FOLLOW_UP_DAYS, Attendance, Course, NextStep


class Afterword(PublicModel):
    """What one side says of a meeting: whether it was held, what comes next, and a note for its own people.

    It holds to the request, not to its place: the same meeting has another place in each version of the timetable.
    """

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="afterwords")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="afterwords")
    attendance = models.CharField(max_length=11, choices=Attendance)
    next_step = models.CharField(max_length=12, choices=NextStep, default=NextStep.NONE)
    note = ProseField(max_length=1000, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "delegation"], name="afterword_once_per_side"),
            models.CheckConstraint(
                condition=Q(attendance=Attendance.HELD) | Q(next_step=NextStep.NONE),
                name="afterword_next_step_of_a_meeting_held",
            ),
        ]


class FollowUp(PublicModel):
    """What a side is asked so many days after a meeting of which it named a next step."""

    afterword = models.ForeignKey(Afterword, on_delete=models.CASCADE, related_name="follow_ups")
    days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    #: When its people were told that it is due; None before.
    asked_at = models.DateTimeField(null=True)
    course = models.CharField(max_length=9, choices=Course, blank=True)
    note = ProseField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["afterword", "days"], name="follow_up_once_per_term"),
            models.CheckConstraint(condition=Q(days__in=FOLLOW_UP_DAYS), name="follow_up_days"),
            models.CheckConstraint(
                condition=Q(course="", answered_at=None) | (~Q(course="") & Q(answered_at__isnull=False)),
                name="follow_up_answered_when_it_was",
            ),
        ]
        indexes = [models.Index(fields=["asked_at", "due_at"])]
