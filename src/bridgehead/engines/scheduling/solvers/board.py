"""The local search's view of a problem: arrays for the compiled kernels."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.terms import Term
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Flags = NDArray[np.uint8]

ENDLESS = 1 << 20
UNFAIR = 1 << 10
DEAR = 1 << 12
LONGEST_CHAIN = 400
LAST_STAMP = (1 << 31) - 1
CACHE_LINE = 64


class Board(NamedTuple):
    """Meetings M, resources R (participants, then fixed tables), slots n, K resources of the largest meeting.

    Facts: `who` (M, K) a meeting's resources, filled up with -1; `allowed` (M, n / 8) where it may lie, a bit for each
    slot; `weight` (M), mandatory ones outweighing all others; `room` (n) tables; `day` (n); `most`, `most_per_day` (R)
    limits; `price` (n + 3) what a number of runs costs a participant, its last entry how many of the resources, the
    first ones, are participants: tables pay nothing; `earlier`, `later` (M, J) the order, filled up with -1; `ordered`
    (M).
    State: `slot` (M) where a meeting lies or -1; `at` (R, n) the meeting a resource has in a slot or -1; `load` (n),
    `runs`, `total` (R), `per_day` (R, days) counts; `tally` (1) the price of all runs less the worth of all places.
    Beyond the published rules: `kind` (M) of a meeting's table; `left` (kinds, n) tables of each kind that nobody has;
    `walk` (kinds, kinds) slots between two kinds; `rest` (R + 1), its last entry the most that anybody rests or walks;
    `worth` (M, n) what a place is worth, in the price of runs, or (0, n) where none is.
    `troubled` (R + 1) lists the resources that pay for breaks, its last entry their count; `trouble` (R) where each
    stands in it or -1.
    Scratch: `mark` (M) the last chain a meeting was in, `stamp` (1) the last of all, `chain`, `state` (random numbers).

    What a step asks of a meeting (`who`, `slot`, `mark`, `allowed`, `ordered`) are columns of one array, a row for each
    meeting: which one comes next is random, and a row is one read from distant memory instead of five. Weights lie
    apart because ejection compares many of them and asks for nothing else.
    """

    who: Narrow
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
    kind: Whole
    rest: Whole
    walk: Whole
    worth: Whole
    slot: Narrow
    at: Whole
    load: Whole
    left: Whole
    runs: Whole
    total: Whole
    per_day: Whole
    tally: Whole
    troubled: Whole
    trouble: Whole
    mark: Narrow
    stamp: Whole
    chain: Whole
    state: NDArray[np.uint64]


def flags_of(domains: Domains, slots: int) -> Flags:
    """Where each meeting may lie, after propagation."""
    allowed = np.zeros((len(domains), slots), np.uint8)
    for number, own in enumerate(domains):
        allowed[number, sorted(own)] = 1
    return allowed


def allowed_flags(problem: Problem) -> Flags:
    """What `problem.allowed` says, without a set for each of many thousand meetings."""
    present = np.ones((len(problem.participants) + 1, len(problem.slots)), np.uint8)
    for number, participant in enumerate(problem.participants):
        present[number, list(participant.forbidden)] = 0
    who = padded([meeting.participants for meeting in problem.meetings])
    furnished = np.array([bool(tables) for tables in problem.tables], np.uint8)
    allowed: Flags = present[who].min(axis=1) * furnished
    for number, meeting in enumerate(problem.meetings):
        narrow = (meeting.slots, meeting.session, meeting.fixed_slot, meeting.fixed_table)
        if narrow != (None, None, None, None):
            allowed[number] = 0
            allowed[number, sorted(problem.allowed_slots(meeting))] = 1
    return allowed


def board_of(problem: Problem, allowed: Flags, *, seed: int, terms: Sequence[Term] = ()) -> Board:
    """An empty board; `terms` are those of the objective between weight and breaks, the weightier first."""
    problem = ways_of(problem)
    meetings, slots = len(problem.meetings), len(problem.slots)
    who = padded(_resources(problem), least=2)
    resources = max(len(problem.participants), int(who.max(initial=-1)) + 1)
    days = {day: index for index, day in enumerate(sorted({slot.day for slot in problem.slots}))}
    earlier, later = _order(problem)
    rest, walk = _distances(problem, resources)
    columns: dict[str, NDArray[Any]] = {
        "who": who.astype(np.int32),
        "slot": np.full(meetings, -1, np.int32),
        "mark": np.zeros(meetings, np.int32),
        "allowed": _bits(allowed),
        "ordered": ((earlier[:, 0] >= 0) | (later[:, 0] >= 0)).astype(np.uint8),
    }
    return Board(
        **side_by_side(columns),
        weight=_weights(problem),
        room=np.array([len(tables) for tables in problem.tables], np.int64),
        day=np.array([days[slot.day] for slot in problem.slots], np.int64),
        most=_limits([participant.most for participant in problem.participants], resources, len(problem.siblings)),
        most_per_day=_limits([participant.most_per_day for participant in problem.participants], resources),
        price=_prices(problem),
        earlier=earlier,
        later=later,
        kind=np.array(problem.kind_of, np.int64),
        rest=rest,
        walk=walk,
        worth=_worths(problem, terms),
        at=np.full((resources, slots), -1, np.int64),
        load=np.zeros(slots, np.int64),
        left=np.array(problem.room, np.int64),
        runs=np.zeros(resources, np.int64),
        total=np.zeros(resources, np.int64),
        per_day=np.zeros((resources, len(days)), np.int64),
        tally=np.zeros(1, np.int64),
        troubled=np.zeros(resources + 1, np.int64),
        trouble=np.full(resources, -1, np.int64),
        stamp=np.zeros(1, np.int64),
        chain=np.zeros(LONGEST_CHAIN + who.shape[1] + 1, np.int64),
        state=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], np.uint64),
    )


def plain_board() -> Board:
    """An empty board laid out as every round's is, for the kernels to be compiled ahead.

    It has two meetings and two slots: a single row of an array would count as one whole piece of memory, and kernels
    compiled for that would be compiled once more for the first round with rows.
    """
    meetings = (Meeting((0, 1), mandatory=False),) * 2
    problem = Problem((Participant(),) * 2, (Slot(),) * 2, ((1,), (1,)), meetings)
    return board_of(problem, allowed_flags(problem), seed=0)


def side_by_side(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Copies of the columns, of equal length, as views of one array whose rows begin where a cache line may not end."""
    kinds = [(name, column.dtype, column.shape[1:]) for name, column in columns.items()]
    size = np.dtype(kinds).itemsize
    # a smaller row is a power of two, so that none reaches over the end of a line
    width = 1 << (size - 1).bit_length() if size <= CACHE_LINE else -(-size // CACHE_LINE) * CACHE_LINE
    row = np.dtype([*kinds, ("spare", np.uint8, (width - size,))])
    count = len(next(iter(columns.values())))
    memory = np.zeros(CACHE_LINE + width * count, np.uint8)
    first = -memory.ctypes.data % CACHE_LINE
    rows = memory[first : first + width * count].view(row)
    for name, column in columns.items():
        rows[name] = column
    return {name: rows[name] for name in columns}


def _bits(allowed: Flags) -> Flags:
    return np.packbits(allowed, axis=1, bitorder="little")


def allowed_on(board: Board, meetings: Whole | slice = slice(None)) -> Flags:
    """Where the meetings may lie (M, n), all of them if none are named."""
    return np.unpackbits(board.allowed[meetings], axis=1, count=board.at.shape[1], bitorder="little")


def allow(board: Board, meeting: int, slots: Collection[int]) -> None:
    """Let a meeting lie in these slots and in no others."""
    flags = np.zeros((1, board.at.shape[1]), np.uint8)
    flags[0, sorted(slots)] = 1
    board.allowed[meeting] = _bits(flags)[0]


def _resources(problem: Ways) -> list[tuple[int, ...]]:
    """Each meeting's participants; a fixed table is a resource like them: one meeting per slot.

    So is, standing last, the meeting that can be held in several ways: one way in all.
    """
    fixed = sorted({meeting.fixed_table for meeting in problem.meetings if meeting.fixed_table is not None})
    place = {table: len(problem.participants) + index for index, table in enumerate(fixed)}
    first = len(problem.participants) + len(fixed)
    several = {meeting: first + index for index, meeting in enumerate(problem.siblings)}
    if not fixed and not several:
        return [meeting.participants for meeting in problem.meetings]
    return [
        (
            *meeting.participants,
            *(() if meeting.fixed_table is None else (place[meeting.fixed_table],)),
            *((several[number],) if number in several else ()),
        )
        for number, meeting in zip(problem.meeting_of, problem.meetings, strict=True)
    ]


def _distances(problem: Ways, resources: int) -> tuple[Whole, Whole]:
    """How many slots each resource rests, with the most of all at the end, and how many lie between kinds of tables."""
    areas = [kind.area for kind in problem.kinds]
    walk = np.array([[problem.walk.get((one, other), 0) for other in areas] for one in areas], np.int64)
    rest = np.zeros(resources + 1, np.int64)
    rest[: len(problem.participants)] = [participant.rest for participant in problem.participants]
    rest[-1] = max(rest.max(), walk.max())
    return rest, walk


def _worths(problem: Ways, terms: Sequence[Term]) -> Whole:
    """What the terms say of each place; none of them is given away for breaks, nor for the terms after it."""
    worth = np.zeros((len(problem.meetings) if terms else 0, len(problem.slots)), np.int64)
    scale = DEAR
    for term in reversed(terms):
        for number, values in enumerate(term.values):
            for slot, value in values.items():
                worth[number, slot] += scale * value
        scale *= DEAR
    return worth


def padded(rows: list[tuple[int, ...]], least: int = 1) -> Whole:
    """Rows of different lengths as one array of at least so many columns, filled up with -1."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    padded = np.full((len(rows), max(least, lengths.max(initial=0))), -1, np.int64)
    padded[np.arange(padded.shape[1]) < lengths[:, None]] = np.fromiter(chain.from_iterable(rows), np.int64)
    return padded


def _order(problem: Problem) -> tuple[Whole, Whole]:
    earlier: list[tuple[int, ...]] = [()] * len(problem.meetings)
    for number, meeting in enumerate(problem.meetings):
        for other in meeting.earlier_than:
            earlier[other] += (number,)
    return padded(earlier), padded([meeting.earlier_than for meeting in problem.meetings])


def _weights(problem: Ways) -> NDArray[np.int64]:
    everything = sum(meeting.weight for meeting in problem.meetings) + 1
    must = (
        meeting.mandatory or number in problem.needed
        for number, meeting in zip(problem.meeting_of, problem.meetings, strict=True)
    )
    return np.array(
        [meeting.weight + everything * due for meeting, due in zip(problem.meetings, must, strict=True)], np.int64
    )


def _limits(limits: list[int | None], resources: int, once: int = 0) -> Whole:
    """The limits of the participants; the last of all resources are there but `once`."""
    known = [ENDLESS if limit is None else limit for limit in limits]
    return np.array(known + [ENDLESS] * (resources - len(known) - once) + [1] * once, np.int64)


def _prices(problem: Problem) -> Whole:
    """A participant pays one for each break and dearly beyond fairness; a table pays nothing."""
    breaks = np.maximum(np.arange(len(problem.slots) + 2) - 1, 0)
    if problem.fairness is not None:
        breaks = breaks + UNFAIR * np.maximum(breaks - problem.fairness, 0)
    return np.append(breaks, len(problem.participants))


def filled(board: Board, slot: Whole) -> None:
    """Put a valid schedule, slots of all meetings or -1, on an empty board (the kernels' `drop`, all at once)."""
    board.slot[:] = slot
    placed = np.flatnonzero(slot >= 0)
    np.add.at(board.load, slot[placed], 1)
    np.subtract.at(board.left, (board.kind[placed], slot[placed]), 1)
    for column in board.who.T:
        known = placed[column[placed] >= 0]
        resource, at = column[known], slot[known]
        board.at[resource, at] = known
        np.add.at(board.total, resource, 1)
        np.add.at(board.per_day, (resource, board.day[at]), 1)
    used = board.at >= 0
    board.runs[:] = used[:, 0] + (used[:, 1:] & ~used[:, :-1]).sum(axis=1)
    priced = board.price[board.runs] * (np.arange(len(board.runs)) < board.price[-1])
    board.tally[0] = priced.sum() - (board.worth[placed, slot[placed]].sum() if len(board.worth) else 0)
    troubled = np.flatnonzero(priced)
    board.troubled[: len(troubled)] = troubled
    board.troubled[-1] = len(troubled)
    board.trouble[troubled] = np.arange(len(troubled))


def grown(board: Board, added: Sequence[Meeting]) -> Board:
    """A copy with more meetings, without a slot, weight counted beside mandatory ones as before; none has an order."""
    more = len(added)
    who = padded(
        [(*meeting.participants, *(-1,) * (board.who.shape[1] - len(meeting.participants))) for meeting in added]
    )
    everything = int(board.weight.sum()) + 1
    weight = [meeting.weight + everything * meeting.mandatory for meeting in added]
    columns = {
        "who": who.astype(np.int32) if more else board.who[:0],
        "slot": np.full(more, -1, np.int32),
        "mark": np.zeros(more, np.int32),
        "allowed": np.zeros((more, board.allowed.shape[1]), np.uint8),
        "ordered": np.zeros(more, np.uint8),
    }
    apart = {
        "weight": np.array(weight, np.int64),
        "earlier": np.full((more, board.earlier.shape[1]), -1, np.int64),
        "later": np.full((more, board.later.shape[1]), -1, np.int64),
        "kind": np.zeros(more, np.int64),
    }
    longer = {name: np.concatenate([getattr(board, name), new]) for name, new in (columns | apart).items()}
    same = {name: array.copy() for name, array in board._asdict().items() if name not in longer}
    return Board(**same, **side_by_side({name: longer.pop(name) for name in columns}), **longer)


def slot_array(meetings: int, slots: Mapping[int, int]) -> Whole:
    """The slot of each meeting, -1 for those without."""
    array = np.full(meetings, -1, np.int64)
    array[list(slots)] = list(slots.values())
    return array


def slots_in(array: Whole | Narrow) -> dict[int, int]:
    """What `slot_array` was made from."""
    placed = np.flatnonzero(array >= 0)
    return dict(zip(placed.tolist(), array[placed].tolist(), strict=True))
