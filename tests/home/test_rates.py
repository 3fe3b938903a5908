"""The four rates: arithmetic and what they say where there is no record."""

from __future__ import annotations

from bridgehead.home.rates import DEFINITIONS, Rate
from bridgehead.home.templatetags.home import rate_basis, rate_value


def test_share_is_read_in_percent_with_what_it_was_computed_from() -> None:
    rate = Rate("acceptance", 113, 166)

    assert (rate_value(rate), rate_basis(rate)) == ("68 %", "113 of 166")


def test_mean_is_read_with_one_decimal() -> None:
    rate = Rate("meetings", 210, 40, is_share=False)

    assert (rate_value(rate), rate_basis(rate)) == ("5.2", "40 organisations")


def test_no_record_is_a_dash_and_never_zero_percent() -> None:
    rate = Rate("kept", 0, 0)

    assert (rate.value, rate_value(rate), rate_basis(rate)) == (None, "–", "no record yet")


def test_every_rate_has_its_definition() -> None:
    assert set(DEFINITIONS) == {"acceptance", "meetings", "kept", "second"}
