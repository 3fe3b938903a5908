"""The test provider: takes papers in, lets their signers sign or decline through a link each, tells by its hook.

Its links are drawn from the secret key, so that a paper that is given twice leads to the same ones; kept is a hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bridgehead.agreements.actions.hooks import take_hook
from bridgehead.agreements.adapters import signing
from bridgehead.agreements.adapters.hooks import require_real, signed_headers
from bridgehead.agreements.adapters.signing import Forged, NotTaken, Paper, Signer, SignerStanding, Standing
from bridgehead.agreements.local_provider.sealing import Hand, NotSignable, require_signable, signed
from bridgehead.agreements.models import LocalEnvelope, LocalSigner, SignatoryState
from bridgehead.foundation import clock, files
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.refusals import Refused, require
from bridgehead.foundation.tokens import token_hash

PURPOSE = "local-signature"
MOST_WORDS = 1000
#: More than so many never sign one paper at one moment.
_ATTEMPTS = 5
_SALT = "bridgehead.agreements.local_provider"


class LocalProvider:
    """The provider ``local``: for the demo, for tests, and for whoever writes one of their own."""

    name = signing.LOCAL

    def send(self, paper: Paper) -> str:
        """Keep a paper with its signers; given twice, it is one."""
        now = clock.database_now()
        try:
            require_signable(paper.content, at=now)
        except NotSignable as wrong:
            raise NotTaken(
                _("A signature cannot be added to this PDF: it is damaged, protected or closed to changes.")
            ) from wrong
        kept = files.store(ContentFile(paper.content, name="paper.pdf"), uploaded_by=None, now=now)
        with transaction.atomic():
            titles = {f"title_{language}": text for language, text in paper.title.items()}
            senders = {f"sender_{language}": text for language, text in paper.sender.items()}
            told = {**titles, **senders, "content": kept, "expires_at": paper.expires_at}
            envelope, is_new = LocalEnvelope.objects.get_or_create(key=paper.key, defaults=told)
            if is_new:
                LocalSigner.objects.bulk_create([_signer(envelope, each) for each in paper.signers])
        return str(envelope.public_id)

    def link(self, reference: str, signer: str) -> str:
        """Return the address of the signer's page, without a language: the caller's holds."""
        return f"{settings.SITE_ADDRESS}{reverse('local_provider:sign', args=[_token(reference, signer)])}"

    def look(self, reference: str) -> Standing:
        """Say how a paper stands by the database's clock."""
        # The signers first: once all of them have signed, the paper that is read after them changes no more.
        signers = list(LocalSigner.objects.filter(envelope__public_id=reference))
        envelope = LocalEnvelope.objects.select_related("content").get(public_id=reference)
        whole = _whole(envelope, signers, clock.database_now())
        if whole != signing.OPEN:
            _forget_names(envelope)
        content = None
        if whole == signing.COMPLETED:
            with envelope.content.content.open("rb") as kept:
                content = kept.read()
        said = {each.key: SignerStanding(each.state, each.said_at, each.words) for each in signers}
        return Standing(whole, said, content)

    def void(self, reference: str) -> None:
        """End a paper that is open."""
        now = clock.database_now()
        with transaction.atomic():
            envelope = LocalEnvelope.objects.select_for_update().get(public_id=reference)
            if _whole(envelope, list(envelope.signers.all()), now) == signing.OPEN:
                envelope.voided_at = now
                envelope.save(update_fields=["voided_at"])
            _forget_names(envelope)

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Return the reference in a hook that is ours."""
        require_real(headers, body, secret=_hook_secret(), now=now)
        try:
            return str(json.loads(body)["reference"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise Forged from wrong


def signer_by_link(token: str) -> LocalSigner | None:
    """Return who signs through a link, with the paper."""
    hashed = token_hash(token, purpose=PURPOSE)
    return LocalSigner.objects.select_related("envelope__content").filter(token_hash=hashed).first()


def standing_of(envelope: LocalEnvelope, now: datetime) -> str:
    """Return how a paper stands at a moment, as a whole."""
    return _whole(envelope, list(envelope.signers.all()), now)


def sign(signer: LocalSigner, *, now: datetime | None = None) -> None:
    """Add a signer's signature to the paper; whoever is second at one moment signs what the first has signed."""
    for _attempt in range(_ATTEMPTS):
        if _signed_once(signer, clock.deciding(now)):
            return
    raise Refused(_("Somebody else is signing this paper at this moment. Try again."))


