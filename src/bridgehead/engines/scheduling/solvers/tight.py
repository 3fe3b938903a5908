"""Is there a placement as heavy as the program by slot allows? Its prices leave so little open that clauses can say.

Whatever prices rows have, a schedule weighs what all rows cost less what it spends: on places that bring less than
their meeting could, on meetings left out that would bring something, on priced seats and tables left free. A schedule
of the bound's weight may spend next to nothing, so most of it is decided, and no clause has to count weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.model import Model
from bridgehead.engines.scheduling.solvers.satisfy import Satisfier
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.ways import Slots, Ways

#: About a third of what one core does on a forum of 100.
CONFLICTS_PER_SECOND, MOST_CONFLICTS = 8_000, 200_000

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spending:
    """Prices in whole numbers, of which `unit` are one of weight: what all rows cost, and what spends how much of it.

    `places` by (way, slot), `left_out` by a way of the meeting, `seats` by (participant, slot) and `tables` by slot:
    the last two for each one left free.
    """

    unit: int
    total: int
    places: Mapping[Place, int]
    left_out: Mapping[int, int]
    seats: Mapping[Place, int]
    tables: Mapping[int, int]

    def most_at(self, weight: int) -> int:
        """The most that a schedule of so much weight can spend; below 0 there is none."""
        return self.total - weight * self.unit


def conflicts_in(budget_seconds: float) -> int:
    """How many conflicts the question is worth to a run of so many seconds."""
    return min(MOST_CONFLICTS, int(CONFLICTS_PER_SECOND * budget_seconds))


def placement_at(
    problem: Ways, domains: Domains, spending: Spending, weight: int, watch: Watch, *, seed: int, conflicts: int
) -> tuple[bool | None, Slots]:
    """Whether a schedule may weigh so much, and if one was found, its slots; None when the conflicts were too few.

    What is found may weigh a little less where prices left a remainder.
    """
    most = spending.most_at(weight)
    if most < 0:
        return False, {}
    left = [
        frozenset(slot for slot in own if spending.places.get((way, slot), 0) <= most)
        for way, own in enumerate(domains)
    ]
    needed = [way for way, cost in spending.left_out.items() if cost > most]
    demanding = problem.demanding(dict.fromkeys(needed, 0))
    # only fairness asks for anybody's breaks
    model = Model(demanding, left, [0] * len(problem.participants), tight=False, with_days=problem.fairness is not None)
    for (person, slot), cost in spending.seats.items():
        if cost > most:
            taken = model.sits[person].get(slot)
            if taken is None:
                return False, {}
            model.clauses.add(taken)
    if not all(model.fill(slot) for slot, cost in spending.tables.items() if cost > most):
        return False, {}
    with Satisfier(model.clauses, watch, seed) as satisfier:
        answer = satisfier.solve(conflicts=conflicts)
        return answer, model.schedule(satisfier.model()) if answer else {}
