"""Background work: taken once under a lease, given back when a worker dies, tried again, given up at last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from bridgehead.foundation import jobs
from bridgehead.foundation.jobs import Claim, LeaseLost, Periodic, job, queue, reap, run_next, tick
from bridgehead.foundation.models import Job, JobState
from tests.foundation.failing import in_failing_transaction

pytestmark = [pytest.mark.django_db, pytest.mark.database]

_done: list[tuple[str, int]] = []


@job("tests.note", lease_seconds=60)
def note(claim: Claim, *, word: str) -> None:
    """Write a word down."""
    _done.append((word, claim.attempt))


@job("tests.stumble", attempts=3, lease_seconds=60)
def stumble(claim: Claim) -> None:
    """Fail every time."""
    raise ValueError("always")


@job("tests.late", attempts=3, lease_seconds=60)
def late(claim: Claim, *, until: str) -> None:
    """Be given back in the middle, then hold on at the end."""
    reap(datetime.fromisoformat(until))
    claim.renew(datetime.fromisoformat(until))
    _done.append(("late", claim.attempt))


@pytest.fixture(autouse=True)
def done(now: datetime) -> Iterator[list[tuple[str, int]]]:
    """What was done in this test, at a moment that stands still."""
    with time_machine.travel(now, tick=False):
        yield _done
    _done.clear()


def _state(key: str) -> dict[str, Any]:
    return Job.objects.values("state", "attempts", "leased_by", "lease_until", "ended_at", "last_error").get(key=key)


def test_job_is_done_once(now: datetime, done: list[tuple[str, int]]) -> None:
    assert queue(note, key="a", now=now, word="hello")

    assert (run_next(worker="w", now=now), run_next(worker="w", now=now)) == (True, False)
    assert done == [("hello", 1)]
    assert _state("a") == {
        "state": JobState.DONE,
        "attempts": 1,
        "leased_by": "w",
        "lease_until": None,
        "ended_at": now,
        "last_error": "",
    }


def test_job_waits_for_its_time_and_the_oldest_goes_first(now: datetime, done: list[tuple[str, int]]) -> None:
    queue(note, at=now + timedelta(seconds=2), word="second")
    queue(note, at=now + timedelta(seconds=1), word="first")

    assert not run_next(worker="w", now=now)
    assert run_next(worker="w", now=now + timedelta(seconds=2))
    assert done == [("first", 1)]


def test_job_of_a_failed_transaction_was_never_queued(now: datetime) -> None:
    in_failing_transaction(lambda: queue(note, key="a", now=now, word="hello"))

    assert Job.objects.count() == 0
    assert not run_next(worker="w", now=now)


def test_only_one_unfinished_job_per_key(now: datetime, done: list[tuple[str, int]]) -> None:
    answers = [queue(note, key="a", now=now, word="one"), queue(note, key="a", now=now, word="two")]
    run_next(worker="w", now=now)
    answers.append(queue(note, key="a", now=now, word="three"))
    run_next(worker="w", now=now)

    assert answers == [True, False, True]
    assert done == [("one", 1), ("three", 1)]


def test_unknown_job_is_a_mistake(now: datetime) -> None:
    with pytest.raises(LookupError, match=r"no job is named tests\.unknown"):
        queue("tests.unknown", now=now)

    assert Job.objects.count() == 0


def test_two_jobs_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"two jobs are named tests\.note"):
        job("tests.note")(lambda claim: None)


def test_failing_job_waits_longer_each_time_and_is_given_up(now: datetime) -> None:
    queue(stumble, key="a", now=now)
    seen, moment = [], now

    while _state("a")["state"] == JobState.WAITING:
        moment = Job.objects.get().available_at
        with time_machine.travel(moment, tick=False):
            assert not run_next(worker="w", now=moment - timedelta(seconds=1))
            assert run_next(worker="w", now=moment)
        seen.append((Job.objects.get().available_at - moment).total_seconds())

    assert seen == [2, 4, 0]
    assert _state("a") == {
        "state": JobState.GIVEN_UP,
        "attempts": 3,
        "leased_by": "w",
        "lease_until": None,
        "ended_at": moment,
        "last_error": "ValueError('always')",
    }


def test_reaper_gives_back_the_job_of_a_dead_worker(now: datetime, done: list[tuple[str, int]]) -> None:
    queue(note, key="a", now=now, word="hello")
    assert jobs._take(worker="dead", now=now) is not None
    over = now + timedelta(seconds=61)

    assert (reap(now + timedelta(seconds=60)), run_next(worker="w", now=now + timedelta(seconds=60))) == (0, False)
    assert (reap(over), reap(over)) == (1, 0)
    assert run_next(worker="w", now=over + timedelta(seconds=2))
    assert done == [("hello", 2)]


def test_job_that_kills_its_worker_each_time_is_given_up(now: datetime) -> None:
    queue(stumble, key="a", now=now)
    for day in range(1, 4):
        assert jobs._take(worker="dead", now=now + timedelta(days=day)) is not None
        assert reap(now + timedelta(days=day, hours=1)) == 1

    assert _state("a") == {
        "state": JobState.GIVEN_UP,
        "attempts": 3,
        "leased_by": "dead",
        "lease_until": None,
        "ended_at": now + timedelta(days=3, hours=1),
        "last_error": "the worker stopped in the middle",
    }


def test_reaper_leaves_alone_what_another_version_knows(now: datetime) -> None:
    queue(note, key="a", now=now, word="hello")
    jobs._take(worker="dead", now=now)
    Job.objects.update(name="tests.of_another_version")

    assert reap(now + timedelta(days=1)) == 0
    assert _state("a")["state"] == JobState.RUNNING


def test_worker_that_lost_its_lease_ends_nothing(now: datetime, done: list[tuple[str, int]]) -> None:
    over = now + timedelta(seconds=61)
    queue(late, key="a", now=now, until=over.isoformat())

    assert run_next(worker="slow", now=now)
    assert done == []
    assert _state("a") == {
        "state": JobState.WAITING,
        "attempts": 1,
        "leased_by": "slow",
        "lease_until": None,
        "ended_at": None,
        "last_error": "the worker stopped in the middle",
    }


def test_claim_is_renewed_while_held_and_refused_after(now: datetime) -> None:
    queue(note, key="a", now=now, word="hello")
    taken = jobs._take(worker="w", now=now)
    assert taken is not None
    claim = Claim(taken.pk, "w", timedelta(seconds=60), 1)

    claim.renew(now + timedelta(seconds=40))
    assert _state("a")["lease_until"] == now + timedelta(seconds=100)

    reap(now + timedelta(seconds=101))
    with pytest.raises(LeaseLost):
        claim.renew(now + timedelta(seconds=102))
    assert _state("a")["lease_until"] is None


def test_periodic_job_is_queued_once_per_interval(now: datetime, done: list[tuple[str, int]]) -> None:
    periodic = [Periodic("tests.note", timedelta(minutes=5), {"word": "tick"})]

    for seconds in (0, 5, 299, 300, 301):
        tick(periodic, now + timedelta(seconds=seconds))
        while run_next(worker="w", now=now + timedelta(seconds=seconds)):
            pass

    assert done == [("tick", 1), ("tick", 1)]


def test_turn_is_not_taken_again_when_clocks_disagree(now: datetime) -> None:
    periodic = [Periodic("tests.note", timedelta(minutes=5), {"word": "tick"})]
    tick(periodic, now + timedelta(seconds=300))
    run_next(worker="w", now=now + timedelta(seconds=300))

    tick(periodic, now + timedelta(seconds=299))

    assert Job.objects.filter(state=JobState.WAITING).count() == 0


def test_clock_that_was_wrong_for_a_while_holds_up_no_turn(now: datetime, done: list[tuple[str, int]]) -> None:
    periodic = [Periodic("tests.note", timedelta(minutes=5), {"word": "tick"})]

    for days in (0, 400, 0, 400):
        tick(periodic, now + timedelta(days=days))
        while run_next(worker="w", now=now + timedelta(days=days)):
            pass

    assert done == [("tick", 1)] * 4


def test_periodic_job_still_unfinished_misses_its_turn(now: datetime) -> None:
    periodic = [Periodic("tests.note", timedelta(minutes=5), {"word": "tick"})]

    tick(periodic, now)
    tick(periodic, now + timedelta(minutes=5))

    assert Job.objects.count() == 1
