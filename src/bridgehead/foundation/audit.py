"""The audit trail: who did what to what, hash-chained per stream so that no entry can be changed or left out unseen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from django.db import models, transaction
from django.db.models import Max

from bridgehead.foundation import changes
from bridgehead.foundation.models import AuditEntry, AuditStream

PLATFORM = "platform"
#: The head of a chain before its first entry.
_NOTHING = "0" * 64


class Doer(Protocol):
    """Whoever can be named in the trail."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def on_behalf_of(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold, and in one word or two what is wrong there."""

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
    no personal value; what is no text, whole number, truth value or None is kept as text. The stream's head is locked:
    record last in a deed, so that deeds wait for each other as briefly as can be.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its deed")
    head = _locked(stream)
    entry = AuditEntry(
        stream=head,
        position=head.length + 1,
        at=at.astimezone(UTC),
        actor_id=by.user_id,
        on_behalf_of=by.on_behalf_of,
        verb=verb,
        object_id=str(getattr(on, "public_id", None) or on.pk),
        change={field: [_kept(each) for each in pair] for field, pair in (change or {}).items()},
    )
    entry.hash = entry_hash(entry, previous=head.head)
    entry.save()
    head.length, head.head = entry.position, entry.hash
    head.save(update_fields=["length", "head"])
    changes.after_commit()
    return entry


def _locked(stream: str) -> AuditStream:
    """Return the stream with its row locked until the deed commits; the first deed makes it."""
    found = AuditStream.objects.select_for_update().filter(name=stream)
    head = found.first()
    if head is None:
        AuditStream.objects.get_or_create(name=stream)
        head = found.get()
    return head


def _kept(value: Any) -> str | int | bool | None:
    """Return a value in a form that both databases give back letter for letter, or the hash would not hold."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def entry_hash(entry: AuditEntry, *, previous: str) -> str:
    """Return the SHA-256 over the previous hash, the stream's name and every field of the entry."""
    return _hash(previous, entry.stream.name, *(getattr(entry, field) for field in _TOLD))


#: What an entry tells, in the order in which it is hashed after the previous hash and the stream's name.
_TOLD = ("position", "at", "actor_id", "on_behalf_of", "verb", "object_id", "change")


def _hash(previous: str, stream: str, position: int, at: datetime, *others: Any) -> str:
    told = [previous, stream, position, at.isoformat(), *others]
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def tells_of(stream: str, object_id: object, verbs: Iterable[str]) -> bool:
    """Whether a stream tells one of some deeds on a record, by its public id: the record was there, and may be gone."""
    told = AuditEntry.objects.filter(object_id=str(object_id), verb__in=list(verbs), stream__name=stream)
    return told.exists()


def first_break(stream: AuditStream) -> Break | None:
    """Walk a chain and return the first place where it does not hold; None when it is whole.

    Deeds may go on meanwhile: the walk ends at the head as it was at its start. Whoever may rewrite the whole database
    can rewrite a whole chain with its head; ``differs_from_noted`` finds that, by heads that were noted down elsewhere.
    """
    newest = stream.entries.aggregate(newest=Max("position"))["newest"] or 0
    stream.refresh_from_db()
    previous, position = _NOTHING, 0
    walked = stream.entries.filter(position__lte=stream.length).order_by("position").values_list("hash", *_TOLD)
    for kept, *told in walked.iterator(chunk_size=1000):
        position += 1
        if told[0] != position:
            return Break(stream.name, min(told[0], position), "missing" if told[0] > position else "slipped in")
        if kept != _hash(previous, stream.name, *told):
            return Break(stream.name, position, "changed")
        previous = kept
    if position < stream.length:
        return Break(stream.name, position + 1, "cut off")
    if newest > stream.length:
        return Break(stream.name, stream.length + 1, "slipped in")
    return None if previous == stream.head else Break(stream.name, position, "not the last")


def differs_from_noted(name: str, noted: Collection[tuple[int, str]]) -> Break | None:
    """Compare a chain that is whole in itself with heads (length, hash) noted down earlier; None if it only went on.

    A chain that was cut off together with its head is told from where it ends now. One that was rewritten is told from
    the entry after the last head that is still the same: what was written since then is not what was noted down.
    """
    stream = AuditStream.objects.filter(name=name).first()
    now = stream.length if stream else 0
    positions = AuditEntry.objects.filter(stream=stream, position__in=[length for length, _ in noted]).values_list(
        "position", "hash"
    )
    held, same = {0: _NOTHING, **dict(positions)}, 0
    for position, head in sorted(noted):
        if position > now:
            return Break(name, now + 1, "cut off")
        if held.get(position) != head:
            return Break(name, same + 1, "rewritten")
        same = position
    return None
