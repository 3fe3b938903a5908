"""What is left beside the fixed pairs, as arrays, and what prices say of it."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from bridgehead.engines.assigning.objective import Marks, Numbers, organisations_of, permitted, wanted, worth
from bridgehead.engines.assigning.problem import Problem

NEVER = -(2**61)


@dataclass(frozen=True)
class Case:
    """Applications × reviewers: what pairs are worth and which may be; reviews wanted; loads beside the fixed ones.

    `fewest` and `most` are by reviewer, and for those who are `level` set anew by each window. `held` are fixed loads.
    """

    values: Numbers
    may: Marks
    wants: Numbers
    organisation: Numbers
    fewest: Numbers
    most: Numbers
    level: Marks
    held: Numbers

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The arrays of a problem."""
        held = np.array(problem.fixed_load, dtype=np.int64)
        fewest = np.array([each.fewest or 0 for each in problem.reviewers], dtype=np.int64)
        told = [problem.reviews if each.most is None else each.most for each in problem.reviewers]
        most = np.minimum(np.array(told, dtype=np.int64), problem.reviews) - held
        level = np.array([each.is_level for each in problem.reviewers], dtype=bool)
        fewest = np.maximum(fewest - held, 0)
        may, values = permitted(problem), worth(problem)
        return cls(values, may, wanted(problem), organisations_of(problem), fewest, most, level, held)

    @property
    def total(self) -> int:
        """Reviews to be assigned."""
        return int(self.wants.sum())

    @property
    def starts(self) -> Numbers:
        """Every least level load that there may be."""
        return np.arange(self.total + int(self.held.sum()) + 1 if self.level.any() else 1, dtype=np.int64)

    def within(self, start: int, spread: int) -> Self | None:
        """The case with level loads from `start` to `start + spread`; None where fixed loads are above."""
        fewest = np.where(self.level, np.maximum(start - self.held, 0), self.fewest)
        most = np.where(self.level, start + spread - self.held, self.most)
        return None if (most < 0).any() else replace(self, fewest=fewest, most=most)

    def with_pairs(self, may: Marks) -> Self:
        """The case with other permitted pairs."""
        return replace(self, may=may)

    def proven(self, prices: Numbers, *, values: Numbers | None = None, spread: int = 0) -> Numbers:
        """For each of `starts` the most that an assignment is worth by these prices; far below zero where none can be.

        `values` (default: zeros) are what pairs are worth.
        """
        scores = np.where(self.may, (0 if values is None else values) - prices, NEVER)
        chosen = choices(scores, self.wants, self.organisation)
        own = int(np.where(chosen, scores, 0).sum())
        single = prices[~self.level]
        own += int((np.where(single > 0, self.most[~self.level], self.fewest[~self.level]) * single).sum())
        starts, level, held = self.starts, prices[self.level], self.held[self.level]
        bounds = np.full(len(starts), own, dtype=np.int64)
        for price, load in zip(level.tolist(), held.tolist(), strict=True):
            if price > 0:
                bounds += price * (starts + spread - load)
            elif price < 0:
                bounds += price * np.maximum(starts - load, 0)
        if len(held):
            bounds[starts + spread < held.max()] = NEVER
        return bounds


def choices(scores: Numbers, wants: Numbers, organisation: Numbers) -> Marks:
    """What each application chooses if it alone may: the best of different organisations, as many as it wants.

    Scores of NEVER are not chosen. Among equals the lower number is.
    """
    left = scores.copy()
    for shared in np.flatnonzero(np.bincount(organisation, minlength=1) > 1):
        members = np.flatnonzero(organisation == shared)
        among = left[:, members]
        others = np.arange(len(members)) != among.argmax(axis=1)[:, None] if len(among) else among > 0
        left[:, members] = np.where(others, NEVER, among)
    chosen = np.zeros(scores.shape, dtype=bool)
    if not scores.size:
        return chosen
    order = np.argsort(-left, axis=1, kind="stable")
    ranked = np.arange(scores.shape[1])[None, :] < wants[:, None]
    np.put_along_axis(chosen, order, ranked, axis=1)
    return np.logical_and(chosen, left > NEVER)
