"""A notice is delivered if its deed is committed, once, and later when the delivery fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.notices import HOLD, MAX_ATTEMPTS, Staged
from tests.foundation.failing import in_failing_transaction

pytestmark = [pytest.mark.django_db, pytest.mark.database]

_heard: list[Staged] = []
_mail_server_is_away: list[bool] = []


@notices.delivers("tests/told")
def _tell(staged: Staged) -> None:
    if _mail_server_is_away:
        raise ConnectionError("the mail server is away")
    _heard.append(staged)


@pytest.fixture(autouse=True)
def heard() -> Iterator[list[Staged]]:
    """What was delivered in this test."""
    yield _heard
    _heard.clear()
    _mail_server_is_away.clear()


def _all(now: datetime) -> int:
    count = 0
    while notices.deliver_next(now):
        count += 1
    return count


def test_committed_deed_is_told_once(now: datetime, heard: list[Staged]) -> None:
    with transaction.atomic():
        notices.after_commit("tests/told", key="request:5", now=now, request_id=5)
        assert heard == []

    assert (_all(now), _all(now + timedelta(days=1))) == (1, 0)
    assert heard == [Staged("tests/told", "request:5", {"request_id": 5})]
    item = OutboxItem.objects.get()
    assert (item.attempts, item.delivered_at, item.given_up_at, item.last_error) == (1, now, None, "")


def test_what_nobody_was_told_can_be_called_back_and_nothing_else(now: datetime, heard: list[Staged]) -> None:
    with transaction.atomic():
        for key in ("kept", "undone", "failed", "later"):
            at = now + timedelta(minutes=10) if key in ("undone", "later") else now
            notices.after_commit("tests/told", key=key, now=at)
    notices.deliver_next(now)
    _mail_server_is_away.append(True)
    notices.deliver_next(now)
    _mail_server_is_away.clear()

    assert notices.not_told_yet(["kept", "undone", "failed", "later", "unknown"]) == {"undone", "later"}
    assert [notices.call_back(key) for key in ("kept", "undone", "undone", "failed", "unknown")] == [
        False, True, False, False, False,
    ]  # fmt: skip
    _all(now + timedelta(days=1))
    assert sorted(each.key for each in heard) == ["failed", "kept", "later"]


def test_deed_rolled_back_is_never_told(now: datetime, heard: list[Staged]) -> None:
    in_failing_transaction(lambda: notices.after_commit("tests/told", now=now, request_id=5))

    assert (_all(now), heard, OutboxItem.objects.count()) == (0, [], 0)


@pytest.mark.django_db(transaction=True)
def test_notice_outside_a_transaction_is_a_mistake(now: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction of its deed"):
        notices.after_commit("tests/told", now=now)

    assert OutboxItem.objects.count() == 0


def test_notice_that_nobody_delivers_is_a_mistake(now: datetime) -> None:
    with pytest.raises(LookupError, match="no context delivers the notice tests/unheard"):
        notices.after_commit("tests/unheard", now=now)

    assert OutboxItem.objects.count() == 0


def test_two_deliveries_of_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two deliveries for the notice tests/told"):
        notices.delivers("tests/told")(lambda staged: None)


def test_same_key_twice_is_one_notice(now: datetime, heard: list[Staged]) -> None:
    for number in (1, 2):
        notices.after_commit("tests/told", key="request:5", now=now, number=number)
    _all(now)
    notices.after_commit("tests/told", key="request:5", now=now, number=3)
    _all(now)

    assert heard == [Staged("tests/told", "request:5", {"number": 1})]


def test_failing_delivery_waits_longer_each_time_and_is_given_up(now: datetime, heard: list[Staged]) -> None:
    _mail_server_is_away.append(True)
    notices.after_commit("tests/told", key="request:5", now=now)
    waits, moment = [], now

    while (item := OutboxItem.objects.get()).given_up_at is None:
        moment = item.available_at
        assert not notices.deliver_next(moment - timedelta(seconds=1))
        assert notices.deliver_next(moment)
        waits.append((OutboxItem.objects.get().available_at - moment).total_seconds())

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3840]
    assert (item.attempts, item.given_up_at, item.delivered_at) == (MAX_ATTEMPTS, moment, None)
    assert item.last_error == "ConnectionError('the mail server is away')"
    _mail_server_is_away.clear()
    assert (_all(moment + timedelta(days=1)), heard) == (0, [])


def test_failing_notice_does_not_hold_up_the_next(now: datetime, heard: list[Staged]) -> None:
    _mail_server_is_away.append(True)
    notices.after_commit("tests/told", key="first", now=now)
    notices.deliver_next(now)
    _mail_server_is_away.clear()
    notices.after_commit("tests/told", key="second", now=now)

    assert _all(now) == 1
    assert _all(now + timedelta(seconds=30)) == 1
    assert [each.key for each in heard] == ["second", "first"]


def test_item_in_other_hands_is_left_alone_until_its_hold_is_over(now: datetime, heard: list[Staged]) -> None:
    notices.after_commit("tests/told", key="request:5", now=now)
    assert notices._take(now) is not None  # another worker has it, and dies

    assert (_all(now + HOLD - timedelta(seconds=1)), heard) == (0, [])
    assert _all(now + HOLD) == 1
    assert [each.key for each in heard] == ["request:5"]


def test_notice_that_kills_its_worker_each_time_is_given_up(now: datetime, heard: list[Staged]) -> None:
    notices.after_commit("tests/told", key="request:5", now=now)
    for number in range(MAX_ATTEMPTS):
        assert notices._take(now + number * HOLD) is not None
    last = now + MAX_ATTEMPTS * HOLD

    assert (_all(last), heard) == (1, [])
    item = OutboxItem.objects.get()
    assert (item.given_up_at, item.last_error) == (last, "the worker stopped in the middle")
