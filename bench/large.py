"""Large rounds, measured: `PYTHONPATH=src python bench/large.py [NAME …]`, one Markdown row for each round and seed.

The search's clock is the CPU time of its process here, so that a busy machine gives the figures of an idle one. Every
schedule has passed the checker before it is counted.
"""

import random
import resource
import subprocess
import sys
import time
from itertools import pairwise
from types import SimpleNamespace

from bridgehead.engines.scheduling.changes import Absent, Added, Cancelled, Change, TableWithdrawn
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Problem
from bridgehead.engines.scheduling.repair import Kind, Standing
from bridgehead.engines.scheduling.rounds import ROOMY, SEEDS, TIGHT
from bridgehead.engines.scheduling.schedule import Progress
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers import watch

HEADING = "| round | seed | placed | weight | bound | gap % | breaks | bound | CPU s | first | silence | MB |"
REPAIR_HEADING = "| participants | seed | changes | displaced | made way | removed | CPU ms |"
REPAIRED = Recipe(participants=10000, requests=75000, slots=48, tables=2500, days=2)


def row(name: str, seed: int) -> str:
    """Solve one round."""
    recipe, budget = {**TIGHT, **ROOMY}[name]
    told: list[Progress] = []
    result = solve(generated(recipe, seed=seed), budget_seconds=budget, seed=seed, progress=told.append)
    silence = max((later.seconds - one.seconds for one, later in pairwise(told)), default=0.0)
    gap = 100 * (1 - result.weight / result.weight_bound)
    return (
        f"| {name} | {seed} | {result.placed}/{result.meetings} | {result.weight} | {result.weight_bound} | {gap:.3f} "
        f"| {result.breaks} | {result.breaks_bound} | {result.cpu_seconds:.1f} | {told[0].seconds:.2f} "
        f"| {silence:.2f} | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} |"
    )


def repair_row(seed: int) -> str:
    """Repair a round of 10,000 after 100 things happened."""
    problem = generated(REPAIRED, seed=seed)
    standing = Standing(problem, solve(problem, budget_seconds=10, seed=seed).schedule)
    changes = churn(problem, random.Random(seed))
    began = time.process_time()
    repair = standing.repaired(changes)
    spent = 1000 * (time.process_time() - began)
    if violations(repair.problem, repair.schedule):
        raise AssertionError("A repair broke a rule.")
    counts = [repair.count(kind) for kind in (Kind.DISPLACED, Kind.MADE_WAY, Kind.REMOVED)]
    return f"| 10000 | {seed} | {len(changes)} | {' | '.join(map(str, counts))} | {spent:.0f} |"


def churn(problem: Problem, numbers: random.Random) -> list[Change]:
    """A thing for each hundredth participant: half of them absent for eight slots, the rest of every kind."""
    people, slots = len(problem.participants), len(problem.slots)
    changes: list[Change] = []
    for index in range(people // 100):
        first = numbers.randrange(slots - 8)
        one, other = numbers.sample(range(people), 2)
        kinds: tuple[Change, ...] = (
            Absent(one, frozenset(range(first, first + 8))),
            Cancelled(numbers.randrange(len(problem.meetings))),
            Absent(one, frozenset(range(first, first + 8))),
            Added(Meeting((one, other), weight=3, mandatory=False)),
            Absent(one, frozenset(range(first, first + 8))),
            TableWithdrawn(numbers.randrange(1, 1000), frozenset({first})),
        )
        changes.append(kinds[index % len(kinds)] if index % 20 else Absent(one))
    return changes


def main(arguments: list[str]) -> None:
    """Print the table; each row comes from a process of its own."""
    if arguments[:1] == ["--row"]:
        vars(watch)["time"] = SimpleNamespace(monotonic=time.process_time, process_time=time.process_time)
        name, seed = arguments[1], int(arguments[2])
        print(repair_row(seed) if name == "repair" else row(name, seed), flush=True)
        return
    print(HEADING, REPAIR_HEADING, sep="\n")
    for name in arguments or [*TIGHT, *ROOMY, "repair"]:
        for seed in SEEDS:
            subprocess.run([sys.executable, __file__, "--row", name, str(seed)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
