"""Runs of the engine: frozen when asked for, solved in the background, kept as a draft in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit, clock, jobs, live
from bridgehead.foundation.jobs import Claim, LeaseLost, job
from bridgehead.foundation.models import Job, JobState
from bridgehead.foundation.refusals import require
from bridgehead.partnering import rules
from bridgehead.partnering.actions.locks import held_locks
from bridgehead.partnering.actions.meetings import keep_draft, keep_reasons, with_begun
from bridgehead.partnering.adapters.freezing import freeze, frozen_places
from bridgehead.partnering.adapters.problem import FrozenPlace, FrozenProblem, Question, digest
from bridgehead.partnering.adapters.process import Solving
from bridgehead.partnering.models import (
    PartneringRound,
    RunFailure,
    RunMoves,
    RunProblem,
    RunState,
    RunStatus,
    TimetableRun,
)
from bridgehead.partnering.queries.presenting import presented_at_all
from bridgehead.partnering.queries.timetables import published_timetable

UNFINISHED = (RunState.QUEUED, RunState.RUNNING)
ATTEMPTS = 3
#: How often a run's progress is told, and how soon a cancelled one ends.
LISTEN_SECONDS = 0.25
#: How long the engine may go on after its budget, to finish what it holds, before it is ended.
GRACE_SECONDS = 30
TRACE_POINTS = 200
#: What a run keeps of what the engine tells.
FIGURES = (
    *("placed", "weight", "weight_bound", "breaks", "breaks_bound"),
    *("moved", "moved_bound", "more_placed", "more_moved"),
)


@transaction.atomic
def start_run(
    *,
    round_id: int,
    budget_seconds: int,
    seed: int,
    keep: bool = True,
    fairness: int | None = None,
    locks_of: int | None = None,
    spares_presenters: bool = False,
    by: Actor,
    now: datetime,
) -> TimetableRun:
    """Freeze the round as it stands and queue a run on it; with ``keep`` what is published moves as little as can be.

    What is locked in the timetable ``locks_of`` stays at its slot and table. One that ``spares_presenters`` lays
    nothing else into slots in which an organisation stands on the forum's agenda, as if it had closed them. The round
    is locked, as in publishing: a version that is published meanwhile comes wholly before or after.
    """
    held = round_to_solve(round_id, by)
    require(
        1 <= budget_seconds <= rules.MAX_BUDGET_SECONDS,
        _("Give the run from 1 to %(most)s seconds.") % {"most": rules.MAX_BUDGET_SECONDS},
        field="budget_seconds",
    )
    require(0 <= seed <= 2_147_483_647, _("Give a seed from 0 to 2147483647."), field="seed")
    require(
        fairness is None or 1 <= fairness <= rules.MAX_FAIRNESS,
        _("Give a difference of breaks from 1 to %(most)s, or none.") % {"most": rules.MAX_FAIRNESS},
        field="fairness",
    )
    require_idle(held)
    in_force = published_timetable(held)
    frozen, stands = freeze(held, in_force, now=now), in_force if keep else None
    _require_solvable(frozen)
    kept = frozen_places(stands, now=now) if stands else None
    locked = held_locks(held, frozen, locks_of, now=now)
    spared = presented_at_all(held).keys() if spares_presenters else None
    asked = frozen.closing(spared - _sitting(frozen, locked)) if spared else frozen
    question = Question(asked, kept, seed, budget_seconds, fairness, locked=locked)
    told = {"keeps_version": stands.version if stands else None}
    return queue_run(held, question, spared=spared, by=by, now=now, problem_hash=frozen.sha256, **told)


def _sitting(frozen: FrozenProblem, locked: Iterable[FrozenPlace]) -> set[tuple[int, int]]:
    """Who sits when at what is locked, as (delegation, slot)."""
    asked, sides = {each.id: each for each in frozen.requests}, frozen.delegations
    return {
        (sides[side].id, each.slot) for each in locked for side in (asked[each.request].one, asked[each.request].other)
    }


def round_to_solve(round_id: int, by: Actor) -> PartneringRound:
    """Return a round whose timetable can be worked at, locked, to an officer of its forum."""
    held = PartneringRound.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=round_id)
    require(may_run_forum(by, held.forum_id), _("Only an officer of this forum can do this."))
    require(held.phase in rules.SOLVING, _("A timetable can be made once requests have been sent and answered."))
    return held


def require_idle(held: PartneringRound) -> None:
    """Refuse while a run of the round is at work."""
    unfinished = TimetableRun.objects.filter(round=held, state__in=UNFINISHED).exists()
    require(not unfinished, _("A run is at work already. Wait for it, or cancel it."))


def queue_run(
    held: PartneringRound,
    question: Question,
    *,
    spared: Collection[tuple[int, int]] | None = None,
    by: Actor,
    now: datetime,
    **fields: Any,
) -> TimetableRun:
    """Keep a question as a run that waits for a worker; the caller has locked the round.

    ``spared`` are the times at which somebody presents, as (delegation, slot), for a run that leaves them free.
    """
    last = TimetableRun.objects.filter(round=held).aggregate(last=Max("number"))["last"] or 0
    run = TimetableRun.objects.create(
        round=held,
        number=last + 1,
        seed=question.seed,
        budget_seconds=question.budget_seconds,
        requested_by_id=by.user_id,
        spares_presenters=spared is not None,
        spared_hash=digest(sorted(spared)) if spared else "",
        question_hash=question.sha256,
        accepted=len(question.problem.requests),
        fairness=question.fairness,
        fills=question.fills,
        moves_others=question.moves_others,
        only_fills=question.only_fills,
        **{"problem_hash": question.problem.sha256, **fields},
    )
    asked = question.as_json()
    RunProblem.objects.create(run=run, content=asked["problem"], kept=asked["kept"], locked=asked["locked"])
    jobs.queue(solve_run, key=_job_key(run.pk), now=now, run_id=run.pk)
    audit.record("partnering.run_started", on=run, by=by, at=now, stream=held.forum.audit_stream)
    return run


@transaction.atomic
def cancel_run(*, run_id: int, by: Actor, now: datetime) -> TimetableRun:
    """Cancel a run: one at work ends within half a second, one that still waits at once."""
    run = (
        TimetableRun.objects.select_for_update(of=("self",), no_key=True).select_related("round__forum").get(pk=run_id)
    )
    require(may_run_forum(by, run.round.forum_id), _("Only an officer of this forum can do this."))
    require(run.state in UNFINISHED, _("This run has ended already."))
    run.cancel_requested = True
    if run.state == RunState.QUEUED:
        run.state, run.ended_at = RunState.CANCELLED, now
    run.save(update_fields=["cancel_requested", "state", "ended_at"])
    audit.record("partnering.run_cancelled", on=run, by=by, at=now, stream=run.round.forum.audit_stream)
    _publish(run)
    return run


@job("partnering.solve_run", attempts=ATTEMPTS, lease_seconds=15)
def solve_run(claim: Claim, *, run_id: int) -> None:
    """Solve a run and keep its draft. After a crash it starts again; a run that has ended is left alone."""
    run = _begin(run_id)
    if run is None:
        return
    try:
        result = _follow(claim, run)
    except LeaseLost:
        # Another worker has the run now; it is not ours to end.
        raise
    except Exception:
        if claim.attempt >= ATTEMPTS:
            end_run(run_id, RunState.FAILED, clock.now(), failure=RunFailure.CRASHED)
        raise
    if result is None:
        end_run(run_id, RunState.CANCELLED, clock.now())
    else:
        keep_result(run_id, result, clock.now())


def keep_result(run_id: int, result: Mapping[str, Any], now: datetime) -> None:
    """Store what the engine found: the draft with its meetings, and the run's end, all at once or not at all."""
    failures = {RunStatus.INFEASIBLE: RunFailure.IMPOSSIBLE, RunStatus.UNKNOWN: RunFailure.NOTHING_FOUND}
    status = RunStatus(result["status"])
    with transaction.atomic():
        run = (
            TimetableRun.objects.select_for_update(of=("self",), no_key=True)
            .select_related("round__forum")
            .get(pk=run_id)
        )
        if run.state not in UNFINISHED:
            return
        failure = failures.get(status) or _keep(run, result)
        if failure is not None and run.fairness is not None and failure != RunFailure.ROUND_CHANGED:
            failure = RunFailure.UNFAIR
        run.state = RunState.FAILED if failure else RunState.DONE
        run.failure, run.status, run.ended_at = failure or "", status, now
        _note(run, result)
        run.save()
        audit.record("partnering.run_ended", on=run, by=SYSTEM, at=now, stream=run.round.forum.audit_stream)
    _publish(run)


