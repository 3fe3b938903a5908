"""Local search on a whole round: more weight by ejection, fewer breaks by annealing over Kempe swaps.

Works in rounds of counted steps; between them it polls the watch. Loading the compiled kernels takes about a second (a
quarter of a minute the first time on a machine), so it runs beside a loop that keeps the listener informed.
"""

from collections.abc import Callable
from types import ModuleType

import numpy as np

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.board import board_of, filled, slots_on
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.watch import Beside, Watch

TRIES = 4
STALE_ROUNDS = 40
STEPS_AT_ONCE = 100_000
HOT, COLD = 0.5, 0.12

Slots = dict[int, int]


class LocalSearch:
    """Improves one schedule in place; `slots` reads it."""

    def __init__(
        self, kernels: ModuleType, problem: Problem, domains: Domains, watch: Watch, *, seed: int, start: Slots
    ) -> None:
        self.problem, self.watch = problem, watch
        self.kernels = kernels
        self.board = board_of(problem, domains, seed=seed)
        filled(self.board, start)
        weight = self.board.weight
        scarcity = self.board.allowed.sum(axis=1)
        self.order = np.lexsort((np.arange(len(weight)), scarcity, -weight)).astype(np.int64)

    @property
    def slots(self) -> Slots:
        """Where the placed meetings lie now."""
        return slots_on(self.board)

    def gain_weight(self, bound: int, found: Callable[[Slots], None]) -> None:
        """Place more and heavier meetings until the bound (of plain weights) is met or nothing helps for long."""
        everything = sum(meeting.weight for meeting in self.problem.meetings) + 1
        goal = bound + everything * sum(meeting.mandatory for meeting in self.problem.meetings)
        self.kernels.insert_all(self.board, self.order, TRIES)
        found(self.slots)
        stale = 0
        while stale < STALE_ROUNDS and self.kernels.total_weight(self.board) < goal and not self.watch.over():
            if self.kernels.eject_round(self.board, self.order, TRIES) > 0:
                stale = 0
                found(self.slots)
            else:
                stale += 1

    def calm(self, steps: int, floor: int, found: Callable[[Slots], None]) -> None:
        """Anneal breaks for so many steps or until `floor`, keeping the best board seen between rounds."""
        best, best_price = self.slots, int(self.board.tally[0])
        crowd = int((self.board.slot < 0).sum())
        rounds = max(1, steps // STEPS_AT_ONCE)
        ratio = (COLD / HOT) ** (1 / rounds)
        for index in range(rounds):
            if best_price <= floor or self.watch.over():
                break
            hot = HOT * ratio**index
            price = self.kernels.anneal(self.board, STEPS_AT_ONCE, hot, hot * ratio, crowd)
            if price < best_price:
                best, best_price = self.slots, price
                found(best)
        if self.slots != best:
            self._return_to(best)

    def _return_to(self, slots: Slots) -> None:
        for number in self.slots:
            self.kernels.lift(self.board, number)
        for number, slot in slots.items():
            self.kernels.drop(self.board, number, slot)


def loaded_kernels(watch: Watch) -> ModuleType | None:
    """The compiled kernels, or None when the watch ends first; while they load, it goes on telling how it stands."""

    def load() -> ModuleType:
        # imported here because a problem that is solved without local search should not wait for the compiler
        from bridgehead.engines.scheduling.solvers import kernels

        kernels.warm()
        return kernels

    return Beside(load, "kernels", leavable=True).awaited(watch)
