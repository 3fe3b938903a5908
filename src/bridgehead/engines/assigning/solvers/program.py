"""The most worth within given loads: a linear program over few pairs, to which those are added that its prices miss.

Applications and reviewers with their bounds, and organisations that each lie within one application, make a network, so
that every corner of the program is whole (Hoffman and Kruskal) and the simplex method ends in one.
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

from bridgehead.engines.assigning.objective import Marks
from bridgehead.engines.assigning.solvers.case import NEVER, Case, choices

Worth = npt.NDArray[np.float64]
#: Pairs that each application begins with beyond twice what it wants, and each reviewer beyond twice its load.
MORE = 6
#: By how much all applications together must gain by pairs that are not in the program, so that it is solved again.
LEAST_GAIN = 1e-7
#: How many pairs more than it wants an application brings in, by the prices of the program before.
NEXT_BEST = 3


@dataclass(frozen=True)
class Solved:
    """Pairs (applications, reviewers) and prices of reviewers; `whole` if no other pair could make it worth more."""

    pairs: Marks
    prices: Worth
    whole: bool


def first_pairs(case: Case, values: Worth) -> Marks:
    """The pairs that are likely to be used: each application's best ones, and each reviewer's."""
    scores = np.where(case.may, values, -1.0)
    chosen = np.zeros(case.may.shape, dtype=bool)
    if not scores.size:
        return chosen
    many, others = case.may.shape
    deep = min(others, 2 * int(case.wants.max()) + MORE)
    np.put_along_axis(chosen, np.argpartition(-scores, deep - 1, axis=1)[:, :deep], True, axis=1)
    wide = min(many, 2 * case.total // others + MORE)
    np.put_along_axis(chosen, np.argpartition(-scores, wide - 1, axis=0)[:wide], True, axis=0)
    return np.logical_and(chosen, case.may)


def best_pairs(case: Case, values: Worth, pairs: Marks, deadline: float) -> Solved | None:
    """The best assignment from among `pairs` and what the prices ask for beside them; None when time ended first.

    `pairs` hold an assignment that keeps the loads. When the deadline (of time.monotonic) comes between two programs,
    the last one's answer is handed out.
    """
    solved: Solved | None = None
    while True:
        left = deadline - time.monotonic()
        answer = _program(case, values, pairs, left) if left > 0 else None
        if answer is None:
            return solved
        used, prices = answer
        scores = values - prices
        missing = _missing(case, scores, pairs)
        solved = Solved(used, prices, whole=missing is None)
        if missing is None:
            return solved
        pairs = np.logical_or(pairs, missing)


def _missing(case: Case, scores: Worth, pairs: Marks) -> Marks | None:
    """What applications would choose after prices and cannot; None when it would gain nothing."""
    inside = np.where(pairs & case.may, scores, NEVER)
    outside = np.where(case.may, scores, NEVER)
    mine, best = (choices(each, case.wants, case.organisation) for each in (inside, outside))
    gains = np.where(best, outside, 0.0).sum(axis=1) - np.where(mine, inside, 0.0).sum(axis=1)
    return choices(outside, case.wants + NEXT_BEST, case.organisation) if float(gains.sum()) > LEAST_GAIN else None


def _program(case: Case, values: Worth, pairs: Marks, seconds: float) -> tuple[Marks, Worth] | None:
    own, reviewer = np.nonzero(pairs & case.may)
    many, others, columns = len(case.wants), len(case.fewest), len(own)
    seats = np.arange(others)
    rows = np.concatenate([own, many + reviewer, many + seats])
    places = np.concatenate([np.arange(columns), np.arange(columns), columns + seats])
    signs = np.concatenate([np.ones(2 * columns), -np.ones(others)])
    equal = csr_array((signs, (rows, places)), shape=(many + others, columns + others))
    shared = _shared(case, own, reviewer)
    told = linprog(  # type: ignore[call-overload] # its stubs know no sparse rows and no array of bounds
        np.concatenate([-values[own, reviewer], np.zeros(others)]),
        A_ub=shared,
        b_ub=None if shared is None else np.ones(shared.shape[0]),
        A_eq=equal,
        b_eq=np.concatenate([case.wants, np.zeros(others)]),
        bounds=np.concatenate(
            [np.tile([0.0, 1.0], (columns, 1)), np.column_stack([case.fewest, case.most]).astype(float)]
        ),
        method="highs-ds",
        options={"time_limit": seconds},
    )
    if told.status != 0:
        return None
    used = np.zeros(case.may.shape, dtype=bool)
    held = told.x[:columns] > 0.5
    used[own[held], reviewer[held]] = True
    return used, -told.eqlin.marginals[many:]


def _shared(case: Case, own: npt.NDArray[np.int64], reviewer: npt.NDArray[np.int64]) -> csr_array | None:
    """A row for each application and organisation of which it has several pairs."""
    apart = case.organisation[reviewer]
    keys = own * (int(case.organisation.max(initial=0)) + 1) + apart
    _, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
    several = np.flatnonzero(counts > 1)
    if not len(several):
        return None
    rows = np.full(len(counts), -1)
    rows[several] = np.arange(len(several))
    inside = rows[numbers] >= 0
    places = np.flatnonzero(inside)
    shape = (len(several), len(own) + len(case.fewest))
    return csr_array((np.ones(len(places)), (rows[numbers[places]], places)), shape=shape)
