"""The tokeniser that search in both languages stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.engines.reading.tokens import AskedWord, asked_words, grams, indexed_tokens, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("대웅제약", ["대웅제약"]),
        ("Dong-A ST", ["dong", "a", "st"]),
        ("C&D  Incubation\nOffice", ["c", "d", "incubation", "office"]),
        ("Ｄａｅｗｏｏｎｇ", ["daewoong"]),
        ("Café Crème", ["cafe", "creme"]),
        ("!?…", []),
        ("", []),
    ],
)
def test_words_are_letters_and_digits_in_one_case(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_grams_are_in_order() -> None:
    assert grams("_대웅_", 2) == ["_대", "대웅", "웅_"]
    assert grams("대웅", 3) == []


def test_index_holds_one_two_and_three_grams() -> None:
    assert indexed_tokens("제노") == {"제", "노", "_제", "제노", "노_", "_제노", "제노_"}


def test_each_kind_of_word_asks_for_what_it_needs() -> None:
    assert asked_words("웅 제약 st 제약") == [
        AskedWord(("웅",), ("_웅_",)),
        AskedWord(("제약",), ("_제약", "제약_")),
        AskedWord(("_st",), ("st_",)),
    ]


def _finds(asked: str, written: str) -> bool:
    held = indexed_tokens(written)
    return all(len(held.intersection(word.required)) >= word.need for word in asked_words(asked))


@pytest.mark.parametrize(
    ("asked", "written", "found"),
    [
        ("대웅 제약", "대웅제약", True),
        ("제약", "대웅제약주식회사", True),
        ("오가노이드사이언스", "오가노이드 사이언스", True),
        ("오가노이두", "오가노이드사이언스", True),
        ("디웅제약", "대웅제약", True),
        ("daewo", "Daewoong Pharmaceutical", True),
        ("daewong", "Daewoong", True),
        ("woong", "Daewoong", True),
        ("웅", "대웅제약", True),
        ("대웅 보스턴", "대웅제약", False),
        ("st", "Boston Start", True),
        ("st", "Boston", False),
        ("일동", "대웅제약", False),
    ],
)
def test_partial_and_misspelt_words_find_what_was_meant(asked: str, written: str, *, found: bool) -> None:
    assert _finds(asked, written) is found


@given(st.text(max_size=200))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assert _finds(" ".join(words_of(text)), text)


@given(st.text(max_size=2000))
def test_no_query_asks_for_more_than_its_limit(text: str) -> None:
    words = asked_words(text)

    assert len(words) <= 6
    assert all(len(word.required) <= 37 for word in words)
