"""In a chain of ten thousand entries any edit, deletion, insertion, reordering or cut is found, and its place named.

Whoever tampers here has taken the guards away and writes into the tables; every harm is undone before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import audit, guards
from bridgehead.foundation.audit import Break
from bridgehead.foundation.models import AuditEntry, AuditStream

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAME, LENGTH = "forum:1", 10_000
PLACES = st.integers(1, LENGTH)
often = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def chain(now: datetime) -> AuditStream:
    """A chain of ten thousand deeds of several people, the last one recorded as deeds are; nothing guards it."""
    with connection.cursor() as cursor:
        for guard in guards.registered():
            for statement in guard.removal(connection.vendor) if guard.name.startswith("audit_") else ():
                cursor.execute(statement)
    stream = AuditStream.objects.create(name=NAME)
    entries = list(_chained(stream, now))
    AuditEntry.objects.bulk_create(entries, batch_size=2_000)
    AuditStream.objects.filter(pk=stream.pk).update(length=len(entries), head=entries[-1].hash)
    with transaction.atomic():
        audit.record("house.deed_done", on=stream, by=SYSTEM, at=now, stream=NAME)
    stream.refresh_from_db()
    assert (stream.length, audit.first_break(stream)) == (LENGTH, None)
    return stream


def _chained(stream: AuditStream, now: datetime) -> Iterator[AuditEntry]:
    previous = stream.head
    for position in range(1, LENGTH):
        entry = AuditEntry(
            stream=stream,
            position=position,
            at=now + timedelta(seconds=position),
            actor_id=position % 7 or None,
            on_behalf_of=position % 5 or None,
            verb="house.deed_done",
            object_id=str(position % 11),
            change={"step": [position, position + 1]},
        )
        entry.hash = previous = audit.entry_hash(entry, previous=previous)
        yield entry


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _found(stream: AuditStream, harm: Callable[[], Any]) -> Break | None:
    """Do a harm, look, and undo it."""
    with _undone():
        harm()
        return audit.first_break(stream)


def _shift(stream: AuditStream, *, since: int, by: int) -> None:
    """Number the later entries anew, by way of numbers that no entry has."""
    stream.entries.filter(position__gte=since).update(position=F("position") + 10 * LENGTH)
    stream.entries.filter(position__gt=LENGTH).update(position=F("position") - 10 * LENGTH + by)


def _set_head(stream: AuditStream, **values: Any) -> None:
    AuditStream.objects.filter(pk=stream.pk).update(**values)


def _other(digits: str) -> str:
    return ("1" if digits[0] == "0" else "0") + digits[1:]


EDITS: dict[str, Callable[[AuditEntry], Any]] = {
    "at": lambda entry: entry.at + timedelta(microseconds=1),
    "actor_id": lambda entry: None if entry.actor_id else 1,
    "on_behalf_of": lambda entry: (entry.on_behalf_of or 0) + 1,
    "verb": lambda entry: entry.verb + "d",
    "object_id": lambda entry: entry.object_id + " ",
    "change": lambda entry: {**entry.change, "more": [None, ""]},
    "hash": lambda entry: _other(entry.hash),
}


def test_every_column_is_edited_below() -> None:
    columns = {field.attname for field in AuditEntry._meta.concrete_fields}
    assert columns - {"id", "stream_id", "position"} == EDITS.keys()


@often
@given(place=PLACES, column=st.sampled_from(sorted(EDITS)))
def test_an_edit_is_found(chain: AuditStream, place: int, column: str) -> None:
    entry = chain.entries.filter(position=place)
    value = EDITS[column](entry.get())

    assert _found(chain, lambda: entry.update(**{column: value})) == Break(NAME, place, "changed")


@often
@given(place=PLACES, is_kept_elsewhere=st.booleans())
def test_an_entry_that_was_deleted_or_moved_away_is_missed(
    chain: AuditStream, place: int, is_kept_elsewhere: bool
) -> None:
    entry = chain.entries.filter(position=place)
    elsewhere, _made = AuditStream.objects.get_or_create(name="forum:2")

    found = _found(chain, lambda: entry.update(stream=elsewhere) if is_kept_elsewhere else entry.delete())

    assert found == Break(NAME, place, "missing" if place < LENGTH else "cut off")


@often
@given(place=PLACES, is_head_set=st.booleans())
def test_a_gap_that_was_closed_is_found(chain: AuditStream, place: int, is_head_set: bool) -> None:
    def close_gap() -> None:
        chain.entries.filter(position=place).delete()
        _shift(chain, since=place + 1, by=-1)
        if is_head_set:
            _set_head(chain, length=LENGTH - 1)

    at_the_end = Break(NAME, LENGTH - 1, "not the last") if is_head_set else Break(NAME, LENGTH, "cut off")

    assert _found(chain, close_gap) == (Break(NAME, place, "changed") if place < LENGTH else at_the_end)


@often
@given(place=st.integers(0, LENGTH + 1), is_head_set=st.booleans())
def test_an_entry_that_was_slipped_in_is_found(
    chain: AuditStream, now: datetime, place: int, is_head_set: bool
) -> None:
    def slip_in() -> None:
        if place:
            _shift(chain, since=place, by=1)
        told = {"at": now, "verb": "house.never_happened", "object_id": "1", "hash": "0" * 64}
        AuditEntry.objects.create(stream=chain, position=place, **told)
        if is_head_set:
            _set_head(chain, length=LENGTH + 1)

    is_beside = place == 0 or (place > LENGTH and not is_head_set)

    assert _found(chain, slip_in) == Break(NAME, place, "slipped in" if is_beside else "changed")


@often
@given(places=st.lists(PLACES, min_size=2, max_size=2, unique=True))
def test_entries_that_changed_places_are_found(chain: AuditStream, places: list[int]) -> None:
    first, second = sorted(places)

    def swap() -> None:
        for was, becomes in ((first, 0), (second, first), (0, second)):
            chain.entries.filter(position=was).update(position=becomes)

    assert _found(chain, swap) == Break(NAME, first, "changed")


@often
@given(kept=st.integers(0, LENGTH - 1), is_length_set=st.booleans())
def test_a_chain_that_was_cut_off_is_found(chain: AuditStream, kept: int, is_length_set: bool) -> None:
    def cut_off() -> None:
        chain.entries.filter(position__gt=kept).delete()
        if is_length_set:
            _set_head(chain, length=kept)

    expected = Break(NAME, kept, "not the last") if is_length_set else Break(NAME, kept + 1, "cut off")

    assert _found(chain, cut_off) == expected


@often
@given(kept=st.integers(0, LENGTH - 1))
def test_a_chain_cut_off_with_its_head_is_found_by_a_head_noted_down(chain: AuditStream, kept: int) -> None:
    chain.refresh_from_db()
    noted = [(chain.length, chain.head)]
    last = chain.entries.filter(position=kept).values_list("hash", flat=True).first() or "0" * 64

    with _undone():
        chain.entries.filter(position__gt=kept).delete()
        _set_head(chain, length=kept, head=last)

        assert audit.first_break(chain) is None
        assert audit.differs_from_noted(NAME, noted) == Break(NAME, kept + 1, "cut off")
        AuditStream.objects.filter(pk=chain.pk).exclude(length__gt=0).delete()
        assert audit.differs_from_noted(NAME, noted) == Break(NAME, kept + 1, "cut off")
    assert audit.differs_from_noted(NAME, noted) is None


@settings(often, max_examples=4)
@given(place=st.integers(LENGTH - 200, LENGTH))
def test_a_chain_rewritten_with_its_head_is_found_by_heads_noted_down(chain: AuditStream, place: int) -> None:
    lengths = (0, LENGTH - 150, LENGTH - 60, LENGTH)
    held = dict(chain.entries.filter(position__in=lengths).values_list("position", "hash"))
    noted = [(length, held.get(length, "0" * 64)) for length in lengths]

    with _undone():
        previous = chain.entries.get(position=place - 1).hash
        for entry in chain.entries.select_related("stream").filter(position__gte=place).order_by("position"):
            entry.verb = "house.never_happened" if entry.position == place else entry.verb
            entry.hash = previous = audit.entry_hash(entry, previous=previous)
            entry.save()
        _set_head(chain, head=previous)

        assert audit.first_break(chain) is None
        same = max(length for length in lengths if length < place)
        assert audit.differs_from_noted(NAME, noted) == Break(NAME, same + 1, "rewritten")
