"""A hook of the provider of signatures comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bridgehead.agreements.actions.signing_jobs import queue_look
from bridgehead.agreements.adapters.signing import Forged, chosen_provider
from bridgehead.agreements.models import SigningRequest, SigningState


def take_hook(*, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Have the provider asked about the paper that its hook speaks of; True where there is one that is open.

    Nothing that a hook says is believed but which paper it is about: one that is forged, doubled, late or lost changes
    nothing. ``Forged`` where it did not come from the provider.
    """
    provider = chosen_provider()
    if provider is None:
        raise Forged
    reference = provider.verify(headers, body, now=now)
    known = SigningRequest.objects.filter(provider=provider.name, reference=reference, state=SigningState.OPEN)
    sent = known.only("pk").first() if reference else None
    return sent is not None and queue_look(sent.pk, now=now)
