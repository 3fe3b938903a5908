"""What hangs on one agreement that its reader was found to be allowed to see."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, Document, Obligation, Step
from bridgehead.agreements.queries.ledger import kept_agreement_or_404, readable, versions_of
from bridgehead.agreements.queries.public import PublicAgreement, shown_to_all
from bridgehead.agreements.rules import is_signed
from bridgehead.agreements.schemas.differences import Difference, differences, spoken_of
from bridgehead.directory.queries import one_or_404


def steps_of(agreement: Agreement) -> list[Step]:
    """Return the way of an agreement, from its first state on."""
    return list(agreement.steps.select_related("written_by"))


def documents_of(agreement: Agreement) -> list[Document]:
    """Return the documents, the oldest first."""
    return list(agreement.documents.select_related("file"))


def document_or_404(actor: Actor, agreement_id: UUID, document_id: UUID) -> Document:
    """Return a document of an agreement that the person reads in full."""
    found = Document.objects.select_related("file", "agreement")
    return one_or_404(
        found.filter(agreement__public_id=agreement_id, agreement__in=readable(actor)), public_id=document_id
    )


def obligations_of(agreement: Agreement) -> list[Obligation]:
    """Return what is owed, what falls due first before the others."""
    return list(agreement.obligations.select_related("owed_by"))


def obligation_or_404(actor: Actor, agreement_id: UUID, obligation_id: UUID) -> Obligation:
    """Return an obligation of an agreement in a ledger that the person keeps."""
    kept = kept_agreement_or_404(actor, agreement_id)
    return one_or_404(kept.obligations.select_related("owed_by"), public_id=obligation_id)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms: when it was written, why, and what it changed of the one before."""

    number: int
    written_at: datetime
    written_by: str
    is_sealed: bool
    reason_ko: str
    reason_en: str
    differences: list[Difference]
    lines: dict[str, tuple[str, ...]]


def history_of(agreement: Agreement) -> list[Version]:
    """Return every version, the newest first, with what each changed, in the language of the page."""
    told, before = [], None
    for terms in versions_of(agreement):
        after = spoken_of(terms)
        told.append(
            Version(
                number=terms.number,
                written_at=terms.written_at,
                written_by=terms.written_by.full_name() if terms.written_by else "",
                is_sealed=terms.sealed_at is not None,
                reason_ko=terms.reason_ko,
                reason_en=terms.reason_en,
                differences=differences(before, after) if before else [],
                lines=after.lines,
            )
        )
        before = after
    return told[::-1]


def preview(
    agreement: Agreement, *, concealed: list[str], public_from: datetime | None, now: datetime
) -> PublicAgreement | None:
    """Return what anybody would see from its hour on; None while it is not signed: then nobody sees anything."""
    if not is_signed(agreement.state):
        return None
    shown = copy(agreement)
    shown.concealed, shown.public_from = concealed, public_from or now
    return shown_to_all(shown)
