"""Places for meetings that lost theirs, with as few others moved as can be; compiled by numba.

A meeting without a place takes a slot where it fits; where none does it takes the place of one or two others, which
then look for places themselves, as long as no more than so many are moved. What does not work out is taken back move
by move from a trail (`board.chain`: its length, then pairs of a meeting and the slot it had).
"""

import numpy as np

from bridgehead.engines.scheduling.solvers.board import Board, Whole, plain_board
from bridgehead.engines.scheduling.solvers.chains import (
    NONE,
    ONE,
    best_fit,
    drop,
    fits,
    kind_of,
    lift,
    may_lie,
    tables_left,
)
from bridgehead.engines.scheduling.solvers.compiled import compiled
from bridgehead.engines.scheduling.solvers.kernels import ejected_weight, replace_lighter

MOST_MOVES = 3
MOST_NODES = 3_000


@compiled
def put(board: Board, meeting: int, target: int) -> None:
    """Move a meeting to a slot (-1: off the board), noting on the trail where it was."""
    count = board.chain[0]
    board.chain[1 + 2 * count] = meeting
    board.chain[2 + 2 * count] = board.slot[meeting]
    board.chain[0] = count + 1
    if board.slot[meeting] >= 0:
        lift(board, meeting)
    if target >= 0:
        drop(board, meeting, target)


@compiled
def take_back(board: Board, length: int) -> None:
    """Undo the moves on the trail beyond the first `length`."""
    while board.chain[0] > length:
        count = board.chain[0] - 1
        meeting, slot = board.chain[1 + 2 * count], board.chain[2 + 2 * count]
        board.chain[0] = count
        if board.slot[meeting] >= 0:
            lift(board, meeting)
        if slot >= 0:
            drop(board, meeting, slot)


@compiled
def made_room(board: Board, meeting: int, target: int, victim: int, homeless: Whole) -> int:
    """Put a meeting in a slot in the place of who hinders it there (and a victim); how many they are, -1 if in vain.

    They are written to `homeless`.
    """
    before, count = board.chain[0], ONE - 1
    if victim >= 0:
        put(board, victim, NONE)
        homeless[count] = victim
        count += 1
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering = board.at[resource, target]
        if hindering >= 0 and count < homeless.shape[0]:
            put(board, hindering, NONE)
            homeless[count] = hindering
            count += 1
    if tables_left(board, kind_of(board, meeting), target) > 0 and fits(board, meeting, target):
        put(board, meeting, target)
        return count
    take_back(board, before)
    return NONE


@compiled
def has_table_itself(board: Board, meeting: int, target: int) -> bool:
    """Whether a table is free in the slot, or becomes free when the meeting's own people give up theirs."""
    kind = kind_of(board, meeting)
    if tables_left(board, kind, target) > 0:
        return True
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering = board.at[resource, target]
        if hindering >= 0 and kind_of(board, hindering) == kind:
            return True
    return False


@compiled
def next_option(board: Board, meeting: int, option: int) -> int:
    """The next way (from `option` on) to make room for a meeting; -1 when there is none.

    An option is a slot times (R + 1), plus 0 for its own participants' meetings alone, or the number of a resource,
    counted from 1, whose meeting is the victim in a slot without a free table.
    """
    width = board.at.shape[0] + 1
    while option < board.room.shape[0] * width:
        target, person = option // width, option % width - 1
        if not may_lie(board, meeting, target) or (person >= 0 and has_table_itself(board, meeting, target)):
            option = (target + 1) * width
            continue
        victim = NONE if person < 0 else board.at[person, target]
        if person < 0 or (victim >= 0 and board.who[victim, 0] == person):
            return option
        option += 1
    return NONE


