"""Amounts read the Korean way and the English way, never losing a digit that was exact."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import example, given
from hypothesis import strategies as st

from bridgehead.web.readings import Reading, read_count, read_money


@pytest.mark.parametrize(
    ("amount", "currency", "exactness", "korean", "english"),
    [
        ("635300000000", "KRW", "about", "약 6,353억 원", "about KRW 635.3 bn"),
        ("670000000000", "KRW", "at_least", "6,700억 원 이상", "at least KRW 670 bn"),
        ("50000", "KRW", "at_most", "5만 원 이하", "at most KRW 50,000"),
        ("1234567890", "KRW", "exact", "12억 3,456만 7,890원", "KRW 1,234,567,890"),
        ("1234567890", "KRW", "about", "약 12억 3,500만 원", "about KRW 1.235 bn"),
        ("1234567891234", "KRW", "about", "약 1조 2,350억 원", "about KRW 1.235 tn"),
        ("9800", "KRW", "exact", "9,800원", "KRW 9,800"),
        ("0", "KRW", "exact", "0원", "KRW 0"),
        ("4000000", "USD", "exact", "400만 달러", "USD 4 M"),
        ("100000000", "USD", "exact", "1억 달러", "USD 100 M"),
        ("1300.50", "USD", "exact", "1,300.50달러", "USD 1,300.50"),
        ("25000", "SGD", "exact", "2만 5,000싱가포르 달러", "SGD 25,000"),
        ("999999999999", "KRW", "about", "약 1조 원", "about KRW 1 tn"),
        ("475700000", "USD", "about", "약 4억 7,570만 달러", "about USD 475.7 M"),
        ("1049999", "USD", "about", "약 105만 달러", "about USD 1.05 M"),
        ("123456.78", "USD", "about", "약 12만 3,500달러", "about USD 123,500"),
        ("0.0001", "CLF", "exact", "0.0001 CLF", "CLF 0.0001"),
        ("50000", "CLF", "exact", "5만 CLF", "CLF 50,000"),
        ("5", "GEL", "exact", "5 조지아 라리", "GEL 5"),
        ("3", "XAU", "exact", "3 XAU", "XAU 3"),
        ("7890", "XPF", "exact", "7,890 CFP 프랑", "XPF 7,890"),
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


def read_back(figure: str) -> tuple[Decimal, str]:
    """Return what a figure with its currency says in either language, and the unit that remains."""
    code, _, english = figure.partition(" ")
    if re.fullmatch("[A-Z]{3}", code):
        digits, _, scale = english.partition(" ")
        return Decimal(digits.replace(",", "")) * SCALES.get(scale, 1), code
    parts = list(re.finditer(r"([0-9][0-9,.]*)([조억만]?) ?", figure))
    said = sum((Decimal(each[1].replace(",", "")) * UNITS.get(each[2], 1) for each in parts), Decimal(0))
    return said, figure[parts[-1].end() :]


AMOUNTS = st.decimals(0, 10**15, places=4) | st.decimals(0, 10**7, places=2) | st.integers(0, 10**18).map(Decimal)
CURRENCIES = st.sampled_from(sorted(list_currencies()))


@given(AMOUNTS, CURRENCIES, st.sampled_from(["exact", "at_least", "at_most"]), st.sampled_from(["ko", "en"]))
def test_an_exact_amount_can_be_read_back(amount: Decimal, currency: str, exactness: str, language: str) -> None:
    assert read_back(read_money(amount, currency, exactness, language).figure)[0] == amount


@given(AMOUNTS, CURRENCIES)
@example(Decimal(1_049_999), "USD")
def test_an_about_is_four_digits_at_most_and_nearer_than_half_a_per_mille(amount: Decimal, currency: str) -> None:
    korean, english = (read_back(read_money(amount, currency, "about", language).figure) for language in ("ko", "en"))

    assert korean[0] == english[0]
    assert len(korean[0].normalize().as_tuple().digits) <= 4
    assert abs(korean[0] - amount) * 2000 <= amount


@given(CURRENCIES)
def test_a_currency_is_a_plain_unit_or_its_code(currency: str) -> None:
    unit = read_back(read_money(Decimal(1), currency, "exact", "ko").figure)[1]

    assert unit == currency or not set(unit) & set("()0123456789")
