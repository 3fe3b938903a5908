"""Fewest breaks with proof: a tight model first, then an incremental search from below and from above.

First everybody is given exactly its least number of breaks; satisfiable means optimal at once. Otherwise the sum of
extra breaks is allowed to grow on one incremental model until a schedule exists, each refusal being a proven bound.
Where that takes long, two searches take turns: the one from below, and one from above that holds most of the best
schedule still while a neighbourhood of somebody with breaks is searched for a better one.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.families import add_floor
from bridgehead.engines.scheduling.solvers.least_breaks import least_breaks
from bridgehead.engines.scheduling.solvers.model import Model
from bridgehead.engines.scheduling.solvers.satisfy import Satisfier
from bridgehead.engines.scheduling.solvers.terms import Floor
from bridgehead.engines.scheduling.solvers.watch import Beside, Watch

TIGHT_CONFLICTS = 30_000
STEP_CONFLICTS = 2_000
FIRST_CONFLICTS = 60_000
BELOW_CONFLICTS = 100_000
BELOW_CONFLICTS_BESIDE_SEARCH = 4_000
AROUND_CONFLICTS = 400
AROUND_ROUNDS = 30
AROUND_MEETINGS = 70
BOUND_SHARE, MOST_BOUND_SECONDS = 0.25, 10.0

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
    """What is asked of the search, and whom to ask and tell.

    At least this weight is placed (None: whatever is mandatory), and no schedule falls under a floor.

    `improve` takes slots, a floor of breaks and how often it was asked before, and gives slots with no more breaks;
    each time it works about twice as hard.
    """

    problem: Problem
    domains: Domains
    least_weight: int | None
    seed: int
    improve: Callable[[Slots, int, int], Slots]
    found: Callable[[Found], None]
    floors: Sequence[Floor] = ()


def fewest_breaks(order: Order, watch: Watch, start: Slots | None = None) -> Found:
    """Place everything that is asked with the fewest breaks, as far as the watch allows."""
    search = _Search(order, watch, start)
    if start is not None:
        search.begin_bound()
        search.improve()
        search.await_bound()
    if not (search.best.proven or (start is not None and watch.over())):
        search.tight(TIGHT_CONFLICTS if start is None else TIGHT_CONFLICTS // 5)
    if not (search.best.proven or watch.over()):
        search.loose()
    return search.best


def least_of(problem: Problem, domains: Domains) -> list[int]:
    """For each participant the fewest breaks of its mandatory day; 0 where optional meetings could fill a gap."""
    least = []
    for numbers in problem.meetings_of:
        mandatory = all(problem.meetings[number].mandatory for number in numbers)
        least.append(least_breaks([domains[number] for number in numbers], len(problem.slots)) if mandatory else 0)
    return least


class _Search:
    """The state of one search for fewest breaks."""

    def __init__(self, order: Order, watch: Watch, start: Slots | None) -> None:
        self.order, self.watch = order, watch
        self.least = least_of(order.problem, order.domains)
        self.best = Found(start, self._breaks(start) if start is not None else -1, sum(self.least))
        self.improved = 0
        self.bounding: Beside[int] | None = None
        self.random = random.Random(order.seed)  # noqa: S311 - a search, not a secret

    def _breaks(self, slots: Slots) -> int:
        return sum(breaks_of(self.order.problem, slots))

    def _worth(self, slots: Slots) -> tuple[int, int]:
        return sum(self.order.problem.meetings[number].weight for number in slots), -self._breaks(slots)

    def _keep(self, slots: Slots) -> None:
        if self.best.slots is None or self._worth(slots) > self._worth(self.best.slots):
            self.best.slots, self.best.breaks = slots, self._breaks(slots)
            self.order.found(self.best)

    def _raise(self, bound: int) -> None:
        if bound > self.best.bound:
            self.best.bound = bound
            self.order.found(self.best)

    def _model(self, *, tight: bool) -> Model:
        model = Model(self.order.problem, self.order.domains, self.least, tight=tight)
        if self.order.least_weight is not None:
            weighted = model.weighted()
            spare = sum(weight for weight, _ in weighted) - self.order.least_weight
            for missed, literal in model.clauses.weight_missed(weighted, spare + 1).items():
                if missed > spare:
                    model.clauses.add(-literal)
        for floor in self.order.floors:
            add_floor(model.clauses, floor.term.leaves(model.problem, model.domains), model.lies, floor)
        return model

    def improve(self) -> None:
        """Let the local search work on the best schedule."""
        if self.best.slots is not None and not self.best.proven:
            self._keep(self.order.improve(self.best.slots, self.best.bound, self.improved))
            self.improved += 1

    def begin_bound(self) -> None:
        """Let the program over everybody's days work out a bound beside the search."""
        seconds = min(MOST_BOUND_SECONDS, self.watch.left)
        order = self.order

        def bounded() -> int:
            # imported here because scipy takes longer to load than many a round to solve
            from bridgehead.engines.scheduling.solvers.pattern_bound import pattern_bound

            return pattern_bound(order.problem, order.domains, order.least_weight, seconds)

        self.bounding = Beside(bounded, "breaks")

    def await_bound(self) -> None:
        """Take the program's bound if it comes within a share of what is left."""
        if self.bounding is not None and not self.best.proven:
            self._raise(self.bounding.awaited(self.watch.portion(BOUND_SHARE * self.watch.left)) or 0)

    def take_bound(self) -> None:
        """Take the program's bound if it has come meanwhile."""
        if self.bounding is not None:
            self._raise(self.bounding.answer() or 0)

    def tight(self, conflicts: int) -> None:
        """Try the least breaks for everybody, unless more are known to be needed."""
        if self.best.bound > sum(self.least):
            return
        model = self._model(tight=True)
        with Satisfier(model.clauses, self.watch, self.order.seed) as satisfier:
            answer = satisfier.solve(conflicts=conflicts)
            if answer:
                self._keep(model.schedule(satisfier.model()))
            elif answer is False:
                self._raise(sum(self.least) + 1)

    def loose(self) -> None:
        """Bounds from below and better schedules from above, until they meet."""
        model = self._model(tight=False)
        if self.best.slots is None and not self._any(model):
            return
        extra = model.clauses.counted(model.extra, max(1, self.best.breaks - sum(self.least) + 1))
        with Satisfier(model.clauses, self.watch, self.order.seed) as satisfier:
            _Loose(self, model, satisfier, extra).run(
                BELOW_CONFLICTS_BESIDE_SEARCH if self.improved else BELOW_CONFLICTS
            )

    def _any(self, model: Model) -> bool:
        """Find a schedule with whatever breaks, or that there is none.

        On a solver of its own: one that starts from a schedule with many breaks takes several times as long to find
        one with few.
        """
        with Satisfier(model.clauses, self.watch, self.order.seed) as satisfier:
            answer = satisfier.solve()
            self.best.impossible = answer is False
            if answer:
                self._keep(model.schedule(satisfier.model()))
        return bool(answer)


