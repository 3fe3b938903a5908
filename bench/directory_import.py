"""What bringing a sheet of organisations in costs: reading it, showing what would come of it, doing it, taking it back.

    .venv/bin/python bench/directory_import.py [--rows 2000] [--size 5000]                         # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/directory_import.py …        # PostgreSQL

``--size`` organisations are there before; a fifth of the rows tell of one of them, a hundredth cannot be read. The exit
code tells whether reading, showing and bringing in kept their seconds together.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from ledger import NOW, scratch_site

#: What an officer waits for from the file to the last row.
LIMIT_SECONDS = 10.0


def main() -> int:
    """Make the directory and the sheet, do each step and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=2_000)
    asked.add_argument("--size", type=int, default=5_000)
    options = asked.parse_args()
    with scratch_site():
        from bridgehead.accounts.actor import SYSTEM
        from bridgehead.directory.actions.sheets import import_sheet, keep_sheet, undo_import
        from bridgehead.directory.adapters.sheets import read_sheet
        from bridgehead.directory.queries.sheets import steps_of
        from bridgehead.directory.rules.matching import counted, mark_of
        from bridgehead.web.sheets import xlsx_file

        there(options.size)
        raw = xlsx_file(HEADER, rows(options.rows, options.size), sheet="Sheet", made_at=NOW)
        taken: dict[str, float] = {}
        told = timed(taken, "read", lambda: read_sheet(raw))
        sheet = timed(taken, "keep", lambda: keep_sheet(name="a.xlsx", told=told, by=SYSTEM, now=NOW))
        planned = timed(taken, "show", lambda: steps_of(sheet))
        seen = mark_of(planned)
        timed(taken, "bring in", lambda: import_sheet(sheet_id=sheet.pk, seen=seen, by=SYSTEM, now=NOW))
        whole = sum(taken.values())
        timed(taken, "take back", lambda: undo_import(sheet_id=sheet.pk, by=SYSTEM, now=NOW))
    print(f"{options.rows} rows beside {options.size} organisations: {counted(planned)}")
    for step, seconds in taken.items():
        print(f"{step:>10}  {seconds:6.2f} s")
    print(f"{'in all':>10}  {whole:6.2f} s before taking back; limit {LIMIT_SECONDS:.0f} s")
    return int(whole > LIMIT_SECONDS)


def timed(taken: dict[str, float], step: str, deed: Callable[[], Any]) -> Any:
    """Do a step and note how long it took."""
    began = time.monotonic()
    done = deed()
    taken[step] = time.monotonic() - began
    return done


HEADER = ["name_ko", "name_en", "country", "city", "site", "summary_en", "other names", "us_ein", "e-mail"]


def there(size: int) -> None:
    """Make the organisations that are there already, every other one with a number, and their search index."""
    from bridgehead.directory.actions.index import rebuild_search_index
    from bridgehead.directory.models import Organisation, RegistrationNumber

    made = Organisation.objects.bulk_create(
        (Organisation(name_ko=f"기존회사 {n}", name_en=f"Old Company {n}", country="US") for n in range(size)),
        batch_size=500,
    )
    RegistrationNumber.objects.bulk_create(
        (RegistrationNumber(organisation=each, scheme="us_ein", number=f"10-{n:07}") for n, each in enumerate(made)),
        batch_size=500,
    )
    rebuild_search_index()


def rows(number: int, size: int) -> list[list[str]]:
    """Return the rows of the sheet."""
    chance = random.Random(1)
    found = []
    for n in range(number):
        old = chance.randrange(size) if size and n % 5 == 0 else None
        name = f"New Company {n}" if old is None else f"OLD company {old}, Inc."
        country = "Atlantis" if n % 100 == 99 else "US"
        number_of_it = f"20{n:07}" if old is None else f"10{old:07}"
        found.append(
            [f"새회사 {n}" if old is None else "", name, country, "Boston", f"https://c{n}.example.org",
             "We make antibodies against rare diseases. " * 5, f"NC {n}; Company no. {n}", number_of_it,
             f"info@c{n}.example.org"]
        )  # fmt: skip
    return found


if __name__ == "__main__":
    sys.exit(main())
