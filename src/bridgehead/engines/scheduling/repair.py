"""A timetable that stands, and what must move when something happens: as little as can be.

Meetings that lost their place get another: the heavier first, with the fewest others moved, then with few breaks. How
many others may make way in all is for whoever asks to say. Nothing is changed by asking: the answer is a list of moves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from bridgehead.engines.scheduling.changes import Cancelled, Change, Facts, SlotClosed, TableWithdrawn
from bridgehead.engines.scheduling.problem import Problem, WrongProblem
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.engines.scheduling.solvers import few, settle
from bridgehead.engines.scheduling.solvers.board import (
    Board,
    Whole,
    allow,
    allowed_flags,
    allowed_on,
    board_of,
    filled,
    grown,
    slot_array,
)

NO_TABLE = -1
LOST_FOR_EACH_OTHER = 10


class Others(StrEnum):
    """How many meetings that could stay may make way.

    FEW: in all, one for each ten that lost their place or are new, and one in any case. ALL: as many as help, up to
    three for one.
    """

    FEW = "few"
    ALL = "all"


class Kind(StrEnum):
    """Why a meeting is on the list."""

    DISPLACED = "displaced"
    MADE_WAY = "made_way"
    RESEATED = "reseated"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Move:
    """One meeting's place before and after (None: none)."""

    meeting: int
    kind: Kind
    before: Placement | None
    after: Placement | None


@dataclass(frozen=True)
class Repair:
    """The answer: the moves in order of meetings, and the timetable once they are made.

    `lost` are the meetings that lost their place by the changes or are new; what was called off is not among them.
    """

    facts: Facts
    moves: tuple[Move, ...]
    before: Schedule
    lost: frozenset[int]

    @cached_property
    def problem(self) -> Problem:
        """The problem with its changes made; raises WrongProblem when they contradict each other."""
        return self.facts.problem()

    @cached_property
    def schedule(self) -> Schedule:
        """The timetable with the moves made; `check.violations(repair.problem, repair.schedule)` has the last word."""
        placements = dict(self.before.placements)
        for move in self.moves:
            if move.after is None:
                del placements[move.meeting]
            else:
                placements[move.meeting] = move.after
        return Schedule(placements)

    def count(self, *kinds: Kind) -> int:
        """How many moves are of these kinds."""
        return sum(move.kind in kinds for move in self.moves)

    @property
    def others(self) -> int:
        """How many meetings make way that could have stayed: to another slot, or without a place."""
        return sum(move.kind in (Kind.MADE_WAY, Kind.REMOVED) and move.meeting not in self.lost for move in self.moves)


class Standing:
    """A valid timetable made ready for repairs: preparing takes about a second for 100,000 meetings, a repair little.

    The same changes give the same moves, whatever was asked before.
    """

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        if problem.house or any(meeting.either for meeting in problem.meetings):
            raise WrongProblem(
                "Repair knows no alternatives and no special tables; solve and keep this timetable instead."
            )
        self.problem, self.schedule = problem, schedule
        self._board = board_of(problem, allowed_flags(problem), seed=0)
        filled(self._board, slot_array(len(problem.meetings), schedule.slots))
        self._table = slot_array(
            len(problem.meetings), {number: place.table for number, place in schedule.placements.items()}
        )
        # What is asked of all meetings at once, so that no repair has to.
        _ = problem.meetings_of, problem.fixed_at, problem.most_participants
        settle.warm()
        few.warm()

    def repaired(self, changes: Iterable[Change], *, fill: bool = False, others: Others = Others.FEW) -> Repair:
        """What to move, with so many `others` making way; `fill` also gives free places to wishes that have none."""
        return _Repairing(self, tuple(changes)).repair(fill=fill, others=others)