class _Loose:
    """The two searches that take turns on the loose model; `extra` counts breaks beyond everybody's least."""

    def __init__(self, search: _Search, model: Model, satisfier: Satisfier, extra: Sequence[int]) -> None:
        self.search, self.model, self.satisfier, self.extra = search, model, satisfier, extra
        self.best, self.least = search.best, sum(search.least)

    def run(self, conflicts: int) -> None:
        """Take turns, each turn from below with twice the conflicts of the one before."""
        while not (self.best.proven or self.search.watch.over()) and self._from_below(FIRST_CONFLICTS):
            continue
        self._come_down()
        if self.search.bounding is None and not self.best.proven:
            self.search.begin_bound()
        while not (self.best.proven or self.search.watch.over()):
            self.search.take_bound()
            if not self._from_below(conflicts):
                self._around()
                self.search.improve()
                conflicts *= 2

    def _at_most(self, breaks: int) -> list[int]:
        allowed = breaks - self.least
        return [-literal for literal in self.extra[allowed : allowed + 1]]

    def _asked(self, breaks: int, conflicts: int, held: Sequence[int] = ()) -> bool | None:
        answer = self.satisfier.solve([*self._at_most(breaks), *held], conflicts=conflicts)
        if answer:
            self.search._keep(self.model.schedule(self.satisfier.model()))
        elif answer is False and not held:
            self.search._raise(breaks + 1)
        return answer

    def _from_below(self, conflicts: int) -> bool:
        """Ask for as few breaks as the bound; whether that was answered within the conflicts."""
        return self._asked(self.best.bound, conflicts) is not None

    def _come_down(self) -> None:
        """Better schedules for little work, so that there is a good one whenever time runs out."""
        floor = self.best.bound
        while self.best.breaks > floor and not self.search.watch.over():
            target = (self.best.breaks + floor) // 2
            if not self._asked(target, STEP_CONFLICTS):
                floor = target + 1

    def _around(self) -> None:
        """Search neighbourhoods of people with breaks, everything else held still."""
        for _ in range(AROUND_ROUNDS):
            if self.best.proven or self.search.watch.over() or self.best.slots is None:
                return
            free = self._neighbourhood(self.best.slots)
            held = [
                literal
                for number, lies in enumerate(self.model.lies)
                if number not in free
                for literal in self._as_it_is(number, lies)
            ]
            self._asked(self.best.breaks - 1, AROUND_CONFLICTS, held)

    def _as_it_is(self, number: int, lies: dict[int, int]) -> list[int]:
        slot = (self.best.slots or {}).get(number)
        return [-literal for literal in lies.values()] if slot is None else [lies[slot]]

    def _neighbourhood(self, slots: Slots) -> set[int]:
        """All meetings of somebody with breaks, then of those it meets and of random others, up to a number."""
        problem, random_numbers = self.search.order.problem, self.search.random
        breaks = breaks_of(problem, slots)
        troubled = [person for person, count in enumerate(breaks) if count > self.search.least[person]]
        queue = [random_numbers.choice(troubled)] if troubled else []
        others = list(range(len(problem.participants)))
        random_numbers.shuffle(others)
        free: set[int] = set()
        seen: set[int] = set()
        for person in queue:
            free.update(problem.meetings_of[person])
            seen.add(person)
            near = {other for number in problem.meetings_of[person] for other in problem.meetings[number].participants}
            queue += [other for other in random_numbers.sample(sorted(near), len(near)) if other not in seen]
            seen |= near
            if len(free) >= AROUND_MEETINGS:
                break
        return free
