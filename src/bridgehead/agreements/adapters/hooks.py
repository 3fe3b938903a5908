"""How a hook shows that it is real: HMAC-SHA256 over ``timestamp.body``, and a timestamp that is minutes old at most.

A provider may sign otherwise; this is what ours does, and what one that is written anew had best do.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from bridgehead.agreements.adapters.signing import Forged

TIMESTAMP, SIGNATURE = "X-Signing-Timestamp", "X-Signing-Signature"
FRESH_FOR = timedelta(minutes=5)


def signed_headers(body: bytes, *, secret: bytes, at: datetime) -> dict[str, str]:
    """Return the headers that go with a hook."""
    moment = str(int(at.timestamp()))
    return {TIMESTAMP: moment, SIGNATURE: _signature(moment, body, secret)}


def require_real(headers: Mapping[str, str], body: bytes, *, secret: bytes, now: datetime) -> None:
    """Raise ``Forged`` unless the signature is that of timestamp and body, and the timestamp is of now."""
    moment, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    # Bytes, because text that is not ASCII cannot be compared in constant time.
    real = hmac.compare_digest(_signature(moment, body, secret).encode(), given.encode(errors="replace"))
    if not real or not moment.isdecimal() or len(moment) > 12:
        raise Forged
    if abs(now.timestamp() - int(moment)) > FRESH_FOR.total_seconds():
        raise Forged


def _signature(moment: str, body: bytes, secret: bytes) -> str:
    return hmac.new(secret, moment.encode(errors="replace") + b"." + body, "sha256").hexdigest()
