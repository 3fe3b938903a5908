"""Local search on a whole round: more weight by ejection, fewer breaks by annealing over Kempe swaps.

Works in rounds of counted steps; between them it polls the watch. Loading the compiled kernels takes about a second (a
quarter of a minute the first time on a machine), so it runs beside a loop that keeps the listener informed.
"""

from collections.abc import Callable, Sequence
from types import ModuleType

import numpy as np

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.board import (
    Board,
    Whole,
    allowed_on,
    board_of,
    filled,
    flags_of,
    slot_array,
    slots_in,
)
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.terms import Term
from bridgehead.engines.scheduling.solvers.watch import Beside, Watch

TRIES = 4
STALE_ROUNDS = 40
#: In the weight of the lightest meeting.
WEIGHT_HEATS = 0.15, 0.06
STEPS_AT_ONCE, WEIGHT_STEPS_AT_ONCE = 100_000, 50_000
HOT, COLD = 0.5, 0.12

Slots = dict[int, int]


class LocalSearch:
    """Improves the schedule on a board, in place."""

    def __init__(self, kernels: ModuleType, board: Board, watch: Watch) -> None:
        self.kernels, self.board, self.watch = kernels, board, watch
        scarcity = allowed_on(board).sum(axis=1)
        self.order = np.lexsort((np.arange(len(board.weight)), scarcity, -board.weight)).astype(np.int64)

    @property
    def slots(self) -> Slots:
        """Where the placed meetings lie now."""
        return slots_in(self.board.slot)

    def pack(self) -> None:
        """Place what fits as it is, as early as can be, the heavy and hard ones first.

        Everybody then meets in the same few slots, which leaves far fewer breaks to anneal than an even spread.
        """
        self.kernels.pack_all(self.board, self.order)

    def gain_weight(self, goal: int, rounds: int, found: Callable[[], None], *, patience: int = STALE_ROUNDS) -> None:
        """Place more and heavier meetings until the goal (in the board's weights) is met or nothing helps for long."""
        self.kernels.insert_all(self.board, self.order, TRIES)
        found()
        stale = 0
        for _ in range(rounds):
            if stale >= patience or self.kernels.total_weight(self.board) >= goal or self.watch.over():
                return
            if self.kernels.eject_round(self.board, self.order, TRIES) > 0:
                stale = 0
                found()
            else:
                stale += 1

    def anneal_weight(self, goal: int, steps: int, found: Callable[[], None]) -> None:
        """Go on at a low heat, where a lighter meeting now and then takes the place of a heavier one.

        Nearly all moves lose nothing; ends with the heaviest board seen, at the goal at the latest.
        """
        best, most, weight = self.board.slot.copy(), self.kernels.total_weight(self.board), self.board.weight
        lightest = int(weight[weight > 0].min()) if weight.any() else 1
        hot, cold = (heat * lightest for heat in WEIGHT_HEATS)
        own, rounds = meetings_of(self.board), max(1, steps // WEIGHT_STEPS_AT_ONCE)
        ratio = (cold / hot) ** (1 / rounds)
        for index in range(rounds):
            if most >= goal or self.watch.over():
                break
            heat = hot * ratio**index
            most = self.kernels.anneal_weight(self.board, own, WEIGHT_STEPS_AT_ONCE, heat, goal, best)
        self.kernels.return_to(self.board, best)
        found()

    def calm(self, steps: int, floor: int, found: Callable[[], None], *, hot: float = HOT) -> None:
        """Anneal breaks for so many steps or until `floor`, and end with the best board seen between rounds."""
        best, best_price = self.board.slot.copy(), int(self.board.tally[0])
        crowd = int((self.board.slot < 0).sum())
        rounds = max(1, steps // STEPS_AT_ONCE)
        ratio = (COLD / hot) ** (1 / rounds)
        for index in range(rounds):
            if best_price <= floor or self.watch.over():
                break
            heat = hot * ratio**index
            price = self.kernels.anneal(self.board, STEPS_AT_ONCE, heat, heat * ratio, crowd)
            if price < best_price:
                best, best_price = self.board.slot.copy(), price
                found()
        self.kernels.return_to(self.board, best)


def meetings_of(board: Board) -> Whole:
    """For each resource its meetings, filled up with -1, and in the last column how many they are."""
    meeting, place = np.nonzero(board.who >= 0)
    resource = board.who[meeting, place]
    count = np.bincount(resource, minlength=len(board.at))
    order = np.argsort(resource, kind="stable")
    own = np.full((len(count), int(count.max(initial=0)) + 1), -1, np.int64)
    own[:, -1] = count
    own[resource[order], np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)] = meeting[order]
    return own


def search_from(
    kernels: ModuleType,
    problem: Problem,
    domains: Domains,
    watch: Watch,
    *,
    seed: int,
    start: Slots,
    terms: Sequence[Term],
) -> LocalSearch:
    """A search that improves on a valid schedule; `terms` are those of the objective between weight and breaks."""
    board = board_of(problem, flags_of(domains, len(problem.slots)), seed=seed, terms=terms)
    filled(board, slot_array(len(problem.meetings), start))
    return LocalSearch(kernels, board, watch)


def loaded_kernels(watch: Watch) -> ModuleType | None:
    """The compiled kernels, or None when the watch ends first; while they load, it goes on telling how it stands."""

    def load() -> ModuleType:
        # imported here because a problem that is solved without local search should not wait for the compiler
        from bridgehead.engines.scheduling.solvers import kernels

        kernels.warm()
        return kernels

    return Beside(load, "kernels", leavable=True).awaited(watch)
