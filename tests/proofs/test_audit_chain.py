"""Writers in many processes keep one chain whole; without the lock on its head they would not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

WRITERS, EACH = 6, 25


def append(writer: int) -> int:
    """Append entries to one stream, each in a transaction of its own."""
    from django.db import transaction

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation import audit
    from bridgehead.foundation.models import AuditStream

    on = AuditStream(pk=writer, name="unused")
    for number in range(EACH):
        with transaction.atomic():
            at = datetime(2026, 11, 23, 1, writer, number, tzinfo=UTC)
            audit.record("proof.deed_done", on=on, by=Actor(user_id=writer), at=at, stream="forum:1")
    return EACH


def append_without_lock(writer: int) -> int:
    """The negative control: read the head, then write, with nothing that makes others wait. Returns what was lost."""
    from django.db import IntegrityError

    from bridgehead.foundation.models import AuditEntry, AuditStream

    lost = 0
    stream, _made = AuditStream.objects.get_or_create(name="forum:1")
    for _number in range(EACH):
        position = stream.entries.count() + 1
        try:
            AuditEntry.objects.create(
                stream=stream, position=position, at=datetime(2026, 11, 23, tzinfo=UTC), verb="v", object_id=str(writer)
            )
        except IntegrityError:
            lost += 1
    return lost


def state_of_chain() -> dict[str, Any]:
    """Return how long the stream is, and where it breaks."""
    from bridgehead.foundation import audit
    from bridgehead.foundation.models import AuditEntry, AuditStream

    stream = AuditStream.objects.get(name="forum:1")
    entries = AuditEntry.objects.filter(stream=stream)
    return {
        "length": stream.length,
        "positions": list(entries.order_by("position").values_list("position", flat=True)),
        "per writer": [entries.filter(actor_id=writer).count() for writer in range(WRITERS)],
        "break": str(audit.first_break(stream)),
    }


def test_contended_writers_keep_the_chain_whole(real_database: RealDatabase) -> None:
    answers = real_database.race([(append, {"writer": writer}) for writer in range(WRITERS)])

    assert answers == [EACH] * WRITERS
    assert real_database.once(state_of_chain) == {
        "length": WRITERS * EACH,
        "positions": list(range(1, WRITERS * EACH + 1)),
        "per writer": [EACH] * WRITERS,
        "break": "None",
    }


def test_without_the_lock_writers_collide(real_database: RealDatabase) -> None:
    lost = real_database.race([(append_without_lock, {"writer": writer}) for writer in range(WRITERS)])

    assert sum(lost) > 0
