"""Text whose letters are told apart, and places in it."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.engines.reading import Directory, Organisation, amounts, press_text
from bridgehead.engines.reading.cli import found_line
from bridgehead.engines.reading.composed import Composed

DIRECTORY = Directory.of([Organisation("1", normalize("NFD", "한빛제약"), "Café Hanbit", ("노바젠",))])
PIECES = [
    "한빛제약",
    "은 ",
    "café hanbit",
    "Café Hanbit",
    "노바젠",
    " 6353억원",
    "$12.5 million ",
    ", ",
    "각 ",
    "ổ",
    "한",
    "\n",
]

#: As words stand in a text: composed, told apart, or each letter otherwise.
pieces = st.sampled_from(PIECES).flatmap(
    lambda piece: st.sampled_from([piece, normalize("NFD", piece), piece[:1] + normalize("NFD", piece[1:])])
)
texts = st.lists(pieces, max_size=12).map("".join)


def test_a_place_is_told_in_the_text_as_given() -> None:
    given = normalize("NFD", "한빛제약은 약 6353억원을")

    told = json.loads(found_line(given, "ko", DIRECTORY))

    amount, mention = told["amounts"][0], told["mentions"][0]
    assert normalize("NFC", amount["text"]) == "6353억원"
    assert given[amount["start"] : amount["end"]] == amount["text"]
    assert (mention["start"], given[: mention["end"]]) == (0, normalize("NFD", "한빛제약"))


@given(texts)
def test_what_is_found_is_the_same_words_as_given(text: str) -> None:
    read = Composed.of(text)

    found = [*amounts(read.text), *DIRECTORY.mentions(read.text)]

    assert read.text == normalize("NFC", text)
    assert [normalize("NFC", text[slice(*read.span(each.start, each.end))]) for each in found] == [
        each.text for each in found
    ]


#: Marks that change places with one another, letters that join without being marks, and any others.
odd = st.text(
    st.one_of(
        st.characters(), st.sampled_from("aoe\u0301\u0323\u0307\u0338\u1100\u1161\u11a8\u09c7\u09be\u0f71\u0f73각가")
    )
)


@given(odd, st.data())
def test_any_text_composes_piece_by_piece_and_no_span_is_cut_short(text: str, data: st.DataObject) -> None:
    read = Composed.of(text)
    start = data.draw(st.integers(0, len(read.text)))
    end = data.draw(st.integers(start, len(read.text)))

    begins, ends = read.span(start, end)

    assert read.text == normalize("NFC", text)
    assert read.span(0, len(read.text)) == (0, len(text))
    assert read.text[start:end] in normalize("NFC", text[begins:ends])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_press_text_comes_composed(form: str) -> None:
    parts = press_text(normalize(form, "보도자료\n한빛제약, 협약\n- 공동 연구\n\n한빛제약은 만났다."))  # type: ignore[arg-type]  # one of its forms

    assert (parts.headline, parts.lead, parts.paragraphs) == ("한빛제약, 협약", "공동 연구", ("한빛제약은 만났다.",))
