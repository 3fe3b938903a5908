"""An agreement as it stands, what hangs on it, and who keeps the ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.agreements.rules import AgreementState, Concealable, DocumentKind
from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile


class LedgerRole(PublicModel):
    """A person keeps the ledger of an agency."""

    agency = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="ledger_keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ledger_roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                name="ledger_role_once",
                violation_error_message=_("This person keeps that ledger already."),
            )
        ]


class Agreement(PublicModel):
    """One agreement from draft to end. What it says stands in its terms: a version at first, one more per correction.

    ``state`` never goes back behind the signing, and a signed agreement's terms are sealed: both are guards.
    """

    #: The agency in whose ledger it stands; its officers alone read all of it.
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_agreements")
    state = models.CharField(_("state"), max_length=9, choices=AgreementState, default=AgreementState.DRAFT)
    #: The version that holds; None only until the first is written, within one transaction.
    current = models.OneToOneField(
        "Terms", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="current_of"
    )
    #: From when anybody may see it; None: nobody has said that it may be public.
    public_from = models.DateTimeField(_("public from"), null=True, blank=True)
    #: Never public, whatever the hour.
    is_confidential = models.BooleanField(_("confidential"), default=False)
    #: What stays hidden where the rest is public: values of ``Concealable``.
    concealed = models.JSONField(default=list, blank=True)
    #: Rises with every change; an editor who has read an older one is told, and overwrites nothing.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["keeper", "changed_at"]),
            models.Index(fields=["keeper", "state", "changed_at"]),
            models.Index(fields=["public_from"], condition=Q(public_from__isnull=False), name="agreement_embargo"),
        ]

    @property
    def audit_stream(self) -> str:
        """The audit chain that the deeds on this agreement are written to: one for each agreement.

        Officers of one agency thus never wait for each other, and the chain of what is public can be shown alone.
        """
        return f"agreement:{self.public_id}"

    def conceals(self, what: Concealable) -> bool:
        """Whether this is kept from the public."""
        return what in self.concealed


class Step(PublicModel):
    """An agreement came into a state: when that was in the world, when it was written down, by whom and why."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=AgreementState)
    on = models.DateField(_("on"))
    note = LineField(_("note"), max_length=300, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["written_at", "pk"]


class Document(PublicModel, BilingualModel):
    """A file of an agreement, told apart by its hash; served only after a check."""

    bilingual_fields = ("name",)

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=DocumentKind, default=DocumentKind.SIGNED)
    name_ko = LineField(_("title (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("title (English)"), max_length=160, blank=True)
    #: Whether anybody who sees the agreement may have it; else its keepers and parties.
    is_public = models.BooleanField(_("public with the agreement"), default=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "file"], name="document_once_per_agreement"),
            models.CheckConstraint(condition=~Q(name_ko="", name_en=""), name="document_has_a_title"),
        ]


class Obligation(PublicModel, BilingualModel):
    """What somebody owes under an agreement, and by when."""

    bilingual_fields = ("name",)

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="obligations")
    owed_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_ko = LineField(_("what (Korean)"), max_length=200, blank=True)
    name_en = LineField(_("what (English)"), max_length=200, blank=True)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(pgettext_lazy("obligation", "done"), null=True, blank=True)
    note = ProseField(_("note"), max_length=1000, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name_ko="", name_en=""), name="obligation_says_what")]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on=None), name="obligation_open")]
