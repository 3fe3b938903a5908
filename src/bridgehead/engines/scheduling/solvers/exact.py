"""Fewest breaks with proof: a tight model first, then an incremental search from below.

First everybody is given exactly its least number of breaks; satisfiable means optimal at once. Otherwise any schedule
is found and brought down a few steps, and then the sum of extra breaks is allowed to grow from 0 until a schedule
exists: each refusal on the way is a proven bound.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.least_breaks import least_breaks
from bridgehead.engines.scheduling.solvers.model import Model
from bridgehead.engines.scheduling.solvers.satisfy import Satisfier
from bridgehead.engines.scheduling.solvers.watch import Watch

TIGHT_CONFLICTS = 60_000
STEP_CONFLICTS = 2_000

Slots = dict[int, int]


@dataclass(slots=True)
class Found:
    """What the search knows: the best slots, their breaks, the fewest possible; `impossible` when nothing exists."""

    slots: Slots | None
    breaks: int
    bound: int
    impossible: bool = False

    @property
    def proven(self) -> bool:
        return self.impossible or (self.slots is not None and self.breaks <= self.bound)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the search: at least this weight (None: whatever is mandatory), and whom to tell."""

    problem: Problem
    domains: Domains
    least_weight: int | None
    seed: int
    breaks_of: Callable[[Slots], int]
    found: Callable[[Found], None]


def fewest_breaks(order: Order, watch: Watch, start: Slots | None = None) -> Found:
    """Place everything that is asked with the fewest breaks, as far as the watch allows."""
    least = least_of(order.problem, order.domains)
    best = Found(start, order.breaks_of(start) if start is not None else -1, sum(least))
    if best.proven:
        return best
    answer = _tight(order, least, watch, best)
    if answer is None and watch.over():
        return best
    if not best.proven:
        _from_below(order, least, watch, best, refused=answer is False)
    return best


def least_of(problem: Problem, domains: Domains) -> list[int]:
    """For each participant the fewest breaks of its mandatory day; 0 where optional meetings could fill a gap."""
    least = []
    for numbers in problem.meetings_of:
        mandatory = all(problem.meetings[number].mandatory for number in numbers)
        least.append(least_breaks([domains[number] for number in numbers], len(problem.slots)) if mandatory else 0)
    return least


def _model(order: Order, least: Sequence[int], *, tight: bool) -> Model:
    model = Model(order.problem, order.domains, least, tight=tight)
    if order.least_weight is not None:
        weighted = model.weighted()
        spare = sum(weight for weight, _ in weighted) - order.least_weight
        for missed, literal in model.clauses.weight_missed(weighted, spare + 1).items():
            if missed > spare:
                model.clauses.add(-literal)
    return model


def _tight(order: Order, least: Sequence[int], watch: Watch, best: Found) -> bool | None:
    model = _model(order, least, tight=True)
    with Satisfier(model.clauses, watch, order.seed) as satisfier:
        answer = satisfier.solve(conflicts=TIGHT_CONFLICTS)
        if answer:
            _keep(order, best, model.schedule(satisfier.model()))
        return answer


def _keep(order: Order, best: Found, slots: Slots) -> None:
    breaks = order.breaks_of(slots)
    if best.slots is None or breaks < best.breaks:
        best.slots, best.breaks = slots, breaks
        order.found(best)


def _raise(order: Order, best: Found, bound: int) -> None:
    best.bound = bound
    order.found(best)


def _from_below(order: Order, least: Sequence[int], watch: Watch, best: Found, *, refused: bool) -> None:
    model = _model(order, least, tight=False)
    with Satisfier(model.clauses, watch, order.seed) as satisfier:
        if best.slots is None:
            answer = satisfier.solve()
            if not answer:
                best.impossible = answer is False
                return
            _keep(order, best, model.schedule(satisfier.model()))
        extra = model.clauses.counted(model.extra, max(1, best.breaks - sum(least) + 1))
        if refused:
            _raise(order, best, sum(least) + 1)
        _come_down(order, best, model, satisfier, extra)
        while not best.proven:
            allowed = best.bound - sum(least)
            answer = satisfier.solve([-literal for literal in extra[allowed : allowed + 1]])
            if answer is None:
                return
            if answer:
                _keep(order, best, model.schedule(satisfier.model()))
            else:
                _raise(order, best, best.bound + 1)


def _come_down(order: Order, best: Found, model: Model, satisfier: Satisfier, extra: list[int]) -> None:
    """Better schedules for little work, so that there is a good one whenever time runs out."""
    floor = best.bound
    while best.breaks > floor:
        target = (best.breaks + floor) // 2
        allowed = target - sum(model.least)
        answer = satisfier.solve([-literal for literal in extra[allowed : allowed + 1]], conflicts=STEP_CONFLICTS)
        if answer:
            _keep(order, best, model.schedule(satisfier.model()))
        else:
            floor = target + 1
            if answer is False:
                _raise(order, best, max(best.bound, floor))
