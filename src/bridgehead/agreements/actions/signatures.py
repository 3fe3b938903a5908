"""Papers that are signed electronically: what an officer does. What comes of it is the provider's word.

Talking to the provider is the part of jobs (``actions/signing_jobs.py``): no transaction waits for the net.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.held import held_agreement, terms_of
from bridgehead.agreements.actions.signing import held_paper, tell
from bridgehead.agreements.actions.signing_jobs import blank_signatories, send_paper, void_paper
from bridgehead.agreements.adapters.signing import chosen_provider
from bridgehead.agreements.models import Agreement, Document, Party, Signatory, SigningRequest
from bridgehead.agreements.rules import (
    FEWEST_DAYS_TO_SIGN,
    MOST_DAYS_TO_SIGN,
    SIGNED_WITHIN,
    UNENDED_SIGNING,
    is_asked,
    may_be_sent_to_sign,
)
from bridgehead.foundation import clock
from bridgehead.foundation.jobs import queue
from bridgehead.foundation.refusals import Refused, require, require_valid

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class SignerSaid:
    """Who signs for a party: a name in one language at least, a title, an address, a language."""

    party_id: int
    email: str
    name_ko: str = ""
    name_en: str = ""
    title_ko: str = ""
    title_en: str = ""
    language: str = "en"


@transaction.atomic
def send_to_sign(
    *,
    agreement_id: int,
    document_id: int,
    signers: Sequence[SignerSaid],
    by: Actor,
    now: datetime | None = None,
    days: int = SIGNED_WITHIN.days,
) -> SigningRequest:
    """Give a PDF of an agreement to be signed, by somebody for each side; it is sent by a job after the commit."""
    agreement = held_agreement(agreement_id, by=by)
    now, provider = clock.deciding(now), chosen_provider()
    if provider is None:
        raise Refused(_("Nothing is signed electronically here."))
    document = _signable(agreement, document_id)
    require(
        FEWEST_DAYS_TO_SIGN <= days <= MOST_DAYS_TO_SIGN,
        _("A paper is open to be signed for %(fewest)s to %(most)s days.")
        % {"fewest": FEWEST_DAYS_TO_SIGN, "most": MOST_DAYS_TO_SIGN},
        field="days",
    )
    sent = SigningRequest(
        agreement=agreement,
        document=document,
        sha256=document.file.sha256,
        provider=provider.name,
        sent_at=now,
        sent_by_id=by.user_id,
        expires_at=now + timedelta(days=days),
    )
    require_valid(sent)
    sent.save()
    _name(sent, agreement, signers)
    queue(send_paper, key=f"signing:{sent.pk}:send", now=now, request_id=sent.pk)
    tell("agreements.signing_requested", sent, by=by, now=now, sha256=(None, sent.sha256))
    return sent


def _signable(agreement: Agreement, document_id: int) -> Document:
    require(
        may_be_sent_to_sign(agreement.state),
        _("Only papers of what is agreed, and has not ended, are given to be signed."),
        field="document",
    )
    document = agreement.documents.select_related("file").filter(pk=document_id).first()
    if document is None:
        raise Refused(_("This document is no longer kept with the agreement. Load the page again."), field="document")
    require(document.file.media_type == PDF, _("Only a PDF can be signed."), field="document")
    waiting = document.signing_requests.filter(state__in=UNENDED_SIGNING)
    require(not waiting.exists(), _("This document is being signed already."), field="document")
    return document


def _name(sent: SigningRequest, agreement: Agreement, signers: Sequence[SignerSaid]) -> None:
    """Keep who signs: one for each side, each with an address of their own."""
    parties = {each.pk: each for each in Party.objects.filter(terms=terms_of(agreement))}
    named = {each.party_id for each in signers}
    require(named <= set(parties), _("This is no party of the agreement now. Load the page again."))
    for party in parties.values():
        require(
            party.pk in named or not is_asked(party.role),
            _("Each side signs: say who does it, and at which address."),
            field=f"email-{party.order}",
        )
    for each in signers:
        party = parties[each.party_id]
        _require_own_address(agreement, party, each.email)
        signatory = Signatory(
            request=sent,
            order=party.order,
            organisation_id=party.organisation_id,
            name_ko=each.name_ko.strip(),
            name_en=each.name_en.strip(),
            title_ko=each.title_ko.strip(),
            title_en=each.title_en.strip(),
            email=each.email.strip(),
            language=each.language,
        )
        require(bool(signatory.called), _("Say who signs."), field=f"name_ko-{party.order}")
        others = sent.signatories.filter(email__iexact=signatory.email)
        require(
            not others.exists(),
            _("The other side signs at this address. Each side signs for itself."),
            field=f"email-{party.order}",
        )
        require_valid(signatory)
        signatory.save()


def _require_own_address(agreement: Agreement, party: Party, email: str) -> None:
    """Refuse the address of an officer of the ledger for anybody but the agency itself: it would prove nothing."""
    keepers = User.objects.filter(email__iexact=email.strip(), ledger_roles__agency=agreement.keeper_id)
    require(
        party.organisation_id == agreement.keeper_id or not keepers.exists(),
        _("This address belongs to somebody who keeps this ledger. Let the party sign."),
        field=f"email-{party.order}",
    )


def recall_open(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """Call back whatever is being signed of an agreement that is no longer agreed; in the transaction of that deed."""
    waiting = agreement.signing_requests.filter(state__in=UNENDED_SIGNING)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        recall_signing(request_id=pk, by=by, now=now)


@transaction.atomic
def recall_signing(*, request_id: int, by: Actor, now: datetime) -> SigningRequest:
    """Call a paper back that is not signed by all; whether that comes in time, the provider says. Twice is once."""
    sent = held_paper(request_id, by=by)
    require(sent.state in UNENDED_SIGNING, _("This has come to its end: there is nothing to call back."))
    if sent.recalled_at is None:
        sent.recalled_at = now
        sent.save(update_fields=["recalled_at"])
        queue(void_paper, key=f"signing:{sent.pk}:void", now=now, request_id=sent.pk)
        tell("agreements.signing_recalled", sent, by=by, now=now)
    return sent


def erase_signatories(user_id: int, now: datetime) -> None:
    """Forget a person at whose address papers were to be signed; one that still waits for them is called back first."""
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    theirs = Signatory.objects.filter(email__iexact=address)
    waiting = SigningRequest.objects.filter(signatories__in=theirs, state__in=UNENDED_SIGNING)
    for pk in waiting.order_by("pk").values_list("pk", flat=True).distinct():
        recall_signing(request_id=pk, by=SYSTEM, now=now)
    blank_signatories(theirs)
