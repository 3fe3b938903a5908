"""The test provider really signs: its signatures are read back with an independent validator's eyes."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

from bridgehead.agreements.local_provider import authority as made
from bridgehead.agreements.local_provider.authority import authority, issue
from bridgehead.agreements.local_provider.sealing import Hand, NotSignable, require_signable, signed
from tests.factories.signatures import pdf

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
KIM = Hand("김하나", "한빛바이오 주식회사", "시험용 서명")
LEE = Hand("Ann Lee", "Acme Inc.", "Test signature")


@pytest.fixture(scope="module")
def by_both() -> bytes:
    return signed(signed(pdf(), KIM, at=AT), LEE, at=AT)


def statuses(content: bytes, *, root: bytes = b"") -> list[PdfSignatureStatus]:
    trusted = ValidationContext(
        trust_roots=[x509.Certificate.load(root or authority())], moment=AT, allow_fetching=False
    )
    found = PdfFileReader(BytesIO(content)).embedded_signatures
    return [validate_pdf_signature(each, trusted, skip_diff=False) for each in found]


def test_each_signature_is_intact_trusted_and_of_the_one_who_signed(by_both: bytes) -> None:
    found = statuses(by_both)
    said = PdfFileReader(BytesIO(by_both)).embedded_signatures

    assert [(each.intact, each.valid, each.trusted, each.bottom_line) for each in found] == [(True,) * 4] * 2
    names = [each.signing_cert.subject.native for each in found]
    assert [name["common_name"] for name in names] == [KIM.name, LEE.name]
    assert [name["organization_name"] for name in names] == [KIM.organisation, LEE.organisation]
    assert [(each.field_name, each.sig_object["/Name"], each.sig_object["/Reason"]) for each in said] == [
        ("Signature1", KIM.name, KIM.reason),
        ("Signature2", LEE.name, LEE.reason),
    ]
    assert {each.sig_object["/SubFilter"] for each in said} == {"/ETSI.CAdES.detached"}


def test_what_was_there_before_stays_byte_for_byte(by_both: bytes) -> None:
    first = signed(pdf(), KIM, at=AT)

    assert first.startswith(pdf())
    assert signed(first, LEE, at=AT).startswith(first)
    assert by_both.startswith(pdf())


@pytest.mark.parametrize("where", ["page", "signature"])
def test_one_flipped_byte_is_found(by_both: bytes, where: str) -> None:
    place = by_both.index(b"/MediaBox") + 12 if where == "page" else by_both.index(b"/Contents <") + 400
    broken = bytearray(by_both)
    broken[place] ^= 1

    try:
        found = [each.bottom_line for each in statuses(bytes(broken))]
    except (PdfError, SignatureValidationError, ValueError):
        found = [False]
    assert not all(found)


def test_the_authority_of_another_installation_is_not_trusted(by_both: bytes, settings: Any) -> None:
    ours = authority()
    settings.SECRET_KEY = "another-secret-another-secret-another-secret"
    other = authority()

    assert other != ours
    assert [each.trusted for each in statuses(by_both, root=other)] == [False, False]


def test_the_authority_is_the_same_wherever_the_secret_is(settings: Any) -> None:
    first = authority()
    settings.SECRET_KEY = f"{settings.SECRET_KEY}-other"
    other = authority()
    settings.SECRET_KEY = settings.SECRET_KEY.removesuffix("-other")
    made._authority.cache_clear()

    assert (authority() == first, other == first) == (True, False)


def protected() -> bytes:
    made, written = PdfWriter(), BytesIO()
    made.add_blank_page(width=100, height=100)
    made.encrypt("secret", algorithm="RC4-128")
    made.write(written)
    return written.getvalue()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n" + b"x" * 400, pdf()[: len(pdf()) // 2], protected()])
def test_what_cannot_be_signed_is_refused(content: bytes) -> None:
    with pytest.raises(NotSignable):
        require_signable(content, at=AT)


def test_a_paper_that_was_closed_to_changes_is_refused() -> None:
    issued = issue("Closer", "", at=AT)
    pen = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(issued.certificate),
        signing_key=keys.PrivateKeyInfo.load(issued.key),
        cert_registry=SimpleCertificateStore(),
    )
    closing = signers.PdfSignatureMetadata(
        field_name="Last", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES, md_algorithm="sha256"
    )
    closed = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf())), closing, signer=pen).getvalue()

    with pytest.raises(NotSignable):
        require_signable(closed, at=AT)
