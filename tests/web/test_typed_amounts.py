"""Amounts as people type them are read exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.web.readings import read_english, read_korean
from bridgehead.web.typed_amounts import TypedAmount, read_typed_amount


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("0", "0", ""),
        ("635,300,000,000", "635300000000", ""),
        ("635300000000", "635300000000", ""),
        ("6,353억", "635300000000", ""),
        ("6353억 원", "635300000000", "KRW"),
        ("6,353억 KRW", "635300000000", "KRW"),
        ("1조 2,000억 3,456만 7,890", "1200034567890", ""),
        ("12억3456만", "1234560000", ""),
        ("5천만 원", "50000000", "KRW"),
        ("5천", "5000", ""),
        ("3천억", "300000000000", ""),
        ("1,234.5억", "123450000000", ""),
        ("635.3 bn", "635300000000", ""),
        ("KRW 635.3 bn", "635300000000", "KRW"),
        ("usd 1.5M", "1500000", "USD"),
        ("1.5 million USD", "1500000", "USD"),
        ("1,300.50달러", "1300.50", "USD"),
        ("€ 2 mn", "2000000", "EUR"),
        ("１２，３００", "12300", ""),
        ("0.125", "0.125", ""),
    ],
)
def test_reads_what_was_meant(typed: str, amount: str, currency: str) -> None:
    assert read_typed_amount(typed) == TypedAmount(Decimal(amount), currency)


@pytest.mark.parametrize(
    "typed",
    [
        "", "원", "about 3", "약 3억", "삼천억", "-5", "1e5", "$5", "1,5", "12,34", "1.234.567", "1 000 000",
        # Said for 350 million and for 300.005 million.
        "3억 5천", "억", "3만 5억", "100억 100억", "2만 30,000", "3억 12,000만", "1.5 zillion", "9" * 61,
    ],
)  # fmt: skip
def test_reads_nothing_that_could_mean_two_things(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the sentence is the form's
        read_typed_amount(typed)


@given(st.integers(0, 10**19), st.integers(0, 4))
def test_reads_back_what_pages_write(number: int, digits: int) -> None:
    amount = Decimal(number).scaleb(-digits)

    for written in (read_korean(amount), f"{read_korean(amount)} 원", f"{amount:,f}", read_english(amount)):
        assert read_typed_amount(written).amount == amount
