"""The inner loops of the local search, compiled by numba: insertion, ejection, annealing over Kempe swaps."""

from typing import cast

import numpy as np

from bridgehead.engines.scheduling.solvers.board import Board, Narrow, Whole, plain_board
from bridgehead.engines.scheduling.solvers.chains import (
    FORBIDDEN,
    NONE,
    ONE,
    below,
    best_fit,
    drop,
    fits,
    gather,
    is_out_of_question,
    kind_of,
    lift,
    may_lie,
    price_of_swap,
    swap,
    tables_left,
)
from bridgehead.engines.scheduling.solvers.compiled import compiled
from bridgehead.engines.scheduling.solvers.moves import aimed, drawn, found, stands

# Numba compiles a function once more for every literal argument; this has the arrays' own type.
FINE = cast(int, np.int64(1 << 20))


@compiled
def make_room(board: Board, meeting: int, target: int, tries: int) -> bool:
    """Move out of the slot, by Kempe chains, whoever hinders the meeting there; what was moved stays moved."""
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering = board.at[resource, target]
        if hindering >= 0 and not moved_out(board, hindering, resource, target, tries):
            return False
    if tables_left(board, kind_of(board, meeting), target) <= 0:
        return relieved(board, kind_of(board, meeting), target, tries) and fits(board, meeting, target)
    return fits(board, meeting, target)


@compiled
def moved_out(board: Board, meeting: int, resource: int, source: int, tries: int) -> bool:
    """Swap the meeting from `source` into a slot where the resource is free."""
    slots = board.at.shape[1]
    first = below(board, slots)
    for step in range(min(tries, slots)):
        target = (first + step) % slots
        if target == source or board.at[resource, target] >= 0 or not may_lie(board, meeting, target):
            continue
        length = gather(board, meeting, source, target)
        if length and price_of_swap(board, length, source, target) < FORBIDDEN:
            swap(board, length, source, target)
            return True
    return False


@compiled
def relieved(board: Board, kind: int, source: int, tries: int) -> bool:
    """Free a table of a kind in a full slot by swapping some meeting there into a slot with room."""
    slots = board.at.shape[1]
    for _ in range(tries):
        resource = below(board, board.at.shape[0])
        meeting = board.at[resource, source]
        target = below(board, slots)
        if meeting < 0 or target == source or kind_of(board, meeting) != kind or tables_left(board, kind, target) <= 0:
            continue
        length = gather(board, meeting, source, target)
        if length and price_of_swap(board, length, source, target) < FORBIDDEN:
            swap(board, length, source, target)
            if tables_left(board, kind, source) > 0:
                return True
    return False


@compiled
def insert_all(board: Board, order: Whole, tries: int) -> int:
    """Place the unplaced meetings of `order` one after another, with Kempe chains where no slot fits; how many."""
    placed = 0
    slots = board.at.shape[1]
    for index in range(order.shape[0]):
        meeting = order[index]
        if board.slot[meeting] >= 0 or is_out_of_question(board, meeting):
            continue
        target = best_fit(board, meeting)
        first = below(board, slots)
        for step in range(slots if target < 0 and tries else 0):
            aim = (first + step) % slots
            if may_lie(board, meeting, aim) and make_room(board, meeting, aim, tries):
                target = aim
                break
        if target >= 0:
            drop(board, meeting, target)
            placed += 1
    return placed


@compiled
def pack_all(board: Board, order: Whole) -> None:
    """Place the meetings of `order` one after another, each in the first slot where it fits."""
    for index in range(order.shape[0]):
        meeting = order[index]
        for target in range(board.room.shape[0]):
            if board.slot[meeting] >= 0:
                break
            if tables_left(board, kind_of(board, meeting), target) > 0 and fits(board, meeting, target):
                drop(board, meeting, target)


