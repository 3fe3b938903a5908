"""What an audit trail of ten thousand entries costs: to write, to verify, and until tampering is found.

    .venv/bin/python bench/audit.py [--size 10000] [--times 20]                               # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/audit.py …              # PostgreSQL

Each entry is recorded in a transaction of its own, as a deed does it. Then the guards are taken away, and each kind of
harm is done at a random place and undone again, so many times; the figures are wall time until ``first_break`` has
answered, over the places. The exit code tells whether every harm was found where it was done.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
NAME = "forum:1"


def main() -> int:
    """Write the trail, verify it, harm it; print the table."""
    options = _options()
    scratch = tempfile.TemporaryDirectory(prefix="bridgehead-audit-")
    os.environ["BRIDGEHEAD_DATA"] = scratch.name
    Path(scratch.name, "static").mkdir()
    os.environ.setdefault("BRIDGEHEAD_SECRET_KEY", "only-for-measuring-only-for-measuring-only-for-measuring")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    # Django reads the environment when it is first imported.
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    with scratch:
        call_command("migrate", verbosity=0)
        written = _record(options.size)
        _take_guards_away()
        print(f"{connection.display_name}, {options.size:,} entries, each harm at {options.times} random places.\n")
        print("| what | ms (median) | most | found where it was done |\n|---|---:|---:|---:|")
        _print("recording one entry", written)
        _print("verifying the whole chain", [_look()[1] for _ in range(options.times)])
        right = [_harm(what, harm, options) for what, harm in HARMS.items()]
        return int(not all(right))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20)
    return parser.parse_args()


def _record(size: int) -> list[float]:
    """Record deeds one by one; return how many milliseconds each took."""
    from django.db import transaction

    from bridgehead.accounts.actor import Actor
    from bridgehead.foundation import audit
    from bridgehead.foundation.models import AuditStream

    on, spent = AuditStream(pk=1), []
    for number in range(1, size + 1):
        began = time.perf_counter()
        with transaction.atomic():
            told = {"at": NOW + timedelta(seconds=number), "change": {"step": (number - 1, number)}}
            audit.record("bench.deed_done", on=on, by=Actor(user_id=number % 7 + 1), stream=NAME, **told)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def _take_guards_away() -> None:
    from django.db import connection

    from bridgehead.foundation import guards

    with connection.cursor() as cursor:
        for guard in guards.registered():
            for statement in guard.removal(connection.vendor) if guard.name.startswith("audit_") else ():
                cursor.execute(statement)


def _look() -> tuple[Any, float]:
    """Verify the chain; return its first break, and after how many milliseconds."""
    from bridgehead.foundation import audit
    from bridgehead.foundation.models import AuditStream

    stream = AuditStream.objects.get(name=NAME)
    began = time.perf_counter()
    found = audit.first_break(stream)
    return found, (time.perf_counter() - began) * 1000


def _edit(entries: Any, place: int) -> int:
    entries.filter(position=place).update(verb="bench.never_happened")
    return place


def _delete(entries: Any, place: int) -> int:
    entries.filter(position=place).delete()
    return place


def _slip_in(entries: Any, place: int) -> int:
    """Put an entry between others, which move up."""
    from django.db.models import F

    last = entries.order_by("-position")[0]
    far = 10 * last.position
    entries.filter(position__gte=place).update(position=F("position") + far)
    entries.filter(position__gt=far).update(position=F("position") - far + 1)
    last.pk, last.position = None, place
    last.save(force_insert=True)
    return place


def _swap(entries: Any, place: int) -> int:
    other = place - 1 or 2
    for was, becomes in ((place, 0), (other, place), (0, other)):
        entries.filter(position=was).update(position=becomes)
    return min(place, other)


def _cut_off(entries: Any, place: int) -> int:
    entries.filter(position__gte=place).delete()
    return place


HARMS: dict[str, Callable[[Any, int], int]] = {
    "an entry edited": _edit,
    "an entry deleted": _delete,
    "an entry slipped in, the others moved up": _slip_in,
    "two neighbours swapped": _swap,
    "cut off": _cut_off,
}


def _harm(what: str, harm: Callable[[Any, int], int], options: argparse.Namespace) -> bool:
    from django.db import transaction

    from bridgehead.foundation.models import AuditEntry

    chance, spent, right = random.Random(what), [], 0
    for _ in range(options.times):
        with transaction.atomic():
            place = harm(AuditEntry.objects.filter(stream__name=NAME), chance.randrange(1, options.size + 1))
            found, took = _look()
            transaction.set_rollback(True)
        spent.append(took)
        right += found is not None and found.position == place
    _print(what, spent, f"{right} of {options.times}")
    return right == options.times


def _print(what: str, spent: list[float], found: str = "") -> None:
    print(f"| {what} | {statistics.median(spent):.1f} | {max(spent):.1f} | {found} |")


if __name__ == "__main__":
    sys.exit(main())
