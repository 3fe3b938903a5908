"""Papers that are given to be signed electronically by the test provider, and what its signatories do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from io import BytesIO

from django.core.files.base import ContentFile
from django.test import override_settings
from pypdf import PdfWriter

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.documents import DocumentSaid, add_document
from bridgehead.agreements.actions.signatures import SignerSaid, send_to_sign
from bridgehead.agreements.local_provider import provider
from bridgehead.agreements.local_provider.provider import LocalProvider, signer_by_link
from bridgehead.agreements.models import Agreement, Document, LocalSigner, Party, Signatory, SigningRequest
from bridgehead.foundation import jobs
from bridgehead.foundation.models import Job
from tests.factories.agreements import ASKED, agreed


@cache
def pdf(pages: int = 1) -> bytes:
    """Return a PDF of empty pages."""
    made, written = PdfWriter(), BytesIO()
    for _ in range(pages):
        made.add_blank_page(width=595, height=842)
    made.write(written)
    return written.getvalue()


def paper(agreement: Agreement, *, content: bytes = b"", now: datetime = ASKED, name: str = "contract.pdf") -> Document:
    """Keep a PDF with an agreement."""
    said = DocumentSaid(kind="annex", name_ko="계약서", name_en="Contract")
    given = ContentFile(content or pdf(), name=name)
    return add_document(agreement_id=agreement.pk, given=given, said=said, by=SYSTEM, now=now)


def signers_of(agreement: Agreement) -> list[SignerSaid]:
    """Name somebody for each side: the first writes Korean, the others English."""
    parties = Party.objects.filter(terms=agreement.current_id).order_by("order")
    return [
        SignerSaid(
            party_id=each.pk,
            email=f"signs{each.order}-{agreement.pk}@example.com",
            name_ko="김하나" if each.order == 1 else "",
            name_en="Kim Hana" if each.order == 1 else f"Ann Lee {each.order}",
            title_en="President",
            language="ko" if each.order == 1 else "en",
        )
        for each in parties
    ]


def given(agreement: Agreement | None = None, *, now: datetime = ASKED, days: int = 14) -> SigningRequest:
    """Give a paper to be signed; no job has run yet."""
    agreement = agreement or agreed()
    return send_to_sign(
        agreement_id=agreement.pk,
        document_id=paper(agreement, now=now).pk,
        signers=signers_of(agreement),
        days=days,
        by=SYSTEM,
        now=now,
    )


def sent(agreement: Agreement | None = None, *, now: datetime = ASKED) -> SigningRequest:
    """Give a paper to be signed, and let the provider have it."""
    request = given(agreement, now=now)
    work(now)
    request.refresh_from_db()
    return request


def work(now: datetime = ASKED) -> None:
    """Do every job that is due, as a worker would; none may fail."""
    while jobs.run_next(worker="test", now=now):
        pass
    assert list(Job.objects.exclude(last_error="").values_list("name", "last_error")) == []


def token_of(signatory: Signatory) -> str:
    """Return the token in the link of somebody who signs."""
    return LocalProvider().link(signatory.request.reference, str(signatory.public_id)).rstrip("/").rpartition("/")[2]


def signer_of(signatory: Signatory) -> LocalSigner:
    """Return whom the test provider knows them as."""
    found = signer_by_link(token_of(signatory))
    assert found is not None
    return found


def sign(signatory: Signatory, *, now: datetime = ASKED) -> None:
    """Sign at the test provider."""
    provider.sign(signer_of(signatory), now=now)


def decline(signatory: Signatory, words: str = "Not as agreed.", *, now: datetime = ASKED) -> None:
    """Decline at the test provider."""
    provider.decline(signer_of(signatory), words=words, now=now)


@contextmanager
def local_provider() -> Iterator[None]:
    """Have the test provider chosen."""
    with override_settings(ESIGN="local"):
        yield
