"""The worker: delivers notices, does jobs, gives back lost ones and queues the periodic, until it is told to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connections

from bridgehead.foundation import clock, jobs, notices

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.3
TICK_SECONDS = 5


class Worker:
    """Two threads: one does jobs; one delivers notices and keeps the job table, which no long job may hold up."""

    def __init__(self, periodic: list[jobs.Periodic]) -> None:
        self.name = jobs.worker_name()
        self._periodic = periodic
        self._stop = threading.Event()
        #: By a clock that is never set back: what is due must not wait until a wrong hour comes again.
        self._tick_at = time.monotonic()

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self._stop.set()

    def run(self) -> None:
        """Work until told to stop."""
        mailing = threading.Thread(target=self._until_stopped, args=(self._deliver,), name="notices", daemon=True)
        mailing.start()
        self._until_stopped(self._work)
        mailing.join(timeout=10)

    def _until_stopped(self, turn: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            try:
                busy = turn()
            except Exception:
                # A worker outlives a database that is away for a while; it says so and tries again, connected anew.
                log.exception("the worker stumbled")
                connections.close_all()
                busy = False
            if not busy:
                self._stop.wait(IDLE_SECONDS)
        connections.close_all()

    def _deliver(self) -> bool:
        now = clock.now()
        if time.monotonic() >= self._tick_at:
            self._tick_at = time.monotonic() + TICK_SECONDS
            jobs.reap(now)
            jobs.tick(self._periodic, now)
        return notices.deliver_next(now)

    def _work(self) -> bool:
        return jobs.run_next(worker=self.name, now=clock.now())
