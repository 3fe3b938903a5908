"""The sample round's timetable, made the way an officer makes it: a run by a worker, then publishing."""

from __future__ import annotations

import time

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.jobs import reap, run_next, worker_name
from bridgehead.partnering.actions.runs import start_run
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import PartneringRound, RunState, Timetable, TimetableRun, TimetableState

#: What a run may take beyond its budget: compiling, and the lease of a worker that is gone.
PATIENCE_SECONDS = 90
ENDED = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)


def is_published(held: PartneringRound) -> bool:
    """Whether the round has had a published timetable."""
    return Timetable.objects.filter(round=held).exclude(state=TimetableState.DRAFT).exists()


def has_draft(held: PartneringRound) -> bool:
    """Whether the round has a draft that could be published."""
    return Timetable.objects.filter(round=held, state=TimetableState.DRAFT).exists()


def solve(held: PartneringRound, *, budget_seconds: int, seed: int, by: Actor) -> TimetableRun:
    """Run the engine on the round as a job, here and now; a run left over from a start that was cut off is finished."""
    left_over = TimetableRun.objects.filter(round=held).exclude(state__in=ENDED).first()
    run = left_over or start_run(round_id=held.pk, budget_seconds=budget_seconds, seed=seed, by=by, now=clock.now())
    worker, patience = worker_name(), time.monotonic() + run.budget_seconds + PATIENCE_SECONDS
    while run.state not in ENDED:
        if time.monotonic() > patience:
            raise TimeoutError(f"run {run.number} of the sample round has not ended")
        # The worker of a start that was cut off still holds the job until its lease runs out.
        reap(clock.now())
        if not run_next(worker=worker, now=clock.now()):
            time.sleep(0.2)
        run.refresh_from_db()
    return run


def publish_first(held: PartneringRound, *, by: Actor) -> None:
    """Publish the draft of the first run that made one."""
    draft = Timetable.objects.filter(round=held, state=TimetableState.DRAFT).order_by("pk").first()
    if draft is None:
        raise RuntimeError("the sample round has no draft to publish")
    publish_timetable(timetable_id=draft.pk, by=by, now=clock.now())
