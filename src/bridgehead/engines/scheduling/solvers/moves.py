"""The moves of annealing, prepared three steps ahead so that the memory they need is there when their turn comes.

Each step draws one, finds the meeting of the one drawn before and aims the one before that; then it makes the oldest.
"""

from typing import NamedTuple, cast

import numpy as np

from bridgehead.engines.scheduling.solvers.ahead import ask
from bridgehead.engines.scheduling.solvers.board import Board
from bridgehead.engines.scheduling.solvers.chains import NONE, below, growth, may_lie
from bridgehead.engines.scheduling.solvers.compiled import compiled

# Numba compiles a function once more for every literal argument; this has the arrays' own type.
EIGHTH = cast(int, np.int64(8))


class Move(NamedTuple):
    """Somebody's meeting (-1: none, or none yet), its slot and another; `aims` is 0 where any other will do."""

    resource: int
    meeting: int
    source: int
    target: int
    aims: int


@compiled
def drawn(board: Board) -> Move:
    """A move by chance: mostly of somebody who pays for breaks."""
    resources, slots = board.at.shape
    count = board.troubled[-1]
    resource = board.troubled[below(board, count)] if count and below(board, EIGHTH) else below(board, resources)
    source, target = below(board, slots), below(board, slots)
    ask(board.at, resource, source)
    ask(board.at, resource, target)
    return Move(resource, NONE, source, target, below(board, EIGHTH))


@compiled
def found(board: Board, move: Move) -> Move:
    """The move with the next meeting at the edge of a run."""
    slots, source = board.at.shape[1], move.source
    for _ in range(slots):
        if board.at[move.resource, source] >= 0 and growth(board, move.resource, source, NONE) >= 0:
            break
        source = source + 1 if source + 1 < slots else 0
    meeting = board.at[move.resource, source]
    if meeting >= 0:
        ask(board.who, meeting, 0)
    return Move(move.resource, meeting, source, move.target, move.aims)


@compiled
def aimed(board: Board, move: Move) -> Move:
    """The move to the next slot that closes a gap, if it aims."""
    if move.meeting < 0:
        return move
    slots, target = board.at.shape[1], move.target
    for _ in range(slots if move.aims else 0):
        is_free = board.at[move.resource, target] < 0 and may_lie(board, move.meeting, target)
        if is_free and growth(board, move.resource, target, move.source) < 1:
            break
        target = target + 1 if target + 1 < slots else 0
    for k in range(board.who.shape[1]):
        other = board.who[move.meeting, k]
        if other < 0:
            break
        if other != move.resource:
            ask(board.at, other, move.source)
            ask(board.at, other, target)
    return Move(move.resource, move.meeting, move.source, target, move.aims)


@compiled
def stands(board: Board, move: Move) -> bool:
    """Whether there is something to move, and it still lies where it lay when it was found."""
    return move.meeting >= 0 and move.source != move.target and board.at[move.resource, move.source] == move.meeting
