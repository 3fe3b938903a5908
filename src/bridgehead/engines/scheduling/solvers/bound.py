"""The most weight that any schedule can place: linear programs solved by HiGHS.

The smaller program only counts (degrees within availability, total within tables); the slot-indexed one knows each
slot's tables and seats. Either way rounding down is sound because weights are whole numbers.
"""

import math
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

MOST_SLOT_VARIABLES = 30_000
ROUNDING = 1e-6


def weight_bound(problem: Problem, domains: Domains, *, enough: int, seconds: float) -> int:
    """An upper bound on the weight placed; no more work is done once it is not above `enough`.

    A program that HiGHS does not finish in `seconds` adds nothing.
    """
    bound = sum(meeting.weight for meeting, slots in zip(problem.meetings, domains, strict=True) if slots)
    for by_slot in (False, True):
        if bound <= enough or (by_slot and sum(map(len, domains)) > MOST_SLOT_VARIABLES):
            break
        best = _Program(problem, domains, by_slot=by_slot).most_weight(seconds)
        if best is not None:
            bound = min(bound, math.floor(best + ROUNDING * (1 + abs(best))))
    return bound


class _Program:
    """A linear program with one variable per meeting and slot, or per meeting; all rows are "at most"."""

    def __init__(self, problem: Problem, domains: Domains, *, by_slot: bool) -> None:
        self.problem, self.domains = problem, domains
        if by_slot:
            self.columns = [(number, slot) for number, slots in enumerate(domains) for slot in sorted(slots)]
        else:
            self.columns = [(number, -1) for number, slots in enumerate(domains) if slots]
        self.rows: dict[object, list[int]] = {}
        self.most: dict[object, int] = {}
        for column, (number, slot) in enumerate(self.columns):
            if by_slot:
                self._slot_rows(column, number, slot)
            self._total_rows(column, number)

    def _slot_rows(self, column: int, number: int, slot: int) -> None:
        self._row(("once", number), column, 1)
        self._row(("tables", slot), column, len(self.problem.tables[slot]))
        for participant in self.problem.meetings[number].participants:
            self._row(("seat", participant, slot), column, 1)
            most = self.problem.participants[participant].most_per_day
            if most is not None:
                self._row(("day", participant, self.problem.slots[slot].day), column, most)

    def _total_rows(self, column: int, number: int) -> None:
        self._row("all tables", column, sum(map(len, self.problem.tables)))
        for participant in self.problem.meetings[number].participants:
            limits = self.problem.participants[participant]
            present = len(self.problem.slots) - len(limits.forbidden)
            self._row(("days", participant), column, present if limits.most is None else min(limits.most, present))

    def _row(self, name: object, column: int, most: int) -> None:
        self.rows.setdefault(name, []).append(column)
        self.most[name] = most

    def most_weight(self, seconds: float) -> float | None:
        """The program's optimum, or None when it was not reached."""
        if not self.columns:
            return 0.0
        binding = [(columns, self.most[name]) for name, columns in self.rows.items() if len(columns) > self.most[name]]
        row = np.repeat(np.arange(len(binding)), [len(columns) for columns, _ in binding])
        column = np.array([column for columns, _ in binding for column in columns], dtype=int)
        shape = (len(binding), len(self.columns))
        rows: Any = coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr() if binding else None
        answer = linprog(
            np.array([-self.problem.meetings[number].weight for number, _ in self.columns], float),
            A_ub=rows,
            b_ub=np.array([most for _, most in binding], float) if binding else None,
            bounds=(0, 1),
            method="highs",
            options={"time_limit": max(seconds, 0.1)},
        )
        return -float(answer.fun) if answer.status == 0 and answer.fun is not None else None
