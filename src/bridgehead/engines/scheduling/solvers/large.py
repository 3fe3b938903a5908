"""A large round: thousands of participants, everything in flat arrays, work counted by the budget.

Insertion gives a schedule at once; the counting program's prices bound its weight; ejection with Kempe chains fills
what is left, and annealing brings the breaks down. Steps follow from the budget at a modest speed, so that the same
problem, seed and budget give the same result wherever the machine keeps up; the clock only caps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.board import (
    Board,
    Flags,
    Narrow,
    Whole,
    allowed_flags,
    board_of,
    filled,
    flags_of,
    slot_array,
    slots_in,
)
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.improve import LocalSearch, loaded_kernels
from bridgehead.engines.scheduling.solvers.insertion import inserted
from bridgehead.engines.scheduling.solvers.terms import Term
from bridgehead.engines.scheduling.solvers.watch import POLL_SECONDS, Beside, Watch
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of

EJECTIONS_PER_SECOND = 150_000
STEPS_PER_SECOND, WEIGHT_STEPS_PER_SECOND = 500_000, 800_000
MOST_STEPS_PER_MEETING = 1_500
HOT = 0.3
KERNELS_SHARE, WEIGHT_SHARE, CALM_SHARE = 0.4, 0.5, 0.9
MOST_PROGRAM_SECONDS = 20.0
MOST_SLOT_VARIABLES = 150_000
CHECK_SECONDS_PER_MEETING = 2.5e-5
SETTLED_AT_ONCE = 100
TELL_EVERY_SECONDS = 0.2

NO_FLOOR = -(1 << 62)

Slots = dict[int, int]
Held = NDArray[np.bool_]


@dataclass(slots=True)
class Large:
    """What is known of a large round: the best slots (None: none that is valid), and what any schedule can reach."""

    slots: Slots | None
    weight_bound: int
    breaks_bound: int = 0


def best_of_large(
    problem: Problem,
    domains: Domains | None,
    watch: Watch,
    *,
    seed: int,
    start: Slots | None = None,
    laid: Slots | None = None,
    terms: Sequence[Term] = (),
    found: Callable[[Slots], None] | None = None,
) -> Large:
    """Place as much weight as can be found, then with as few breaks; `domains` where propagation narrowed them.

    `terms` are those of the objective between the two: kept where they are cheap to keep, not bounded. What is `laid`
    is to stay: the rest is settled around it with few moves, and the last thousandths of weight, which would move every
    fifth meeting, are left. `found` is given better slots a few times a second, each before it is told of.
    """
    problem = ways_of(problem)
    allowed = allowed_flags(problem) if domains is None else flags_of(domains, len(problem.slots))
    return _Search(problem, allowed, watch, seed, terms, found).run(domains, start, laid or {})


class _Search:
    """The state of one search on a large round."""

    def __init__(
        self,
        problem: Ways,
        allowed: Flags,
        watch: Watch,
        seed: int,
        terms: Sequence[Term],
        found: Callable[[Slots], None] | None,
    ) -> None:
        self.problem, self.allowed, self.watch = problem, allowed, watch
        self.terms, self.found = terms, found
        self.board = board_of(problem, allowed, seed=seed, terms=terms)
        self.weight = np.array([meeting.weight for meeting in problem.meetings], np.int64)
        self.meeting_of = np.array(problem.meeting_of, np.int64)
        self.mandatory = np.zeros(self.meeting_of.max(initial=-1) + 1, np.bool_)
        self.mandatory[self.meeting_of] = [meeting.mandatory for meeting in problem.meetings]
        self.mandatory[sorted(problem.needed)] = True
        self.best: Narrow | None = None
        self.told_at = -TELL_EVERY_SECONDS
        possible = np.zeros(len(self.mandatory), np.int64)
        possible[self.meeting_of[allowed.any(axis=1)]] = self.weight[allowed.any(axis=1)]
        self.weight_bound, self.breaks_bound = int(possible.sum()), 0

    def run(self, domains: Domains | None, start: Slots | None, laid: Slots) -> Large:
        """All steps in turn."""
        if start is not None:
            filled(self.board, slot_array(len(self.weight), start))
            self.keep()
        kernels = self._kernels(domains, laid)
        # imported here because scipy takes longer to load than the first schedule to find
        from bridgehead.engines.scheduling.solvers import counting

        counts = counting.counts_of(self.problem, self.allowed)
        pricing = Beside(lambda: counting.prices_of(counts, min(MOST_PROGRAM_SECONDS, self.watch.left)), "prices")
        is_settled = kernels is not None and bool(laid) and self._settle(kernels, laid)
        if kernels is not None and not is_settled:
            self._pack(kernels)
        priced = pricing.awaited(self.watch)
        if priced is not None:
            self.weight_bound = min(self.weight_bound, counting.scaled_bound(counts, priced) // priced.scale)
        if kernels is not None and not is_settled:
            self._gain_weight(kernels)
        if priced is not None and self.best is not None:
            weight = int(self.weight[self.best >= 0].sum())
            self.breaks_bound = counting.fewest_breaks_at(counts, priced, weight)
        closer = self._closer_bound()
        if kernels is not None and self.best is not None:
            self._calm(kernels)
        if closer is not None:
            watch = self.watch.portion(self._before_finishing())
            self.weight_bound = min(self.weight_bound, closer.awaited(watch) or self.weight_bound)
        return Large(None if self.best is None else slots_in(self.best), self.weight_bound, self.breaks_bound)

    def _kernels(self, domains: Domains | None, laid: Slots) -> ModuleType | None:
        """The kernels; while a compiler still works on them, a slower first schedule shows that there is one."""
        kernels = loaded_kernels(self.watch.portion(KERNELS_SHARE * self.watch.left))
        if kernels is None and self.best is None:
            first = inserted(self.problem, list(self.problem.allowed) if domains is None else domains, laid)
            filled(self.board, slot_array(len(self.weight), first))
            self.keep()
        return kernels or loaded_kernels(self.watch)

    def _settle(self, kernels: ModuleType, laid: Slots) -> bool:
        """Lay what can stay, then give places to what lost its own and to the rest; whether a valid schedule came."""
        settle = Beside(_loaded_settle, "settle", leavable=True).awaited(self.watch)
        if settle is None:
            return False
        board, slot = self.board, slot_array(len(self.weight), laid)
        order = LocalSearch(kernels, board, self.watch).order
        settle.lay(board, order, slot)
        lost = order[(slot[order] >= 0) & (board.slot[order] < 0)]
        watch = self.watch.portion(WEIGHT_SHARE * self.watch.left)
        for numbers in (lost, order):
            for some in np.array_split(numbers, 1 + len(numbers) // SETTLED_AT_ONCE):
                if not watch.over():
                    homeless = some[~self._held()[self.meeting_of[some]]]
                    settle.settle_all(board, homeless, settle.MOST_MOVES, settle.scratch(board), np.zeros(1, np.int64))
        self.keep()
        return self.best is not None

    def _held(self) -> Held:
        """For each meeting whether it has a place, in whatever way."""
        held = np.zeros(len(self.mandatory), np.bool_)
        held[self.meeting_of[self.board.slot >= 0]] = True
        return held

    def _pack(self, kernels: ModuleType) -> None:
        LocalSearch(kernels, self.board, self.watch).pack()
        self.keep()

    def _gain_weight(self, kernels: ModuleType) -> None:
        rounds = 1 + int(EJECTIONS_PER_SECOND * self.watch.budget_seconds) // max(1, len(self.weight))
        everything = int(self.weight.sum()) + 1
        goal = self.weight_bound + everything * int(self.mandatory.sum())
        watch = self.watch.portion(WEIGHT_SHARE * self.watch.left)
        search = LocalSearch(kernels, self.board, watch)
        search.gain_weight(goal, rounds, self.keep)
        if self._is_countable_by_slot() and self.best is not None:
            search.anneal_weight(goal, int(WEIGHT_STEPS_PER_SECOND * self.watch.budget_seconds), self.keep)

    def _is_countable_by_slot(self) -> bool:
        """Whether the slot-indexed program can be paid; then the last unit of weight decides how long all takes."""
        return int(self.allowed.sum()) <= MOST_SLOT_VARIABLES

    def _before_finishing(self) -> float:
        """The seconds that are left until tables have to be handed out and all be checked."""
        placed = int((self.board.slot >= 0).sum())
        return max(0.0, self.watch.left - 2 * CHECK_SECONDS_PER_MEETING * placed - POLL_SECONDS)

    def _closer_bound(self) -> Beside[int | None] | None:
        """The slot-indexed program at work beside the annealing, where the weight is not proven and it can be paid."""
        if self.best is None or not self._is_countable_by_slot():
            return None
        if int(self.weight[self.best >= 0].sum()) >= self.weight_bound:
            return None
        from bridgehead.engines.scheduling.solvers.bound import weight_bound_by_slot

        domains = [frozenset(np.flatnonzero(row).tolist()) for row in self.allowed]
        seconds = min(MOST_PROGRAM_SECONDS, self._before_finishing())
        return Beside(lambda: weight_bound_by_slot(self.problem, domains, seconds), "bound")

    def _calm(self, kernels: ModuleType) -> None:
        placed = int((self.board.slot >= 0).sum())
        steps = min(int(STEPS_PER_SECOND * self.watch.budget_seconds), MOST_STEPS_PER_MEETING * placed)
        left = max(CALM_SHARE * self.watch.left, self.watch.left - CHECK_SECONDS_PER_MEETING * placed)
        search = LocalSearch(kernels, self.board, self.watch.portion(left))
        search.calm(steps, NO_FLOOR if self.terms else self.breaks_bound, self.keep, hot=HOT)

    def keep(self) -> None:
        """Note the board if it is valid and better than the best, and tell; kernels keep all rules but two."""
        board = self.board
        breaks = breaks_on(board, len(self.problem.participants))
        fairness = self.problem.fairness
        is_fair = fairness is None or int(breaks.max(initial=0) - breaks.min(initial=0)) <= fairness
        if not is_fair or (self.mandatory & ~self._held()).any():
            return
        self.best = board.slot.copy()
        # telling 80,000 slots takes as long as a tenth of a second's work
        if self.watch.seconds - self.told_at >= TELL_EVERY_SECONDS:
            self.told_at = self.watch.seconds
            self._tell(breaks)

    def _tell(self, breaks: Whole) -> None:
        board = self.board
        if self.found is not None:
            self.found(slots_in(board.slot))
        self.watch.report(
            placed=int((board.slot >= 0).sum()),
            weight=int(self.weight[board.slot >= 0].sum()),
            weight_bound=self.weight_bound,
            breaks=int(breaks.sum()),
            breaks_bound=self.breaks_bound,
        )


def _loaded_settle() -> ModuleType:
    # imported here because only a timetable that is kept should wait for its compiler
    from bridgehead.engines.scheduling.solvers import settle

    settle.warm()
    return settle


def breaks_on(board: Board, people: int) -> Whole:
    """Each participant's breaks."""
    return np.maximum(board.runs[:people] - 1, 0)
