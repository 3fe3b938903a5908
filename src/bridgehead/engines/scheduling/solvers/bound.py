"""The most weight that any schedule can place: linear and integer programs solved by HiGHS.

The smallest program only counts (degrees within availability, total within tables); the slot-indexed one knows each
slot's tables and seats, and with whole numbers it is the placement itself. Either way rounding down is sound because
weights are whole numbers.
"""

import math
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

ROUNDING = 1e-6


def weight_bound(problem: Problem, domains: Domains, *, enough: int, seconds: float) -> int:
    """An upper bound on the weight placed, by counting; no work is done once it is not above `enough`.

    A program that HiGHS does not finish in `seconds` adds nothing.
    """
    bound = sum(meeting.weight for meeting, slots in zip(problem.meetings, domains, strict=True) if slots)
    if bound <= enough:
        return bound
    best = _Program(problem, domains, by_slot=False).most_weight(seconds)
    return bound if best is None else min(bound, _whole(best))


def weight_bound_by_slot(problem: Problem, domains: Domains, seconds: float) -> int | None:
    """An upper bound by the slot-indexed program; None when HiGHS does not finish in `seconds`."""
    best = _Program(problem, domains, by_slot=True).most_weight(seconds)
    return None if best is None else _whole(best)


def heaviest_placement(problem: Problem, domains: Domains, seconds: float) -> tuple[dict[int, int] | None, int | None]:
    """The heaviest placement that the integer program finds, and its bound; fairness is left aside.

    Either is None where it found none in `seconds`. The placement is HiGHS's word: check it.
    """
    return _Program(problem, domains, by_slot=True).placement(seconds)


def _whole(bound: float) -> int:
    return math.floor(bound + ROUNDING * (1 + abs(bound)))


class _Program:
    """A program with one variable per meeting and slot, or per meeting; rows are "at most", some "at least one" too."""

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
        if by_slot:
            self._order_rows()

    def _slot_rows(self, column: int, number: int, slot: int) -> None:
        self._row(("once", number), column, 1)
        self._row(("tables", slot), column, len(self.problem.tables[slot]))
        for participant in self.problem.meetings[number].participants:
            self._row(("seat", participant, slot), column, 1)
            most = self.problem.participants[participant].most_per_day
            if most is not None:
                self._row(("day", participant, self.problem.slots[slot].day), column, most)
        table = self.problem.meetings[number].fixed_table
        if table is not None:
            self._row(("table", table, slot), column, 1)

    def _order_rows(self) -> None:
        """Of "the earlier in slot t or after" and "the later in slot t or before" one holds at most."""
        own: dict[int, list[int]] = {}
        for column, (number, _) in enumerate(self.columns):
            own.setdefault(number, []).append(column)
        pairs = [(number, later) for number in own for later in self.problem.meetings[number].earlier_than]
        for number, later in pairs:
            for slot in range(len(self.problem.slots)):
                late = [column for column in own[number] if self.columns[column][1] >= slot]
                soon = [column for column in own.get(later, ()) if self.columns[column][1] <= slot]
                for column in (*late, *soon):
                    self._row(("order", number, later, slot), column, 1)

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
        """The linear program's optimum, or None when it was not reached."""
        if not self.columns:
            return 0.0
        rows, most, _ = self._matrix([name for name in self.rows if len(self.rows[name]) > self.most[name]])
        answer = linprog(
            self._costs(),
            A_ub=rows if len(most) else None,
            b_ub=most if len(most) else None,
            bounds=(0, 1),
            method="highs",
            options={"time_limit": max(seconds, 0.1)},
        )
        return -float(answer.fun) if answer.status == 0 and answer.fun is not None else None

    def placement(self, seconds: float) -> tuple[dict[int, int] | None, int | None]:
        """The slots of the best whole solution found and the weight that none exceeds."""
        if not self.columns:
            return {}, 0
        rows, most, least = self._matrix(list(self.rows))
        answer = milp(
            self._costs(),
            constraints=LinearConstraint(rows, least, most),
            integrality=np.ones(len(self.columns), np.int64),
            bounds=Bounds(0, 1),
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
        )
        bound = answer.get("mip_dual_bound")
        slots = None if answer.x is None else dict(self.columns[column] for column in np.flatnonzero(answer.x > 0.5))
        return slots, None if bound is None or not math.isfinite(bound) else _whole(-bound)

    def _costs(self) -> Any:
        return np.array([-self.problem.meetings[number].weight for number, _ in self.columns], float)

    def _matrix(self, names: list[object]) -> tuple[Any, Any, Any]:
        """The rows of these names with the most and the least that their columns may add up to."""
        row = np.repeat(np.arange(len(names)), [len(self.rows[name]) for name in names])
        column = np.array([column for name in names for column in self.rows[name]], dtype=int)
        matrix = coo_array((np.ones(len(row)), (row, column)), shape=(len(names), len(self.columns))).tocsr()
        must = {("once", number) for number, meeting in enumerate(self.problem.meetings) if meeting.mandatory}
        most = np.array([self.most[name] for name in names], float)
        return matrix, most, np.array([1.0 if name in must else -np.inf for name in names])