@compiled
def ejected_weight(board: Board, meeting: int, target: int) -> int:
    """The weight that must leave the slot for the meeting to lie there; FORBIDDEN if that would not be enough."""
    if not may_lie(board, meeting, target):
        return FORBIDDEN
    weight = 0
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering = board.at[resource, target]
        if hindering >= 0:
            for earlier in range(k):
                if board.at[board.who[meeting, earlier], target] == hindering:
                    weight -= board.weight[hindering]
                    break
            weight += board.weight[hindering]
    return weight


@compiled
def replace_lighter(board: Board, meeting: int, target: int, victim: int) -> int:
    """Eject whoever hinders the meeting in the slot (and a victim, if any) and drop it there.

    Returns how many were ejected; they stand in `board.chain`. If it still does not fit, all is as before: -1.
    """
    count = ONE - 1
    if victim >= 0:
        lift(board, victim)
        board.chain[0] = victim
        count += 1
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        hindering = board.at[resource, target]
        if hindering >= 0:
            lift(board, hindering)
            board.chain[count] = hindering
            count += 1
    if tables_left(board, kind_of(board, meeting), target) > 0 and fits(board, meeting, target):
        drop(board, meeting, target)
        return count
    for index in range(count):
        drop(board, board.chain[index], target)
    return NONE


@compiled
def exchange(board: Board, heat: float) -> None:
    """Try a random unplaced meeting in a random slot, in the place of others that weigh no more."""
    meeting, target = pick_unplaced(board), below(board, board.room.shape[0])
    if board.slot[meeting] >= 0 or not may_lie(board, meeting, target):
        return
    lost, victim = ejected_weight(board, meeting, target), NONE
    if lost == 0 and tables_left(board, kind_of(board, meeting), target) <= 0:
        victim = board.at[below(board, board.at.shape[0]), target]
        if victim < 0 or kind_of(board, victim) != kind_of(board, meeting):
            return
        lost = board.weight[victim]
    if lost > board.weight[meeting]:
        return
    before = board.tally[0]
    count = replace_lighter(board, meeting, target, victim)
    if count >= 0 and lost == board.weight[meeting] and not welcome(board, board.tally[0] - before, heat):
        lift(board, meeting)
        for index in range(count):
            drop(board, board.chain[index], target)


@compiled
def replace_any(board: Board, meeting: int, target: int, heat: float) -> int:
    """Try an unplaced meeting in a slot, in the place of whoever hinders it; the weight gained or, by chance, lost.

    A placed meeting changes slots with its chain.
    """
    source = board.slot[meeting]
    if source == target or not may_lie(board, meeting, target):
        return 0
    if source >= 0:
        length = gather(board, meeting, source, target)
        if length and price_of_swap(board, length, source, target) < FORBIDDEN:
            swap(board, length, source, target)
        return 0
    lost, victim = ejected_weight(board, meeting, target), NONE
    if lost == 0 and tables_left(board, kind_of(board, meeting), target) <= 0:
        victim = board.at[below(board, board.at.shape[0]), target]
        if victim < 0 or kind_of(board, victim) != kind_of(board, meeting):
            return 0
        lost = board.weight[victim]
    gain = board.weight[meeting] - lost
    if gain < 0 and below(board, FINE) >= np.exp(gain / heat) * FINE:
        return 0
    return gain if replace_lighter(board, meeting, target, victim) >= 0 else 0


@compiled
def anneal_weight(board: Board, own: Whole, steps: int, heat: float, goal: int, best: Narrow) -> int:
    """Anneal the weight at one temperature, for so many steps or until the goal; the most that was reached.

    Every other move fills a seat that stays idle. `own` (R, most + 1) are a resource's meetings and, last, their count;
    `best` the slots of the heaviest board so far, which this one takes the place of when it weighs more.
    """
    most = 0
    for meeting in range(best.shape[0]):
        most += board.weight[meeting] if best[meeting] >= 0 else 0
    now = total_weight(board)
    for step in range(steps):
        target = below(board, board.room.shape[0])
        meeting = pick_idle(board, own, target) if step % 2 else pick_unplaced(board)
        if meeting >= 0:
            now += replace_any(board, meeting, target, heat)
        if now > most:
            most = now
            for number in range(best.shape[0]):
                best[number] = board.slot[number]
            if most >= goal:
                break
    return most


