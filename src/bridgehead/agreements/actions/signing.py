"""What a provider of signatures says of a paper, taken over: once, however often and by however many it is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.held import held_agreement, told
from bridgehead.agreements.adapters.signing import Standing
from bridgehead.agreements.models import (
    Document,
    DocumentKind,
    Signatory,
    SignatoryState,
    SigningRequest,
    SigningState,
)
from bridgehead.agreements.rules import UNENDED_SIGNING
from bridgehead.foundation import audit, notices
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import Refused, require_valid

_SAID = {
    SignatoryState.SIGNED: "agreements.signatory_signed",
    SignatoryState.DECLINED: "agreements.signatory_declined",
}
_ENDED = {
    SigningState.COMPLETED: "agreements.signing_completed",
    SigningState.DECLINED: "agreements.signing_declined",
    SigningState.EXPIRED: "agreements.signing_expired",
    SigningState.VOIDED: "agreements.signing_voided",
    SigningState.FAILED: "agreements.signing_failed",
}
#: What is put behind the title of a paper that all have signed.
_SIGNED_TITLE = {"ko": "(전자서명본)", "en": "(signed electronically)"}
_LONGEST_TITLE, _LONGEST_WORDS = 160, 300


def held_paper(request_id: int, *, by: Actor) -> SigningRequest:
    """Return a paper with its agreement and itself locked, in that order, for a deed of the keepers."""
    agreement_id = SigningRequest.objects.filter(pk=request_id).values_list("agreement_id", flat=True).first()
    if agreement_id is None:
        raise Refused(_("Only those who keep this ledger can do that."))
    agreement = held_agreement(agreement_id, by=by)
    sent = SigningRequest.objects.select_for_update(of=("self",)).select_related("document__file").get(pk=request_id)
    sent.agreement = agreement
    return sent


@transaction.atomic
def note_sent(*, request_id: int, reference: str, now: datetime) -> None:
    """Note that the provider has a paper, and write to those who sign; done twice, it is done once."""
    sent = held_paper(request_id, by=SYSTEM)
    sending = SigningRequest.objects.filter(pk=sent.pk, state=SigningState.SENDING)
    if not sending.update(state=SigningState.OPEN, reference=reference, looked_at=now):
        return
    for signatory in sent.signatories.all():
        notices.after_commit(
            "agreements/signature_asked", key=f"signature:{signatory.pk}", now=now, signatory_id=signatory.pk
        )


@transaction.atomic
def end_unsent(*, request_id: int, state: SigningState, now: datetime, words: str = "") -> None:
    """Note that a paper never came to the provider: it would not have it, or it was called back before."""
    sent = held_paper(request_id, by=SYSTEM)
    if sent.state == SigningState.SENDING:
        _end(sent, state, now=now, words=" ".join(words.split())[:_LONGEST_WORDS])


@transaction.atomic
def give_up(*, request_id: int, now: datetime, words: str) -> None:
    """Note that a paper ends because nobody can be asked about it any more."""
    sent = held_paper(request_id, by=SYSTEM)
    _end(sent, SigningState.FAILED, now=now, words=words)


@transaction.atomic
def take_over(*, request_id: int, standing: Standing, signed: StoredFile | None, now: datetime) -> None:
    """Take over what the provider says of a paper, and the signed one once it is there; done twice, it is done once.

    Nothing is believed twice: who has signed stays so, and a paper that has ended is looked at no more.
    """
    sent = held_paper(request_id, by=SYSTEM)
    if sent.state != SigningState.OPEN:
        return
    SigningRequest.objects.filter(pk=sent.pk).update(looked_at=now)
    for signatory in sent.signatories.all():
        _take_over_one(sent, signatory, standing, now)
    state = SigningState(standing.whole)
    if state == SigningState.COMPLETED:
        waits = sent.signatories.exclude(state=SignatoryState.SIGNED).exists()
        if signed is not None and not waits:
            _end(sent, state, now=now, signed_document=_keep(sent, signed, now))
    elif state != SigningState.OPEN:
        _end(sent, state, now=now)


def _take_over_one(sent: SigningRequest, signatory: Signatory, standing: Standing, now: datetime) -> None:
    said = standing.signers.get(str(signatory.public_id))
    if said is None or said.state == SignatoryState.WAITING:
        return
    waiting = Signatory.objects.filter(pk=signatory.pk, state=SignatoryState.WAITING)
    if waiting.update(state=said.state, said_at=said.at or now, words=said.words[:1000]):
        verb = _SAID[SignatoryState(said.state)]
        tell(verb, sent, by=SYSTEM, now=now, party=(None, signatory.order))


def _keep(sent: SigningRequest, signed: StoredFile, now: datetime) -> Document:
    """Keep the signed paper as a document beside the original."""
    document = Document(
        agreement=sent.agreement,
        file=signed,
        kind=DocumentKind.SIGNED,
        name_ko=_titled(sent.document.name_ko, "ko"),
        name_en=_titled(sent.document.name_en, "en"),
    )
    require_valid(document)
    document.save()
    change = {"kind": (None, document.kind), "sha256": (None, signed.sha256), "is_public": (None, False)}
    told("agreements.document_added", sent.agreement, by=SYSTEM, now=now, on=document, change=change)
    return document


def _titled(title: str, language: str) -> str:
    mark = _SIGNED_TITLE[language]
    return f"{title[: _LONGEST_TITLE - len(mark) - 1]} {mark}" if title else ""


def _end(sent: SigningRequest, state: SigningState, *, now: datetime, **more: Any) -> None:
    """Bring a paper to its end, tell the trail, and those who keep the ledger; its row is locked."""
    unended = SigningRequest.objects.filter(pk=sent.pk, state__in=UNENDED_SIGNING)
    if unended.update(state=state, closed_at=now, **more):
        tell(_ENDED[state], sent, by=SYSTEM, now=now)
        notices.after_commit("agreements/signing_ended", key=f"signing:{sent.pk}:ended", now=now, request_id=sent.pk)


def tell(verb: str, sent: SigningRequest, *, by: Actor, now: datetime, **change: tuple[Any, Any]) -> None:
    """Write a deed into the agreement's trail: which paper and which party, never who, at which address or why."""
    audit.record(verb, on=sent, by=by, at=now, stream=sent.agreement.audit_stream, change=change)
