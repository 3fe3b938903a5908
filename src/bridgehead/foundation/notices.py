"""Notices: effects that leave the process, staged with the deed and delivered after it by the worker.

A context registers how each of its notices is delivered (``@notices.delivers("partnering/request_accepted")``). The
delivery decides at that moment who hears of it and whether they still may, so a withdrawn consent is honoured even by a
notice already staged. A delivery may run twice; it is given the item's key to make the second one harmless.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from bridgehead.foundation import clock
from bridgehead.foundation.models import OutboxItem

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
#: While one worker delivers an item, no other takes it up; longer than any mail server keeps one waiting.
HOLD = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Staged:
    """One staged notice as its delivery sees it; ``key`` stays the same when it is delivered again."""

    kind: str
    key: str
    payload: dict[str, Any]


Delivery = Callable[[Staged], None]
_deliveries: dict[str, Delivery] = {}


def delivers(kind: str) -> Callable[[Delivery], Delivery]:
    """Register the delivery of a kind of notice."""

    def register(delivery: Delivery) -> Delivery:
        if kind in _deliveries and _deliveries[kind] is not delivery:
            raise ValueError(f"two deliveries for the notice {kind}")
        _deliveries[kind] = delivery
        return delivery

    return register


def known_kinds() -> set[str]:
    """Return the kinds that some context delivers."""
    return set(_deliveries)


def after_commit(kind: str, *, key: str | None = None, now: datetime | None = None, **payload: Any) -> None:
    """Stage a notice in the current transaction: it is delivered if and only if the deed is committed."""
    after_commit_each(kind, [(key or str(uuid.uuid4()), payload)], now=now or clock.now())


def after_commit_each(kind: str, staged: Iterable[tuple[str, dict[str, Any]]], *, now: datetime) -> None:
    """Stage many notices of one kind, given as (key, payload), as ``after_commit`` does with one."""
    if kind not in _deliveries:
        raise LookupError(f"no context delivers the notice {kind}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a notice is staged in the transaction of its deed")
    items = [OutboxItem(kind=kind, payload=payload, key=key, available_at=now) for key, payload in staged]
    OutboxItem.objects.bulk_create(items, batch_size=500, ignore_conflicts=True)


def call_back(key: str) -> bool:
    """Take a staged notice back, in the transaction of the deed that undoes its deed; False once somebody may know."""
    return OutboxItem.objects.filter(key=key, delivered_at=None, given_up_at=None, attempts=0).delete()[0] > 0


def not_told_yet(keys: Iterable[str]) -> set[str]:
    """Return those of the keys whose notices can still be called back."""
    waiting = OutboxItem.objects.filter(key__in=list(keys), delivered_at=None, given_up_at=None, attempts=0)
    return set(waiting.values_list("key", flat=True))


def staged_under(keys: Iterable[str]) -> set[str]:
    """Return those of the keys under which a notice is staged, or was delivered as long ago as such are kept."""
    return set(OutboxItem.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def deliver_next(now: datetime) -> bool:
    """Deliver the oldest waiting notice; False when none waits. One that fails waits longer each time."""
    item = _take(now)
    if item is None:
        return False
    if item.attempts > MAX_ATTEMPTS:
        # Each time the worker died of it; nobody was left to count the failure.
        OutboxItem.objects.filter(pk=item.pk).update(given_up_at=now, last_error="the worker stopped in the middle")
        return True
    try:
        _deliveries[item.kind](Staged(item.kind, item.key, item.payload))
    except Exception as error:
        log.exception("notice %s %s was not delivered", item.kind, item.key)
        last = item.attempts >= MAX_ATTEMPTS
        OutboxItem.objects.filter(pk=item.pk).update(
            last_error=repr(error)[:2000],
            available_at=now + timedelta(seconds=15 * 2**item.attempts),
            given_up_at=now if last else None,
        )
    else:
        OutboxItem.objects.filter(pk=item.pk).update(delivered_at=now, last_error="")
    return True


def _take(now: datetime) -> OutboxItem | None:
    waiting = OutboxItem.objects.filter(delivered_at=None, given_up_at=None, available_at__lte=now)
    for pk, available_at in waiting.order_by("available_at", "pk").values_list("pk", "available_at")[:5]:
        taken = OutboxItem.objects.filter(pk=pk, delivered_at=None, available_at=available_at).update(
            available_at=now + HOLD, attempts=F("attempts") + 1
        )
        if taken:
            return OutboxItem.objects.get(pk=pk)
    return None
