"""One trial of a large round, in a process of its own: KIND NAME SEED SECONDS → its figures as one object.

Every schedule has passed the checker before it counts.
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
from hashlib import sha256
from itertools import pairwise

from bridgehead.engines.scheduling.apart import solve_apart
from bridgehead.engines.scheduling.changes import Absent, Added, Cancelled, Change, TableWithdrawn
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Problem
from bridgehead.engines.scheduling.repair import Kind, Others, Repair, Standing
from bridgehead.engines.scheduling.rounds import CANCELLED, REPAIRED, ROOMY, TIGHT, USUAL
from bridgehead.engines.scheduling.schedule import Progress
from bridgehead.engines.scheduling.solve import solve

Figures = dict[str, float]
MODULE = "bridgehead.engines.scheduling.bench.trials"
ROUNDS = {**USUAL, **TIGHT, **ROOMY}
SECONDS_PER_THOUSAND, SECONDS_BEFORE_REPAIR = 3.0, 10.0
#: The share of the weight bound that the target asks of a usual forum.
NEAR = 0.999


def solved(name: str, seed: int, seconds: float) -> Figures:
    """Solve one round, everything loaded within its budget."""
    recipe, budget = ROUNDS[name]
    return figures(generated(recipe, seed=seed), min(budget, seconds), seed)


def solved_by_a_worker(name: str, seed: int, seconds: float) -> Figures:
    """Solve one round in a process that has solved another."""
    load()
    return solved(name, seed, seconds)


def grown(name: str, seed: int, seconds: float) -> Figures:
    """A tight round of this size with as many steps for each meeting as any other, the libraries loaded before."""
    size = int(name)
    recipe = Recipe(participants=size, requests=10 * size, slots=48, tables=19 * size // 100, days=2, absent=0.4)
    load()
    return figures(generated(recipe, seed=seed), min(SECONDS_PER_THOUSAND * size / 1000, seconds), seed)


def load() -> None:
    """Load everything that a first run waits for."""
    from bridgehead.engines.scheduling.solvers import bound, counting, kernels

    kernels.warm()
    del bound, counting


def figures(problem: Problem, budget: float, seed: int) -> Figures:
    """The figures of one run."""
    told: list[Progress] = []
    result = solve(problem, budget_seconds=budget, seed=seed, progress=told.append)
    return {
        "placed": result.placed,
        "meetings": result.meetings,
        "weight": result.weight,
        "weight_bound": result.weight_bound,
        "gap": 100 * (1 - result.weight / result.weight_bound),
        "breaks": result.breaks,
        "breaks_bound": result.breaks_bound,
        "breaks_each": result.breaks / len(problem.participants),
        "seconds": result.seconds,
        "cpu_seconds": result.cpu_seconds,
        "first": told[0].seconds if told else result.seconds,
        "near": next((each.seconds for each in told if each.weight >= NEAR * result.weight_bound), result.seconds),
        "silence": max((later.seconds - one.seconds for one, later in pairwise(told)), default=0.0),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def repaired(name: str, seed: int, seconds: float) -> Figures:
    """Repair a round of 10,000 after 100 things happened."""
    return repair_figures(generated(REPAIRED[name], seed=seed), seed, min(SECONDS_BEFORE_REPAIR, seconds))


def repair_figures(problem: Problem, seed: int, seconds: float) -> Figures:
    """Solve a round and repair it, once with few others making way, as it is meant, and once with as many as help."""
    first = solve(problem, budget_seconds=seconds, seed=seed)
    standing = Standing(problem, first.schedule)
    changes = churn(problem, random.Random(seed))  # noqa: S311 - a sample, not a secret
    begun, cpu_begun = time.monotonic(), time.process_time()
    repair = standing.repaired(changes)
    spent, cpu_spent = time.monotonic() - begun, time.process_time() - cpu_begun
    freely = standing.repaired(changes, others=Others.ALL)
    if violations(repair.problem, repair.schedule) or violations(freely.problem, freely.schedule):
        raise AssertionError("A repair broke a rule.")
    with_all = {f"all_{figure}": count for figure, count in counted(freely).items()}
    times = {"milliseconds": 1000 * spent, "cpu_milliseconds": 1000 * cpu_spent}
    return {"changes": len(changes), **counted(repair), **times, **with_all}


def counted(repair: Repair) -> Figures:
    """Meetings that lost their place or are new, how many have one again, who makes way, and what is without one."""
    lost = sum(repair.facts.meetings[move.meeting].weight for move in repair.moves if move.kind is Kind.REMOVED)
    return {
        "lost": len(repair.lost),
        "placed_again": repair.count(Kind.DISPLACED, Kind.ADDED),
        "others": repair.others,
        "others_each": repair.others / max(1, len(repair.lost)),
        "removed": repair.count(Kind.REMOVED),
        "removed_weight": lost,
    }


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
            TableWithdrawn(numbers.randrange(1, len(problem.tables[first]) + 1), frozenset({first})),
        )
        changes.append(kinds[index % len(kinds)] if index % 20 else Absent(one))
    return changes


def cancelled(name: str, seed: int, seconds: float) -> Figures:
    """Cancel a run at a random moment: when that was, and how long it took until the result was in hand."""
    problem = generated(ROUNDS[name][0], seed=1)
    moment = random.Random(seed).uniform(0.1, min(CANCELLED[name], seconds))  # noqa: S311 - a sample, not a secret
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
    return {"moment": moment, "waited": waited, "placed": result.placed}


def digest(name: str, seed: int, seconds: float) -> Figures:
    """A number that two results share only if they are the same, byte for byte."""
    recipe, budget = ROUNDS[name]
    result = solve(generated(recipe, seed=seed), budget_seconds=min(budget, seconds), seed=seed)
    told = pickle.dumps(replace(result, seconds=0.0, cpu_seconds=0.0))
    return {"digest": int.from_bytes(sha256(told).digest()[:6], "big"), "cpu_seconds": result.cpu_seconds}


def repeated(name: str, seed: int, seconds: float) -> Figures:
    """How many different results three fresh processes give, the third beside a busy loop."""
    call = [sys.executable, "-m", MODULE, "digest", name, str(seed), str(seconds)]

    def ask() -> Figures:
        told: Figures = json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603 - ours
        return told

    runs = [ask(), ask()]
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        runs.append(ask())
    finally:
        busy.kill()
        busy.wait()
    return {"different": len({run["digest"] for run in runs}), "cpu_seconds": max(run["cpu_seconds"] for run in runs)}


TRIALS: dict[str, Callable[[str, int, float], Figures]] = {
    "usual": solved_by_a_worker,
    "fresh": solved,
    "tight": solved,
    "roomy": solved,
    "repair": repaired,
    "growth": grown,
    "cancel": cancelled,
    "same": repeated,
    "digest": digest,
}


if __name__ == "__main__":
    kind, of, number, limit = sys.argv[1:]
    print(json.dumps(TRIALS[kind](of, int(number), float(limit))))  # noqa: T201 - the answer
