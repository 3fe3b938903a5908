"""Large rounds, measured: `PYTHONPATH=src python bench/large.py [NAME …]`, Markdown, each row in a fresh process.

The search's clock is the CPU time of its process here (all its threads together), so that a busy machine gives the
figures of an idle one; only cancelling is measured by the wall. Every schedule has passed the checker before it counts.
"""

import json
import pickle
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import pairwise
from math import log
from statistics import linear_regression, median
from types import SimpleNamespace

from bridgehead.engines.scheduling.apart import solve_apart
from bridgehead.engines.scheduling.changes import Absent, Added, Cancelled, Change, TableWithdrawn
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Problem
from bridgehead.engines.scheduling.repair import Kind, Repair, Standing
from bridgehead.engines.scheduling.rounds import ROOMY, SEEDS, TIGHT, USUAL
from bridgehead.engines.scheduling.schedule import Progress
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers import watch

Cells = list[float]
CANCELLED = {"usual-100-tight": 3.0, "large-1000-tight": 2.5, "large-10000-tight": 15.0}
TRIES = 10
SAME = ("large-1000-tight", "large-1000-roomy", "large-10000-tight", "large-10000-roomy")
REPAIRED = {
    "repair-roomy": Recipe(participants=10000, requests=75000, slots=48, tables=2500, days=2),
    "repair-tight": TIGHT["large-10000-tight"][0],
    "repair-scarce": TIGHT["large-10000-scarce"][0],
}
SIZES = (1000, 2000, 5000, 10000)
SECONDS_PER_THOUSAND = 3.0


def solved(name: str, seed: int, *, is_loaded: bool) -> Cells:
    """Solve one round."""
    recipe, budget = {**USUAL, **TIGHT, **ROOMY}[name]
    return figures(generated(recipe, seed=seed), budget, seed, is_loaded=is_loaded)


def figures(problem: Problem, budget: float, seed: int, *, is_loaded: bool) -> Cells:
    """The figures of one run."""
    if is_loaded:
        load()
    told: list[Progress] = []
    result = solve(problem, budget_seconds=budget, seed=seed, progress=told.append)
    silence = max((later.seconds - one.seconds for one, later in pairwise(told)), default=0.0)
    gap = 100 * (1 - result.weight / result.weight_bound)
    counts = [result.placed, result.meetings, result.weight, result.weight_bound, gap]
    breaks = [result.breaks, result.breaks_bound, result.breaks / len(problem.participants)]
    return [*counts, *breaks, result.cpu_seconds, told[0].seconds, silence, memory()]


