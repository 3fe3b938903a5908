"""What a move does to a Board, compiled by numba: one meeting lifted or dropped, one Kempe chain changing sides.

A Kempe chain between two slots is a connected set of meetings that can change sides together: nobody loses a seat.
"""

from typing import cast

import numpy as np

from bridgehead.engines.scheduling.solvers.board import LAST_STAMP, LONGEST_CHAIN, Board
from bridgehead.engines.scheduling.solvers.compiled import compiled

FORBIDDEN = 1 << 30
# Numba compiles a function once more for every literal argument; these have the arrays' own type.
NONE, ONE = (cast(int, np.int64(number)) for number in (-1, 1))


@compiled
def below(board: Board, limit: int) -> int:
    """The next random whole number below `limit` (xorshift, the same on every machine; a product is a cheap modulo)."""
    x = board.state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    board.state[0] = x
    return int(np.int64(((x >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32)))


@compiled
def growth(board: Board, resource: int, slot: int, hidden: int) -> int:
    """By how much runs grow when the resource also sits in `slot`, its seat in slot `hidden` left out of sight."""
    grow = 1
    if slot > 0 and slot - 1 != hidden and board.at[resource, slot - 1] >= 0:
        grow -= 1
    if slot + 1 < board.at.shape[1] and slot + 1 != hidden and board.at[resource, slot + 1] >= 0:
        grow -= 1
    return grow


@compiled
def price_of(board: Board, resource: int, runs: int) -> int:
    """What the resource pays for so many runs; those after the participants are tables and pay nothing."""
    return int(board.price[runs]) if resource < board.price[-1] else 0


@compiled
def set_runs(board: Board, resource: int, now: int, then: int) -> None:
    """Note how many runs a resource has, what they cost, and whether it is in trouble: it pays for some."""
    board.runs[resource] = then
    before, after = price_of(board, resource, now), price_of(board, resource, then)
    board.tally[0] += after - before
    count = board.troubled[-1]
    if before == 0 and after > 0:
        board.troubled[count] = resource
        board.trouble[resource] = count
        board.troubled[-1] = count + 1
    elif before > 0 and after == 0:
        last, place = board.troubled[count - 1], board.trouble[resource]
        board.troubled[place] = last
        board.trouble[last] = place
        board.trouble[resource] = -1
        board.troubled[-1] = count - 1


@compiled
def may_lie(board: Board, meeting: int, slot: int) -> bool:
    """Whether the slot is one of those in which the meeting may lie."""
    return bool(board.allowed[meeting, slot >> 3] >> (slot & 7) & 1)


@compiled
def kind_of(board: Board, meeting: int) -> int:
    """The kind of table that a meeting needs; where there is one kind, no memory is read."""
    return int(board.kind[meeting]) if board.left.shape[0] > 1 else 0


@compiled
def worth_of(board: Board, meeting: int, slot: int) -> int:
    """What a place is worth; where no place is worth anything, no memory is read."""
    return int(board.worth[meeting, slot]) if board.worth.shape[0] else 0


@compiled
def lift(board: Board, meeting: int) -> int:
    """Take a meeting off the board; returns the slot it had."""
    source = int(board.slot[meeting])
    board.slot[meeting] = -1
    board.load[source] -= 1
    board.left[kind_of(board, meeting), source] += 1
    board.tally[0] += worth_of(board, meeting, source)
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        board.at[resource, source] = -1
        now = board.runs[resource]
        then = now - growth(board, resource, source, NONE)
        set_runs(board, resource, now, then)
        board.total[resource] -= 1
        board.per_day[resource, board.day[source]] -= 1
    return source


@compiled
def drop(board: Board, meeting: int, target: int) -> None:
    """Put a meeting into a slot where its resources are free."""
    board.slot[meeting] = target
    board.load[target] += 1
    board.left[kind_of(board, meeting), target] -= 1
    board.tally[0] -= worth_of(board, meeting, target)
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        now = board.runs[resource]
        then = now + growth(board, resource, target, NONE)
        set_runs(board, resource, now, then)
        board.at[resource, target] = meeting
        board.total[resource] += 1
        board.per_day[resource, board.day[target]] += 1


@compiled
def keeps_order(board: Board, meeting: int, target: int) -> bool:
    """Whether the meeting in the target slot lies after its earlier and before its later ones."""
    for k in range(board.earlier.shape[1]):
        other = board.earlier[meeting, k]
        if other < 0:
            break
        if board.slot[other] >= target:
            return False
    for k in range(board.later.shape[1]):
        other = board.later[meeting, k]
        if other < 0:
            break
        if 0 <= board.slot[other] <= target:
            return False
    return True


@compiled
def keeps_distance(board: Board, meeting: int, resource: int, target: int, source: int) -> bool:
    """Whether the resource can rest and walk around the meeting in the target slot.

    If the meeting comes from a `source`, what the resource has in the target goes there; a source of -1 is none.
    """
    for step in range(1, board.rest[-1] + 1):
        for near in (target - step, target + step):
            if near < 0 or near >= board.at.shape[1] or board.day[near] != board.day[target]:
                continue
            other = board.at[resource, target if near == source else near]
            if other >= 0 and other != meeting:
                walk = board.walk[kind_of(board, meeting), kind_of(board, other)]
                if step <= board.rest[resource] or step <= walk:
                    return False
    return True


@compiled
def chain_keeps_distance(board: Board, length: int, one: int, other: int) -> bool:
    """Whether everybody can rest and walk after the chain's change of sides."""
    for index in range(length if board.rest[-1] else 0):
        meeting = board.chain[index]
        source = board.slot[meeting]
        for k in range(board.who.shape[1]):
            resource = board.who[meeting, k]
            if resource < 0:
                break
            if not keeps_distance(board, meeting, resource, other if source == one else one, source):
                return False
    return True


@compiled
def have_tables(board: Board, length: int, one: int, other: int) -> bool:
    """Whether there are tables for what the chain's change of sides brings to the two slots."""
    if board.left.shape[0] > 1:
        return kinds_have_tables(board, length, one, other)
    flow = 0
    for index in range(length):
        flow += 1 if board.slot[board.chain[index]] == one else -1
    return bool(board.load[other] + flow <= board.room[other] and board.load[one] - flow <= board.room[one])


@compiled
def kinds_have_tables(board: Board, length: int, one: int, other: int) -> bool:
    """The same for each kind of table."""
    for index in range(length):
        kind, flow = kind_of(board, board.chain[index]), 0
        for place in range(length):
            if kind_of(board, board.chain[place]) == kind:
                flow += 1 if board.slot[board.chain[place]] == one else -1
        if flow > board.left[kind, other] or -flow > board.left[kind, one]:
            return False
    return True


@compiled
def next_stamp(board: Board) -> int:
    """A number that marks no meeting yet."""
    if board.stamp[0] == LAST_STAMP:
        board.stamp[0] = 0
        for meeting in range(board.mark.shape[0]):
            board.mark[meeting] = 0
    board.stamp[0] += 1
    return int(board.stamp[0])


@compiled
def gather(board: Board, meeting: int, one: int, other: int) -> int:
    """Collect a meeting's Kempe chain between two slots into `board.chain`; its length, or 0 if it may not move."""
    stamp = next_stamp(board)
    board.chain[0] = meeting
    board.mark[meeting] = stamp
    length, done = ONE, 0
    while done < length:
        here = board.chain[done]
        done += 1
        target = other if board.slot[here] == one else one
        if not may_lie(board, here, target) or length >= LONGEST_CHAIN:
            return 0
        for k in range(board.who.shape[1]):
            resource = board.who[here, k]
            if resource < 0:
                break
            blocking = board.at[resource, target]
            if blocking >= 0 and board.mark[blocking] != stamp:
                board.mark[blocking] = stamp
                board.chain[length] = blocking
                length += 1
    return length if chain_keeps_order(board, length, one, other) else 0


@compiled
def chain_keeps_order(board: Board, length: int, one: int, other: int) -> bool:
    """Meetings with a place in an order only move alone."""
    if length > 1:
        for index in range(length):  # noqa: SIM110 - numba compiles no generator expressions
            if board.ordered[board.chain[index]]:
                return False
        return True
    meeting = board.chain[0]
    return not board.ordered[meeting] or keeps_order(board, meeting, other if board.slot[meeting] == one else one)


@compiled
def price_of_swap(board: Board, length: int, one: int, other: int) -> int:
    """What the chain's change of sides adds to the tally; FORBIDDEN when tables, a limit or a distance forbid it."""
    if not have_tables(board, length, one, other) or not chain_keeps_distance(board, length, one, other):
        return FORBIDDEN
    added = 0
    for index in range(length):
        source = board.slot[board.chain[index]]
        target = other if source == one else one
        added += worth_of(board, board.chain[index], source) - worth_of(board, board.chain[index], target)
        for k in range(board.who.shape[1]):
            resource = board.who[board.chain[index], k]
            if resource < 0:
                break
            if board.at[resource, target] >= 0:
                continue
            if (
                board.day[source] != board.day[target]
                and board.per_day[resource, board.day[target]] >= board.most_per_day[resource]
            ):
                return FORBIDDEN
            now = board.runs[resource]
            then = now - growth(board, resource, source, NONE) + growth(board, resource, target, source)
            added += price_of(board, resource, then) - price_of(board, resource, now)
    return added


@compiled
def swap(board: Board, length: int, one: int, other: int) -> None:
    """Let the chain change sides."""
    for index in range(length):
        meeting = board.chain[index]
        source = lift(board, meeting)
        board.slot[meeting] = -2 - (other if source == one else one)
    for index in range(length):
        meeting = board.chain[index]
        drop(board, meeting, -2 - board.slot[meeting])


@compiled
def tables_left(board: Board, kind: int, slot: int) -> int:
    """How many tables of a kind nobody has in the slot."""
    return int(board.left[kind, slot])


@compiled
def fits(board: Board, meeting: int, target: int) -> bool:
    """Whether an unplaced meeting can be dropped into the slot, tables left aside."""
    if not may_lie(board, meeting, target):
        return False
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        if board.at[resource, target] >= 0 or board.total[resource] >= board.most[resource]:
            return False
        if board.rest[-1] and not keeps_distance(board, meeting, resource, target, NONE):
            return False
        if board.per_day[resource, board.day[target]] >= board.most_per_day[resource]:
            return False
    return not board.ordered[meeting] or keeps_order(board, meeting, target)


@compiled
def is_out_of_question(board: Board, meeting: int) -> bool:
    """Whether somebody has as many meetings as it may, or the meeting is held in another way."""
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        if board.total[resource] >= board.most[resource]:
            return True
    return False


@compiled
def price_of_drop(board: Board, meeting: int, target: int) -> int:
    """What dropping a meeting that fits adds to the tally."""
    added = -worth_of(board, meeting, target)
    for k in range(board.who.shape[1]):
        resource = board.who[meeting, k]
        if resource < 0:
            break
        now = board.runs[resource]
        then = now + growth(board, resource, target, NONE)
        added += price_of(board, resource, then) - price_of(board, resource, now)
    return added


@compiled
def best_fit(board: Board, meeting: int) -> int:
    """The slot with room that adds the least price, then the one with most room; -1 if there is none."""
    best, best_price, best_room = NONE, FORBIDDEN, NONE
    for target in range(board.at.shape[1]):
        room = tables_left(board, kind_of(board, meeting), target)
        if room <= 0 or not fits(board, meeting, target):
            continue
        price = price_of_drop(board, meeting, target)
        if price < best_price or (price == best_price and room > best_room):
            best, best_price, best_room = target, price, room
    return best
