"""What a seat and a table are worth: the dual prices of the counting program, and what they prove.

The program places meetings as far as degrees (no more than a participant can take) and tables in all allow; HiGHS gives
its prices. They are rounded to whole numbers of a fine scale and every bound is added up from them anew, so that an
inexact answer of HiGHS makes a bound weaker, never wrong.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.board import Flags, Whole, padded
from bridgehead.engines.scheduling.solvers.ways import ways_of

FINEST, COARSE = 1 << 20, 1 << 6
LARGEST_TOTAL = 1 << 54
LEAST_SECONDS = 0.1
#: What a unit of spent weight costs, in eighths of a break; the last stands for "nothing may be spent".
RATES = (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 512)
BREAK = 8 * COARSE
FULL, NEVER = 1 << 56, 1 << 44

Truths = NDArray[np.bool_]


class Counts(NamedTuple):
    """What the counting program knows: M meetings, P participants, K participants of the largest meeting.

    A meeting that can be held in several ways stands among the participants of its ways: it has one of them.

    `who` (M, K), filled up with -1; `weight` (M); `can` (M) whether a meeting has any slot; `must` (M) whether it is
    held in any schedule; `open` (P, n) where a participant could have a meeting; `most` (P) how many it can have;
    `full` (P) whether it has so many in any schedule, as a mandatory meeting of several ways; `seats` tables in all
    slots together.
    """

    who: Whole
    weight: Whole
    can: Truths
    must: Truths
    open: Truths
    most: Whole
    full: Truths
    seats: int


class Prices(NamedTuple):
    """In units of 1 / scale: what one more meeting of a participant, and one more table in one slot, would bring.

    None is below 0, but for those of participants that are full in any schedule.
    """

    participant: Whole
    table: int
    scale: int


def counts_of(problem: Problem, allowed: Flags) -> Counts:
    """The counting program's facts."""
    ways = ways_of(problem)
    several = {meeting: len(problem.participants) + index for index, meeting in enumerate(ways.siblings)}
    who = padded(
        [
            (*meeting.participants, several[number]) if number in several else meeting.participants
            for number, meeting in zip(ways.meeting_of, ways.meetings, strict=True)
        ]
    )
    is_open = np.zeros((len(problem.participants) + len(several), len(problem.slots)), np.bool_)
    for column in who.T:
        known = column >= 0
        np.logical_or.at(is_open, column[known], allowed[known].astype(np.bool_))
    days = np.array([slot.day for slot in problem.slots])
    per_day = np.array([is_open[:, days == day].sum(axis=1) for day in np.unique(days)])
    for number, participant in enumerate(problem.participants):
        if participant.rest:
            per_day[:, number] = [
                _spaced(np.flatnonzero(is_open[number] & (days == day)), participant.rest) for day in np.unique(days)
            ]
        if participant.most_per_day is not None:
            per_day[:, number] = np.minimum(per_day[:, number], participant.most_per_day)
    most = per_day.sum(axis=0)
    for number, participant in enumerate(problem.participants):
        if participant.most is not None:
            most[number] = min(most[number], participant.most)
    most[len(problem.participants) :] = np.minimum(most[len(problem.participants) :], 1)
    return Counts(
        who=who,
        weight=np.array([meeting.weight for meeting in ways.meetings], np.int64),
        can=allowed.max(axis=1, initial=0) > 0,
        must=np.array([meeting.mandatory for meeting in ways.meetings], np.bool_),
        open=is_open,
        most=most.astype(np.int64),
        full=np.array([False] * len(problem.participants) + [meeting in ways.needed for meeting in several], np.bool_),
        seats=sum(map(len, problem.tables)),
    )


def _spaced(slots: Whole, rest: int) -> int:
    """How many of these slots, in time order, can be taken with so many free after each: as early as can be."""
    count, free = 0, -1
    for slot in slots.tolist():
        if slot >= free:
            count, free = count + 1, slot + rest + 1
    return count


def prices_of(counts: Counts, seconds: float) -> Prices:
    """The prices by HiGHS; where it does not end in time, all are 0, which proves what is plain."""
    meetings, people = len(counts.weight), len(counts.most)
    scale = _scale(counts)
    nothing = Prices(np.zeros(people, np.int64), 0, scale)
    if not counts.can.any():
        return nothing
    column, place = np.nonzero(counts.who >= 0)
    row = np.concatenate([counts.who[column, place], np.full(meetings, people)])
    column = np.concatenate([column, np.arange(meetings)])
    rows, most = _ones(row, column, (people + 1, meetings)), np.append(counts.most, counts.seats).astype(float)
    full = np.append(counts.full, False)
    between: Any = np.column_stack([counts.can & counts.must, counts.can])
    answer: Any = linprog(
        -counts.weight.astype(float),
        A_ub=rows[~full],
        b_ub=most[~full],
        A_eq=rows[full] if full.any() else None,
        b_eq=most[full] if full.any() else None,
        bounds=between,
        method="highs",
        options={"time_limit": max(seconds, LEAST_SECONDS)},
    )
    if answer.status != 0:
        return nothing
    dual = np.zeros(people + 1)
    dual[~full] = np.maximum(-answer.ineqlin.marginals, 0.0)
    dual[full] = -answer.eqlin.marginals
    prices = np.rint(dual * scale).astype(np.int64)
    return Prices(prices[:-1], int(prices[-1]), scale)


