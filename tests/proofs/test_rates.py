"""Exchange rates that two officers take in at the same moment: kept once, and never two of one day and source.

The negative control: rates that are written as if nobody else could.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, statements_altered

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
DAYS = 30
#: Where each keeps what it has found to be new.
KEPT = 'INTO "agreements_exchangerate"'
HEEDING_OTHERS = r" ON CONFLICT .*DO NOTHING| OR IGNORE"


def take_in(rate: str, *, is_backwards: bool = False, without: str = "(?!)", **_: Any) -> str:
    """Take a month of rates in."""
    from decimal import Decimal

    from django.db import IntegrityError

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.agreements.actions.rates import take_in_rates
    from bridgehead.agreements.queries.rates import PublishedRate
    from bridgehead.foundation.refusals import Refused

    days = [date(2023, 4, 1) + timedelta(days=each) for each in range(DAYS)]
    told = [PublishedRate("USD", "KRW", day, Decimal(rate), "Bank") for day in (days[::-1] if is_backwards else days)]
    try:
        with statements_altered(slow_at=KEPT, without=without):
            taken = take_in_rates(rates=told, by=SYSTEM, now=NOW)
    except Refused:
        return "refused"
    except IntegrityError:
        return "failed"
    return f"{taken.new} new, {taken.known} known"


def test_the_same_rates_taken_in_twice_at_once_are_kept_once(real_database: RealDatabase) -> None:
    same = [(take_in, {"rate": "1335.5"}), (take_in, {"rate": "1335.5", "is_backwards": True})]

    assert sorted(real_database.race(same)) == ["0 new, 30 known", "30 new, 0 known"]


def test_of_two_that_differ_one_is_refused(real_database: RealDatabase) -> None:
    answers = real_database.race([(take_in, {"rate": rate}) for rate in ("1335.5", "1336")])

    assert sorted(answers) == ["30 new, 0 known", "refused"]


def test_without_heeding_the_other_the_second_would_fail(real_database: RealDatabase) -> None:
    if real_database.writes_one_at_a_time:
        pytest.skip("SQLite lets one transaction write at a time, whatever it locks")
    answers = real_database.race([(take_in, {"rate": "1335.5", "without": HEEDING_OTHERS})] * 2)

    assert sorted(answers) == ["30 new, 0 known", "failed"]
