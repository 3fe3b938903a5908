"""The worker's loop: it works, keeps the job table, outlives a stumble and stops when told."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from bridgehead.foundation import clock, jobs
from bridgehead.foundation import worker as working
from bridgehead.foundation.models import Job, JobState
from bridgehead.foundation.worker import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

_finished = threading.Event()
_stumbles: list[int] = []


@jobs.job("tests.finish")
def finish(claim: jobs.Claim) -> None:
    """Say that the work is done."""
    _finished.set()


def _wait_until_done(count: int) -> None:
    patience = time.monotonic() + 20
    while Job.objects.filter(state=JobState.DONE).count() < count and time.monotonic() < patience:
        time.sleep(0.01)


def test_worker_queues_the_periodic_does_it_and_stops() -> None:
    _finished.clear()
    worker = Worker([jobs.Periodic("tests.finish", timedelta(days=1))])
    thread = threading.Thread(target=worker.run)
    thread.start()

    assert _finished.wait(20)
    worker.stop()
    thread.join(20)

    assert not thread.is_alive()
    assert list(Job.objects.values_list("name", "state", "attempts")) == [("tests.finish", JobState.DONE, 1)]


def test_worker_goes_on_at_once_when_its_clock_was_wrong_and_is_set_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "TICK_SECONDS", 0.1)
    _finished.clear()
    with time_machine.travel(clock.now() + timedelta(days=366), tick=True) as traveller:
        worker = Worker([jobs.Periodic("tests.finish", timedelta(hours=1))])
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            did_ahead = _finished.wait(20)
            # Until it is written as done it is unfinished, and the turn that comes meanwhile is missed.
            _wait_until_done(1)
            _finished.clear()
            traveller.shift(-timedelta(days=366))
            did_after = _finished.wait(20)
        finally:
            worker.stop()
            thread.join(20)

    assert (did_ahead, did_after) == (True, True)
    assert list(Job.objects.values_list("state", flat=True)) == [JobState.DONE, JobState.DONE]


def test_worker_outlives_a_database_that_is_away() -> None:
    worker = Worker([])

    def turn() -> bool:
        _stumbles.append(1)
        if len(_stumbles) == 3:
            worker.stop()
        raise OperationalError("away")

    worker._until_stopped(turn)

    assert len(_stumbles) == 3