def _signed_once(signer: LocalSigner, now: datetime) -> bool:
    """Sign the paper as it stands; False where somebody else has signed it meanwhile."""
    envelope = LocalEnvelope.objects.select_related("content").get(pk=signer.envelope_id)
    try:
        with envelope.content.content.open("rb") as kept:
            before = kept.read()
    except FileNotFoundError:
        return False  # signed and put away since its place was read
    with translation.override(signer.language):
        hand = Hand(signer.name, signer.organisation, _("Test signature without legal force"))
    after = signed(before, hand, at=now)
    given, most = ContentFile(after, name="paper.pdf"), signing.LARGEST_SIGNED_BYTES
    stored = files.store(given, uploaded_by=None, now=now, max_bytes=most)
    with transaction.atomic():
        held = LocalEnvelope.objects.select_for_update().get(pk=envelope.pk)
        if held.revision != envelope.revision:
            return False
        _close(held, signer, SignatoryState.SIGNED, now=now)
        held.content, held.revision = stored, held.revision + 1
        held.save(update_fields=["content", "revision"])
        files.let_go(envelope.content, now=now)
    return True


@transaction.atomic
def decline(signer: LocalSigner, *, words: str, now: datetime | None = None) -> None:
    """Say that somebody does not sign, and why: nobody else signs then either."""
    require(bool(words.strip()), _("Say why you do not sign."), field="words")
    held = LocalEnvelope.objects.select_for_update().get(pk=signer.envelope_id)
    _close(held, signer, SignatoryState.DECLINED, now=clock.deciding(now), words=words.strip())


def _close(
    envelope: LocalEnvelope, signer: LocalSigner, state: SignatoryState, *, now: datetime, words: str = ""
) -> None:
    """Note what a signer says, once, and tell it by the hook; the paper's row is locked."""
    if _whole(envelope, list(envelope.signers.all()), now) != signing.OPEN:
        raise Refused(_("This paper can no longer be signed."))
    waiting = LocalSigner.objects.filter(pk=signer.pk, state=SignatoryState.WAITING)
    require(bool(waiting.update(state=state, said_at=now, words=words)), _("You have answered already."))
    if _whole(envelope, list(envelope.signers.all()), now) != signing.OPEN:
        _forget_names(envelope)
    queue(tell_by_hook, key=f"local-hook:{signer.pk}", now=now, reference=str(envelope.public_id))


def _whole(envelope: LocalEnvelope, signers: list[LocalSigner], now: datetime) -> str:
    states = [each.state for each in signers]
    for is_so, whole in (
        (all(state == SignatoryState.SIGNED for state in states), signing.COMPLETED),
        (SignatoryState.DECLINED in states, signing.DECLINED),
        (envelope.voided_at is not None, signing.VOIDED),
        (envelope.expires_at <= now, signing.EXPIRED),
    ):
        if is_so:
            return whole
    return signing.OPEN


def _forget_names(envelope: LocalEnvelope) -> None:
    LocalSigner.objects.filter(envelope=envelope).update(name="", title="")


def _signer(envelope: LocalEnvelope, told: Signer) -> LocalSigner:
    return LocalSigner(
        envelope=envelope,
        key=told.key,
        name=told.name,
        title=told.title,
        organisation=told.organisation,
        language=told.language,
        token_hash=token_hash(_token(str(envelope.public_id), told.key), purpose=PURPOSE),
    )


def _token(reference: str, signer: str) -> str:
    """192 bits of the secret key for this signer of this paper."""
    return salted_hmac(f"{_SALT}.link", f"{reference}:{signer}", algorithm="sha256").hexdigest()[:48]


def _hook_secret() -> bytes:
    return salted_hmac(f"{_SALT}.hook", "secret", algorithm="sha256").digest()


@job("agreements.tell_by_hook")
def tell_by_hook(claim: Claim, *, reference: str) -> None:
    """Give the test provider's signed hook to where all hooks come in: to its entry, not over the net.

    A worker may not reach its own site, and need not: the entry is the same function that the address calls.
    """
    now = clock.database_now()
    body = json.dumps({"reference": reference}).encode()
    take_hook(headers=signed_headers(body, secret=_hook_secret(), at=now), body=body, now=now)
