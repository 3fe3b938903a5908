"""What the engine answers to a question, as plain values in rows' ids; for the process that solves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bridgehead.engines.scheduling.schedule import Progress, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.partnering.adapters.explaining import explained
from bridgehead.partnering.adapters.filling import filled
from bridgehead.partnering.adapters.problem import Question, engine_problem, kept_schedule, places_of

FIGURES = ("weight", "weight_bound", "breaks", "breaks_bound", "placed", "seconds")
MOVES = ("moved", "moved_bound")


def answer(question: Question, progress: Callable[[Progress], None]) -> dict[str, Any]:
    """Solve, mend or fill, and explain what has no place.

    ``placements`` are [request, slot, table]; ``moved`` is told only where something is to stay, ``moves`` of a repair.
    """
    began = time.monotonic()
    told, schedule = _told(question, progress)
    reasons = explained(question.problem, schedule) if told["status"] in (Status.OPTIMAL, Status.FEASIBLE) else []
    requests = question.problem.requests
    return {
        "seconds": time.monotonic() - began,
        **told,
        "placements": [
            [requests[number].id, *place] for number, place in places_of(question.problem, schedule).items()
        ],
        "reasons": [each.as_json() for each in reasons],
    }


def _told(question: Question, progress: Callable[[Progress], None]) -> tuple[dict[str, Any], Schedule]:
    if question.only_fills:
        return filled(question, progress)
    return _mended(question) if question.mends else _solved(question, progress)


def _mended(question: Question) -> tuple[dict[str, Any], Schedule]:
    # Imported here because it loads the compiled loops, for which a run's first timetable need not wait.
    from bridgehead.partnering.adapters.mending import mended

    return mended(question)


def _solved(question: Question, progress: Callable[[Progress], None]) -> tuple[dict[str, Any], Schedule]:
    result = solve(
        engine_problem(question.problem, fairness=question.fairness, fixed=question.fixed),
        budget_seconds=question.budget_seconds,
        seed=question.seed,
        start=kept_schedule(question),
        keep=True,
        progress=progress,
    )
    figures = FIGURES if question.kept is None else FIGURES + MOVES
    return {"status": str(result.status), **{figure: getattr(result, figure) for figure in figures}}, result.schedule