def _ones(row: Whole, column: Whole, shape: tuple[int, int]) -> Any:
    return coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr()


def _scale(counts: Counts) -> int:
    """The finest scale in which no sum leaves 64 bits."""
    scale, total = FINEST, int(counts.weight.sum())
    while scale > COARSE and scale * total > LARGEST_TOTAL:
        scale //= 2
    return scale


def margins(counts: Counts, prices: Prices) -> Whole:
    """For each meeting what it brings beyond the prices of its seats and its table, in units of 1 / scale."""
    seat = np.append(prices.participant, 0)
    margin: Whole = counts.weight * prices.scale - seat[counts.who].sum(axis=1) - prices.table
    return margin


def scaled_bound(counts: Counts, prices: Prices) -> int:
    """The scale times a weight that no schedule exceeds."""
    margin = margins(counts, prices)
    gain = np.where(counts.must, margin, np.maximum(margin, 0))[counts.can]
    return int(gain.sum() + (counts.most * prices.participant).sum()) + prices.table * counts.seats


def fewest_breaks_at(counts: Counts, prices: Prices, weight: int) -> int:
    """A lower bound on the breaks of every schedule of at least this weight.

    What a schedule stays below the weight bound is spent on seats of priced participants that stay empty and on
    meetings left out (or held) against their margin. Each participant takes the number of meetings that is cheapest
    when a break costs one and that spending costs a rate; the best of a few rates counts.
    """
    coarse = prices.scale // COARSE
    slack = scaled_bound(counts, prices) - weight * prices.scale
    if slack < 0:
        return 0
    breaks, spent = _least_breaks(counts), _spending(counts, prices)
    # more than all breaks of a day is never worth spending: the cap keeps the sums small
    spent = np.minimum(spent // coarse, BREAK * spent.shape[1])
    totals = [int((breaks * BREAK + spent * rate).min(axis=1).sum()) - -(-slack // coarse) * rate for rate in RATES]
    return max(0, *(-(-total // BREAK) for total in totals))


def _spending(counts: Counts, prices: Prices) -> Whole:
    """(P, n + 1): the least that a participant with so many meetings spends; FULL where it cannot have so many."""
    people, slots = counts.open.shape
    margin = margins(counts, prices)
    number, place = np.nonzero((counts.who >= 0) & counts.can[:, None])
    person = counts.who[number, place]
    shares = (counts.who >= 0).sum(axis=1)[number]
    left_out = np.where(counts.must, NEVER, np.maximum(margin, 0))[number] // shares
    held = np.where(counts.must, 0, np.maximum(-margin, 0))[number] // shares
    cost = held - left_out
    order = np.lexsort((cost, person))
    person, cost = person[order], cost[order]
    degree = np.bincount(person, minlength=people)
    rank = np.arange(len(person)) - np.repeat(np.cumsum(degree) - degree, degree)
    spent = np.zeros((people, slots + 1), np.int64)
    known = rank < slots
    spent[person[known], rank[known] + 1] = cost[known]
    spent = spent.cumsum(axis=1)
    every = np.zeros(people, np.int64)
    np.add.at(every, person, left_out[order])
    spent += every[:, None]
    had = np.arange(slots + 1)
    spent += prices.participant[:, None] * np.maximum(counts.most[:, None] - had, 0)
    spent[had[None, :] > np.minimum(counts.most, degree)[:, None]] = FULL
    spent[counts.full, 0] = FULL
    return spent


def _least_breaks(counts: Counts) -> Whole:
    """(P, n + 1): the fewest breaks with so many meetings, by filling a participant's longest open stretches first."""
    people, slots = counts.open.shape
    stretch = np.zeros((people, slots + 1), np.int64)
    running = np.zeros(people, np.int64)
    for slot in range(slots):
        ends = running * ~counts.open[:, slot]
        stretch[np.arange(people), slot] = ends
        running = (running + 1) * counts.open[:, slot]
    stretch[:, slots] = running
    reached = np.cumsum(-np.sort(-stretch, axis=1), axis=1)
    had = np.arange(slots + 1)
    further: Whole = (reached[:, None, :] < had[None, :, None]).sum(axis=2)
    return further
