"""What a party is asked of sealed terms, whom we asked, and what it answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models.terms import Party
from bridgehead.agreements.rules import ConfirmationState, Counterfactual, Verdict
from bridgehead.foundation.bases import LineField, ProseField, PublicModel


class Confirmation(PublicModel):
    """One party is asked whether sealed terms are right, and answers once, through a link and without an account.

    Name and address of whom we ask are personal: they are forgotten 180 days after the question was closed, and when
    the person is erased. What was answered stays as it was given: that is a guard.
    """

    #: Of sealed terms, so it says which version the answer is about.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="confirmations")
    contact_name = LineField(_("name"), max_length=80, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("ko", _("Korean")), ("en", _("English"))])
    state = models.CharField(max_length=9, choices=ConfirmationState, default=ConfirmationState.OPEN)
    #: When it was last asked: a question that is sent anew begins anew.
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    #: When it was answered, withdrawn, voided, or when its time was over.
    closed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("answer"), max_length=9, choices=Verdict, blank=True)
    #: By the key of each part of the terms that was shown: "" where it is right, else what it should be.
    said = models.JSONField(default=dict, blank=True)
    reason = ProseField(_("reason"), max_length=1000, blank=True)
    counterfactual = models.CharField(max_length=10, choices=Counterfactual, blank=True)
    counterfactual_note = ProseField(max_length=1000, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(state=ConfirmationState.OPEN),
                name="confirmation_open_once_per_party",
                violation_error_message=_("This party is being asked already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConfirmationState.OPEN, closed_at=None)
                | (~Q(state=ConfirmationState.OPEN) & Q(closed_at__isnull=False)),
                name="confirmation_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state=ConfirmationState.ANSWERED) & ~Q(verdict=""))
                | (~Q(state=ConfirmationState.ANSWERED) & Q(verdict="")),
                name="confirmation_answered_with_a_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.REJECTED) | ~Q(reason=""), name="confirmation_rejected_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=ConfirmationState.OPEN) | ~Q(contact_email=""), name="confirmation_asks_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="confirmation_waits"),
            models.Index(fields=["closed_at"], condition=~Q(contact_email=""), name="confirmation_contact"),
        ]


class ConfirmationLink(models.Model):
    """One link to a question; every mail carries its own, and only the hash of its token is kept.

    All links of a question die together: when it is sent anew, and a while after it was closed.
    """

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
