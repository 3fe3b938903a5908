"""Amounts read the Korean way and the English way, never losing a digit that was exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.web.readings import Reading, read_count, read_english, read_korean, read_money


@pytest.mark.parametrize(
    ("amount", "currency", "exactness", "korean", "english"),
    [
        ("635300000000", "KRW", "about", "약 6,353억 원", "about KRW 635.3 bn"),
        ("670000000000", "KRW", "at_least", "6,700억 원 이상", "at least KRW 670 bn"),
        ("50000", "KRW", "at_most", "5만 원 이하", "at most KRW 50,000"),
        ("1234567890", "KRW", "exact", "12억 3,456만 7,890원", "KRW 1,234,567,890"),
        ("1234567890", "KRW", "about", "약 12억 3,457만 원", "about KRW 1.2 bn"),
        ("1234567891234", "KRW", "about", "약 1조 2,346억 원", "about KRW 1.2 tn"),
        ("9800", "KRW", "exact", "9,800원", "KRW 9,800"),
        ("0", "KRW", "exact", "0원", "KRW 0"),
        ("4000000", "USD", "exact", "400만 달러", "USD 4 M"),
        ("100000000", "USD", "exact", "1억 달러", "USD 100 M"),
        ("1300.50", "USD", "exact", "1,300.50달러", "USD 1,300.50"),
        ("25000", "SGD", "exact", "2만 5,000싱가포르 달러", "SGD 25,000"),
        ("999999999999", "KRW", "about", "약 1조 원", "about KRW 1,000 bn"),
    ],
)
def test_amounts_in_both_languages(amount: str, currency: str, exactness: str, korean: str, english: str) -> None:
    read = [str(read_money(Decimal(amount), currency, exactness, language)) for language in ("ko", "en")]
    assert read == [korean, english]


def test_the_parts_of_a_reading_stay_apart() -> None:
    assert read_money(Decimal(670_000_000_000), "KRW", "at_least", "ko") == Reading("", "6,700억 원", "이상")
    assert read_money(Decimal(635_300_000_000), "KRW", "about", "en") == Reading("about", "KRW 635.3 bn", "")
    assert read_count(100, "about", "ko") == Reading("약", "100", "")


def test_an_unknown_exactness_is_an_error() -> None:
    with pytest.raises(KeyError, match="roughly"):
        read_money(Decimal(1), "KRW", "roughly", "ko")


UNITS = {"조": 10**12, "억": 10**8, "만": 10**4}
SCALES = {"tn": 10**12, "bn": 10**9, "M": 10**6}


@given(st.decimals(0, 10**15, places=2))
def test_an_exact_amount_can_be_read_back(amount: Decimal) -> None:
    back = Decimal(0)
    for part in read_korean(amount).split():
        digits, size = (part[:-1], UNITS[part[-1]]) if part[-1] in UNITS else (part, 1)
        back += Decimal(digits.replace(",", "")) * size
    assert back == amount
    digits, _, scale = read_english(amount).partition(" ")
    assert Decimal(digits.replace(",", "")) * SCALES.get(scale, 1) == amount


@given(st.decimals(10**6, 10**15, places=0))
def test_a_shortened_amount_is_near(amount: Decimal) -> None:
    digits, _, scale = read_english(amount, shorten=True).partition(" ")
    assert abs(Decimal(digits.replace(",", "")) * SCALES.get(scale, 1) - amount) <= amount / 20
