"""Where limits are counted: Django's cache in the database, one count for all processes, kept over a restart."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

#: More than this many counts that still hold would make room for new ones; the sweep takes those that have run out.
MOST_COUNTS = 100_000


def sealed_key(key: str, prefix: str, version: int) -> str:
    """Return what a count is kept under: nobody reads from it whose address or network was counted."""
    return salted_hmac("bridgehead.limits", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
