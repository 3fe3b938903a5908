"""Runs side by side, and the picture of one run: how the best it has found grew better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bridgehead.partnering.models import RunState, RunStatus, Timetable, TimetableRun
from bridgehead.partnering.queries.figures import Figures
from bridgehead.partnering.queries.timetables import GridSide

#: The size of the picture; the style sheet stretches it.
TRACE_WIDTH, TRACE_HEIGHT, TRACE_MARGIN = 160, 44, 3


@dataclass(frozen=True, slots=True)
class Trace:
    """Two SVG paths: the best found over time, and the bound that nothing can pass (empty where none is known)."""

    best: str
    limit: str
    first: int
    last: int
    bound: int | None
    #: "breaks" where breaks are what grew better, "placed" where more meetings were.
    of: str


@dataclass(frozen=True, slots=True)
class RunColumn:
    """A run as a column of the comparison; ``best_…`` mark what no other run does better.

    ``least_moved`` is the proven least of what moves, where the run kept what is published now.
    """

    run: TimetableRun
    timetable: Timetable | None
    is_picked: bool
    to_bound: int | None
    is_optimal: bool
    places: int
    figures: Figures | None
    least_served: GridSide | None
    most_breaks: GridSide | None
    least_moved: int | None
    best_placed: bool = False
    best_breaks: bool = False
    best_seconds: bool = False

    @property
    def at_work(self) -> bool:
        """Whether the run goes on: its figures stand in the panel that is fetched afresh, not in this table."""
        return self.run.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def table_use(self) -> int:
        """How many of the places (slots × tables) are used, in whole per cent."""
        return round(100 * self.run.placed / self.places) if self.places else 0


def trace_of(run: TimetableRun) -> Trace | None:
    """Draw a run's trace, ``[seconds, placed, breaks]`` each, as steps; None where there is nothing to draw."""
    points = [(float(seconds), int(placed), int(breaks)) for seconds, placed, breaks in run.trace]
    if not points:
        return None
    by_breaks = len({breaks for _seconds, _placed, breaks in points}) > 1
    values = [breaks if by_breaks else placed for _seconds, placed, breaks in points]
    bound = run.breaks_bound if by_breaks else None
    last_moment = max(run.seconds, points[-1][0], 0.001)
    span = [*values, *([bound] if bound is not None else [])]
    low, high = min(span), max(span)

    def across(seconds: float) -> float:
        return round(TRACE_WIDTH * seconds / last_moment, 1)

    def down(value: int) -> float:
        room = TRACE_HEIGHT - 2 * TRACE_MARGIN
        return round(TRACE_MARGIN + room * (high - value) / (high - low), 1) if high > low else TRACE_HEIGHT / 2

    path = f"M{across(points[0][0])} {down(values[0])}"
    for (seconds, _placed, _breaks), value in zip(points[1:], values[1:], strict=True):
        path += f"H{across(seconds)}V{down(value)}"
    limit = f"M0 {down(bound)}H{TRACE_WIDTH}" if bound is not None else ""
    return Trace(f"{path}H{TRACE_WIDTH}", limit, values[0], values[-1], bound, "breaks" if by_breaks else "placed")


@dataclass(frozen=True, slots=True)
class Beside:
    """What runs are seen beside: the places, their figures, names by id, the timetable shown, the one in force."""

    places: int
    figures: Mapping[int, Figures]
    names: Mapping[int, GridSide]
    picked: Timetable | None
    published: Timetable | None


def compare(runs: Sequence[TimetableRun], beside: Beside) -> list[RunColumn]:
    """Set runs side by side, the oldest first, and mark what is best where there is something to compare."""
    ended = [run for run in runs if _has_result(run)]
    # Fewer breaks among fewer meetings are no achievement: only the runs that place most are compared by breaks.
    fullest = [run for run in ended if run.placed == max(each.placed for each in ended)]
    best = {
        "best_placed": _best(ended, lambda run: -run.placed),
        "best_breaks": _best(fullest, lambda run: run.breaks),
        "best_seconds": _best(ended, lambda run: run.seconds),
    }
    return [_column(run, beside, {mark: run.pk in found for mark, found in best.items()}) for run in runs]


def _best(runs: Sequence[TimetableRun], figure: Callable[[TimetableRun], float]) -> set[int]:
    """Return the runs with the lowest figure; none where all are alike, for there is nothing to choose by it."""
    figures = {run.pk: figure(run) for run in runs}
    if len(set(figures.values())) < 2:
        return set()
    return {pk for pk, found in figures.items() if found == min(figures.values())}


def _column(run: TimetableRun, beside: Beside, best: Mapping[str, bool]) -> RunColumn:
    timetable = getattr(run, "timetable", None)
    figures = beside.figures.get(timetable.pk) if timetable else None
    kept = beside.published is not None and run.keeps_version == beside.published.version
    return RunColumn(
        run=run,
        timetable=timetable,
        is_picked=timetable is not None and timetable == beside.picked,
        to_bound=run.weight - run.weight_bound if run.weight_bound is not None else None,
        is_optimal=run.status == RunStatus.OPTIMAL,
        places=beside.places,
        figures=figures,
        least_served=beside.names.get(figures.served.side) if figures and figures.served else None,
        most_breaks=beside.names.get(figures.breaks.side) if figures and figures.breaks else None,
        least_moved=run.moved_bound if kept else None,
        **best,
    )


def _has_result(run: TimetableRun) -> bool:
    return run.state in (RunState.DONE, RunState.CANCELLED) and run.status in (RunStatus.OPTIMAL, RunStatus.FEASIBLE)
