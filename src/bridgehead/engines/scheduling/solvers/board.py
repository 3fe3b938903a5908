"""The local search's view of a problem: arrays for the compiled kernels."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

Whole = NDArray[np.int64]
Flags = NDArray[np.uint8]

ENDLESS = 1 << 20
UNFAIR = 1 << 10
LONGEST_CHAIN = 400


class Board(NamedTuple):
    """Meetings M, resources R (participants, then fixed tables), slots n, K resources of the largest meeting.

    Facts: `who` (M, K) a meeting's resources, filled up with -1; `allowed` (M, n) where it may lie; `weight` (M),
    mandatory ones outweighing all others; `room` (n) tables; `day` (n); `most`, `most_per_day` (R) limits; `price`
    (R, n + 2) what a number of runs costs; `earlier`, `later` (M, J) the order, filled up with -1; `ordered` (M).
    State: `slot` (M) where a meeting lies or -1; `at` (R, n) the meeting a resource has in a slot or -1; `load` (n),
    `runs`, `total` (R), `per_day` (R, days) counts; `tally` (1) the price of all runs.
    Scratch: `mark`, `chain`, `state` (random numbers).
    """

    who: Whole
    allowed: Flags
    weight: NDArray[np.int64]
    room: Whole
    day: Whole
    most: Whole
    most_per_day: Whole
    price: Whole
    earlier: Whole
    later: Whole
    ordered: Flags
    slot: Whole
    at: Whole
    load: Whole
    runs: Whole
    total: Whole
    per_day: Whole
    tally: Whole
    mark: Whole
    chain: Whole
    state: NDArray[np.uint64]


def board_of(problem: Problem, domains: Domains, *, seed: int) -> Board:
    """An empty board."""
    meetings, slots = len(problem.meetings), len(problem.slots)
    who = _padded([_resources(problem, number) for number in range(meetings)])
    resources = max(len(problem.participants), int(who.max(initial=-1)) + 1)
    days = {day: index for index, day in enumerate(sorted({slot.day for slot in problem.slots}))}
    allowed = np.zeros((meetings, slots), np.uint8)
    for number, own in enumerate(domains):
        allowed[number, sorted(own)] = 1
    earlier, later = _order(problem)
    return Board(
        who=who,
        allowed=allowed,
        weight=_weights(problem),
        room=np.array([len(tables) for tables in problem.tables], np.int64),
        day=np.array([days[slot.day] for slot in problem.slots], np.int64),
        most=_limits([participant.most for participant in problem.participants], resources),
        most_per_day=_limits([participant.most_per_day for participant in problem.participants], resources),
        price=_prices(problem, resources),
        earlier=earlier,
        later=later,
        ordered=((earlier[:, 0] >= 0) | (later[:, 0] >= 0)).astype(np.uint8),
        slot=np.full(meetings, -1, np.int64),
        at=np.full((resources, slots), -1, np.int64),
        load=np.zeros(slots, np.int64),
        runs=np.zeros(resources, np.int64),
        total=np.zeros(resources, np.int64),
        per_day=np.zeros((resources, len(days)), np.int64),
        tally=np.zeros(1, np.int64),
        mark=np.zeros(meetings + 1, np.int64),
        chain=np.zeros(LONGEST_CHAIN + who.shape[1] + 1, np.int64),
        state=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], np.uint64),
    )


def slots_on(board: Board) -> dict[int, int]:
    """Where the placed meetings lie."""
    return {int(number): int(board.slot[number]) for number in np.flatnonzero(board.slot >= 0)}


def _resources(problem: Problem, number: int) -> tuple[int, ...]:
    """A fixed table is a resource like a participant: one meeting per slot."""
    meeting = problem.meetings[number]
    if meeting.fixed_table is None:
        return meeting.participants
    tables = sorted({table for numbers in problem.tables for table in numbers})
    return (*meeting.participants, len(problem.participants) + tables.index(meeting.fixed_table))


def _padded(rows: list[tuple[int, ...]]) -> Whole:
    padded = np.full((len(rows), max(1, *map(len, rows)) if rows else 1), -1, np.int64)
    for index, row in enumerate(rows):
        padded[index, : len(row)] = row
    return padded


def _order(problem: Problem) -> tuple[Whole, Whole]:
    earlier: list[tuple[int, ...]] = [()] * len(problem.meetings)
    for number, meeting in enumerate(problem.meetings):
        for other in meeting.earlier_than:
            earlier[other] += (number,)
    return _padded(earlier), _padded([meeting.earlier_than for meeting in problem.meetings])


def _weights(problem: Problem) -> NDArray[np.int64]:
    everything = sum(meeting.weight for meeting in problem.meetings) + 1
    return np.array([meeting.weight + everything * meeting.mandatory for meeting in problem.meetings], np.int64)


def _limits(limits: list[int | None], resources: int) -> Whole:
    known = [ENDLESS if limit is None else limit for limit in limits]
    return np.array(known + [ENDLESS] * (resources - len(known)), np.int64)


def _prices(problem: Problem, resources: int) -> Whole:
    """A participant pays one for each break and dearly beyond fairness; a table pays nothing."""
    breaks = np.maximum(np.arange(len(problem.slots) + 2) - 1, 0)
    if problem.fairness is not None:
        breaks = breaks + UNFAIR * np.maximum(breaks - problem.fairness, 0)
    price = np.zeros((resources, len(problem.slots) + 2), np.int64)
    price[: len(problem.participants)] = breaks
    return price


def filled(board: Board, slots: Mapping[int, int]) -> None:
    """Put a valid schedule on an empty board (the kernels' `drop`, without the compiler)."""
    for number, slot in slots.items():
        board.slot[number] = slot
        board.load[slot] += 1
        for resource in board.who[number]:
            if resource >= 0:
                board.at[resource, slot] = number
                board.total[resource] += 1
                board.per_day[resource, board.day[slot]] += 1
    used = board.at >= 0
    board.runs[:] = used[:, 0] + (used[:, 1:] & ~used[:, :-1]).sum(axis=1)
    board.tally[0] = board.price[np.arange(len(board.runs)), board.runs].sum()