class _Repairing:
    """One repair: the facts and the board as they become."""

    def __init__(self, standing: Standing, changes: Sequence[Change]) -> None:
        self.standing, self.facts = standing, Facts(standing.problem)
        self.cancelled = {change.meeting for change in changes if isinstance(change, Cancelled)}
        touched = dict.fromkeys(number for change in changes for number in self.facts.apply(change))
        self.board = self._board(touched)
        self.table = np.append(standing._table, np.full(len(self.board.slot) - len(standing._table), -1, np.int64))
        house_changed = any(isinstance(change, TableWithdrawn | SlotClosed) for change in changes)
        self.displaced = self._displaced(list(touched))
        if house_changed:
            self._unseated()
        new = range(len(standing.problem.meetings), len(self.board.slot))
        self.lost = [*(number for number in self.displaced if number not in self.cancelled), *new]

    def _board(self, touched: Iterable[int]) -> Board:
        added = self.facts.meetings[len(self.standing.problem.meetings) :]
        board = grown(self.standing._board, added)
        for number in touched:
            slots = self.facts.slots_for(number)
            if not slots and self.facts.meetings[number].mandatory:
                self.facts.release(number)
            allow(board, number, slots)
        change = np.array([len(tables) for tables in self.facts.tables]) - board.room
        board.room[:] += change
        board.left[0] += change  # the one kind there is
        return board

    def _displaced(self, touched: list[int]) -> list[int]:
        """Placed meetings that may not lie where they lie."""
        numbers = np.array(touched, np.int64)
        placed = numbers[self.board.slot[numbers] >= 0]
        allowed = allowed_on(self.board, placed)
        displaced: list[int] = placed[allowed[np.arange(len(placed)), self.board.slot[placed]] == 0].tolist()
        return displaced

    def _unseated(self) -> None:
        """Meetings at a table that is missing take another of the slot, as far as there are any."""
        lost = set(self.displaced)
        for slot, tables in enumerate(self.facts.tables):
            if len(tables) == len(self.standing.problem.tables[slot]):
                continue
            here = np.flatnonzero(self.board.slot == slot)
            missing = here[~np.isin(self.table[here], tables)]
            over = len([number for number in here.tolist() if number not in lost]) - len(tables)
            unseated = [number for number in missing.tolist() if number not in lost]
            lightest = sorted(unseated, key=lambda number: (self.board.weight[number], number))
            self.displaced += lightest[: max(0, over)]
            self.table[missing] = -1

    def repair(self, *, fill: bool, others: Others) -> Repair:
        """Lift what is displaced and settle it again."""
        before = self.board.slot.astype(np.int64)
        settle.lift_all(self.board, np.array(self.displaced, np.int64))
        order = self._in_order(np.array(self.lost, np.int64))
        if others is Others.FEW:
            stood = before.copy()
            stood[self.displaced] = -1
            most = max(1, len(order) // LOST_FOR_EACH_OTHER)
            few.settle_few(self.board, few.account_of(self.board, order, stood), most)
        else:
            self._settle(order, settle.MOST_MOVES)
        if fill:
            free = np.flatnonzero((self.board.slot < 0) & self.board.allowed.any(axis=1))
            self._settle(self._in_order(free), 0)
        return Repair(self.facts, tuple(self._moves(before)), self.standing.schedule, frozenset(self.lost))

    def _settle(self, order: Whole, moves: int) -> None:
        settle.settle_all(self.board, order, moves, settle.scratch(self.board), np.zeros(1, np.int64))

    def _in_order(self, numbers: Whole) -> Whole:
        """The heavy and hard ones first."""
        scarcity = allowed_on(self.board, numbers).sum(axis=1)
        return numbers[np.lexsort((numbers, scarcity, -self.board.weight[numbers]))].astype(np.int64)

    def _moves(self, before: Whole) -> list[Move]:
        """Tables for who has none, and the list."""
        slot, displaced = self.board.slot, set(self.displaced)
        moved = np.flatnonzero(slot != before)
        self.table[moved] = -1
        self._seat(np.flatnonzero((slot >= 0) & (self.table < 0)))
        old = np.append(self.standing._table, np.full(len(slot) - len(self.standing._table), -1, np.int64))
        moves = []
        for number in np.flatnonzero((slot != before) | (self.table != old)).tolist():
            was = Placement(int(before[number]), int(old[number])) if before[number] >= 0 else None
            now = Placement(int(slot[number]), int(self.table[number])) if slot[number] >= 0 else None
            moves.append(Move(number, self._kind(number, was, now, displaced), was, now))
        return moves

    def _kind(self, number: int, was: Placement | None, now: Placement | None, displaced: set[int]) -> Kind:
        if was is None:
            return Kind.ADDED
        if now is None:
            return Kind.CANCELLED if number in self.cancelled else Kind.REMOVED
        if was.slot == now.slot:
            return Kind.RESEATED
        return Kind.DISPLACED if number in displaced else Kind.MADE_WAY

    def _seat(self, numbers: Whole) -> None:
        """A free table of its slot for each; its own fixed one, which is free, before all others."""
        fixed = [self.facts.meetings[number].fixed_table for number in numbers.tolist()]
        order = sorted(range(len(numbers)), key=lambda index: (fixed[index] is None, int(numbers[index])))
        taken: dict[int, set[int]] = {}
        left: dict[int, Iterator[int]] = {}
        for index in order:
            number, own = int(numbers[index]), fixed[index]
            slot = int(self.board.slot[number])
            stands = self.facts.tables[slot]
            if slot not in taken:
                taken[slot], left[slot] = set(self.table[self.board.slot == slot].tolist()), iter(stands)
            if own is None or own in taken[slot] or own not in stands:
                own = next(table for table in left[slot] if table not in taken[slot])
            taken[slot].add(own)
            self.table[number] = own
