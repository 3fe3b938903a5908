"""Amounts in whole minor units, exactly there and back; rates that can be read both ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import list_currencies
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgehead.foundation.money import MOST_MINOR, Rate, amount_of, minor_digits, minor_of

CURRENCIES = st.sampled_from(sorted(list_currencies()))
UNHURRIED = settings(deadline=None, derandomize=True, database=None)
DAY = date(2023, 4, 27)


@UNHURRIED
@given(minor=st.integers(0, MOST_MINOR), currency=CURRENCIES)
def test_every_amount_of_every_currency_comes_back_exactly(minor: int, currency: str) -> None:
    amount = amount_of(minor, currency)

    assert (minor_of(amount, currency), minor_of(Decimal(str(amount)), currency)) == (minor, minor)
    assert -int(amount.as_tuple().exponent) == minor_digits(currency)


@pytest.mark.parametrize(("currency", "digits"), [("KRW", 0), ("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)])
def test_minor_units_are_those_of_the_standard(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [
        ("0.5", "KRW", "KRW has 0 digits after the point, not as in 0.5"),
        ("0.001", "USD", "USD has 2 digits after the point, not as in 0.001"),
        ("9223372036854775808", "KRW", "is more than can be kept"),
        ("1E+999999", "USD", "more digits than can be kept"),
        ("1E-999999", "USD", "USD has 2 digits"),
        ("1" * 80, "USD", "has more digits than can be kept"),
        ("NaN", "USD", "USD has 2 digits"),
        ("Infinity", "USD", "is more than can be kept"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(amount: str, currency: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("+", r"\+")):
        minor_of(Decimal(amount), currency)


def test_an_amount_is_restated_between_minor_units() -> None:
    won = Rate("USD", "KRW", DAY, Fraction("1335.5"), "Bank")

    assert (won.restated(100), won.inverse().restated(13_355_000), won.restated(0)) == (1336, 1_000_000, 0)
    assert won.restated(3) == 40  # 40.065 won
    assert (won.figure, str(won.inverse().figure)) == (Decimal("1335.5"), "0.0007487832273")


def test_a_half_goes_to_the_even_neighbour() -> None:
    half = Rate("AAA", "BBB", DAY, Fraction(1, 2), "x")

    assert [half.restated(each) for each in (1, 3, 5)] == [0, 2, 2]


def test_a_crossed_rate_says_what_it_went_through_and_is_as_old_as_its_older_leg() -> None:
    won, dollars = (
        Rate("EUR", "KRW", DAY, Fraction(1470), "Bank"),
        Rate("EUR", "USD", date(2023, 4, 26), Fraction(11, 10), "ECB"),
    )

    crossed = dollars.inverse().through(won)

    assert crossed == Rate("USD", "KRW", date(2023, 4, 26), Fraction(14700, 11), "ECB; Bank", "EUR")
    with pytest.raises(ValueError, match="do not meet"):
        won.through(dollars)
