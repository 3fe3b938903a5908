"""What was seen and when: merged in place, by days, as a plain dictionary would keep it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgehead.engines.ranking.memory import PIECE, Memory

PUTS = st.lists(
    st.tuples(st.integers(1, 4), st.dictionaries(st.integers(0, 30), st.integers(1, 9), max_size=12)), max_size=8
)


def put(memory: Memory, day: int, moments: dict[int, int]) -> None:
    keys = sorted(moments)
    memory.put(np.array(keys, np.uint64), np.array([moments[key] for key in keys], np.uint32), day)


def kept(memory: Memory) -> dict[int, int]:
    return {
        key: moment
        for keys, moments in memory.segments()
        for key, moment in zip(keys.tolist(), moments.tolist(), strict=True)
        if moment
    }


@settings(max_examples=60, deadline=None)
@given(PUTS)
def test_the_latest_put_of_a_key_stands_and_lies_in_its_day(puts: list[tuple[int, dict[int, int]]]) -> None:
    memory, asked, days = Memory(), dict[int, int](), dict[int, int]()
    for day, moments in puts:
        put(memory, day, moments)
        asked |= moments
        days |= dict.fromkeys(moments, day)
    assert kept(memory) == asked
    again = Memory.of(memory.state("x"), "x")
    assert kept(again) == asked
    memory.forget(3)
    assert kept(memory) == {key: moment for key, moment in asked.items() if days[key] >= 3}


def test_many_keys_are_merged_piece_by_piece_and_stay_in_order() -> None:
    chance, memory = np.random.default_rng(1), Memory()
    asked = np.empty(0, np.uint64)
    for _ in range(6):
        keys = np.unique(chance.integers(0, 1 << 40, PIECE // 2).astype(np.uint64))
        memory.put(keys, (keys % 1000 + 1).astype(np.uint32), 1)
        asked = np.union1d(asked, keys)
    pieces = list(memory.segments())
    assert max(len(keys) for keys, _ in pieces) == PIECE
    assert np.array_equal(np.concatenate([keys for keys, _ in pieces]), asked)
    assert np.array_equal(np.concatenate([moments for _, moments in pieces]), asked % 1000 + 1)


def test_a_day_of_which_most_moved_on_is_kept_by_what_is_left() -> None:
    memory = Memory()
    put(memory, 1, dict.fromkeys(range(100), 5))
    put(memory, 2, dict.fromkeys(range(90), 6))
    put(memory, 3, {0: 7})
    assert [len(keys) for keys, _ in memory.segments()] == [10, 90, 1]
    assert kept(memory) == dict.fromkeys(range(90, 100), 5) | dict.fromkeys(range(1, 90), 6) | {0: 7}
