"""Prices of seats and tables from the slot-indexed linear program, rounded to whole parts of a weight."""

from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

UNIT = 1 << 24
MOST_SECONDS = 20.0
SEATS, TABLES, PEOPLE, DAYS = 1, 2, 3, 4


def least_prices(problem: Problem, domains: Domains) -> tuple[Any, ...] | None:
    """[unit, seats, tables, people, days] with [who, where, cost] each; None when HiGHS gives no answer."""
    places = [(number, slot) for number, slots in enumerate(domains) for slot in sorted(slots)]
    rows: dict[tuple[int, int, int], list[int]] = {}
    for column, (number, slot) in enumerate(places):
        for row in _rows(problem, number, slot):
            rows.setdefault(row, []).append(column)
    if not places:
        return None
    index = np.repeat(np.arange(len(rows)), [len(columns) for columns in rows.values()])
    columns = np.array([column for own in rows.values() for column in own], int)
    matrix: Any = coo_array((np.ones(len(columns)), (index, columns)), shape=(len(rows), len(places)))
    answer: Any = linprog(
        np.array([-problem.meetings[number].weight for number, _ in places], float),
        A_ub=matrix.tocsr(),
        b_ub=np.array([_room(problem, row) for row in rows], float),
        bounds=(0, None),
        method="highs",
        options={"time_limit": MOST_SECONDS},
    )
    if answer.status != 0:
        return None
    told: dict[int, list[tuple[int, int, int]]] = {kind: [] for kind in (SEATS, TABLES, PEOPLE, DAYS)}
    for (kind, who, where), marginal in zip(rows, answer.ineqlin.marginals, strict=True):
        cost = round(-float(marginal) * UNIT)
        if kind and cost > 0:
            told[kind].append((who, where, cost))
    return (UNIT, *told.values())


def _rows(problem: Problem, number: int, slot: int) -> list[tuple[int, int, int]]:
    """What a place uses up: its meeting, its table, and for each participant a seat and of each limit one."""
    day, used = problem.slots[slot].day, [(0, number, 0), (TABLES, slot, 0)]
    for person in problem.meetings[number].participants:
        used.append((SEATS, person, slot))
        if problem.participants[person].most is not None:
            used.append((PEOPLE, person, 0))
        if problem.participants[person].most_per_day is not None:
            used.append((DAYS, person, day))
    return used


def _room(problem: Problem, row: tuple[int, int, int]) -> int:
    kind, who, _ = row
    if kind == TABLES:
        return len(problem.tables[who])
    person = problem.participants[who] if kind in (PEOPLE, DAYS) else None
    room = None if person is None else person.most if kind == PEOPLE else person.most_per_day
    return 1 if room is None else room
