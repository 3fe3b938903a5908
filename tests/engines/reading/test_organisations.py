"""Organisations of a directory in Korean and English sentences."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.engines.reading import Directory, Organisation

DIRECTORY = Directory.of(
    [
        Organisation("1", "한빛제약", "Hanbit Pharmaceutical Co., Ltd.", ("한빛",)),
        Organisation("2", "한빛제약홀딩스", "Hanbit Holdings"),
        Organisation("3", "대상", "Daesang Corp."),
        Organisation("4", "주식회사 새봄 바이오텍", "Saebom Biotech Inc.", ("SBB",)),
        Organisation("5", "", "Target"),
        Organisation("6", "북해도청", "North Sea Office", ("NSO",)),
        Organisation("7", "북방 청년 사업단", "", ("NSO",)),
        Organisation("8", "한빛대", "Hanbit University", ("HBU",)),
        Organisation("9", "들빛 방송", "", ("hbu",)),
        Organisation("10", "나래군", "", ("Twitter", "트위터")),
        Organisation("11", "법원", "The Court of Hanbit", ()),
    ]
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("한빛제약은 계약을 맺었다", [("한빛제약", "1")]),
        ("한빛제약홀딩스가 계약을 맺었다", [("한빛제약홀딩스", "2")]),
        ("한빛제약측은 말했다", [("한빛제약", "1")]),
        ("한빛제약사와 손잡았다", [("한빛제약", "1")]),
        ("㈜한빛제약과 손잡았다", [("한빛제약", "1")]),
        ("주식회사한빛제약과 손잡았다", [("한빛제약", "1")]),
        ("한빛제약(Hanbit Pharmaceutical)은", [("한빛제약", "1"), ("Hanbit Pharmaceutical", "1")]),
        ("새봄 바이오텍과 새봄바이오텍", [("새봄 바이오텍", "4"), ("새봄바이오텍", "4")]),
        ("Hanbit Pharmaceutical Co., Ltd. signed", [("Hanbit Pharmaceutical", "1")]),
        ("HANBIT PHARMACEUTICAL'S drug", [("HANBIT PHARMACEUTICAL", "1")]),
        ("Hanbit\nHoldings signed", [("Hanbit\nHoldings", "2")]),
        ("SBB에서 말했다", [("SBB", "4")]),
        ("한빛제약협회가 말했다", []),
        ("신한빛제약이 말했다", []),
        ("hanbit pharmaceutical in small letters", []),
        ("write to me@sbb.com", []),
        ("이 법은 중소기업을 대상으로 한다", []),
        ("㈜대상은 말했다", [("대상", "3")]),
        ("대상(Daesang)은 말했다", [("대상", "3"), ("Daesang", "3")]),
        ("Daesang, 즉 대상은 말했다", [("Daesang", "3"), ("대상", "3")]),
        ("Target the right market", []),
        ("Target Corp. said", [("Target", "5")]),
        ("NSO said", []),
        ("North Sea Office and NSO", [("North Sea Office", "6"), ("NSO", "6")]),
        ("새봄 바이오텍, 한빛", [("새봄 바이오텍", "4"), ("한빛", "1")]),
        ("HBU와 hbu", [("HBU", "8"), ("hbu", "9")]),
        ("Hbu said", []),
        ("한빛대총장은 말했다", [("한빛대", "8")]),
        ("한빛제약대표와 한빛제약회장의 말", [("한빛제약", "1"), ("한빛제약", "1")]),
        ("한빛제약대표단이 왔다", []),
        ("한빛대 인근에서 만났다", []),
        ("한빛대 앞에서 만났다", []),
        ("한빛대 앞날이 밝다", [("한빛대", "8")]),
        ("한빛대가 한빛대 인근에 짓는다", [("한빛대", "8"), ("한빛대", "8")]),
        ("나래군 새봄면에서 열렸다", []),
        ("나래군은 새봄면에서 열었다", [("나래군", "10")]),
        ("트위터 계정을 열었다", []),
        ("트위터는 직원을 줄였다", [("트위터", "10")]),
        ("법원은 기각했다", []),
        ("", []),
    ],
)
def test_mentions_of_a_sentence(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.text, each.org_id) for each in DIRECTORY.mentions(sentence)] == expected


SYLLABLES = st.sampled_from("가나다라abcAB ")
#: Syllables that are no particles, for the slow search knows none.
NAMES = st.lists(st.text("갹냑댝럑abc", min_size=3, max_size=5), max_size=8, unique=True)


def naive(names: list[str], text: str) -> list[tuple[int, int]]:
    """The longest name at each place where a word begins, with nothing written onto it, the slow way."""
    found, start = [], 0
    while start < len(text):
        begins = start == 0 or not text[start - 1].isalnum()
        ends = [start + len(name) for name in names if begins and text.startswith(name, start)]
        ends = [end for end in ends if end == len(text) or not text[end].isalnum()]
        if ends:
            found.append((start, max(ends)))
        start = max(ends, default=start + 1)
    return found


@given(NAMES, st.lists(st.text("갹냑댝럑abc", max_size=5), max_size=12).map(" ".join))
def test_the_longest_name_is_found_wherever_a_slow_search_finds_it(names: list[str], text: str) -> None:
    directory = Directory.of(Organisation(name, name) for name in names)
    assert [(each.start, each.end) for each in directory.mentions(text)] == naive(names, text)


@given(st.text(max_size=80) | st.lists(SYLLABLES, max_size=40).map("".join))
def test_any_text_is_read_and_spans_are_slices_in_order(text: str) -> None:
    end = 0
    for each in DIRECTORY.mentions(text):
        assert each.text == text[each.start : each.end]
        assert end <= each.start < each.end
        end = each.end


@given(st.lists(st.builds(Organisation, st.text(max_size=3), st.text(max_size=9), st.text(max_size=9)), max_size=5))
def test_any_directory_is_taken(records: list[Organisation]) -> None:
    assert Directory.of(records).mentions("대상은 a b") is not None


def test_twenty_thousand_names_are_no_burden() -> None:
    chance = random.Random(1)
    names = {"".join(chance.choices("가나다라마바사아자차카타파하", k=5)) for _ in range(20_000)}
    directory = Directory.of(Organisation(name, name) for name in names)
    text = " ".join(chance.choices([*sorted(names)[:500], "오늘은", "우리가", "만나서", "말했다."], k=50_000))
    begun = time.process_time()
    assert directory.mentions(text)
    assert time.process_time() - begun < 3
