"""Tokens that open one thing: 128 bits and more, one purpose, stored only as a hash; digests under the site's key."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac


def new_token() -> str:
    """Return a fresh token of 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def token_hash(token: str, *, purpose: str) -> str:
    """Return what is stored of a token; a token of one purpose never opens another."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def keyed_digest(value: str, *, purpose: str) -> str:
    """Return what is kept of something that could be guessed, such as an address: only the site's key can compare it.

    Of one value each purpose has another digest, so that two of them tell nothing together.
    """
    return salted_hmac(f"bridgehead.{purpose}", value, algorithm="sha256").hexdigest()


def is_token(token: str, stored_hash: str, *, purpose: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(token_hash(token, purpose=purpose), stored_hash)
