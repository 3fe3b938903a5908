"""Many workers over one job table: each job once when nobody dies, none lost when somebody does."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

WORKERS, JOBS = 4, 120
TURN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def _note(word: str) -> None:
    """Write a line that no other process can tear."""
    log = os.open(Path(os.environ["BRIDGEHEAD_DATA"], "done.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(log, f"{word}\n".encode())
    os.close(log)


def _noted(database: RealDatabase) -> Counter[str]:
    log = database.folder / "done.log"
    return Counter(log.read_text().split() if log.exists() else [])


def _register() -> None:
    """Register the proof's jobs and notices; every process of a proof does."""
    from bridgehead.foundation import notices
    from bridgehead.foundation.jobs import Claim, job

    @job("proof.note", lease_seconds=2)
    def note(claim: Claim, *, word: str) -> None:
        _note(word)

    @job("proof.linger", lease_seconds=2)
    def linger(claim: Claim) -> None:
        if claim.attempt == 1:
            print("lingering", flush=True)
            time.sleep(60)
        _note("linger")

    @notices.delivers("proof/told")
    def tell(staged: notices.Staged) -> None:
        _note(staged.payload["word"])


def fill(first: str) -> int:
    """Queue the jobs, after one of another kind if named."""
    from bridgehead.foundation import clock, jobs

    _register()
    now = clock.now()
    if first:
        jobs.queue(first, now=now - timedelta(minutes=1))
    return sum(jobs.queue("proof.note", now=now, word=str(number)) for number in range(JOBS))


def stage() -> None:
    """Stage the notices."""
    from django.db import transaction

    from bridgehead.foundation import notices

    _register()
    with transaction.atomic():
        for number in range(JOBS):
            notices.after_commit("proof/told", word=str(number))


def work_until_done() -> None:
    """Be a worker, as ``bridgehead worker`` is one, until no job and no notice waits or runs."""
    from bridgehead.foundation.models import Job, JobState, OutboxItem
    from bridgehead.foundation.worker import Worker

    _register()
    worker = Worker([])

    def watch() -> None:
        unfinished = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        while unfinished.exists() or OutboxItem.objects.filter(delivered_at=None).exists():
            time.sleep(0.2)
        worker.stop()

    threading.Thread(target=watch, daemon=True).start()
    worker.run()


def work_without_claiming() -> None:
    """The negative control: look for a waiting job, do it, then say that it is done."""
    from bridgehead.foundation.models import Job, JobState

    while (found := Job.objects.filter(state=JobState.WAITING).order_by("pk").first()) is not None:
        _note(found.payload["word"])
        found.state = JobState.DONE
        found.save(update_fields=["state"])


def tick_once() -> None:
    """Queue what is periodic, and do it at once."""
    from bridgehead.foundation import jobs

    _register()
    periodic = [jobs.Periodic("proof.note", timedelta(minutes=5), {"word": "tick"})]
    jobs.tick(periodic, TURN)
    while jobs.run_next(worker=jobs.worker_name(), now=TURN):
        jobs.tick(periodic, TURN)


def states() -> dict[str, Any]:
    """Return how the jobs ended: counts by state and attempts."""
    from bridgehead.foundation.models import Job

    return dict(Counter(f"{job.name} {job.state} {job.attempts}" for job in Job.objects.all()))


def test_each_job_is_done_exactly_once_when_nobody_dies(real_database: RealDatabase) -> None:
    assert real_database.once(fill, first="") == JOBS

    real_database.race([(work_until_done, {})] * WORKERS)

    assert _noted(real_database) == Counter(map(str, range(JOBS)))
    assert real_database.once(states) == {"proof.note done 1": JOBS}


def test_without_claiming_jobs_are_done_twice(real_database: RealDatabase) -> None:
    real_database.once(fill, first="")

    real_database.race([(work_without_claiming, {})] * WORKERS)

    assert _noted(real_database).total() > JOBS


def test_killed_workers_job_is_done_by_another_and_none_is_lost(real_database: RealDatabase) -> None:
    real_database.once(fill, first="proof.linger")
    victim = real_database.start(work_until_done)
    victim.go()
    victim.says("lingering")
    victim.kill()

    real_database.race([(work_until_done, {})] * 2)

    assert _noted(real_database) == Counter({"linger": 1, **dict.fromkeys(map(str, range(JOBS)), 1)})
    assert real_database.once(states) == {"proof.note done 1": JOBS, "proof.linger done 2": 1}


def test_workers_killed_anywhere_lose_nothing(real_database: RealDatabase) -> None:
    real_database.once(fill, first="")
    victims = [real_database.start(work_until_done) for _ in range(3)]
    for victim in victims:
        victim.go()
    for victim, reached in zip(victims, (JOBS // 8, JOBS // 4, JOBS // 2), strict=True):
        while _noted(real_database).total() < reached:
            time.sleep(0.005)
        victim.kill()

    real_database.race([(work_until_done, {})] * 2)

    assert set(_noted(real_database)) == set(map(str, range(JOBS)))
    ended = real_database.once(states)
    assert sum(ended.values()) == JOBS
    assert all(" done " in ending for ending in ended)


def test_each_notice_is_delivered_once_by_many(real_database: RealDatabase) -> None:
    real_database.once(stage)

    real_database.race([(work_until_done, {})] * WORKERS)

    assert _noted(real_database) == Counter(map(str, range(JOBS)))


def test_periodic_turn_is_taken_once_by_many(real_database: RealDatabase) -> None:
    real_database.race([(tick_once, {})] * 6)
    real_database.race([(tick_once, {})] * 2)

    assert _noted(real_database) == Counter({"tick": 1})
    assert real_database.once(states) == {"proof.note done 1": 1}