def memory() -> int:
    """The most this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def load() -> None:
    """Load everything that a first run waits for."""
    from bridgehead.engines.scheduling.solvers import bound, counting, kernels

    kernels.warm()
    del bound, counting


def grown(size: int, seed: int) -> Cells:
    """A tight round of this size with as many steps for each meeting as any other, the libraries loaded before."""
    recipe = Recipe(participants=size, requests=10 * size, slots=48, tables=19 * size // 100, days=2, absent=0.4)
    return figures(generated(recipe, seed=seed), SECONDS_PER_THOUSAND * size / 1000, seed, is_loaded=True)


def repaired(name: str, seed: int) -> Cells:
    """Repair a round of 10,000 after 100 things happened, once as it is meant and once with nobody making way."""
    problem = generated(REPAIRED[name], seed=seed)
    standing = Standing(problem, solve(problem, budget_seconds=10, seed=seed).schedule)
    changes = churn(problem, random.Random(seed))
    began = time.process_time()
    repair = standing.repaired(changes)
    spent = 1000 * (time.process_time() - began)
    alone = standing.repaired(changes, others=0)
    if violations(repair.problem, repair.schedule) or violations(alone.problem, alone.schedule):
        raise AssertionError("A repair broke a rule.")
    return [len(changes), *counted(repair), spent, *counted(alone)]


def counted(repair: Repair) -> Cells:
    """Displaced or new meetings with a place, others that made way, the removed ones and their weight."""
    lost = sum(repair.facts.meetings[move.meeting].weight for move in repair.moves if move.kind is Kind.REMOVED)
    placed = repair.count(Kind.DISPLACED) + repair.count(Kind.ADDED)
    return [placed, repair.count(Kind.MADE_WAY), repair.count(Kind.REMOVED), lost]


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


def cancelled(name: str, seed: int) -> Cells:
    """Cancel a run at a random moment: when that was, and how long it took until the result was in hand."""
    problem = generated({**USUAL, **TIGHT}[name][0], seed=1)
    moment = random.Random(seed).uniform(0.1, CANCELLED[name])
    begun = time.monotonic()
    first: list[float] = []

    def is_cancelled() -> bool:
        if time.monotonic() >= begun + moment:
            first.append(time.monotonic())
        return bool(first)

    told: list[Progress] = []
    result = solve_apart(problem, budget_seconds=120, seed=seed, progress=told.append, cancelled=is_cancelled)
    waited = time.monotonic() - first[0] if first else 0.0
    if told and (result.weight, -result.breaks) < (told[-1].weight, -told[-1].breaks):
        raise AssertionError("A run that was cancelled lost what it had told.")
    return [moment, waited, float(bool(told)), float(bool(first))]


def digest(name: str, seed: int) -> Cells:
    """A number that two results share only if they are the same, byte for byte."""
    recipe, budget = {**USUAL, **TIGHT, **ROOMY}[name]
    result = solve(generated(recipe, seed=seed), budget_seconds=budget, seed=seed)
    told = pickle.dumps(replace(result, seconds=0.0, cpu_seconds=0.0))
    return [int.from_bytes(sha256(told).digest()[:6], "big"), result.cpu_seconds]


def sames() -> None:
    """Print whether three fresh processes give the same bytes, the third beside two busy loops."""
    print("\n| round | three runs | CPU s |\n|---|---|--:|")
    for name in SAME:
        rows = [ask("digest", name, 1) for _ in range(2)]
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
        try:
            rows.append(ask("digest", name, 1))
        finally:
            for loop in busy:
                loop.kill()
        verdict = "the same bytes" if len({row[0] for row in rows}) == 1 else "not the same"
        print(f"| {name} | {verdict} | {max(row[1] for row in rows):.1f} |", flush=True)


def ask(*arguments: object) -> Cells:
    """The cells of one row, from a process of its own."""
    call = [sys.executable, __file__, "--row", *map(str, arguments)]
    cells: Cells = json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)
    return cells


def table(heading: str, shape: str, names: list[str], row: Callable[[str, int], Cells]) -> None:
    """Print a table with a row for each seed, then the median and the range of each name."""
    print(f"\n{heading}\n|---|--:|{'--:|' * (heading.count('|') - 3)}")
    for name in names:
        rows = []
        for seed in SEEDS:
            rows.append(row(name, seed))
            print(f"| {name} | {seed} | {shape.format(*rows[-1])} |", flush=True)
        columns = list(zip(*rows, strict=True))
        for label, middle in (("least", min), ("median", median), ("most", max)):
            print(f"| | {label} | {shape.format(*map(middle, columns))} |", flush=True)


def growth() -> None:
    """Print how the work grows, and the exponent that fits it."""
    print("\n| participants | CPU s (median of three) | least | most | gap % | breaks per participant |")
    print("|--:|--:|--:|--:|--:|--:|")
    points = []
    for size in SIZES:
        rows = [ask("grown", size, seed) for seed in SEEDS]
        cpu, gap, breaks = (sorted(row[place] for row in rows) for place in (8, 4, 7))
        print(f"| {size} | {cpu[1]:.2f} | {cpu[0]:.2f} | {cpu[2]:.2f} | {gap[1]:.3f} | {breaks[1]:.2f} |", flush=True)
        points.append((log(size), log(cpu[1])))
    exponent = linear_regression(*zip(*points, strict=True)).slope
    theirs = linear_regression([log(size) for size in SIZES], [log(size * log(size)) for size in SIZES]).slope
    print(f"\nCPU time grows with the power {exponent:.2f} of the participants; n log n would be {theirs:.2f}.")


def cancels() -> None:
    """Print how long a cancel takes."""
    print("\n| round | tries | had a timetable | median s | most s |\n|---|--:|--:|--:|--:|")
    for name in CANCELLED:
        rows = [ask("cancelled", name, seed) for seed in range(TRIES)]
        held = sorted(waited for _, waited, had, was in rows if had and was)
        print(f"| {name} | {TRIES} | {len(held)} | {median(held):.2f} | {held[-1]:.2f} |", flush=True)


ROUND = "| round | seed | placed | weight | bound | gap % | breaks | bound | each | CPU s | first | silence | MB |"
ROUND_SHAPE = "{:.0f}/{:.0f} | {:.0f} | {:.0f} | {:.3f} | {:.0f} | {:.0f} | {:.3f} | {:.1f} | {:.2f} | {:.2f} | {:.0f}"
REPAIR = (
    "| round | seed | changes | placed again | made way | removed | their weight | CPU ms "
    "| alone: placed again | made way | removed | their weight |"
)
REPAIR_SHAPE = "{:.0f}" + " | {:.0f}" * 9
TABLES: dict[str, Callable[[], None]] = {
    "usual": lambda: table(ROUND, ROUND_SHAPE, [*USUAL], partial(ask, "loaded")),
    "fresh": lambda: table(ROUND, ROUND_SHAPE, [*USUAL], partial(ask, "fresh")),
    "tight": lambda: table(ROUND, ROUND_SHAPE, [*TIGHT], partial(ask, "fresh")),
    "roomy": lambda: table(ROUND, ROUND_SHAPE, [*ROOMY], partial(ask, "fresh")),
    "repair": lambda: table(REPAIR, REPAIR_SHAPE, [*REPAIRED], partial(ask, "repaired")),
    "growth": growth,
    "same": sames,
    "cancel": cancels,
}
ROWS: dict[str, Callable[[str, int], Cells]] = {
    "loaded": partial(solved, is_loaded=True),
    "fresh": partial(solved, is_loaded=False),
    "grown": lambda size, seed: grown(int(size), seed),
    "repaired": repaired,
    "digest": digest,
    "cancelled": cancelled,
}


def main(arguments: list[str]) -> None:
    """Print the tables of these names, or all."""
    if arguments[:1] == ["--row"]:
        kind, name, seed = arguments[1:]
        if kind != "cancelled":
            vars(watch)["time"] = SimpleNamespace(monotonic=time.process_time, process_time=time.process_time)
        print(json.dumps(ROWS[kind](name, int(seed))))
        return
    for name in arguments or TABLES:
        TABLES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
