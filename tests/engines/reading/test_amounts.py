"""Amounts in Korean and English sentences, as the conventions of ``docs/algorithms/reading.md`` say."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridgehead.engines.reading import amounts
from tests.engines.reading.amount_sentences import ENGLISH, rows
from tests.engines.reading.korean_sentences import KOREAN

#: Pieces that amounts are made of, so that random texts come near them.
PIECES = st.sampled_from(
    [
        *"0123456789.,~-$€₩ 만억조천백원여약",
        "달러",
        " won",
        " million",
        "between ",
        " and ",
        "USD ",
        "이상",
        "\n",
        "bn",
        "a ",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(("sentence", "expected"), rows(KOREAN) + rows(ENGLISH))
def test_amounts_of_a_sentence(sentence: str, expected: list[tuple[str, str, str, str]]) -> None:
    told = [
        (
            each.text,
            each.currency,
            f"{each.low}..{each.high}" if each.low != each.high else f"{each.low}",
            each.exactness,
        )
        for each in amounts(sentence)
    ]
    assert told == expected


@given(TEXTS)
def test_any_text_is_read_and_spans_are_slices_in_order(text: str) -> None:
    end = 0
    for each in amounts(text):
        assert each.text == text[each.start : each.end] != ""
        assert end <= each.start
        assert each.low <= each.high
        end = each.end


@given(TEXTS, TEXTS)
@example("0$", "만")
@example("만\n\n0$\n", "만")
def test_what_is_added_after_a_paragraph_moves_nothing_before_it(text: str, more: str) -> None:
    before = amounts(text)
    assert [each for each in amounts(f"{text}\n\n{more}") if each.end <= len(text)] == before


def test_digits_without_end_are_noise() -> None:
    assert amounts("9" * 5000 + "원") == []
