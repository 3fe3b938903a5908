"""Locks on rounds small enough to try everything: what is locked never moves, and a fill moves nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from bridgehead.partnering.adapters.answering import answer
from bridgehead.partnering.adapters.board import Board, Laid, Spot
from bridgehead.partnering.adapters.problem import FrozenPlace, FrozenProblem, Question
from tests.partnering.test_moves import found_wrong, random_board

SEEDS = range(24)


def kept_of(board: Board) -> tuple[FrozenPlace, ...]:
    return tuple(FrozenPlace(each.request, *each.spot) for each in board.laid)


def asked(question: Question) -> dict[str, Any]:
    return answer(question, lambda _progress: None)


def places(told: dict[str, Any]) -> dict[int, Spot]:
    """Where the answer has the requests."""
    return {request: Spot(slot, table) for request, slot, table in told["placements"]}


def weighed(frozen: FrozenProblem, chance: Random) -> FrozenProblem:
    """The same round with requests that count differently."""
    requests = tuple(replace(each, weight=chance.randint(1, 3)) for each in frozen.requests)
    return replace(frozen, requests=requests)


def completions(board: Board, waiting: list[int]) -> Iterator[frozenset[int]]:
    """Every set of waiting requests that fits in beside what lies, tried one after the other."""
    if not waiting:
        yield frozenset()
        return
    first, *rest = waiting
    yield from completions(board, rest)
    slots, tables = board.frozen.slots, board.frozen.tables
    for slot in slots:
        # Which of the free tables it takes makes no difference to what else fits.
        spot = next((Spot(slot.id, each.id) for each in tables if Spot(slot.id, each.id) not in board.at), None)
        if spot is None or found_wrong(board, {first: spot}):
            continue
        laid = Laid(first, *spot, False, *board.pairs[first])
        for found in completions(Board(board.frozen, (*board.laid, laid)), rest):
            yield found | {first}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fill_keeps_everything_and_places_as_much_as_can_be(seed: int) -> None:
    chance, board = Random(seed), random_board(seed)
    frozen = weighed(board.frozen, chance)
    own = {each.request: each.spot for each in board.laid}
    weights = {each.id: each.weight for each in frozen.requests}
    waiting = [request for request in board.pairs if request not in own]

    told = asked(Question(frozen, kept_of(board), 0, 5, mends=True, fills=True, only_fills=True))

    after = places(told)
    assert {request: after[request] for request in own} == own
    most = max(sum(weights[each] for each in found) for found in completions(Board(frozen, board.laid), waiting))
    assert sum(weights[each] for each in after.keys() - own.keys()) == most
    assert [(each["request"], each["kind"], each["before"]) for each in told["moves"]] == [
        (request, "added", None) for request in sorted(after.keys() - own.keys())
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_leaves_what_is_locked_where_it_is(seed: int) -> None:
    chance, board = Random(seed), random_board(seed)
    locked = tuple(each for each in kept_of(board) if chance.random() < 0.6)
    kept = kept_of(board) if seed % 2 else None

    told = asked(Question(weighed(board.frozen, chance), kept, seed, 5, locked=locked))

    after = places(told)
    assert told["status"] == "optimal"
    assert {each.request: after[each.request] for each in locked} == {
        each.request: Spot(each.slot, each.table) for each in locked
    }


@pytest.mark.parametrize("moves_others", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_repair_leaves_what_is_locked_where_it_is_or_nowhere(seed: int, moves_others: bool) -> None:
    """Somebody cannot come in a slot any more: a locked meeting of theirs loses its place, all others stay or move."""
    chance, board = Random(seed), random_board(seed)
    if not board.laid:
        return
    locked = tuple(each for each in kept_of(board) if chance.random() < 0.6)
    ill = chance.choice(board.laid)
    position = next(number for number, slot in enumerate(board.frozen.slots) if slot.id == ill.slot)
    people = tuple(
        replace(each, closed=tuple(sorted({*each.closed, position}))) if each.id == ill.one else each
        for each in board.frozen.delegations
    )
    frozen = weighed(replace(board.frozen, delegations=people), chance)

    told = asked(
        Question(frozen, kept_of(board), 0, 5, mends=True, fills=True, moves_others=moves_others, locked=locked)
    )

    after = places(told)
    for each in locked:
        stays = Spot(each.slot, each.table)
        assert after.get(each.request) == (None if each.request == ill.request else stays)
    assert found_wrong(Board(frozen, ()), after) is False


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_table_of_a_lock_is_missing_it_loses_its_place(seed: int) -> None:
    board = random_board(seed)
    if not board.laid:
        return
    gone, locked = Random(seed).choice(board.laid), kept_of(board)
    position = next(number for number, slot in enumerate(board.frozen.slots) if slot.id == gone.slot)
    tables = tuple(replace(each, closed=(position,)) if each.id == gone.table else each for each in board.frozen.tables)
    frozen = replace(board.frozen, tables=tables)

    after = places(asked(Question(frozen, kept_of(board), 0, 5, mends=True, fills=True, locked=locked)))

    assert gone.request not in after
    stays = {each.request: each.spot for each in board.laid if each is not gone}
    assert {request: after[request] for request in stays} == stays
    assert found_wrong(Board(frozen, ()), after) is False


def test_what_has_no_lock_moves_where_the_same_with_one_stays() -> None:
    """The control: without the lock the very same run moves what the lock holds."""
    board = random_board(5)
    held = kept_of(board)[-1:]
    spots = [Spot(slot.id, table.id) for slot in board.frozen.slots for table in board.frozen.tables]
    alone = Board(board.frozen, ())
    free = places(asked(Question(board.frozen, None, 0, 5)))[held[0].request]
    other = next(spot for spot in spots if spot.slot != free.slot and not alone.obstacles({held[0].request: spot}))

    locked = places(asked(Question(board.frozen, None, 0, 5, locked=(FrozenPlace(held[0].request, *other),))))

    assert locked[held[0].request] == other != free