@compiled
def settled(board: Board, homeless: Whole, top: int, moves: int, nodes: Whole) -> bool:
    """Whether all of `homeless[:top]` find places when no more than so many others are moved."""
    if top == 0:
        return True
    nodes[0] -= 1
    meeting, before = homeless[top - 1], board.chain[0]
    target = best_fit(board, meeting)
    if target >= 0:
        put(board, meeting, target)
        if settled(board, homeless, top - 1, moves, nodes):
            return True
        take_back(board, before)
        homeless[top - 1] = meeting
    width = board.at.shape[0] + 1
    option = next_option(board, meeting, ONE - 1)
    while moves > 0 and option >= 0 and nodes[0] > 0:
        target, person = option // width, option % width - 1
        victim = NONE if person < 0 else board.at[person, target]
        count = made_room(board, meeting, target, victim, homeless[top - 1 : top - 1 + moves])
        if count >= 0:
            if settled(board, homeless, top - 1 + count, moves - count, nodes):
                return True
            take_back(board, before)
        homeless[top - 1] = meeting
        option = next_option(board, meeting, option + 1)
    return False


@compiled
def lift_all(board: Board, numbers: Whole) -> None:
    """Take meetings off the board."""
    for index in range(numbers.shape[0]):
        lift(board, numbers[index])


@compiled
def lay(board: Board, order: Whole, slot: Whole) -> None:
    """Put the meetings of `order` back into their slots, as far as every rule still allows it."""
    for index in range(order.shape[0]):
        meeting = order[index]
        target = slot[meeting]
        if target < 0 or board.slot[meeting] >= 0 or tables_left(board, kind_of(board, meeting), target) <= 0:
            continue
        if fits(board, meeting, target):
            drop(board, meeting, target)


@compiled
def settle_all(board: Board, order: Whole, most: int, homeless: Whole, nodes: Whole) -> None:
    """Give each meeting of `order` a place with the fewest others moved, or in the place of lighter ones.

    Whoever finds a place that is free takes it before others make way for anybody, and whoever needs one before those
    who need two. No more than `most` others are moved for one; with none at all nobody makes way either.
    """
    for moves in range(most + 1):
        for index in range(order.shape[0]):
            if board.slot[order[index]] < 0:
                board.chain[0], nodes[0], homeless[0] = 0, MOST_NODES, order[index]
                settled(board, homeless, ONE, ONE * moves, nodes)
    for index in range(order.shape[0] if most else 0):
        if board.slot[order[index]] < 0:
            push_in(board, order[index], homeless, nodes)


@compiled
def lightest(board: Board, meeting: int) -> int:
    """The slot in which others that weigh the least, and less than the meeting, hinder it; -1 if there is none."""
    best, best_weight = NONE, board.weight[meeting]
    for target in range(board.room.shape[0]):
        lost = ejected_weight(board, meeting, target)
        if 0 < lost < best_weight:
            best, best_weight = target, lost
    return best


@compiled
def push_in(board: Board, meeting: int, homeless: Whole, nodes: Whole) -> None:
    """Let a meeting take the place of what weighs least and less than itself; that looks for another place."""
    best = lightest(board, meeting)
    count = replace_lighter(board, meeting, best, NONE) if best >= 0 else NONE
    for index in range(count):
        homeless[homeless.shape[0] - 1 - index] = board.chain[index]
    for index in range(count):
        for moves in range(MOST_MOVES + 1):
            board.chain[0], nodes[0] = 0, MOST_NODES
            homeless[0] = homeless[homeless.shape[0] - 1 - index]
            if settled(board, homeless, ONE, ONE * moves, nodes):
                break


def warm() -> None:
    """Load (or compile) the kernels that are called from outside."""
    board = plain_board()
    settle_all(board, np.zeros(1, np.int64), MOST_MOVES, scratch(board), np.zeros(1, np.int64))
    lift_all(board, np.zeros(1, np.int64))
    lay(board, np.zeros(1, np.int64), np.full(1, -1, np.int64))


def scratch(board: Board) -> Whole:
    """Room for the meetings that look for a place at once."""
    return np.zeros(2 * (MOST_MOVES + board.who.shape[1] + 2), np.int64)