def _keep(run: TimetableRun, result: Mapping[str, Any]) -> RunFailure | None:
    """Write a run's draft, or what a repair would move, with the reasons of what is left out."""
    if run.mends is not None:
        RunMoves.objects.create(run=run, content=result["moves"])
    else:
        placements = with_begun(result["placements"], run, published_timetable(run.round))
        failure = keep_draft(run, placements)
        if failure is not None:
            return failure
    keep_reasons(run, result["reasons"])
    return None


def end_run(run_id: int, state: RunState, now: datetime, *, failure: str = "") -> None:
    """End a run without a timetable, unless it has ended."""
    ended = TimetableRun.objects.filter(pk=run_id, state__in=UNFINISHED).update(
        state=state, failure=failure, ended_at=now
    )
    if ended:
        _publish(TimetableRun.objects.get(pk=run_id))


@job("partnering.mend_runs", attempts=2)
def mend_runs(claim: Claim) -> None:
    """End the runs whose job was given up, so that a round never waits for a run that nobody works at; periodic."""
    # The runs are read first: one that is started meanwhile has its job and is not among them.
    unfinished = list(TimetableRun.objects.filter(state__in=UNFINISHED).values_list("pk", flat=True))
    working = set(Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).values_list("key", flat=True))
    for pk in unfinished:
        if _job_key(pk) not in working:
            end_run(pk, RunState.FAILED, clock.now(), failure=RunFailure.CRASHED)


