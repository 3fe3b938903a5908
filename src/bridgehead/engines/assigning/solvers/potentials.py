"""Prices in whole numbers that prove an assignment the best, read off the assignment itself.

An assignment is the best if no circle of moves makes it worth more: an application goes from one reviewer to the next,
that one gives up another application, and so on; a load that is not at its bound may also begin or end a chain. Then
the longest ways between reviewers are prices, and whole, because what moves gain is.
"""

import numpy as np

from bridgehead.engines.assigning.objective import Marks, Numbers
from bridgehead.engines.assigning.solvers.case import NEVER, Case


def potentials(case: Case, pairs: Marks) -> Numbers | None:
    """The price of each reviewer, or None if a circle of moves would make the assignment worth more."""
    others = len(case.fewest)
    gains = np.full((others + 1, others + 1), NEVER, dtype=np.int64)
    gains[:others, :others] = _gains(case, pairs)
    loads = pairs.sum(axis=0)
    gains[others, :others][loads > case.fewest] = 0
    gains[:others, others][loads < case.most] = 0
    prices = np.zeros(others + 1, dtype=np.int64)
    for _ in range(others + 2):
        reached = np.maximum(prices, (prices[:, None] + gains).max(axis=0))
        if (reached == prices).all():
            return np.asarray(prices[:others] - prices[others], dtype=np.int64)
        prices = reached
    return None


def _gains(case: Case, pairs: Marks) -> Numbers:
    """The most that one application gains by going from a reviewer to another: (from, to)."""
    members = np.zeros((len(case.wants), len(np.bincount(case.organisation, minlength=1))), dtype=bool)
    own, reviewer = np.nonzero(pairs)
    members[own, case.organisation[reviewer]] = True
    full = members[:, case.organisation]
    free = np.logical_and(case.may, ~pairs)
    gains = np.full((len(case.fewest),) * 2, NEVER, dtype=np.int64)
    for number, organisation in enumerate(case.organisation):
        theirs = np.flatnonzero(pairs[:, number])
        if not len(theirs):
            continue
        welcome = free[theirs] & (~full[theirs] | (case.organisation == organisation))
        change = case.values[theirs] - case.values[theirs, number][:, None]
        gains[number] = np.where(welcome, change, NEVER).max(axis=0)
    return gains
