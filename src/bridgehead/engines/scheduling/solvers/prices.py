"""Prices for a certificate, rounded to whole parts: from the program that only counts, or the one over its own rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.certificates.exclusions import Slots
from bridgehead.engines.scheduling.certificates.prices import Name, Prices, rows_of
from bridgehead.engines.scheduling.certificates.terms import Floor, Place, Worth
from bridgehead.engines.scheduling.solvers.board import flags_of
from bridgehead.engines.scheduling.solvers.counting import counts_of, prices_of
from bridgehead.engines.scheduling.solvers.ways import Ways

UNIT = 1 << 24
MOST_SECONDS = 20.0


def least_prices(slots: Slots, worth: Worth, floors: Sequence[Floor]) -> Prices | None:
    """The prices that leave least possible above the floors; None when HiGHS gives no answer."""
    places = [(way, slot) for way, left in enumerate(slots.left) for slot in sorted(left)]
    if not places:
        return Prices(UNIT, {}, (0,) * len(floors))
    column = {place: index for index, place in enumerate(places)}
    rows = {name: row for name, row in rows_of(slots).items() if len(row.places) > row.most}
    once, needed = _meetings(slots)
    above = [{place: -value for place, value in floor.worth.items() if place in column} for floor in floors]
    at_most = [dict.fromkeys(row.places, 1) for row in rows.values()] + above + once
    most = [row.most for row in rows.values()] + [-floor.least for floor in floors] + [1] * len(once)
    answer: Any = linprog(
        np.array([-worth.get(place, 0) for place in places], float),
        A_ub=_matrix(at_most, column) if at_most else None,
        b_ub=np.array(most, float) if at_most else None,
        A_eq=_matrix(needed, column) if needed else None,
        b_eq=np.ones(len(needed)) if needed else None,
        bounds=(0, None),
        method="highs",
        options={"time_limit": MOST_SECONDS},
    )
    if answer.status != 0:
        return None
    costs = [max(0, round(-float(dual) * UNIT)) for dual in answer.ineqlin.marginals]
    named = {name: cost for name, cost in zip(rows, costs, strict=False) if cost}
    return Prices(UNIT, named, tuple(costs[len(rows) : len(rows) + len(floors)]))


def counted_prices(problem: Ways, slots: Slots) -> Prices:
    """The prices of the program that only counts, laid on rows by slot: whoever is dear is so in every slot."""
    counts = counts_of(problem, flags_of([frozenset(left) for left in slots.left], len(problem.slots)))
    found = prices_of(counts, MOST_SECONDS)
    prices: dict[Name, int] = {name: found.table for name in rows_of(slots) if name[0] == "tables"}
    for person, price in enumerate(found.participant[: len(problem.participants)].tolist()):
        prices |= dict.fromkeys(_cover(problem, person, counts.open[person]), price)
    return Prices(found.scale, {name: price for name, price in prices.items() if price}, ())


def _cover(problem: Ways, person: int, is_open: NDArray[np.bool_]) -> list[Name]:
    """The scarcest rows among which each place of a participant stands in one."""
    participant = problem.participants[person]
    days: dict[int, list[Name]] = {}
    for slot in np.flatnonzero(is_open).tolist():
        days.setdefault(problem.slots[slot].day, []).append(("seat", person, slot))
    cover: list[Name] = []
    size = 0
    for day, seats in days.items():
        most = len(seats) if participant.most_per_day is None else participant.most_per_day
        cover += [("day", person, day)] if most < len(seats) else seats
        size += min(most, len(seats))
    return [("most", person)] if participant.most is not None and participant.most < size else cover


def _meetings(slots: Slots) -> tuple[list[dict[Place, int]], list[dict[Place, int]]]:
    """The places of each meeting that takes one of them at most, and of each that is needed and takes one."""
    once: list[dict[Place, int]] = []
    needed: list[dict[Place, int]] = []
    for meeting, ways in enumerate(slots.spelled.ways_of):
        own = {(way, slot): 1 for way in ways for slot in slots.left[way]}
        if own:
            (needed if meeting in slots.needed else once).append(own)
    return once, needed


def _matrix(rows: Sequence[Mapping[Place, int]], column: Mapping[Place, int]) -> Any:
    row = np.repeat(np.arange(len(rows)), [len(own) for own in rows])
    columns = np.array([column[place] for own in rows for place in own], int)
    values = np.array([value for own in rows for value in own.values()], float)
    return coo_array((values, (row, columns)), shape=(len(rows), len(column))).tocsr()