def _require_solvable(frozen: FrozenProblem) -> None:
    require(bool(frozen.slots), _("The round has no slots yet. Lay its slots first."))
    require(bool(frozen.tables), _("The round has no tables yet. Say how many there are first."))
    require(bool(frozen.requests), _("No meeting request has been accepted yet; there is nothing to place."))


def question_of(run: TimetableRun) -> Question:
    """Return what a run was asked, as it was kept."""
    asked = {"problem": run.problem.content, "kept": run.problem.kept, "locked": run.problem.locked}
    own = ("seed", "budget_seconds", "fairness", "fills", "moves_others", "only_fills")
    return Question.from_json({**asked, "mends": run.mends is not None, **{name: getattr(run, name) for name in own}})


def _begin(run_id: int) -> TimetableRun | None:
    """Mark a run as being at work, from its beginning; None when it has ended."""
    now = clock.now()
    begun = TimetableRun.objects.filter(pk=run_id, state__in=UNFINISHED).update(
        state=RunState.RUNNING, started_at=now, trace=[], placed=0, weight=0, weight_bound=None, breaks=0, seconds=0
    )
    if not begun:
        return None
    run = TimetableRun.objects.select_related("problem").get(pk=run_id)
    _publish(run)
    return run


def _follow(claim: Claim, run: TimetableRun) -> Mapping[str, Any] | None:
    """Let the engine solve in its own process and tell how it stands; None when somebody cancelled."""
    started = clock.now()
    renewed = started
    with Solving(question_of(run)) as solving:
        while True:
            for message in solving.messages(LISTEN_SECONDS):
                if "result" in message:
                    result: Mapping[str, Any] = message["result"]
                    return result
                _note(run, message["progress"])
            now = clock.now()
            run.seconds = (now - started).total_seconds()
            if not _tell(run):
                return None
            if run.seconds > run.budget_seconds + GRACE_SECONDS:
                return {"status": RunStatus.UNKNOWN}
            if now - renewed > claim.lease / 3:
                claim.renew(now)
                renewed = now


def _note(run: TimetableRun, figures: Mapping[str, Any]) -> None:
    for figure in FIGURES:
        if figures.get(figure) is not None:
            setattr(run, figure, max(0, figures[figure]))
    run.seconds = figures.get("seconds", run.seconds)
    point = [round(run.seconds, 2), run.placed, run.breaks]
    if not run.trace or run.trace[-1][1:] != point[1:]:
        run.trace = [*run.trace, point][-TRACE_POINTS:]


def _tell(run: TimetableRun) -> bool:
    """Show how a run stands; False when it is to end."""
    shown = ("placed", "weight", "weight_bound", "breaks", "breaks_bound", "seconds", "trace")
    going = TimetableRun.objects.filter(pk=run.pk, state=RunState.RUNNING, cancel_requested=False).update(
        **{field: getattr(run, field) for field in shown}
    )
    if going:
        _publish(run)
    return bool(going)


def _publish(run: TimetableRun) -> None:
    told = ("state", "accepted", "placed", "weight", "weight_bound", "breaks", "breaks_bound")
    live.publish(
        f"run:{run.public_id}", {**{field: getattr(run, field) for field in told}, "seconds": round(run.seconds, 1)}
    )


def _job_key(run_id: int) -> str:
    return f"run:{run_id}"
