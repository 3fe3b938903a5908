"""What it costs to build, publish, hand out and verify a report on a hundred thousand agreements.

    .venv/bin/python bench/reports.py [--size 100000]                                # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/reports.py …   # PostgreSQL

The ledger is that of ``ledger.py``; nine in ten of its agreements are signed, and here all of those are public. Each
row is one step: seconds by the clock, CPU seconds of this process (and, on PostgreSQL, of the server process that
answers it), and the process's memory at its highest so far. The exit code tells whether publishing took 20 s at most,
and whether the report verifies.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ledger import NOW, cpu, make, open_site, scratch_site

BUDGET_S = 20.0
Made = TypeVar("Made")


def main() -> int:
    """Make the data, take each step, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--files-of", type=int, metavar="EDITION", help="make its files, as a worker does")
    options = parser.parse_args()
    if options.files_of:
        open_site()
        return _files(options.files_of)
    size = options.size
    with scratch_site():
        officer, _party = make(size)
        return _measured(officer, size)


def _measured(officer: Any, size: int) -> int:
    from django.db import connection

    from bridgehead.accounts.actor import actor_for
    from bridgehead.outcomes.actions.reports import draft_report, publish_edition
    from bridgehead.outcomes.queries.reports import figures_of, material_of

    sign_all()
    by = actor_for(officer)
    keeper_id = officer.ledger_roles.get().agency_id
    said = {"name_ko": "성과", "name_en": "Results", "first_day": date(NOW.year - 12, 1, 1), "last_day": NOW.date()}
    report = draft_report(keeper_id=keeper_id, by=by, now=NOW, **said)
    print(
        f"{connection.display_name}, {size:,} agreements.\n\n| step | seconds | CPU s | peak MB |\n|---|---:|---:|---:|"
    )
    _build, _seconds = _step("preview: read and count", lambda: material_of(report, NOW).built())
    edition, published = _step(
        "publish: read, count and keep", lambda: publish_edition(report_id=report.pk, revision=0, by=by, now=NOW)
    )
    _step("page: its figures", lambda: figures_of(edition))
    # In a process of its own, as a worker is: what publishing held in memory does not count.
    subprocess.run([sys.executable, __file__, "--files-of", str(edition.pk)], check=True)
    holds = _verified(edition)
    told = f"{edition.records.count():,} records, {edition.figures.count()} figures"
    print(f"\n{told}; it {'holds' if holds else 'DOES NOT HOLD'}.")
    return int(published > BUDGET_S or not holds)


def _files(edition_id: int) -> int:
    from django.db import connection

    from bridgehead.outcomes.actions.report_files import make_file
    from bridgehead.outcomes.rules import PAPERS

    connection.ensure_connection()
    for kind, language in PAPERS:
        paper = {"kind": kind, "language": language}
        _step(f"file: {kind} {language}", partial(make_file.action, None, edition_id=edition_id, **paper))
    return 0


def sign_all() -> None:
    """Let all that is signed be public, each on its rung."""
    from django.db import connection

    from bridgehead.agreements.models import Agreement
    from bridgehead.outcomes.models import Outcome
    from bridgehead.outcomes.rules import rung_of_signing

    signed = Agreement.objects.filter(state__in=["signed", "active"])
    signed.update(public_from=NOW)
    rows = signed.values_list("pk", "keeper", "current__kind", "current__signed_on")
    told = {"said_by": "agency", "written_at": NOW}
    cases = (
        Outcome(agreement_id=pk, keeper_id=keeper, rung=rung_of_signing(kind), on=on, said_on=on, **told)
        for pk, keeper, kind, on in rows.iterator()
    )
    Outcome.objects.bulk_create(cases, batch_size=5_000)
    connection.cursor().execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _step(name: str, work: Callable[[], Made]) -> tuple[Made, float]:
    began, spent = time.monotonic(), cpu()
    made = work()
    seconds = time.monotonic() - began
    print(f"| {name.strip()} | {seconds:.1f} | {cpu() - spent:.1f} | {_peak_mb():.0f} |", flush=True)
    return made, seconds


def _peak_mb() -> float:
    """The most that this process has held; what ``resource`` tells begins with its parent's."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1000


def _verified(edition: Any) -> bool:
    from bridgehead.engines.evidence.published import read_published
    from bridgehead.engines.evidence.verify import verify

    kept = edition.files.get(kind="zip").file
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "report.zip")
        archive.write_bytes(kept.content.read())
        found, _seconds = _step(
            "verify: every figure anew", lambda: verify(read_published(archive), digest=edition.digest)
        )
    return not found


if __name__ == "__main__":
    sys.exit(main())
