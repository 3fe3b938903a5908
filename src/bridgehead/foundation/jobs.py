"""Background work with a lease: a worker that dies gives its job back, a job that fails tries again, later each time.

    @job("partnering.solve_run", attempts=3, lease_seconds=30)
    def solve_run(claim: Claim, *, run_id: int) -> None: ...

    queue(solve_run, key=f"run:{run.pk}", run_id=run.pk)

The same code serves SQLite and PostgreSQL: taking a job is a conditional update whose row count decides.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.db.models import F, QuerySet

from bridgehead.foundation import clock
from bridgehead.foundation.models import Job, JobState, PeriodicTurn

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """This worker no longer holds the job: it was too late, and another may be at it."""


@dataclass(slots=True)
class Claim:
    """A job in a worker's hands."""

    job_id: int
    leased_by: str
    lease: timedelta
    attempt: int

    def renew(self, now: datetime) -> None:
        """Hold on to the job for another lease; raise ``LeaseLost`` when it is no longer ours.

        A thread renews it all the while. An action whose result must not be written twice calls this in the
        transaction that writes it: the row stays locked until then, so no other worker can come between.
        """
        held = Job.objects.filter(pk=self.job_id, state=JobState.RUNNING, leased_by=self.leased_by)
        if not held.update(lease_until=now + self.lease):
            raise LeaseLost(str(self.job_id))


@dataclass(frozen=True, slots=True)
class Work:
    """A registered background action."""

    name: str
    action: Callable[..., None]
    attempts: int
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that is queued again and again; ``config/periodic.py`` holds the one list."""

    work: str
    every: timedelta
    payload: Mapping[str, Any] = field(default_factory=dict)


_works: dict[str, Work] = {}


def job(name: str, *, attempts: int = 5, lease_seconds: int = 60) -> Callable[[Callable[..., None]], Work]:
    """Register an action as background work. It takes a ``Claim`` and ids, and is safe to run twice."""

    def register(action: Callable[..., None]) -> Work:
        if name in _works:
            raise ValueError(f"two jobs are named {name}")
        _works[name] = Work(name, action, attempts, timedelta(seconds=lease_seconds))
        return _works[name]

    return register


def queue(
    work: Work | str, *, key: str | None = None, now: datetime | None = None, at: datetime | None = None, **payload: Any
) -> bool:
    """Queue a job in the current transaction; False when an unfinished one with this key is there already."""
    name = work if isinstance(work, str) else work.name
    if name not in _works:
        raise LookupError(f"no job is named {name}")
    due = at or now or clock.now()
    try:
        with transaction.atomic():
            Job.objects.create(name=name, payload=payload, key=key or str(uuid.uuid4()), available_at=due)
    except IntegrityError:
        return False
    return True


def worker_name() -> str:
    """Return a name that no other worker has, now or after a restart."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def run_next(*, worker: str, now: datetime) -> bool:
    """Take the next due job and do it; False when none is due."""
    taken = _take(worker=worker, now=now)
    if taken is None:
        return False
    work = _works[taken.name]
    claim = Claim(taken.pk, worker, work.lease, taken.attempts)
    try:
        with _Renewing(claim):
            work.action(claim, **taken.payload)
    except LeaseLost:
        log.warning("job %s %s was lost to another worker", taken.name, taken.key)
    except Exception as error:
        log.exception("job %s %s failed", taken.name, taken.key)
        _fail(taken, worker=worker, error=repr(error), now=clock.now())
    else:
        _held(taken, worker).update(state=JobState.DONE, lease_until=None, ended_at=clock.now(), last_error="")
    return True


def reap(now: datetime) -> int:
    """Give back the jobs whose worker died (their lease has run out); return how many."""
    count = 0
    for lost in Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now, name__in=_works):
        held = Job.objects.filter(pk=lost.pk, state=JobState.RUNNING, lease_until=lost.lease_until)
        count += _give_back(lost, held=held, error="the worker stopped in the middle", now=now)
    return count


def tick(periodic: list[Periodic], now: datetime) -> None:
    """Queue each periodic job whose turn has come: once per interval, however many workers tick.

    A job whose last turn is not finished yet is not queued beside itself: it misses this turn.
    """
    for each in periodic:
        turn = int(now.timestamp() // each.every.total_seconds())
        if not _taken(each).filter(turn__in=_by_now(turn)).exists():
            _take_turn(each, turn=turn, now=now)


@transaction.atomic
def _take_turn(each: Periodic, *, turn: int, now: datetime) -> None:
    PeriodicTurn.objects.get_or_create(name=each.work, defaults={"turn": -1})
    if _taken(each).exclude(turn__in=_by_now(turn)).update(turn=turn):
        queue(each.work, key=f"periodic:{each.work}", now=now, **each.payload)


def _taken(each: Periodic) -> QuerySet[PeriodicTurn]:
    return PeriodicTurn.objects.filter(name=each.work)


def _by_now(turn: int) -> tuple[int, int]:
    """Return the turns which, where one is taken, leave nothing to do.

    The next one is another worker's whose clock is a little ahead. One further ahead was taken by a clock that was
    wrong and is right again; to wait for it could be to wait for years.
    """
    return turn, turn + 1


def _take(*, worker: str, now: datetime) -> Job | None:
    waiting = Job.objects.filter(state=JobState.WAITING, available_at__lte=now, name__in=_works)
    for pk, name in waiting.order_by("available_at", "pk").values_list("pk", "name")[:5]:
        taken = Job.objects.filter(pk=pk, state=JobState.WAITING).update(
            state=JobState.RUNNING, leased_by=worker, lease_until=now + _works[name].lease, attempts=F("attempts") + 1
        )
        if taken:
            return Job.objects.get(pk=pk)
    return None


def _held(taken: Job, worker: str) -> Any:
    return Job.objects.filter(pk=taken.pk, state=JobState.RUNNING, leased_by=worker)


def _fail(taken: Job, *, worker: str, error: str, now: datetime) -> None:
    _give_back(taken, held=_held(taken, worker), error=error, now=now)


def _give_back(lost: Job, *, held: Any, error: str, now: datetime) -> int:
    """Let a job wait for its next attempt, or give it up after its last one."""
    if lost.attempts >= _works[lost.name].attempts:
        return int(held.update(state=JobState.GIVEN_UP, lease_until=None, ended_at=now, last_error=error[:2000]))
    later = now + timedelta(seconds=2**lost.attempts)
    return int(held.update(state=JobState.WAITING, lease_until=None, available_at=later, last_error=error[:2000]))


class _Renewing:
    """Renews a claim from a thread while its action works, three times a lease."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease-{claim.job_id}", daemon=True)

    def __enter__(self) -> None:
        # Inside a transaction (a test, a shell) a second connection could only wait for the first.
        if not transaction.get_connection().in_atomic_block:
            self._thread.start()

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _renew(self) -> None:
        while not self._ended.wait(self._claim.lease.total_seconds() / 3):
            try:
                self._claim.renew(clock.now())
            except LeaseLost:
                log.warning("job %s: the lease is lost", self._claim.job_id)
                break
            except Exception:
                # A database that is away for a moment costs one renewal of three, not the job.
                log.exception("job %s: the lease could not be renewed", self._claim.job_id)
            finally:
                connections.close_all()
