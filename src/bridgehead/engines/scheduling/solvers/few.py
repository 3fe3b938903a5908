"""Places for meetings that lost theirs while no more than so many others make way in all; compiled by numba.

Places that are free go first. What the others may then move is spent where it gains the most weight for each of them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.scheduling.solvers.board import Board, Whole, plain_board
from bridgehead.engines.scheduling.solvers.chains import NONE, ONE
from bridgehead.engines.scheduling.solvers.compiled import compiled
from bridgehead.engines.scheduling.solvers.kernels import ejected_weight
from bridgehead.engines.scheduling.solvers.settle import (
    MOST_MOVES,
    MOST_NODES,
    lightest,
    made_room,
    scratch,
    settle_all,
    settled,
    take_back,
)

#: The turn after those with 1, 2 and 3 others that find places again: lighter meetings lose theirs.
PUSH = MOST_MOVES + 1


class Account(NamedTuple):
    """Who looks for a place and what the others have moved: meetings M, of which N have none.

    `order` (N) who has none, the heavy and hard ones first; `turn` (N) what each tries next, 1 to PUSH; `gain` (N) the
    weight that this brings for each that moves, 0 once there is nothing to try. `stood` (M) where the others stood, -1
    for all that may move without being counted; `moved` (M + 1) who of the others lies elsewhere, last their number.
    Scratch: `homeless`, `nodes`.
    """

    order: Whole
    turn: Whole
    gain: NDArray[np.float64]
    stood: Whole
    moved: Whole
    homeless: Whole
    nodes: Whole


def account_of(board: Board, order: Whole, stood: Whole) -> Account:
    """An account in which nobody has moved."""
    return Account(
        order=order,
        turn=np.ones(len(order), np.int64),
        gain=np.zeros(len(order), np.float64),
        stood=stood,
        moved=np.zeros(len(stood) + 1, np.int64),
        homeless=scratch(board),
        nodes=np.zeros(1, np.int64),
    )


@compiled
def note_others(board: Board, account: Account, length: int) -> None:
    """Count which others, of the first so many moves on the trail, lie elsewhere than they stood."""
    for index in range(length):
        meeting = board.chain[1 + 2 * index]
        stood = account.stood[meeting]
        is_moved = ONE if stood >= 0 and board.slot[meeting] != stood else ONE - 1
        account.moved[-1] += is_moved - account.moved[meeting]
        account.moved[meeting] = is_moved


@compiled
def is_within(board: Board, account: Account, most: int) -> bool:
    """Whether no more others have moved than may; the moves on the trail are taken back otherwise."""
    length = board.chain[0]
    note_others(board, account, length)
    if account.moved[-1] <= most:
        return True
    take_back(board, ONE - 1)
    note_others(board, account, length)
    return False


@compiled
def gain_of(board: Board, meeting: int, turn: int) -> float:
    """The weight that a turn brings for each other that moves; 0 after the last."""
    if turn < PUSH:
        return float(board.weight[meeting] / turn)
    target = lightest(board, meeting) if turn == PUSH else NONE
    if target < 0:
        return 0.0
    hindering = 0
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering += 1 if board.at[resource, target] >= 0 else 0
    return float((board.weight[meeting] - ejected_weight(board, meeting, target)) / hindering)


@compiled
def has_place(board: Board, account: Account, index: int, most: int) -> bool:
    """Take a meeting's next turn; whether it has a place now."""
    meeting = account.order[index]
    homeless, nodes = account.homeless, account.nodes
    board.chain[0], nodes[0], homeless[0] = 0, MOST_NODES, meeting
    if account.turn[index] < PUSH:
        return settled(board, homeless, ONE, account.turn[index], nodes) and is_within(board, account, most)
    target = lightest(board, meeting)
    count = made_room(board, meeting, target, NONE, homeless) if target >= 0 else NONE
    if count < 0 or not is_within(board, account, most):
        return False
    for victim in range(count):  # whoever was pushed out takes a place that is free
        board.chain[0], homeless[0] = 0, homeless[victim]
        settled(board, homeless, ONE, ONE - 1, nodes)
        note_others(board, account, board.chain[0])
    return True


@compiled
def most_of(gain: NDArray[np.float64]) -> int:
    """Where the greatest gain stands, the first of several."""
    best = 0
    for index in range(gain.shape[0]):
        if gain[index] > gain[best]:
            best = index
    return best


@compiled
def settle_few(board: Board, account: Account, most: int) -> None:
    """Give each meeting of the account a place while no more than `most` others move or lose theirs in all."""
    settle_all(board, account.order, ONE - 1, account.homeless, account.nodes)
    for index in range(account.order.shape[0]):
        meeting = account.order[index]
        account.gain[index] = gain_of(board, meeting, account.turn[index]) if board.slot[meeting] < 0 else 0.0
    while account.gain.shape[0] and account.moved[-1] < most:
        index = most_of(account.gain)
        if account.gain[index] <= 0:
            break
        if has_place(board, account, index, most):
            account.gain[index] = 0.0
        else:
            account.turn[index] += 1
            account.gain[index] = gain_of(board, account.order[index], account.turn[index])
    settle_all(board, account.order, ONE - 1, account.homeless, account.nodes)


def warm() -> None:
    """Load (or compile) the kernel that is called from outside."""
    board = plain_board()
    settle_few(board, account_of(board, np.zeros(1, np.int64), np.full(1, -1, np.int64)), MOST_MOVES)
