"""A deed sent twice is done once, and answers with what it made."""

from __future__ import annotations

import pytest

from bridgehead.foundation.idempotency import made_before, remember
from bridgehead.foundation.models import IdempotencyKey
from tests.foundation.failing import in_failing_transaction

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _ask(key: str, *, made: str, actor_id: int = 1, deed: str = "partnering.ask") -> str:
    before = made_before(actor_id=actor_id, deed=deed, key=key)
    if before is None:
        remember(actor_id=actor_id, deed=deed, key=key, made=made)
    return before or made


def test_repeat_answers_with_what_was_made_first() -> None:
    assert [_ask("k", made="first"), _ask("k", made="second")] == ["first", "first"]
    assert IdempotencyKey.objects.count() == 1


def test_other_person_deed_or_key_is_a_deed_of_its_own() -> None:
    answers = [
        _ask("k", made="mine"),
        _ask("k", made="another's", actor_id=2),
        _ask("k", made="another deed", deed="partnering.answer"),
        _ask("l", made="another key"),
    ]

    assert answers == ["mine", "another's", "another deed", "another key"]


def test_long_keys_are_not_cut_into_one() -> None:
    assert [_ask("x" * 64 + "1", made="first"), _ask("x" * 64 + "2", made="second")] == ["first", "second"]


def test_without_key_each_is_a_deed() -> None:
    assert [_ask("", made="first"), _ask("", made="second")] == ["first", "second"]
    assert IdempotencyKey.objects.count() == 0


def test_deed_that_failed_may_be_sent_again() -> None:
    in_failing_transaction(lambda: made_before(actor_id=1, deed="partnering.ask", key="k"))

    assert _ask("k", made="first") == "first"


@pytest.mark.parametrize("key", ["a\0b", "\ud800", "\N{LINE SEPARATOR}"])
def test_a_key_that_cannot_be_stored_is_kept_as_its_hash(key: str) -> None:
    first = made_before(actor_id=1, deed="tests.deed", key=key)
    remember(actor_id=1, deed="tests.deed", key=key, made="it")

    assert (first, made_before(actor_id=1, deed="tests.deed", key=key)) == (None, "it")
    assert IdempotencyKey.objects.get().key.isalnum()
