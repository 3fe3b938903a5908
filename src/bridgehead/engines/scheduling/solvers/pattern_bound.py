"""The fewest breaks that a whole round must have: a linear program over everybody's days, solved by HiGHS.

Each participant's day is a path through (slot, meetings so far, sitting or not), so that the program mixes whole days
with the right number of meetings; the paths meet in the meetings' slots, the tables and the weight to be placed. The
bound is taken from the program's dual prices by adding up what they cost at worst, so that an inexact optimum of
HiGHS makes it lower, never wrong.
"""

import math
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

ROUNDING = 1e-4
MOST_STATES = 100_000

Terms = list[tuple[int, int]]


def pattern_bound(problem: Problem, domains: Domains, least_weight: int | None, seconds: float) -> int:
    """A lower bound on the breaks of every schedule that weighs so much; 0 when HiGHS does not end in `seconds`."""
    states = len(problem.slots) * sum(map(len, problem.meetings_of))
    if states > MOST_STATES or not problem.meetings:
        return 0
    return _Days(problem, domains, least_weight).bound(seconds)


class _Days:
    """The program: columns with their price, rows "at most" and "equal"."""

    def __init__(self, problem: Problem, domains: Domains, least_weight: int | None) -> None:
        self.problem = problem
        self.price: list[int] = []
        self.most: list[tuple[Terms, int]] = []
        self.equal: list[tuple[Terms, int]] = []
        self.lies = [{slot: self._column(0) for slot in sorted(slots)} for slots in domains]
        self._meetings(least_weight)
        for participant in range(len(problem.participants)):
            self._day(participant)

    def _column(self, price: int) -> int:
        self.price.append(price)
        return len(self.price) - 1

    def _meetings(self, least_weight: int | None) -> None:
        for meeting, lies in zip(self.problem.meetings, self.lies, strict=True):
            rows = self.equal if meeting.mandatory else self.most
            rows.append(([(column, 1) for column in lies.values()], 1))
        for slot, tables in enumerate(self.problem.tables):
            self.most.append(([(lies[slot], 1) for lies in self.lies if slot in lies], len(tables)))
        if least_weight is not None:
            pairs = zip(self.problem.meetings, self.lies, strict=True)
            weights = [(column, -meeting.weight) for meeting, lies in pairs for column in lies.values()]
            self.most.append((weights, -least_weight))

    def _day(self, participant: int) -> None:
        numbers = [number for number in self.problem.meetings_of[participant] if self.lies[number]]
        limit = self.problem.participants[participant].most
        count = len(numbers) if limit is None else min(limit, len(numbers))
        arriving: dict[tuple[int, bool], Terms] = {(0, False): []}
        for slot in range(len(self.problem.slots)):
            here = [(self.lies[number][slot], 1) for number in numbers if slot in self.lies[number]]
            arriving, sitting = self._step(arriving, count if here else 0, is_first=slot == 0)
            if here:
                self.equal.append((here + [(column, -1) for column in sitting], 0))

    def _step(
        self, arriving: dict[tuple[int, bool], Terms], count: int, *, is_first: bool
    ) -> tuple[dict[tuple[int, bool], Terms], list[int]]:
        """One slot further: the ways into each next state, and the columns that sit in this slot."""
        following: dict[tuple[int, bool], Terms] = {}
        sitting = []
        for (met, sits), ways in arriving.items():
            leaving = [self._column(0)]
            following.setdefault((met, False), []).append((leaving[0], -1))
            if met < count:
                leaving.append(self._column(int(met > 0 and not sits)))
                following.setdefault((met + 1, True), []).append((leaving[1], -1))
                sitting.append(leaving[1])
            self.equal.append(([(column, 1) for column in leaving] + ways, int(is_first)))
        return following, sitting

    def bound(self, seconds: float) -> int:
        """The program's optimum, made whole upwards."""
        price = np.array(self.price, float)
        most, at_most = self._matrix(self.most)
        equal, exactly = self._matrix(self.equal)
        answer: Any = linprog(
            price,
            A_ub=most,
            b_ub=at_most,
            A_eq=equal,
            b_eq=exactly,
            bounds=(0, 1),
            method="highs-ipm",
            options={"time_limit": max(seconds, 0.1)},
        )
        if answer.status != 0:
            return 0
        loose, firm = np.minimum(answer.ineqlin.marginals, 0.0), answer.eqlin.marginals
        reduced = price - most.T @ loose - equal.T @ firm
        least = float(at_most @ loose + exactly @ firm + np.minimum(reduced, 0.0).sum())
        return max(0, math.ceil(least - ROUNDING))

    def _matrix(self, rows: list[tuple[Terms, int]]) -> tuple[Any, Any]:
        row = np.repeat(np.arange(len(rows)), [len(terms) for terms, _ in rows])
        pairs = [pair for terms, _ in rows for pair in terms]
        column = np.array([column for column, _ in pairs], int)
        factor = np.array([factor for _, factor in pairs], float)
        matrix = coo_array((factor, (row, column)), shape=(len(rows), len(self.price))).tocsr()
        return matrix, np.array([right for _, right in rows], float)
