"""A timetable that stands, and what else finds a place in it: the engine solves with everything that stands fixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridgehead.engines.scheduling.schedule import Progress, Schedule
from bridgehead.engines.scheduling.solve import solve
from bridgehead.partnering.adapters.problem import (
    Move,
    MoveKind,
    Question,
    called_off,
    engine_problem,
    kept_schedule,
    places_of,
)

FIGURES = ("placed", "weight", "weight_bound", "breaks", "breaks_bound")


class UnsoundFill(AssertionError):
    """The fill moves something that stands; it is never shown."""


def filled(question: Question, progress: Callable[[Progress], None]) -> tuple[dict[str, Any], Schedule]:
    """Return the result of a fill, with its moves, and the timetable once they are made: nothing that stands moves."""
    frozen, before = question.problem, kept_schedule(question) or Schedule()
    result = solve(
        engine_problem(frozen, fixed=question.fixed, kept=question.kept or ()),
        budget_seconds=question.budget_seconds,
        seed=question.seed,
        start=before,
        progress=progress,
    )
    after = result.schedule.placements
    if after and any(after.get(number) != place for number, place in before.placements.items()):
        raise UnsoundFill("A meeting that stands was moved.")
    places = places_of(frozen, result.schedule)
    added = [
        Move(frozen.requests[number].id, MoveKind.ADDED, None, place)
        for number, place in places.items()
        if number not in before.placements
    ]
    moves = [*added, *called_off(question)]
    figures = {figure: getattr(result, figure) for figure in FIGURES}
    return {
        "status": str(result.status), **figures, "moved": 0, "moves": [each.as_json() for each in moves],
    }, result.schedule  # fmt: skip
