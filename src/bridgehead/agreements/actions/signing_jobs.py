"""Talking to the provider of signatures: a paper is given to it, looked at and called back, each by a job of its own.

No transaction waits for the provider. Each job may run twice, and be killed between the provider's answer and what is
written of it: the next one finds the same. ``mind_signing`` asks for what a provider owes that could not be reached.
"""

from __future__ import annotations

import logging
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.agreements.actions.signing import end_unsent, give_up, note_sent, take_over
from bridgehead.agreements.adapters.signing import (
    COMPLETED,
    LARGEST_SIGNED_BYTES,
    NotTaken,
    Paper,
    Provider,
    Signer,
    Standing,
    Unreachable,
    chosen_provider,
)
from bridgehead.agreements.models import Document, Signatory, SignatoryState, SigningRequest, SigningState
from bridgehead.agreements.rules import (
    ASKED_AGAIN_AFTER,
    CONTACT_KEPT,
    GIVEN_UP_AFTER,
    SIGNING_REMINDED_BEFORE,
    UNENDED_SIGNING,
)
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock, files, notices
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.models import StoredFile

log = logging.getLogger(__name__)

AT_ONCE = 500


@job("agreements.send_to_sign")
def send_paper(claim: Claim, *, request_id: int) -> None:
    """Give a paper to the provider, which takes it once however often it is given."""
    provider, sent = _open_at_provider(request_id, SigningState.SENDING)
    if provider is None or sent is None:
        return
    with _in_the_senders_language(sent):
        reference = _sent(provider, sent, clock.database_now())
    if reference:
        note_sent(request_id=sent.pk, reference=reference, now=clock.database_now())
        # An officer may have called it back while the provider was taking it.
        queue(void_paper, key=f"signing:{sent.pk}:void", request_id=sent.pk)


def _sent(provider: Provider, sent: SigningRequest, now: datetime) -> str:
    """Return the reference by which the provider knows a paper; empty where it has not got it."""
    late, is_untried = _("The provider could not be reached in time."), sent.looked_at is None
    if is_untried and sent.recalled_at is not None:
        end_unsent(request_id=sent.pk, state=SigningState.VOIDED, now=now)
        return ""
    if is_untried and sent.expires_at <= now:
        end_unsent(request_id=sent.pk, state=SigningState.FAILED, words=late, now=now)
        return ""
    # From here on the provider may have it, whatever becomes of its answer and of this process: before it is said that
    # a paper was called back, it is given once more, which changes nothing, and then called back where it lies.
    SigningRequest.objects.filter(pk=sent.pk).update(looked_at=now)
    try:
        return provider.send(_paper(sent))
    except NotTaken as refusal:
        end_unsent(request_id=sent.pk, state=SigningState.FAILED, words=str(refusal), now=now)
    except Unreachable:
        _put_off(sent, now)
        if sent.expires_at <= now:
            end_unsent(request_id=sent.pk, state=SigningState.FAILED, words=late, now=now)
    return ""


@job("agreements.look_at_signing")
def look_at_paper(claim: Claim, *, request_id: int) -> None:
    """Ask the provider how a paper stands, and take over what it says."""
    provider, sent = _open_at_provider(request_id, SigningState.OPEN)
    if provider is not None and sent is not None:
        _look(provider, sent)


@job("agreements.void_signing")
def void_paper(claim: Claim, *, request_id: int) -> None:
    """Call a paper back at the provider where an officer wants that, and see whether it came in time."""
    # One that is still being sent is not there yet: the job that sends it comes back to this.
    provider, sent = _open_at_provider(request_id, SigningState.OPEN)
    if provider is None or sent is None or sent.recalled_at is None:
        return
    try:
        provider.void(sent.reference)
    except Unreachable:
        _put_off(sent, clock.database_now())
    else:
        _look(provider, sent)


@job("agreements.mind_signing", attempts=2)
def mind_signing(claim: Claim) -> None:
    """Ask about papers of which nothing was heard for minutes, remind who signs, forget old contacts; periodic."""
    now, provider = clock.database_now(), chosen_provider()
    mine = Q(provider=provider.name if provider else "")
    unended = SigningRequest.objects.filter(state__in=UNENDED_SIGNING)
    silent = Q(looked_at=None, sent_at__lte=now - ASKED_AGAIN_AFTER) | Q(looked_at__lte=now - ASKED_AGAIN_AFTER)
    for sent in unended.filter(mine, silent).order_by("looked_at", "pk")[:AT_ONCE]:
        if sent.state == SigningState.SENDING:
            queue(send_paper, key=f"signing:{sent.pk}:send", now=now, request_id=sent.pk)
        elif sent.recalled_at is not None:
            queue(void_paper, key=f"signing:{sent.pk}:void", now=now, request_id=sent.pk)
        else:
            queue_look(sent.pk, now=now)
    for sent in unended.exclude(mine).filter(expires_at__lte=now - GIVEN_UP_AFTER).select_related("sent_by")[:AT_ONCE]:
        with _in_the_senders_language(sent):
            give_up(request_id=sent.pk, now=now, words=_("The provider that it was given to is no longer asked here."))
    while provider is not None and remind_signatories(provider.name, now) == AT_ONCE:
        claim.renew(clock.now())
    blank_signatories(Signatory.objects.filter(request__closed_at__lte=now - CONTACT_KEPT).exclude(email=""))


