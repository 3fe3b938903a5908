"""The whole measurement as one table: what was asked, what came out, what it took, beside a greedy rule."""

import json
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing import get_context

from bridgehead.engines.assigning.assignment import Assignment, Result
from bridgehead.engines.assigning.bench.greedy import by_greed
from bridgehead.engines.assigning.certificate import unproven
from bridgehead.engines.assigning.check import loads_of, spread_of, value_of, violations, weakest_of
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Problem
from bridgehead.engines.assigning.repair import repaired, with_conflicts
from bridgehead.engines.assigning.solve import solve

BUDGET_SECONDS = 60.0
MOST_GAP, MOST_SECONDS, MOST_SPREAD = 0.005, 5.0, 1
#: The kind for which the targets are given.
AIMED = "500 × 60 × 3"
KINDS = {
    "50 × 12 × 2": Recipe(50, 12, 2),
    AIMED: Recipe(500, 60, 3),
    "500 × 60 × 3, every third pair in conflict": Recipe(500, 60, 3, conflicts=0.33),
    "500 × 60 × 3, three of four pairs in conflict": Recipe(500, 60, 3, conflicts=0.75),
    "500 × 60 × 3, 12 organisations": Recipe(500, 60, 3, organisations=12),
    "500 × 60 × 3, a fifth bounded singly": Recipe(500, 60, 3, bounded=0.2),
    "500 × 60 × 3, fair": Recipe(500, 60, 3, fair=True),
    "2000 × 200 × 3": Recipe(2000, 200, 3),
}
HEADING = (
    "| problem | seed | status | worth | bound | gap | loads | weakest | floor | s | CPU s | MB | proof | its s "
    "| changes | greedy | its loads | its missing |\n"
    "|---|--:|---|--:|--:|--:|---|--:|--:|--:|--:|--:|---|--:|--:|--:|---|--:|"
)
TARGETS_HEADING = "| target | got | met |\n|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """One problem, measured in a process of its own; loads are those of level reviewers, least and most.

    `changes` are the pairs that end when the first one turns out to be a conflict.
    """

    problem: str
    seed: int
    status: str
    value: int
    bound: int
    loads: tuple[int, int]
    spread: int
    weakest: int
    floor: int | None
    seconds: float
    cpu_seconds: float
    megabytes: int
    proven: bool
    proof_seconds: float
    greedy: int
    greedy_loads: tuple[int, int]
    greedy_missing: int
    changes: int

    @property
    def gap(self) -> float:
        """By which share of the bound the value is below it."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0

    def line(self) -> str:
        """The row in Markdown."""
        proof = "holds" if self.proven else "fails"
        cells = (
            *(self.problem, self.seed, self.status, self.value, self.bound, f"{self.gap:.2%}", _span(self.loads)),
            *(
                self.weakest,
                "–" if self.floor is None else self.floor,
                f"{self.seconds:.2f}",
                f"{self.cpu_seconds:.2f}",
                self.megabytes,
                proof,
            ),
            *(f"{self.proof_seconds:.2f}", self.changes, self.greedy, _span(self.greedy_loads), self.greedy_missing),
        )
        return "| " + " | ".join(map(str, cells)) + " |"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise and what was measured."""

    target: str
    got: str
    met: bool

    def line(self) -> str:
        """The target in Markdown."""
        return f"| {self.target} | {self.got} | {'met' if self.met else 'missed'} |"


def reported(seeds: int, *, as_json: bool, show: Callable[[str], None]) -> bool:
    """Measure and show, in Markdown line by line or as one JSON object; whether every target was met."""
    if not as_json:
        show(HEADING)
    rows = []
    for kind in KINDS:
        for seed in range(1, seeds + 1):
            # a fresh process for each, so that memory and time are its own
            with get_context("spawn").Pool(1) as alone:
                row = alone.apply(measured, (kind, seed))
            rows.append(row)
            if not as_json:
                show(row.line())
    targets = told(rows)
    if as_json:
        show(json.dumps({"rows": [asdict(row) for row in rows], "targets": [asdict(each) for each in targets]}))
    else:
        show("\n".join(["", TARGETS_HEADING, *(each.line() for each in targets)]))
    return all(each.met for each in targets)


def measured(kind: str, seed: int) -> Row:
    """Generate, solve, check and prove one problem; memory is the most that the process ever held by then."""
    problem = generated(KINDS[kind], seed=seed)
    result = solve(problem, budget_seconds=BUDGET_SECONDS, seed=seed)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    begun = time.monotonic()
    proven = result.certificate is not None and not unproven(problem, result.certificate)
    proof_seconds = time.monotonic() - begun
    ours = result.assignment or Assignment(((),) * len(problem.applications))
    greedy = by_greed(problem)
    return Row(
        problem=kind,
        seed=seed,
        status=result.status.value,
        value=result.value,
        bound=result.bound,
        loads=_loads(problem, ours),
        spread=spread_of(problem, ours),
        weakest=weakest_of(problem, ours),
        floor=result.floor,
        seconds=result.seconds,
        cpu_seconds=result.cpu_seconds,
        megabytes=megabytes,
        proven=proven and not violations(problem, ours),
        proof_seconds=proof_seconds,
        greedy=value_of(problem, greedy),
        greedy_loads=_loads(problem, greedy),
        greedy_missing=problem.reviews - sum(map(len, greedy.reviewers)),
        changes=_changes(problem, result),
    )


def _changes(problem: Problem, result: Result) -> int:
    """How many pairs end when the first pair of the assignment turns out to be a conflict."""
    if result.assignment is None:
        return 0
    pair = frozenset(sorted(result.assignment.pairs)[:1])
    again = with_conflicts(problem, pair)
    return len(repaired(again, result.assignment, budget_seconds=BUDGET_SECONDS, seed=result.seed).ended)


def _loads(problem: Problem, assignment: Assignment) -> tuple[int, int]:
    loads = loads_of(problem, assignment)
    level = [loads[number] for number in problem.level]
    return min(level), max(level)


def _span(loads: tuple[int, int]) -> str:
    return f"{loads[0]} to {loads[1]}"


def told(rows: list[Row]) -> list[Target]:
    """Each target with the worst of what was measured."""
    aimed = [row for row in rows if row.problem == AIMED]
    gap, seconds = max(row.gap for row in aimed), max(row.seconds for row in aimed)
    spread, proven = max(row.spread for row in aimed), sum(row.proven for row in rows)
    return [
        Target(f"{AIMED}: at the optimum or within {MOST_GAP:.1%} of its bound", f"{gap:.2%}", gap <= MOST_GAP),
        Target(f"{AIMED}: loads within {MOST_SPREAD} of each other", f"{spread}", spread <= MOST_SPREAD),
        Target(f"{AIMED}: {MOST_SECONDS:.0f} s at most", f"{seconds:.2f} s", seconds <= MOST_SECONDS),
        Target("every certificate holds", f"{proven} of {len(rows)}", proven == len(rows)),
    ]
