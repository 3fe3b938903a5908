"""A deed that is sent twice (a double tap, a lost answer) is done once."""

from __future__ import annotations

from hashlib import sha256

from django.db import IntegrityError, transaction

from bridgehead.foundation.models import IdempotencyKey

MAX_KEY = 64


def made_before(*, actor_id: int, deed: str, key: str) -> str | None:
    """Claim a key inside the deed's transaction: None the first time, the public id of what was made after that."""
    if not key:
        return None
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(actor_id=actor_id, deed=deed, key=_short(key))
    except IntegrityError:
        return IdempotencyKey.objects.get(actor_id=actor_id, deed=deed, key=_short(key)).made
    return None


def remember(*, actor_id: int, deed: str, key: str, made: str) -> None:
    """Keep what the deed made, so that a repeat answers with the same."""
    if key:
        IdempotencyKey.objects.filter(actor_id=actor_id, deed=deed, key=_short(key)).update(made=made)


def _short(key: str) -> str:
    """Return a key that fits and can be stored, whatever came with the form; cutting it would make two keys one."""
    fits = len(key) <= MAX_KEY and key.isascii() and key.isprintable()
    return key if fits else sha256(key.encode(errors="surrogatepass")).hexdigest()
