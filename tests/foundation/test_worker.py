"""The worker's loop: it works, keeps the job table, outlives a stumble and stops when told."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError

from bridgehead.foundation import jobs
from bridgehead.foundation.models import Job, JobState
from bridgehead.foundation.worker import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

_finished = threading.Event()
_stumbles: list[int] = []


@jobs.job("tests.finish")
def finish(claim: jobs.Claim) -> None:
    """Say that the work is done."""
    _finished.set()


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


def test_worker_outlives_a_database_that_is_away() -> None:
    worker = Worker([])

    def turn() -> bool:
        _stumbles.append(1)
        if len(_stumbles) == 3:
            worker.stop()
        raise OperationalError("away")

    worker._until_stopped(turn)

    assert len(_stumbles) == 3