@compiled
def pick_idle(board: Board, own: Whole, slot: int) -> int:
    """A random meeting, that may lie in the slot, of somebody who has none there; -1 if chance finds nobody."""
    for _ in range(64):
        resource = below(board, own.shape[0])
        count = own[resource, -1]
        if board.at[resource, slot] < 0 and count:
            meeting = own[resource, below(board, count)]
            if may_lie(board, meeting, slot):
                return int(meeting)
    return NONE


@compiled
def pick_unplaced(board: Board) -> int:
    """A random meeting, mostly one that is not placed."""
    meeting = below(board, board.slot.shape[0])
    for _ in range(8):
        if board.slot[meeting] < 0:
            break
        meeting = below(board, board.slot.shape[0])
    return meeting


@compiled
def welcome(board: Board, added: int, heat: float) -> bool:
    """Whether annealing takes a move that adds so much."""
    return added <= 0 or (added < 64 and below(board, FINE) < np.exp(-added / heat) * FINE)


@compiled
def eject_round(board: Board, order: Whole, tries: int) -> int:
    """Let each unplaced meeting push out what weighs no more, then place what was pushed out; the weight gained."""
    before = total_weight(board)
    slots = board.at.shape[1]
    for index in range(order.shape[0]):
        meeting = order[index]
        if board.slot[meeting] >= 0:
            continue
        first = below(board, slots)
        best, best_weight = NONE, board.weight[meeting]
        for step in range(slots):
            target = (first + step) % slots
            lost = ejected_weight(board, meeting, target)
            if lost < FORBIDDEN and (lost < best_weight or (best < 0 and lost == best_weight)):
                best, best_weight = target, lost
        if best >= 0:
            replace_lighter(board, meeting, best, NONE)
    insert_all(board, order, tries)
    return total_weight(board) - before


@compiled
def total_weight(board: Board) -> int:
    """The weight of all placed meetings."""
    weight = 0
    for meeting in range(board.slot.shape[0]):
        if board.slot[meeting] >= 0:
            weight += board.weight[meeting]
    return weight


@compiled
def anneal(board: Board, steps: int, hot: float, cold: float, crowd: int) -> int:
    """Anneal the price of runs from one temperature to another; the price reached.

    Moves are Kempe swaps and, with a `crowd` of unplaced meetings, every eighth an exchange with one of them.
    """
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(1, steps // 64))
    second = found(board, drawn(board))
    first, second, third = aimed(board, second), found(board, drawn(board)), drawn(board)
    for step in range(steps):
        if step % 64 == 63:
            heat *= cooling
        if crowd and step % 8 == 7:
            exchange(board, heat)
            continue
        move = first
        first, second, third = aimed(board, second), found(board, third), drawn(board)
        if not stands(board, move):
            continue
        length = gather(board, move.meeting, move.source, move.target)
        if length and welcome(board, price_of_swap(board, length, move.source, move.target), heat):
            swap(board, length, move.source, move.target)
    return int(board.tally[0])


@compiled
def return_to(board: Board, slot: Narrow) -> None:
    """Put every meeting where it lay before: slots, -1 for those that did not."""
    for meeting in range(slot.shape[0]):
        if board.slot[meeting] >= 0 and board.slot[meeting] != slot[meeting]:
            lift(board, meeting)
    for meeting in range(slot.shape[0]):
        if slot[meeting] >= 0 and board.slot[meeting] < 0:
            drop(board, meeting, slot[meeting])


def warm() -> None:
    """Load (or compile) every kernel that is called from outside."""
    board = plain_board()
    order = np.zeros(1, np.int64)
    pack_all(board, order)
    insert_all(board, order, 1)
    eject_round(board, order, 1)
    total_weight(board)
    anneal_weight(board, np.array([[0, 1], [0, 1]]), 1, 1.0, ONE, board.slot.copy())
    anneal(board, 1, 1.0, 0.5, 1)
    return_to(board, board.slot.copy())
