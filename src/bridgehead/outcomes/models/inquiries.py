"""What the parties of an agreement are asked at a follow-up, and what each said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models import Party, Question, QuestionLink, QuestionState
from bridgehead.foundation.bases import LineField, ProseField
from bridgehead.outcomes.models.ladder import FollowUp, SaidAmount, amount_rules
from bridgehead.outcomes.rules import CameOfIt


class Inquiry(Question, SaidAmount):
    """One party is asked at a follow-up what has come of the agreement.

    Its answer is its word and no more: it stands on no rung, and answers the follow-up only where an officer takes it
    over. What was answered stays as it was given: that is a guard.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="inquiries")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="inquiries")
    came_of = models.CharField(_("what came of it"), max_length=9, choices=CameOfIt, blank=True)
    #: The day on which money came in, where it did; how much, where the party tells it.
    on = models.DateField(_("received on"), null=True, blank=True)
    #: On which document the word rests, as the party calls it.
    document = LineField(_("document"), max_length=300, blank=True)
    note = ProseField(_("in your words"), max_length=1000, blank=True)

    class Meta(Question.Meta):
        constraints = [
            *Question.Meta.constraints,
            *amount_rules("inquiry"),
            models.UniqueConstraint(
                fields=["follow_up", "party"],
                condition=Q(state=QuestionState.OPEN),
                name="inquiry_open_once_per_party",
                violation_error_message=_("This party is being asked already."),
            ),
            models.CheckConstraint(
                condition=(Q(state=QuestionState.ANSWERED) & ~Q(came_of=""))
                | (~Q(state=QuestionState.ANSWERED) & Q(came_of="")),
                name="inquiry_answered_with_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=Q(came_of=CameOfIt.REALISED, on__isnull=False)
                | (~Q(came_of=CameOfIt.REALISED) & Q(on=None, minor=None)),
                name="inquiry_money_came_in_on_a_day",
            ),
        ]


class InquiryLink(QuestionLink):
    """One link to an inquiry."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="links")
