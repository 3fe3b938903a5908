"""The most weight on a usual forum: an incremental SAT search between what is placed and what the bound allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.families import add_floor, sums_missed
from bridgehead.engines.scheduling.solvers.model import Model
from bridgehead.engines.scheduling.solvers.satisfy import Satisfier
from bridgehead.engines.scheduling.solvers.terms import Floor, Term, weight_of
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.ways import ways_of

FIRST_CONFLICTS = 10_000
LAST_CONFLICTS = 200_000
MOST_SUMS = 400

Slots = dict[int, int]
Worth = Callable[[Slots], int]


@dataclass(slots=True)
class Heaviest:
    """The heaviest placement so far (None: none yet) and the most that any can weigh."""

    slots: Slots | None
    weight: int
    bound: int
    impossible: bool = False


def can_be_counted(problem: Problem, domains: Domains, weight: int) -> bool:
    """Whether the sums by which a schedule can miss its weight are few enough for clauses."""
    several = ways_of(problem).ways_of.values()
    weights = [problem.meetings[ways[0]].weight for ways in several if any(domains[way] for way in ways)]
    spare = sum(weights) - weight
    sums = {0}
    for one in weights:
        sums |= {total + one for total in sums if total + one <= spare}
        if len(sums) > MOST_SUMS:
            return False
    return True


def most_weight(
    problem: Problem,
    domains: Domains,
    best: Heaviest,
    watch: Watch,
    *,
    seed: int,
    found: Callable[[Heaviest], None],
) -> None:
    """Raise `best` until it meets its bound, lowering the bound by refusals; stops when the watch or patience ends."""
    if best.slots is not None and best.weight >= best.bound:
        return
    model = Model(problem, domains, [0] * len(problem.participants), tight=False)
    weighted = model.weighted()
    total = sum(weight for weight, _ in weighted)
    missed = model.clauses.weight_missed(weighted, total - max(best.weight, 0) + 1)
    with Satisfier(model.clauses, watch, seed) as satisfier:
        _search(weight_of(model.problem).of, model, satisfier, best, found, (missed, total))


def most_of(
    problem: Problem,
    domains: Domains,
    term: Term,
    floors: Sequence[Floor],
    best: Heaviest,
    watch: Watch,
    *,
    seed: int,
    found: Callable[[Heaviest], None],
) -> None:
    """The same for another term of the objective, above the floors of those before it; `best.weight` is its value."""
    if best.weight >= best.bound:
        return
    model = Model(problem, domains, [0] * len(problem.participants), tight=False)
    for floor in floors:
        add_floor(model.clauses, floor.term.leaves(model.problem, domains), model.lies, floor)
    leaves = term.leaves(model.problem, domains)
    total = sum(leaf.most for leaf in leaves)
    missed = sums_missed(model.clauses, leaves, model.lies, total - best.weight + 1)
    with Satisfier(model.clauses, watch, seed) as satisfier:
        _search(term.of, model, satisfier, best, found, (missed, total))


def _search(
    worth: Worth,
    model: Model,
    satisfier: Satisfier,
    best: Heaviest,
    found: Callable[[Heaviest], None],
    sums: tuple[dict[int, int], int],
) -> None:
    if best.slots is None and not _any(worth, model, satisfier, best, found):
        return
    for conflicts in (FIRST_CONFLICTS, LAST_CONFLICTS):
        _between(worth, model, satisfier, best, found, (*sums, conflicts))


def _any(worth: Worth, model: Model, satisfier: Satisfier, best: Heaviest, found: Callable[[Heaviest], None]) -> bool:
    answer = satisfier.solve()
    best.impossible = answer is False
    if answer:
        _keep(worth, model, satisfier, best, found)
    return bool(answer)


def _keep(worth: Worth, model: Model, satisfier: Satisfier, best: Heaviest, found: Callable[[Heaviest], None]) -> None:
    slots = model.schedule(satisfier.model())
    weight = worth(slots)
    if best.slots is None or weight > best.weight:
        best.slots, best.weight = slots, weight
        found(best)


def _between(
    worth: Worth,
    model: Model,
    satisfier: Satisfier,
    best: Heaviest,
    found: Callable[[Heaviest], None],
    search: tuple[dict[int, int], int, int],
) -> None:
    """Ask for the bound first; what is neither found nor refused within the conflicts is asked a little lower."""
    missed, total, conflicts = search
    target = best.bound
    while best.weight < target:
        over = next((literal for lost, literal in missed.items() if lost > total - target), None)
        answer = satisfier.solve([] if over is None else [-over], conflicts=conflicts)
        if answer:
            _keep(worth, model, satisfier, best, found)
        elif answer is False:
            lower = max((total - lost for lost in missed if lost > total - target), default=0)
            best.bound = target = lower
        elif satisfier.watch.over():
            return
        else:
            target = (target + best.weight) // 2
