"""One more signature in a PDF, as an incremental update: what was signed before stays as it is, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from bridgehead.agreements.local_provider.authority import authority, issue


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs: the name and the organisation that the certificate bears, and why, as a reader of PDFs shows it."""

    name: str
    organisation: str
    reason: str


class NotSignable(Exception):
    """The bytes are no PDF that a signature can be added to: broken, encrypted, or closed by an earlier signature."""


def require_signable(content: bytes, *, at: datetime) -> None:
    """Raise ``NotSignable`` unless a signature can be added: one is, and thrown away."""
    try:
        signed(content, Hand("-", "", ""), at=at)
    except Exception as wrong:  # damaged bytes make a reader of PDFs raise whatever its next step raises
        raise NotSignable from wrong


def signed(content: bytes, hand: Hand, *, at: datetime) -> bytes:
    """Return the PDF with one more signature (PAdES B-B) in an invisible field of its own, or raise ``NotSignable``."""
    # Heavy, and an optional dependency: whoever never signs here never loads it.
    from asn1crypto import keys, x509
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    issued, chain = issue(hand.name, hand.organisation, at=at), SimpleCertificateStore()  # type: ignore[no-untyped-call]  # theirs
    chain.register(x509.Certificate.load(authority()))
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(issued.certificate),
        signing_key=keys.PrivateKeyInfo.load(issued.key),
        cert_registry=chain,
    )
    writer = _opened(content)
    field = f"Signature{len(list(fields.enumerate_sig_fields(writer))) + 1}"
    said = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        name=hand.name,
        reason=hand.reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    pen = signers.PdfSigner(said, signer, new_field_spec=fields.SigFieldSpec(sig_field_name=field))
    try:
        made = pen.sign_pdf(writer)
    except (PdfError, SigningError) as wrong:
        raise NotSignable from wrong
    return bytes(made.getbuffer())


def _opened(content: bytes) -> Any:
    # As above.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    try:
        writer = IncrementalPdfFileWriter(BytesIO(content))
    except (PdfError, KeyError, ValueError, TypeError) as wrong:
        raise NotSignable from wrong
    if writer.prev.encrypted:
        raise NotSignable
    return writer
