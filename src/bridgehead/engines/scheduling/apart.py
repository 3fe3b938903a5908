"""Solving in a process of its own, which is gone as soon as somebody cancels or the budget ends.

The solvers' compiled libraries cannot be interrupted; a process can. What it had found until then is not lost.
"""

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Progress, Result, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers.middle import Middle
from bridgehead.engines.scheduling.solvers.ways import Slots, Ways, ways_of
from bridgehead.engines.scheduling.tables import seated

POLL_SECONDS = 0.05
GRACE_SECONDS = 0.3
HURRIED_MEETINGS = 20_000


class SolverDied(RuntimeError):
    """The process ended without a result: it crashed, or somebody killed it."""


@dataclass
class _Known:
    """What the process has told so far."""

    begun: float | None = None
    slots: dict[int, int] | None = None
    progress: Progress | None = None
    result: Result | None = None
    listener: Callable[[Progress], None] | None = field(default=None, repr=False)

    def hear(self, message: object) -> None:
        if isinstance(message, Result):
            self.result = message
        elif isinstance(message, Progress):
            self.progress = message
            if self.listener is not None:
                self.listener(message)
        elif isinstance(message, dict):
            self.slots = message
        else:
            self.begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """Wall seconds since the process began to solve; loading Python does not count."""
        return 0.0 if self.begun is None else time.monotonic() - self.begun


def solve_apart(
    problem: Problem,
    *,
    budget_seconds: float,
    seed: int = 0,
    start: Schedule | None = None,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """As `solve`, but it ends within half a second of a cancel or of its budget, with the best that was known."""
    if len(problem.meetings) > HURRIED_MEETINGS:
        _loaded_hurried()
    # a fork starts at once, but is safe only while there is no other thread
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if alone else "spawn")
    hearing, telling = context.Pipe(duplex=False)
    asked = {"budget_seconds": budget_seconds, "seed": seed, "start": start, "keep": keep}
    process = context.Process(target=_solving, args=(telling, problem, asked), daemon=True)
    process.start()
    telling.close()
    known = _Known(listener=progress)
    try:
        while known.result is None:
            _listen(hearing, known)
            late = known.seconds > budget_seconds + GRACE_SECONDS
            if known.result is None and (late or (cancelled is not None and cancelled())):
                process.kill()
                with _nothing_collected():
                    return _stopped(problem, known, seed, start if keep else None)
        return known.result
    finally:
        process.kill()
        process.join()
        hearing.close()


def _listen(hearing: Connection, known: _Known) -> None:
    """Take in what is said; wait a moment if nothing is."""
    try:
        ready = hearing.poll(POLL_SECONDS)
        while ready and known.result is None:
            known.hear(hearing.recv())
            ready = hearing.poll()
    except EOFError:
        raise SolverDied("The solving process ended without a result.") from None


def _solving(telling: Connection, problem: Problem, asked: dict[str, Any]) -> None:
    """The process: solve, and tell every better schedule and figure."""
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    telling.send("begun")
    gc.disable()  # the process ends with its result, and a fifth of its time would go into looking for garbage
    result = solve(problem, **asked, progress=telling.send, found=telling.send)
    telling.send(result)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No looking for garbage among a hundred thousand meetings while somebody waits."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _stopped(problem: Problem, known: _Known, seed: int, earlier: Schedule | None) -> Result:
    """The best that was known when the process was ended."""
    ways, slots = ways_of(problem), known.slots or {}
    schedule, breaks = _with_tables(ways, slots, earlier)
    if violations(problem, schedule):
        schedule, breaks, slots = Schedule(), 0, {}
    middle = Middle(ways, earlier)
    moved, moved_bound = middle.moved(slots)
    preference, preference_bound = middle.points(slots)
    everything, told = sum(meeting.weight for meeting in problem.meetings), known.progress
    return Result(
        status=Status.FEASIBLE if schedule.placements else Status.UNKNOWN,
        schedule=schedule,
        meetings=len(problem.meetings),
        placed=len(schedule.placements),
        weight=sum(problem.meetings[number].weight for number in schedule.placements),
        weight_bound=everything if told is None else told.weight_bound,
        breaks=breaks,
        breaks_bound=0 if told is None else told.breaks_bound,
        seconds=known.seconds,
        cpu_seconds=0.0,
        seed=seed,
        moved=moved,
        moved_bound=moved_bound,
        preference=preference,
        preference_bound=preference_bound,
    )


def _with_tables(problem: Ways, slots: Slots, earlier: Schedule | None) -> tuple[Schedule, int]:
    """What is in hand with a table for each meeting, and its breaks."""
    if len(problem.meetings) > HURRIED_MEETINGS:
        at_once: tuple[Schedule, int] = _loaded_hurried().seated_at_once(problem, slots, earlier)
        return at_once
    return seated(problem, slots, earlier), sum(breaks_of(problem, slots))


def _loaded_hurried() -> ModuleType:
    # imported here because numpy takes longer to load than many a small round to solve, and before somebody waits
    from bridgehead.engines.scheduling.solvers import hurried

    return hurried
