"""The most weight that any schedule can place: linear and integer programs solved by HiGHS.

The smallest program only counts (degrees within availability, total within tables); the slot-indexed one knows each
slot's tables and seats, and with whole numbers it is the placement itself. Either way rounding down is sound because
weights are whole numbers.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeGuard

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.terms import Floor, Term, weight_of
from bridgehead.engines.scheduling.solvers.tight import Spending
from bridgehead.engines.scheduling.solvers.ways import ways_of

ROUNDING = 1e-6
#: Interior points keep to a time limit only if it lies well beyond what presolving takes.
INTERIOR_SECONDS_PER_PLACE = 5e-5
#: A price's parts, and the most that all prices may add up to in them.
FINEST, LARGEST_TOTAL = 1 << 20, 1 << 50
#: Less of a place than this is an inexact zero.
LEAST_SHARE = 1e-2


class Relaxed(NamedTuple):
    """What the slot-indexed program says in broken numbers: a weight that no schedule exceeds, and (meeting, slot).

    The places stand in the order of how much of each the program uses; `spending` tells its prices.
    """

    bound: int
    places: list[tuple[int, int]]
    spending: Spending


def weight_bound(problem: Problem, domains: Domains, *, enough: int, seconds: float) -> int:
    """An upper bound on the weight placed, by counting; no work is done once it is not above `enough`.

    A program that HiGHS does not finish in `seconds` adds nothing.
    """
    several = ways_of(problem).ways_of.values()
    bound = sum(problem.meetings[ways[0]].weight for ways in several if any(domains[way] for way in ways))
    if bound <= enough:
        return bound
    best = _Program(problem, domains, by_slot=False).most_weight(seconds)
    return bound if best is None else min(bound, _whole(best))


def weight_bound_by_slot(problem: Problem, domains: Domains, seconds: float) -> int | None:
    """An upper bound by the slot-indexed program; None when HiGHS does not finish in `seconds`."""
    relaxed = relaxed_placement(problem, domains, seconds)
    return None if relaxed is None else relaxed.bound


def relaxed_placement(problem: Problem, domains: Domains, seconds: float) -> Relaxed | None:
    """The slot-indexed program in broken numbers; None when HiGHS does not finish in `seconds`."""
    return _Program(problem, domains, by_slot=True).relaxed(seconds)


def heaviest_placement(problem: Problem, domains: Domains, seconds: float) -> tuple[dict[int, int] | None, int | None]:
    """The heaviest placement that the integer program finds, and its bound; fairness is left aside.

    Either is None where it found none in `seconds`. The placement is HiGHS's word: check it.
    """
    return best_placement(problem, domains, weight_of(ways_of(problem)), (), seconds)


def best_placement(
    problem: Problem, domains: Domains, term: Term, floors: Sequence[Floor], seconds: float
) -> tuple[dict[int, int] | None, int | None]:
    """The same for the placement that is worth most in a term of the objective, above the floors of those before."""
    return _Program(problem, domains, by_slot=True).placement(term, floors, seconds)


def _unit(weight: int) -> int:
    """Parts of one of weight, so fine that the sum of all still fits 64 bits and a float."""
    unit = FINEST
    while unit > 1 and unit * weight > LARGEST_TOTAL:
        unit //= 2
    return unit


def _is(name: object, kind: str) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(name, tuple) and name[0] == kind


def _whole(bound: float) -> int:
    return math.floor(bound + ROUNDING * (1 + abs(bound)))


class _Program:
    """A program with one variable per meeting and slot, or per meeting; rows are "at most", some "at least one" too."""

    def __init__(self, problem: Problem, domains: Domains, *, by_slot: bool) -> None:
        self.problem, self.domains = ways_of(problem), domains
        if by_slot:
            self.columns = [(number, slot) for number, slots in enumerate(domains) for slot in sorted(slots)]
        else:
            self.columns = [(number, -1) for number, slots in enumerate(domains) if slots]
        self.rows: dict[object, list[int]] = {}
        self.most: dict[object, int] = {}
        once = zip(self.problem.meeting_of, self.problem.meetings, strict=True)
        self.must = {("once", number) for number, meeting in once if meeting.mandatory or number in self.problem.needed}
        for column, (number, slot) in enumerate(self.columns):
            self._row(("once", self.problem.meeting_of[number]), column, 1)
            if by_slot:
                self._slot_rows(column, number, slot)
            self._total_rows(column, number)
        if by_slot:
            self._order_rows()
            self._distance_rows()

    def _slot_rows(self, column: int, number: int, slot: int) -> None:
        self._row(("tables", slot), column, len(self.problem.tables[slot]))
        if len(self.problem.kinds) > 1:
            kind = self.problem.kind_of[number]
            self._row(("kind", kind, slot), column, self.problem.room[kind][slot])
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

    def _distance_rows(self) -> None:
        """Somebody who rests sits once in so many slots; somebody who walks is in one area, or far from all others."""
        of: dict[tuple[int, int], list[int]] = {}
        for column, (number, slot) in enumerate(self.columns):
            for participant in self.problem.meetings[number].participants:
                if self.problem.walk or self.problem.participants[participant].rest:
                    of.setdefault((participant, slot), []).append(column)
        for (participant, slot), columns in of.items():
            rest = self.problem.participants[participant].rest
            for other in self._same_day(slot, range(slot - rest, slot + 1) if rest else ()):
                for column in columns:
                    self._row(("rest", participant, other), column, 1)
            for column in columns if self.problem.walk else ():
                self._walking_rows(of, participant, column)

    def _walking_rows(self, of: Mapping[tuple[int, int], list[int]], participant: int, column: int) -> None:
        area, slot = self.problem.area(self.columns[column][0]), self.columns[column][1]
        far = max(self.problem.walk.values())
        for other in self._same_day(slot, range(slot + 1, slot + far + 1)):
            name = ("walk", participant, area, slot, other)
            beyond = [
                there
                for there in of.get((participant, other), ())
                if other - slot <= self.problem.walk.get((area, self.problem.area(self.columns[there][0])), 0)
            ]
            if beyond and name not in self.rows:
                for there in beyond:
                    self._row(name, there, 1)
            if beyond:
                self._row(name, column, 1)

    def _same_day(self, slot: int, others: Iterable[int]) -> Iterator[int]:
        slots = self.problem.slots
        return (other for other in others if 0 <= other < len(slots) and slots[other].day == slots[slot].day)

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
        answer = self._solved(seconds, "highs") if self.columns else None
        if answer is None:
            return None if self.columns else 0.0
        return -float(answer.fun)

    def relaxed(self, seconds: float) -> Relaxed | None:
        """The linear program's optimum and what it uses; interior points are up to ten times as fast by slot."""
        is_interior = seconds >= INTERIOR_SECONDS_PER_PLACE * len(self.columns)
        answer = self._solved(seconds, "highs-ipm" if is_interior else "highs") if self.columns else None
        if answer is None:
            return None if self.columns else Relaxed(0, [], Spending(1, 0, {}, {}, {}, {}))
        used = [int(column) for column in np.argsort(-answer.x, kind="stable") if answer.x[column] >= LEAST_SHARE]
        places = [self.columns[column] for column in used]
        return Relaxed(_whole(-float(answer.fun)), places, self._spending(answer.ineqlin.marginals))

    def _spending(self, marginals: Any) -> Spending:
        """What schedules spend of the prices, added up anew in whole numbers: HiGHS's need not be exact."""
        priced = [name for name in self._binding() if name not in self.must]
        unit = _unit(sum(meeting.weight for meeting in self.problem.meetings))
        prices = {
            name: max(0, round(-float(dual) * unit))
            for name, dual in zip(priced, marginals, strict=True)
            if not _is(name, "once")
        }
        short = np.zeros(len(self.columns), np.int64) + unit * self._costs().astype(np.int64)
        for name, price in prices.items():
            short[self.rows[name]] += price
        gain: dict[int, int] = {}
        for (way, _), missing in zip(self.columns, short.tolist(), strict=True):
            meeting = self.problem.meeting_of[way]
            floor = -missing if ("once", meeting) in self.must else max(0, -missing)
            gain[meeting] = max(gain.get(meeting, floor), floor)
        of = self.problem.meeting_of
        return Spending(
            unit=unit,
            total=sum(gain.values()) + sum(price * self.most[name] for name, price in prices.items()),
            places={
                place: gain[of[place[0]]] + missing for place, missing in zip(self.columns, short.tolist(), strict=True)
            },
            left_out={way: gain[of[way]] for way, _ in self.columns},
            seats={(name[1], name[2]): price for name, price in prices.items() if _is(name, "seat")},
            tables={name[1]: price for name, price in prices.items() if _is(name, "tables")},
        )

    def _binding(self) -> list[object]:
        """The names of the rows that can bind."""
        return [name for name in self.rows if name in self.must or len(self.rows[name]) > self.most[name]]

    def _solved(self, seconds: float, method: Literal["highs", "highs-ipm"]) -> Any:
        rows, most, least = self._matrix(self._binding())
        full = least == most
        answer: Any = linprog(
            self._costs(),
            A_ub=None if full.all() else rows[~full],
            b_ub=None if full.all() else most[~full],
            A_eq=rows[full] if full.any() else None,
            b_eq=most[full] if full.any() else None,
            bounds=(0, 1),
            method=method,
            options={"time_limit": max(seconds, 0.1)},
        )
        return answer if answer.status == 0 and answer.fun is not None else None

    def placement(
        self, term: Term, floors: Sequence[Floor], seconds: float
    ) -> tuple[dict[int, int] | None, int | None]:
        """The slots of the best whole solution found and the value that none exceeds."""
        if not self.columns:
            return {}, 0
        rows, most, least = self._matrix(list(self.rows))
        above = [LinearConstraint(self._values(floor.term), floor.least, np.inf) for floor in floors]
        answer = milp(
            -self._values(term),
            constraints=[LinearConstraint(rows, least, most), *above],
            integrality=np.ones(len(self.columns), np.int64),
            bounds=Bounds(0, 1),
            options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
        )
        bound = answer.get("mip_dual_bound")
        slots = None if answer.x is None else dict(self.columns[column] for column in np.flatnonzero(answer.x > 0.5))
        return slots, None if bound is None or not math.isfinite(bound) else _whole(-bound)

    def _costs(self) -> Any:
        return np.array([-self.problem.meetings[number].weight for number, _ in self.columns], float)

    def _values(self, term: Term) -> Any:
        return np.array([term.values[number].get(slot, 0) for number, slot in self.columns], float)

    def _matrix(self, names: list[object]) -> tuple[Any, Any, Any]:
        """The rows of these names with the most and the least that their columns may add up to."""
        row = np.repeat(np.arange(len(names)), [len(self.rows[name]) for name in names])
        column = np.array([column for name in names for column in self.rows[name]], dtype=int)
        matrix = coo_array((np.ones(len(row)), (row, column)), shape=(len(names), len(self.columns))).tocsr()
        most = np.array([self.most[name] for name in names], float)
        return matrix, most, np.array([1.0 if name in self.must else -np.inf for name in names])
