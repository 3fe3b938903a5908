"""The audit trail: who did what to what, hash-chained per stream so that no entry can be changed or left out unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from django.db import models, transaction

from bridgehead.foundation.models import AuditEntry, AuditStream

PLATFORM = "platform"


class Doer(Protocol):
    """Whoever can be named in the trail."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def on_behalf_of(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold."""

    stream: str
    position: int
    what: str


def record(
    verb: str,
    *,
    on: models.Model,
    by: Doer,
    at: datetime,
    stream: str = PLATFORM,
    change: Mapping[str, tuple[Any, Any]] | None = None,
) -> AuditEntry:
    """Append one entry to a stream, in the transaction of the deed itself.

    ``verb`` is ``context.deed_done``; its words live in the context. ``change`` maps field to (before, after) and holds
    no personal value. The stream's head is locked last, so that deeds wait for each other as briefly as can be.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its deed")
    AuditStream.objects.get_or_create(name=stream)
    head = AuditStream.objects.select_for_update().get(name=stream)
    entry = AuditEntry(
        stream=head,
        position=head.length + 1,
        at=at,
        actor_id=by.user_id,
        on_behalf_of=by.on_behalf_of,
        verb=verb,
        object_id=str(getattr(on, "public_id", None) or on.pk),
        change={field: list(pair) for field, pair in (change or {}).items()},
    )
    entry.hash = entry_hash(entry, previous=head.head)
    entry.save()
    head.length, head.head = entry.position, entry.hash
    head.save(update_fields=["length", "head"])
    return entry


def entry_hash(entry: AuditEntry, *, previous: str) -> str:
    """Return the SHA-256 over the previous hash and every field of the entry."""
    told = [
        previous,
        entry.position,
        entry.at.isoformat(),
        entry.actor_id,
        entry.on_behalf_of,
        entry.verb,
        entry.object_id,
        entry.change,
    ]
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_break(stream: AuditStream) -> Break | None:
    """Walk a chain and return the first entry that was changed, moved or left out; None when it is whole."""
    previous, position = "0" * 64, 0
    for entry in stream.entries.order_by("position").iterator(chunk_size=1000):
        position += 1
        if entry.position != position:
            return Break(stream.name, position, "missing")
        if entry.hash != entry_hash(entry, previous=previous):
            return Break(stream.name, position, "changed")
        previous = entry.hash
    if (position, previous) != (stream.length, stream.head):
        return Break(stream.name, position + 1, "cut off")
    return None
