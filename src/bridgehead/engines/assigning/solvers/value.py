"""The most worth of all windows of a spread: each is solved alone, and its prices tell which others could be better.

What prices prove is concave in where a window begins, so that a few windows settle all.
"""

import time
from dataclasses import dataclass

import numpy as np

from bridgehead.engines.assigning.objective import Marks, Numbers
from bridgehead.engines.assigning.solvers.case import Case
from bridgehead.engines.assigning.solvers.flow import Cut, flowed
from bridgehead.engines.assigning.solvers.potentials import potentials
from bridgehead.engines.assigning.solvers.program import Worth, best_pairs, first_pairs
from bridgehead.engines.assigning.solvers.windows import Fit, chosen_start, starts_for


@dataclass(frozen=True)
class Best:
    """The pairs that are worth most, beside the fixed ones; the most that any are worth; the prices that prove it."""

    pairs: Marks
    bound: int
    prices: tuple[Numbers, ...]


def best_of(case: Case, fit: Fit, *, seed: int, deadline: float, start: Marks | None) -> Best:
    """Begin with the window that fits, then try those of which the prices so far do not prove that they are worth less.

    `start` are pairs that keep everything; they are returned where nothing is worth more. The deadline is one of
    time.monotonic().
    """
    search = _Search(case, fit, seed, deadline)
    if start is not None:
        search.take(start)
    if not case.total:
        search.take(fit.some)
    at = fit.start if case.total else None
    while at is not None and time.monotonic() < deadline:
        search.look_at(at)
        at = search.next_start()
    return Best(search.pairs, int(search.most[search.looked_at].max()), tuple(search.prices))


class _Search:
    def __init__(self, case: Case, fit: Fit, seed: int, deadline: float) -> None:
        self.case, self.spread, self.deadline = case, fit.spread, deadline
        self.looked_at = starts_for(case, fit.spread)
        self.open = self.looked_at.copy()
        self.most = np.full(len(case.starts), 2**62, dtype=np.int64)
        self.prices: list[Numbers] = []
        # what fits is worth something only where the time is up at once: among equals the seed is to decide
        self.pairs, self.value = fit.some, -1
        self.values = _told_apart(case, seed)
        self.columns = np.logical_or(first_pairs(case, self.values), fit.some)
        self.price(np.zeros(len(case.fewest), dtype=np.int64))

    def take(self, pairs: Marks) -> None:
        """Keep pairs that are worth more than those before."""
        value = int(self.case.values[pairs].sum())
        self.columns = np.logical_or(self.columns, pairs)
        if value > self.value:
            self.pairs, self.value = pairs, value

    def price(self, prices: Numbers) -> None:
        """Count what prices prove of each window."""
        self.prices.append(prices)
        proven = self.case.proven(prices, values=self.case.values, spread=self.spread)
        self.most = np.minimum(self.most, proven)

    def next_start(self) -> int | None:
        """The window to look at next, if one may be worth more."""
        left = self.open & (self.most > self.value)
        return chosen_start(left, None) if left.any() else None

    def look_at(self, start: int) -> None:
        """Solve one window, or find that it holds no assignment."""
        self.open[start] = False
        window = self.case.within(start, self.spread)
        if window is None:
            return
        pairs = flowed(window)
        if isinstance(pairs, Cut):
            # so many times dearer than all worth, the cut proves less than nothing for worth as well
            self.price(pairs.prices * (1 + self.case.total * int(self.case.values.max(initial=0))))
            return
        solved = best_pairs(window, self.values, np.logical_or(self.columns, pairs), self.deadline)
        if solved is None:
            return
        self.take(solved.pairs)
        prices = potentials(window, solved.pairs) if solved.whole else None
        told = np.rint(solved.prices).astype(np.int64) if prices is None else prices
        self.price(told)
        # where everybody has the same load, a shift of all prices proves the same of the window before or after
        self.price(told - told.min())
        self.price(told - told.max())


def _told_apart(case: Case, seed: int) -> Worth:
    """What pairs are worth with a part of one more, by the seed, so small that all together stay below one."""
    parts = np.random.default_rng(seed).random(case.values.shape)
    return case.values + parts / (case.total + 1)
