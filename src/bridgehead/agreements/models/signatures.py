"""A paper of an agreement that is given to be signed electronically, and who signs it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.models.agreements import Agreement, Document
from bridgehead.agreements.rules import UNENDED_SIGNING, SignatoryState, SigningState
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel

_UNENDED = Q(state__in=UNENDED_SIGNING)


class SigningRequest(PublicModel):
    """One document is given to a provider of signatures. What becomes of it is what the provider says when asked.

    Its end is a guard: neither the state nor the signed paper changes after it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signing_requests")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signing_requests")
    #: The hash of the bytes that were given to be signed.
    sha256 = models.CharField(max_length=64)
    #: Which provider it was given to; only that one is asked about it.
    provider = models.CharField(max_length=200)
    #: By what the provider knows it; empty until the provider has it.
    reference = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=SigningState, default=SigningState.SENDING)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    #: When an officer called it back; the provider says whether that came in time.
    recalled_at = models.DateTimeField(null=True, blank=True)
    #: When the provider was asked last.
    looked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Why it could not be sent, in the provider's words.
    words = LineField(max_length=300, blank=True)
    #: What all have signed, kept beside the original.
    signed_document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="signed_in"
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=_UNENDED,
                name="signing_open_once_per_document",
                violation_error_message=_("This document is being signed already."),
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="signing_reference_once"
            ),
            models.CheckConstraint(
                condition=(_UNENDED & Q(closed_at=None)) | (~_UNENDED & Q(closed_at__isnull=False)),
                name="signing_ended_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=SigningState.OPEN) | ~Q(reference=""), name="signing_open_has_a_reference"
            ),
            models.CheckConstraint(
                condition=Q(state=SigningState.COMPLETED, signed_document__isnull=False)
                | (~Q(state=SigningState.COMPLETED) & Q(signed_document=None)),
                name="signing_completed_has_its_paper",
            ),
            models.CheckConstraint(
                condition=Q(signed_document=None) | ~Q(signed_document=F("document")),
                name="signing_keeps_the_original",
            ),
        ]
        indexes = [models.Index(fields=["looked_at"], condition=_UNENDED, name="signing_unended")]


class Signatory(PublicModel):
    """Somebody who signs for a party. Name and address are forgotten as those of a confirmation are."""

    request = models.ForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="signatories")
    #: For which party of the terms as they stood: its number, and the organisation where that is known.
    order = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_ko = LineField(_("name (Korean)"), max_length=80, blank=True)
    name_en = LineField(_("name (English)"), max_length=80, blank=True)
    title_ko = LineField(_("title (Korean)"), max_length=80, blank=True)
    title_en = LineField(_("title (English)"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("ko", _("Korean")), ("en", _("English"))])
    state = models.CharField(max_length=8, choices=SignatoryState, default=SignatoryState.WAITING)
    #: When a reminder was staged; a provider that writes to its signers reminds them itself.
    reminded_at = models.DateTimeField(null=True, blank=True)
    #: When they signed or declined, as the provider says.
    said_at = models.DateTimeField(null=True, blank=True)
    #: Why they declined, in their words.
    words = ProseField(max_length=1000, blank=True)

    class Meta:
        ordering = ["request", "order"]
        constraints = [
            models.UniqueConstraint(fields=["request", "order"], name="signatory_once_per_party"),
            models.UniqueConstraint(
                fields=["request", "email"], condition=~Q(email=""), name="signatory_has_an_own_address"
            ),
            models.CheckConstraint(
                condition=Q(state=SignatoryState.WAITING, said_at=None)
                | (~Q(state=SignatoryState.WAITING) & Q(said_at__isnull=False)),
                name="signatory_said_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["email"], condition=~Q(email=""), name="signatory_address")]

    @property
    def called(self) -> str:
        """The name in the language in which they are written to, or in the other one."""
        first, other = (self.name_ko, self.name_en) if self.language == "ko" else (self.name_en, self.name_ko)
        return first or other
