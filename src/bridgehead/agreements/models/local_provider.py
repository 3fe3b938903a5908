"""What the test provider of signatures keeps; to the rest of the house it is as far away as one on the net."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bridgehead.agreements.rules import SignatoryState
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.models import StoredFile


class LocalEnvelope(PublicModel):
    """One paper that the test provider was given, as far as it is signed; its public id is the reference."""

    #: By what the sender knows it: given twice, it is one.
    key = models.CharField(max_length=64, unique=True)
    title_ko = LineField(max_length=200)
    title_en = LineField(max_length=200)
    sender_ko = LineField(max_length=200)
    sender_en = LineField(max_length=200)
    content = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    #: Rises with each signature: two who sign at one moment sign one after the other.
    revision = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)


class LocalSigner(PublicModel):
    """Who signs such a paper. The name is forgotten once the paper is signed, declined or void."""

    envelope = models.ForeignKey(LocalEnvelope, on_delete=models.CASCADE, related_name="signers")
    key = models.CharField(max_length=64)
    name = LineField(max_length=80, blank=True)
    title = LineField(max_length=80, blank=True)
    organisation = LineField(max_length=200, blank=True)
    language = models.CharField(max_length=2)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=SignatoryState, default=SignatoryState.WAITING)
    said_at = models.DateTimeField(null=True)
    words = ProseField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "key"], name="local_signer_once"),
            models.CheckConstraint(
                condition=Q(state=SignatoryState.WAITING, said_at=None)
                | (~Q(state=SignatoryState.WAITING) & Q(said_at__isnull=False)),
                name="local_signer_said_at_a_moment",
            ),
        ]
