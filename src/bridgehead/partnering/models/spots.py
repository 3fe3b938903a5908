"""Meetings that are asked for on the spot: for one of the next slots, at a table that is free."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from bridgehead.foundation.bases import PublicModel
from bridgehead.partnering.models.requests import MeetingRequest
from bridgehead.partnering.models.rounds import Delegation, PartneringRound, Slot, Table
from bridgehead.partnering.rules import SpotState


class SpotRequest(PublicModel):
    """One delegation asks another for a meeting in a slot that is about to begin. It holds neither slot nor table.

    It lapses when the slot begins; nothing is written for that.
    """

    #: Repeated from the delegations, which both belong to it.
    round = models.ForeignKey(PartneringRound, on_delete=models.CASCADE, related_name="spot_requests")
    asking = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="spots_sent")
    asked = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="spots_received")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")
    #: Which table was free when it was asked; another one where it is taken by the time of the answer.
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=SpotState, default=SpotState.ASKED)
    answered_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: What was agreed by it.
    request = models.ForeignKey(MeetingRequest, null=True, on_delete=models.SET_NULL, related_name="spots")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="spot_never_of_oneself"),
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                "slot",
                condition=Q(state=SpotState.ASKED),
                name="spot_one_open_per_pair_and_slot",
            ),
        ]
        indexes = [models.Index(fields=["slot", "state"])]
