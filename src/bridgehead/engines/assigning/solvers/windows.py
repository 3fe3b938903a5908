"""Where the least level load can lie: windows are tried, and what their prices prove of others is not tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bridgehead.engines.assigning.objective import Marks, Numbers
from bridgehead.engines.assigning.solvers.case import Case
from bridgehead.engines.assigning.solvers.flow import Cut, flowed


@dataclass
class Fit:
    """Whether some window of this spread holds an assignment: one and its start, or the cuts by which none does."""

    spread: int
    start: int = 0
    pairs: Marks | None = None
    cuts: list[Cut] = field(default_factory=list)

    @property
    def some(self) -> Marks:
        """The pairs that fit; only where some do."""
        if self.pairs is None:
            raise ValueError("nothing fits")
        return self.pairs


def starts_for(case: Case, spread: int) -> Marks:
    """Which of `case.starts` are to be looked at: a window as wide as all loads need begin at 0 alone."""
    starts = case.starts
    return (starts == 0) if spread >= len(starts) - 1 else np.ones(len(starts), dtype=bool)


def fitted(case: Case, spread: int) -> Fit:
    """Try windows of a width, the most likely first; each cut leaves out its own and all that it speaks of."""
    fit = Fit(spread)
    nothing = np.zeros(len(case.fewest), dtype=np.int64)
    open_starts = starts_for(case, spread) & (case.proven(nothing, spread=spread) >= 0)
    likely = len(case.starts) // max(len(case.fewest), 1)
    while open_starts.any():
        start = chosen_start(open_starts, likely if not fit.cuts else None)
        window = case.within(start, spread)
        answer = None if window is None else flowed(window)
        if isinstance(answer, np.ndarray):
            fit.start, fit.pairs = start, answer
            return fit
        open_starts[start] = False
        if answer is not None:
            reason = replace(answer.reason, window=(start, start + spread))
            fit.cuts.append(replace(answer, reason=reason))
            open_starts &= case.proven(answer.prices, spread=spread) >= 0
    return fit


def chosen_start(open_starts: Marks, likely: int | None) -> int:
    """The likely one if it is open, else the one in the middle of those that are."""
    numbers = np.flatnonzero(open_starts)
    if likely is None:
        return int(numbers[len(numbers) // 2])
    return int(numbers[np.abs(numbers - likely).argmin()])


def least_spread(case: Case, asked: int, widest: int) -> tuple[Fit, Fit | None]:
    """The fit of the least width from `asked` on, and that of one less, which fails; None where `asked` fits.

    A first fit without pairs: not even loads of any width make an assignment.
    """
    fit = fitted(case, asked)
    if fit.pairs is not None:
        return fit, None
    failed, fit = fit, fitted(case, max(widest, asked))
    while fit.pairs is not None and fit.spread - failed.spread > 1:
        between = fitted(case, (fit.spread + failed.spread) // 2)
        if between.pairs is None:
            failed = between
        else:
            fit = between
    return fit, failed


def needed(bounds: Sequence[Numbers], looked_at: Marks, most: int) -> list[int]:
    """Which of several prices are enough to prove `most`: the numbers of those that cannot be left out."""
    kept = list(range(len(bounds)))
    for number in range(len(bounds)):
        fewer = [each for each in kept if each != number]
        if fewer and np.min([bounds[each] for each in fewer], axis=0)[looked_at].max(initial=most) <= most:
            kept = fewer
    return kept
