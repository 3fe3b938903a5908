"""Records that say what a search asks for: where, how closely, in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.engines.reading.matching import Asking, Closeness, Matcher, among

FORUMS = [
    ("boston", [["한미 바이오 포럼", "Korea–US Bio Forum"], ["보스턴", "Boston"]]),
    ("chicago", [["시카고 투자 포럼", "Chicago Investor Forum"], ["시카고", "Chicago"]]),
    ("guests", [["보스턴 손님의 날", "Boston Guest Day"], ["시카고", "Chicago"]]),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Chicago Investor Forum", ["chicago"]),
        ("시카고", ["chicago", "guests"]),  # its name before where it is
        ("boston", ["guests", "boston"]),
        ("보스턴", ["guests", "boston"]),
        ("한미바이오", ["boston"]),  # as one word
        ("bostn", ["guests", "boston"]),  # misspelt: nothing is spelt so
        ("forum chicago", ["chicago"]),
        ("forum geneva", []),
        ("st", []),  # a short Latin word begins one
        ("…!", []),
    ],
)
def test_the_closest_stand_first(typed: str, found: list[str]) -> None:
    assert [each.key for each in among(FORUMS, Asking.of(typed))] == found


@pytest.mark.parametrize(
    ("typed", "places", "closeness"),
    [
        ("korea us bio forum", (0, 0, 0, 0), Closeness.WHOLE),
        ("korea us", (0, 0), Closeness.BEGUN),
        ("bio forum", (0, 0), Closeness.NAMED),
        ("forum boston", (0, 1), Closeness.SAID),
        ("forun", (0,), Closeness.SAID),
    ],
)
def test_a_match_tells_where_and_how_closely(typed: str, places: tuple[int, ...], closeness: Closeness) -> None:
    found = Matcher(Asking.of(typed)).match(FORUMS[0][1])

    assert found is not None
    assert (found.places, found.closeness) == (places, closeness)


NAMES = st.lists(st.text(alphabet="가나다라마abcde 1", min_size=1, max_size=12), min_size=1, max_size=8)


@given(NAMES, st.text(alphabet="가나다라마abcde 1", max_size=8), st.integers(0, 7))
def test_what_is_found_of_one_record_does_not_depend_on_the_others_unless_they_are_nearer(
    names: list[str], typed: str, place: int
) -> None:
    asking = Asking.of(typed)
    alone = among([(0, [[names[place % len(names)]]])], asking)
    together = [each for each in among(enumerate([[name]] for name in names), asking) if each.key == place % len(names)]

    assert [each.match for each in together] == [each.match for each in alone][: len(together)]
    if alone and alone[0].match.is_spelt:
        assert together
