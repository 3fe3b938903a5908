"""Meeting requests, what is said about them, and the private “no thanks”."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from bridgehead.foundation.bases import ProseField, PublicModel
from bridgehead.partnering.models.rounds import Delegate, Delegation, PartneringRound
from bridgehead.partnering.rules import MOST_MINUTES_LATE, RequestState, Strength


class MeetingRequest(PublicModel):
    """One delegation asks another for a meeting."""

    #: Repeated from the delegations, which both belong to it.
    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="requests")
    asking = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="requests_sent")
    asked = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="requests_received")
    strength = models.CharField(max_length=4, choices=Strength, default=Strength.LIKE)
    #: How much the asked side wants it, told when it accepts.
    answer_strength = models.CharField(max_length=4, choices=Strength, blank=True)
    message = ProseField(max_length=600, blank=True)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.SENT)
    #: Why it was declined, for the asking side to read; may stay empty.
    decline_reason = ProseField(max_length=300, blank=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="request_never_to_oneself"),
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                condition=Q(state__in=[RequestState.SENT, RequestState.ACCEPTED]),
                name="request_one_open_per_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["asked", "state", "created_at"]),
            models.Index(fields=["asking", "state", "created_at"]),
            models.Index(fields=["round", "state"]),
        ]

    @property
    def agreements_stream(self) -> str:
        """The audit chain of what came of the meeting.

        It is the meeting's own: those who read the forum's need not know of an agreement, nor a ledger's of a meeting.
        """
        return f"meeting:{self.public_id}"


class RequestDelegate(models.Model):
    """A delegate whom a delegation sends to the meeting of a request; where it names nobody all its people go."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="sent_to_it")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="sent_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "delegate"], name="delegate_sent_once_per_request")]

    def __str__(self) -> str:
        return f"delegate {self.delegate_id} sent to request {self.request_id}"


class RequestMessage(PublicModel):
    """A question or an answer between the two sides of a request (“ask first”)."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = ProseField(max_length=600)

    class Meta:
        ordering = ["created_at", "pk"]


class Lateness(models.Model):
    """One side of a meeting says by how many minutes it comes late; what it says last counts."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="latenesses")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()
    #: For which start it was said: a meeting that has moved since is not late.
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "delegation"], name="lateness_once_per_side"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES_LATE), name="lateness_of_a_minute_to_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes at request {self.request_id}"


class NoThanks(models.Model):
    """A private “no thanks”: this delegation does not want to meet that one. Nobody else ever learns of it."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="no_thanks")
    about = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delegation", "about"], name="no_thanks_once_per_pair"),
            models.CheckConstraint(condition=~Q(delegation=F("about")), name="no_thanks_never_to_oneself"),
        ]
