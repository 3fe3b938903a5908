"""Papers that are signed electronically, as the keepers of the ledger see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Prefetch, Q

from bridgehead.accounts.models import User
from bridgehead.agreements.adapters.signing import chosen_provider
from bridgehead.agreements.models import (
    Agreement,
    Document,
    Party,
    Signatory,
    SignatoryState,
    SigningRequest,
    SigningState,
)
from bridgehead.agreements.rules import UNENDED_SIGNING
from bridgehead.directory.queries import one_or_404


def is_signed_here() -> bool:
    """Whether papers are signed electronically on this installation."""
    return chosen_provider() is not None


def papers_of(agreement: Agreement) -> list[SigningRequest]:
    """Return what was given to be signed, the newest first, with who signs; the caller has checked the keeper."""
    signs = Signatory.objects.select_related("organisation")
    found = agreement.signing_requests.select_related("document__file", "signed_document__file", "sent_by")
    return list(found.prefetch_related(Prefetch("signatories", signs)))


def paper_or_404(agreement: Agreement, public_id: UUID) -> SigningRequest:
    """Return one paper that was given to be signed; the caller has checked the keeper."""
    return one_or_404(SigningRequest.objects.filter(agreement=agreement), public_id=public_id)


def papers_to_choose(agreement: Agreement) -> list[Document]:
    """Return the PDFs that can be given to be signed now: not what is being signed, is signed, or came of that."""
    signed = Q(signing_requests__state__in=[*UNENDED_SIGNING, SigningState.COMPLETED])
    pdfs = agreement.documents.filter(file__media_type="application/pdf", signed_in=None)
    return list(pdfs.exclude(signed).select_related("file").distinct())


def signing_parties(agreement: Agreement) -> list[Party]:
    """Return the parties of the terms that hold, each with its organisation."""
    return list(Party.objects.filter(terms=agreement.current_id).select_related("organisation"))


def is_in_signing(document: Document) -> bool:
    """Whether a document was given to be signed, or is what came of it."""
    return SigningRequest.objects.filter(Q(document=document) | Q(signed_document=document)).exists()


def signed_electronically_on(agreement: Agreement) -> date | None:
    """Return the day, at home, on which the last party signed the paper that was completed last."""
    if not is_signed_here():
        return None
    done = agreement.signing_requests.filter(state=SigningState.COMPLETED).order_by("-closed_at", "-pk").first()
    last = done.signatories.aggregate(at=Max("said_at"))["at"] if done else None
    return last.astimezone(ZoneInfo(settings.HOME_ZONE)).date() if last else None


def signatory_told(signatory_id: int, now: datetime) -> Signatory | None:
    """Return who is asked to sign, for a mail, as long as they are still asked."""
    waiting = Signatory.objects.filter(
        pk=signatory_id,
        state=SignatoryState.WAITING,
        request__state=SigningState.OPEN,
        request__recalled_at=None,
        request__expires_at__gt=now,
    )
    return waiting.exclude(email="").select_related("request__agreement__keeper", "organisation").first()


def country_of_signatory(public_id: str) -> str:
    """Return the country of the organisation for which somebody signs; empty where it is not known."""
    found = Signatory.objects.filter(public_id=public_id).values_list("organisation__country", flat=True)
    return found.first() or ""


def paper_told(request_id: int) -> SigningRequest | None:
    """Return a paper for a mail about its end."""
    return SigningRequest.objects.filter(pk=request_id).select_related("agreement").first()


def papers_to_sign(user_id: int) -> list[dict[str, Any]]:
    """Return what is kept of a person at whose address papers were to be signed, for their export."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    theirs = Signatory.objects.filter(email__iexact=address).select_related("request").order_by("pk")
    return [
        {
            "name": {"ko": each.name_ko, "en": each.name_en},
            "title": {"ko": each.title_ko, "en": each.title_en},
            "email": each.email,
            "language": each.language,
            "sent_at": each.request.sent_at.isoformat(),
            "state": each.state,
        }
        for each in theirs
    ]