def remind_signatories(provider: str, now: datetime) -> int:
    """Remind everybody who has not signed a provider's paper whose time is over within days, once; return how many.

    Who has no more than these days from the start is not reminded: the paper itself has just come. Whether they still
    are to sign, and whether the provider reminds by itself, is seen when the mail is about to be sent.
    """
    late = Signatory.objects.filter(
        state=SignatoryState.WAITING,
        reminded_at=None,
        request__provider=provider,
        request__state=SigningState.OPEN,
        request__recalled_at=None,
        request__expires_at__gt=now,
        request__expires_at__lte=now + SIGNING_REMINDED_BEFORE,
        request__sent_at__lt=F("request__expires_at") - SIGNING_REMINDED_BEFORE,
    ).exclude(email="")
    count = 0
    for pk in late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        # With the paper's conditions in it, PostgreSQL would not look anew at what another job has just noted.
        unreminded = Signatory.objects.filter(pk=pk, state=SignatoryState.WAITING, reminded_at=None)
        with transaction.atomic():
            if unreminded.update(reminded_at=now):
                key = f"signature:{pk}:reminder"
                notices.after_commit("agreements/signature_reminded", key=key, now=now, signatory_id=pk)
                count += 1
    return count


def _in_the_senders_language(sent: SigningRequest) -> translation.override:
    """Say what is kept in words as the officer who gave the paper reads it."""
    return translation.override(sent.sent_by.language if sent.sent_by else None)


def queue_look(request_id: int, *, now: datetime) -> bool:
    """Have the provider asked about a paper; a second wish before that is done adds nothing."""
    return queue(look_at_paper, key=f"signing:{request_id}:look", now=now, request_id=request_id)


def blank_signatories(signatories: QuerySet[Signatory]) -> int:
    """Forget who was asked to sign, and at which address; that the party signed stays, and so does the paper."""
    return signatories.update(name_ko="", name_en="", title_ko="", title_en="", email="")


def _open_at_provider(request_id: int, state: SigningState) -> tuple[Provider | None, SigningRequest | None]:
    """Return the provider and the paper that it was given, or is to be given, as long as it stands in a state."""
    provider = chosen_provider()
    found = SigningRequest.objects.select_related("document__file", "agreement__keeper", "sent_by")
    named = provider.name if provider else ""
    return provider, found.filter(pk=request_id, state=state, provider=named).first()


def _paper(sent: SigningRequest) -> Paper:
    with sent.document.file.content.open("rb") as kept:
        content = kept.read()
    return Paper(
        key=str(sent.public_id),
        title=_in_both(sent.document),
        sender=_in_both(sent.agreement.keeper),
        content=content,
        signers=tuple(_signer(each) for each in sent.signatories.select_related("organisation")),
        expires_at=sent.expires_at,
    )


def _in_both(named: Document | Organisation) -> dict[str, str]:
    return {language: wording(named, "name", language).text for language in LANGUAGES}


def _signer(signatory: Signatory) -> Signer:
    organisation = signatory.organisation
    return Signer(
        key=str(signatory.public_id),
        name=signatory.called,
        title=wording(signatory, "title", signatory.language).text,
        organisation=wording(organisation, "name", signatory.language).text if organisation else "",
        email=signatory.email,
        language=signatory.language,
    )


def _look(provider: Provider, sent: SigningRequest) -> None:
    try:
        standing = provider.look(sent.reference)
    except Unreachable:
        _put_off(sent, clock.database_now())
        return
    now = clock.database_now()
    take_over(request_id=sent.pk, standing=standing, signed=_stored(sent, standing, now), now=now)


def _stored(sent: SigningRequest, standing: Standing, now: datetime) -> StoredFile | None:
    """Store the signed paper, before the transaction that takes it up; None where there is none that could be it."""
    content = standing.signed or b""
    if standing.whole != COMPLETED:
        return None
    if (
        not content.startswith(b"%PDF-")
        or len(content) > LARGEST_SIGNED_BYTES
        or sha256(content).hexdigest() == sent.sha256
    ):
        log.error("the signed paper of %s is not what it should be", sent.public_id)
        return None
    given = ContentFile(content, name=sent.document.file.filename)
    return files.store(given, uploaded_by=None, now=now, max_bytes=LARGEST_SIGNED_BYTES)


def _put_off(sent: SigningRequest, now: datetime) -> None:
    """Leave a paper for later: the provider cannot be reached, and is asked again after some minutes."""
    log.warning("the provider of signatures cannot be reached about %s", sent.public_id)
    SigningRequest.objects.filter(pk=sent.pk).update(looked_at=now)
