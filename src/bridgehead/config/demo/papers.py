"""The sample's paper that is signed electronically: one of two sides has signed it, the other has its link by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.documents import DocumentSaid, add_document
from bridgehead.agreements.actions.signatures import SignerSaid, send_to_sign
from bridgehead.agreements.actions.signing_jobs import look_at_paper, send_paper
from bridgehead.agreements.local_provider.provider import LocalProvider, sign, signer_by_link
from bridgehead.agreements.models import Agreement, DocumentKind, Party, SigningRequest
from bridgehead.agreements.queries.signatures import is_signed_here, signing_parties
from bridgehead.config.demo.files import Tree, pair
from bridgehead.foundation.jobs import Claim
from bridgehead.web.printing import pdf_file


def give_papers(told: Tree, agreements: Mapping[str, Agreement], by: Actor, now: datetime) -> None:
    """Give the sample's papers to be signed, and let the first signatory sign; nothing without the test provider."""
    for each in told["agreements"] if is_signed_here() else ():
        if "paper" in each:
            _give(each, agreements[each["key"]], by, now)


def _give(told: Tree, agreement: Agreement, by: Actor, now: datetime) -> None:
    paper, parties = told["paper"], signing_parties(agreement)
    document = add_document(
        agreement_id=agreement.pk,
        given=ContentFile(_printed(told, parties, now), name="licence-agreement.pdf"),
        said=DocumentSaid(kind=DocumentKind.OTHER, **pair("name", paper["name"])),
        by=by,
        now=now,
    )
    sent = send_to_sign(
        agreement_id=agreement.pk,
        document_id=document.pk,
        signers=[_signer(each) for each in parties],
        by=by,
        now=now,
    )
    # What the worker would do in its turn; it finds these done.
    done = Claim(0, "demo", timedelta(0), 1)
    send_paper.action(done, request_id=sent.pk)
    _sign_first(SigningRequest.objects.get(pk=sent.pk), now)
    look_at_paper.action(done, request_id=sent.pk)


def _signer(party: Party) -> SignerSaid:
    return SignerSaid(
        party_id=party.pk,
        email=f"{party.signatory_en.split()[-1].lower()}@example.com",
        name_ko=party.signatory_ko,
        name_en=party.signatory_en,
        title_ko=party.signatory_title_ko,
        title_en=party.signatory_title_en,
        language="ko" if party.organisation and party.organisation.country == "KR" else "en",
    )


def _sign_first(sent: SigningRequest, now: datetime) -> None:
    first = sent.signatories.earliest("order")
    link = LocalProvider().link(sent.reference, str(first.public_id))
    signer = signer_by_link(link.rstrip("/").rpartition("/")[2])
    if signer is not None:
        sign(signer, now=now)


def _printed(told: Tree, parties: list[Party], now: datetime) -> bytes:
    """The paper in both languages side by side, its head in Korean."""
    name, paper = told["name"], told["paper"]
    with override("ko"):
        bound = [[each.get_role_display(), each.organisation.name_ko] for each in parties if each.organisation]
    values = {
        "kicker": paper["name"]["ko"],
        "lead": {"text": paper["name"]["en"], "language": "en"},
        "note": paper["note"]["ko"],
        "parties": bound,
        "clauses": [[each["ko"], {"text": each["en"], "language": "en"}] for each in paper["clauses"]],
    }
    return pdf_file("demo/print/paper.typ", values, title=name["ko"], language="ko", made_at=now)
