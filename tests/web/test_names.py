"""What stands in for a picture, and the twin of a name."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils import translation

from bridgehead.foundation.bilingual import Wording
from bridgehead.web import names


@dataclass
class Thing:
    name_ko: str
    name_en: str


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("한올바이오파마", "한올"),
        ("(주)지뉴브", "지뉴"),
        ("주식회사 하이", "하이"),
        ("HanAll Biopharma", "HB"),
        ("WELT", "WE"),
        ("C&D Office", "CD"),
        ("JW Theriac", "JT"),
        ("", ""),
    ],
)
def test_letters_of_an_organisation(name: str, letters: str) -> None:
    assert names.organisation_letters(name) == letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("김도윤", "도윤"),
        ("김 도윤", "도윤"),
        ("이산", "산"),
        ("남궁민수", "민수"),
        ("선우 민", "민"),
        ("모건 리", "모건"),
        ("크리스토퍼 리", "크리"),
        ("크리스토퍼", "크리"),
        ("Morgan Lee", "ML"),
        ("Ana Maria Ruiz", "AR"),
        ("Plato", "P"),
        ("", ""),
    ],
)
def test_letters_of_a_person(name: str, letters: str) -> None:
    assert names.person_letters(name) == letters


def test_hues_stay_and_are_three() -> None:
    assert [names.hue_of(key) for key in (1, 2, 3)] == [names.hue_of(key) for key in (1, 2, 3)]
    assert {names.hue_of(key) for key in range(100)} == {0, 1, 2}


def test_twin_is_the_other_name_if_there_is_one() -> None:
    both, one = Thing("한올", "HanAll"), Thing("", "JW Theriac")
    with translation.override("ko"):
        assert names.twin_of(both) == Wording("HanAll", "en", is_fallback=False)
        assert names.twin_of(one) is None
    with translation.override("en"):
        assert names.twin_of(both) == Wording("한올", "ko", is_fallback=False)
        assert names.twin_of(one) is None
        assert names.twin_of(Thing("WELT", "WELT")) is None
