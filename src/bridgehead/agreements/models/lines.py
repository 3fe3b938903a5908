"""Agreements as a ledger lists them: what is filtered and ordered by, drawn together from what stands elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bridgehead.agreements.models.agreements import Agreement
from bridgehead.agreements.models.terms import Terms
from bridgehead.agreements.rules import AgreementKind, AgreementState, Standing
from bridgehead.directory.models import Organisation, Topic

#: What every walk through a ledger may ask of a line. Both indexes hold it all: however rare that is which is looked
#: for, no row is read for it, and a hundred thousand agreements are walked through in a hundredth of a second.
_ASKED = ("keeper", "state", "kind", "field", "public_from", "due_on", "standing")


class LedgerLine(models.Model):
    """What a ledger is filtered and ordered by; written with every deed, read for nothing else."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.CASCADE, related_name="line")
    keeper = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    #: What holds; by it a party leads to its agreements.
    terms = models.OneToOneField(Terms, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=AgreementState)
    kind = models.CharField(max_length=14, choices=AgreementKind)
    field = models.ForeignKey(Topic, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    signed_on = models.DateField(null=True)
    #: The hour from which it is public; None for what has none, and for what is confidential or called off.
    public_from = models.DateTimeField(null=True)
    #: The first day on which something that is not done yet falls due.
    due_on = models.DateField(null=True)
    #: How far its parties confirm it; empty for what is not signed.
    standing = models.CharField(max_length=10, choices=Standing, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-agreement", "signed_on", *_ASKED], name="ledger_by_change"),
            models.Index(fields=["-signed_on", "-agreement", "changed_at", *_ASKED], name="ledger_by_signing"),
            # Which fields a ledger has at all.
            models.Index(fields=["field", "keeper"], name="ledger_fields"),
            # What waits is counted on every page, and is little of the whole.
            models.Index(
                fields=["keeper", "agreement"], condition=Q(state=AgreementState.AGREED), name="ledger_to_be_signed"
            ),
            models.Index(fields=["public_from", "keeper"], condition=Q(public_from__isnull=False), name="ledger_hours"),
            models.Index(fields=["due_on", "keeper"], condition=Q(due_on__isnull=False), name="ledger_due"),
        ]

    def __str__(self) -> str:
        return str(self.agreement_id)
