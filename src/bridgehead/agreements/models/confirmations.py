"""What a party is asked of sealed terms, and what it answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models.questions import Question, QuestionLink
from bridgehead.agreements.models.terms import Party
from bridgehead.agreements.rules import Counterfactual, QuestionState, Verdict
from bridgehead.foundation.bases import ProseField


class Confirmation(Question):
    """One party is asked whether sealed terms are right. What was answered stays as it was given: that is a guard."""

    also_shows = ("party__terms__amounts",)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="confirmations")
    verdict = models.CharField(_("answer"), max_length=9, choices=Verdict, blank=True)
    #: By the key of each part of the terms that was shown: "" where it is right, else what it should be.
    said = models.JSONField(default=dict, blank=True)
    reason = ProseField(_("reason"), max_length=1000, blank=True)
    counterfactual = models.CharField(max_length=10, choices=Counterfactual, blank=True)
    counterfactual_note = ProseField(max_length=1000, blank=True)

    class Meta(Question.Meta):
        constraints = [
            *Question.Meta.constraints,
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(state=QuestionState.OPEN),
                name="confirmation_open_once_per_party",
                violation_error_message=_("This party is being asked already."),
            ),
            models.CheckConstraint(
                condition=(Q(state=QuestionState.ANSWERED) & ~Q(verdict=""))
                | (~Q(state=QuestionState.ANSWERED) & Q(verdict="")),
                name="confirmation_answered_with_a_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.REJECTED) | ~Q(reason=""), name="confirmation_rejected_with_a_reason"
            ),
        ]


class ConfirmationLink(QuestionLink):
    """One link to a question of confirmation."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="links")
