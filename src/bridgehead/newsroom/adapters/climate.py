"""The climate clock: how long is left until the budget of 1.5 °C is spent, by the date that the settings name.

The default is the date that the Climate Clock publishes: 400 Gt of CO₂ from 2020 on, spent at about 41.9 Gt a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.dateparse import parse_datetime

from bridgehead.foundation.bilingual import reading_language

SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Years, days and seconds until a deadline; zero after it."""

    deadline: datetime
    years: int
    days: int
    seconds: int
    label: str
    source: str
    source_address: str

    @property
    def clock(self) -> str:
        """The rest of the day as a clock shows it."""
        return f"{self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}"


def time_left(now: datetime) -> TimeLeft:
    """Return what is left at a moment."""
    deadline = parse_datetime(settings.CLIMATE_DEADLINE)
    if deadline is None:
        raise ValueError("CLIMATE_DEADLINE is no moment; a date such as 2029-07-22T16:00:00Z was expected")
    years, rest = _whole_years(now, deadline)
    return TimeLeft(
        deadline=deadline,
        years=years,
        days=rest.days,
        seconds=rest.seconds,
        label=settings.CLIMATE_LABEL_KO if reading_language() == "ko" else settings.CLIMATE_LABEL_EN,
        source=settings.CLIMATE_SOURCE,
        source_address=settings.CLIMATE_SOURCE_ADDRESS,
    )


def _whole_years(now: datetime, deadline: datetime) -> tuple[int, timedelta]:
    years, begins = 0, now
    while (after := _a_year_after(begins)) <= deadline:
        years, begins = years + 1, after
    return years, max(deadline - begins, timedelta(0))


def _a_year_after(moment: datetime) -> datetime:
    """The same moment a year later; of 29 February 1 March, as the clock in the page counts."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, month=3, day=1)
