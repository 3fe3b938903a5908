"""The choice of time zones: each once, and what is stored stays a choice."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from bridgehead.accounts.forms import zones_in
from bridgehead.web.formats import is_older_name


def listed(language: str, held: str = "") -> dict[str, str]:
    """The choices of all groups."""
    return dict(choice for _group, choices in zones_in(language, held) for choice in choices)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_zone_is_listed_once_by_its_newest_name_and_no_two_cities_are_called_the_same(language: str) -> None:
    choices = [choice for _group, choices in zones_in(language) for choice in choices]
    cities = [label.partition(" (")[0] for _zone, label in choices]
    assert (len(set(choices)), len(set(cities))) == (len(choices), len(choices))
    zones = {zone for zone, _label in choices}
    assert {"Asia/Seoul", "America/New_York", "Asia/Kolkata", "Europe/Kyiv", "Europe/Oslo"} <= zones
    assert [zone for zone in ("ROK", "US/Eastern", "Asia/Calcutta", "Europe/Kiev") if zone in zones] == []
    assert zones <= available_timezones()
    assert [zone for zone in zones - {"UTC"} if is_older_name(zone)] == []


def test_a_stored_older_name_stays_a_choice_of_its_own_form_only() -> None:
    assert listed("ko", "US/Eastern")["US/Eastern"] == "뉴욕 (US/Eastern)"
    assert listed("en", "Asia/Calcutta")["Asia/Calcutta"] == "Kolkata (Asia/Calcutta)"
    assert zones_in("en", "Asia/Seoul") == zones_in("en", "") == zones_in("en")
    assert "US/Eastern" not in listed("ko")
