"""The audit trail holds together, and says where it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import audit, guards
from bridgehead.foundation.audit import Break
from bridgehead.foundation.models import AuditEntry, AuditStream, StoredFile
from tests.foundation.failing import in_failing_transaction

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FILE = StoredFile(public_id=UUID("6f3c1f8e-0000-4000-8000-000000000001"))


def _write(count: int, *, at: datetime, by: Actor, stream: str = "forum:1") -> AuditStream:
    for number in range(count):
        audit.record("house.deed_done", on=FILE, by=by, at=at, stream=stream, change={"step": (number, number + 1)})
    return AuditStream.objects.get(name=stream)


@pytest.fixture
def unguarded() -> None:
    """Whoever tampers has first taken the guards away."""
    with connection.cursor() as cursor:
        for guard in guards.registered():
            for statement in guard.removal(connection.vendor) if guard.name.startswith("audit_") else ():
                cursor.execute(statement)


def test_entry_tells_who_did_what_when(now: datetime) -> None:
    by = Actor(user_id=7, on_behalf_of=9)

    made = audit.record("house.opened", on=FILE, by=by, at=now, change={"state": ("draft", "open")})

    entry = AuditEntry.objects.get()
    assert (entry.pk, entry.stream.name, entry.position, entry.at) == (made.pk, "platform", 1, now)
    assert (entry.actor_id, entry.on_behalf_of, entry.verb) == (7, 9, "house.opened")
    assert (entry.object_id, entry.change) == (str(FILE.public_id), {"state": ["draft", "open"]})
    assert audit.first_break(entry.stream) is None


def test_deed_that_fails_leaves_no_entry(now: datetime, officer: Actor) -> None:
    stream = _write(2, at=now, by=officer)

    in_failing_transaction(lambda: _write(1, at=now, by=officer))

    assert AuditEntry.objects.count() == 2
    assert audit.first_break(stream) is None


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_a_mistake(now: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction of its deed"):
        audit.record("house.opened", on=FILE, by=SYSTEM, at=now)

    assert AuditEntry.objects.count() == 0


def test_streams_are_chains_of_their_own(now: datetime, officer: Actor) -> None:
    first = _write(3, at=now, by=officer, stream="forum:1")
    second = _write(1, at=now, by=officer, stream="forum:2")

    assert [(each.name, each.length) for each in (first, second)] == [("forum:1", 3), ("forum:2", 1)]
    assert [audit.first_break(each) for each in (first, second)] == [None, None]
    assert first.head != second.head


def test_moment_of_any_zone_and_values_of_any_kind_hold(now: datetime, officer: Actor) -> None:
    seoul = now.astimezone(timezone(timedelta(hours=9)))
    change: dict[str, tuple[Any, Any]] = {
        "amount": (Decimal("1.50"), None),
        "share": (0.1, 1e30),
        "open": (False, True),
        "at": (None, seoul),
        "name": ("", "한빛 “A”"),
        "id": (FILE.public_id, 3),
    }

    entry = audit.record("house.changed", on=FILE, by=officer, at=seoul, change=change)

    entry.refresh_from_db()
    assert entry.change == {
        "amount": ["1.50", None],
        "share": ["0.1", "1e+30"],
        "open": [False, True],
        "at": [None, "2023-04-26T13:00:00+00:00"],
        "name": ["", "한빛 “A”"],
        "id": [str(FILE.public_id), 3],
    }
    assert audit.first_break(entry.stream) is None


def _change_verb(stream: AuditStream) -> None:
    stream.entries.filter(position=2).update(verb="house.never_happened")


def _change_moment(stream: AuditStream) -> None:
    stream.entries.filter(position=2).update(at=datetime.fromisoformat("2023-04-26T13:00:00.000001+00:00"))


def _leave_out(stream: AuditStream) -> None:
    stream.entries.filter(position=2).delete()


def _cut_off(stream: AuditStream) -> None:
    stream.entries.filter(position=4).delete()


def _cut_off_with_head(stream: AuditStream) -> None:
    stream.entries.filter(position=4).delete()
    AuditStream.objects.filter(pk=stream.pk).update(length=3)


def _slip_in(stream: AuditStream) -> None:
    last = stream.entries.get(position=4)
    last.pk, last.position = None, 5
    last.save()


def _swap(stream: AuditStream) -> None:
    stream.entries.filter(position=2).update(position=9)
    stream.entries.filter(position=3).update(position=2)
    stream.entries.filter(position=9).update(position=3)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_change_verb, Break("forum:1", 2, "changed")),
        (_change_moment, Break("forum:1", 2, "changed")),
        (_leave_out, Break("forum:1", 2, "missing")),
        (_cut_off, Break("forum:1", 4, "cut off")),
        (_cut_off_with_head, Break("forum:1", 3, "not the last")),
        (_slip_in, Break("forum:1", 5, "slipped in")),
        (_swap, Break("forum:1", 2, "changed")),
    ],
)
def test_tampering_is_found(tamper: Callable[[AuditStream], None], found: Break, now: datetime, officer: Actor) -> None:
    stream = _write(4, at=now, by=officer)

    tamper(stream)

    assert audit.first_break(stream) == found


@pytest.mark.usefixtures("unguarded")
def test_chain_cannot_pass_for_another_streams(now: datetime, officer: Actor) -> None:
    _write(2, at=now, by=officer, stream="forum:1")
    AuditStream.objects.update(name="forum:2")

    assert audit.first_break(AuditStream.objects.get()) == Break("forum:2", 1, "changed")


def _raw_delete(stream: AuditStream) -> None:
    connection.cursor().execute("DELETE FROM foundation_auditentry")


@pytest.mark.parametrize("rewrite", [_change_verb, _leave_out, _raw_delete])
def test_database_refuses_to_rewrite_the_trail(
    rewrite: Callable[[AuditStream], None], now: datetime, officer: Actor
) -> None:
    stream = _write(2, at=now, by=officer)
    before = list(AuditEntry.objects.order_by("position").values())

    with pytest.raises(IntegrityError, match="guard audit_append_only"), transaction.atomic():
        rewrite(stream)

    assert list(AuditEntry.objects.order_by("position").values()) == before


def _set_back(stream: AuditStream) -> None:
    earlier = stream.entries.get(position=stream.length - 1)
    AuditStream.objects.filter(pk=stream.pk).update(length=earlier.position, head=earlier.hash)


def _run_ahead(stream: AuditStream) -> None:
    AuditStream.objects.filter(pk=stream.pk).update(length=stream.length + 1, head="0" * 64)


def _rename(stream: AuditStream) -> None:
    AuditStream.objects.filter(pk=stream.pk).update(name="forum:2")


def _begin_far_on(stream: AuditStream) -> None:
    AuditStream.objects.create(name="forum:3", length=stream.length, head=stream.head)


def _take_away(stream: AuditStream) -> None:
    connection.cursor().execute("DELETE FROM foundation_auditstream")


@pytest.mark.parametrize("rewrite", [_set_back, _run_ahead, _rename, _begin_far_on, _take_away])
def test_database_lets_the_head_only_follow_its_entries(
    rewrite: Callable[[AuditStream], None], now: datetime, officer: Actor
) -> None:
    stream = _write(2, at=now, by=officer)
    before = list(AuditStream.objects.values())

    with pytest.raises(IntegrityError, match="guard audit_head_follows"), transaction.atomic():
        rewrite(stream)

    assert list(AuditStream.objects.values()) == before


def test_trail_is_not_emptied_in_one_sweep(now: datetime, officer: Actor) -> None:
    stream = _write(2, at=now, by=officer)
    sweep = "DELETE FROM foundation_auditentry"
    if connection.vendor == "postgresql":
        sweep = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE foundation_auditentry"

    with pytest.raises(IntegrityError, match="guard audit_"), transaction.atomic():
        connection.cursor().execute(sweep)

    assert audit.first_break(stream) is None
