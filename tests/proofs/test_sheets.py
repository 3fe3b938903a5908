"""Two officers who bring the same organisations in at the same moment make them once.

The negative control plans before it waits: both then make what neither has seen.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
ROWS = 5


def keep_two() -> list[dict[str, Any]]:
    """Keep the same rows as two sheets, and return what would come of each as its page shows it."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.sheets import keep_sheet
    from bridgehead.directory.adapters.sheets import SheetTold
    from bridgehead.directory.queries.sheets import steps_of
    from bridgehead.directory.rules.matching import mark_of

    told = SheetTold(["name"], [(n + 2, [f"Nova {n}"]) for n in range(ROWS)], "0" * 64)
    sheets = [keep_sheet(name="a.csv", told=told, by=SYSTEM, now=NOW) for _ in range(2)]
    return [{"sheet": each.pk, "seen": mark_of(steps_of(each))} for each in sheets]


def bring_in(sheet: int, seen: str) -> str:
    """Bring a sheet in as an officer does."""
    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.sheets import import_sheet
    from bridgehead.foundation.refusals import Refused

    try:
        import_sheet(sheet_id=sheet, seen=seen, by=SYSTEM, now=NOW)
    except Refused:
        return "refused"
    return "imported"


def bring_in_unlocked(sheet: int, seen: str) -> str:
    """Plan, wait a moment, and make what was planned."""
    from django.db import transaction

    from bridgehead.directory.actions.bringing_in import make
    from bridgehead.directory.models import Sheet
    from bridgehead.directory.queries.sheets import known_directory, rows_of
    from bridgehead.directory.rules.matching import mark_of, steps

    held, known = Sheet.objects.get(pk=sheet), known_directory()
    planned = steps(rows_of(held), known, held.answers)
    assert mark_of(planned) == seen
    time.sleep(1)
    with transaction.atomic():
        make(held, planned, known, NOW)
    return "imported"


def organisations() -> int:
    """Count what was made."""
    from bridgehead.directory.models import Organisation

    return int(Organisation.objects.count())


def test_the_same_rows_are_made_once(real_database: RealDatabase) -> None:
    first, second = real_database.once(keep_two)

    answers = real_database.race([(bring_in, first), (bring_in, second), (bring_in, first), (bring_in, second)])

    assert sorted(answers) == ["imported", "refused", "refused", "refused"]
    assert real_database.once(organisations) == ROWS


def test_without_the_lock_they_are_made_twice(real_database: RealDatabase) -> None:
    first, second = real_database.once(keep_two)

    assert real_database.race([(bring_in_unlocked, first), (bring_in_unlocked, second)]) == ["imported"] * 2
    assert real_database.once(organisations) == 2 * ROWS
