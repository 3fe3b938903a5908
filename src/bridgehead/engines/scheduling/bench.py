"""One table over the published originals and generated rounds; each case in a process of its own.

Published instances are read from the folder named by BRIDGEHEAD_INSTANCES, or `../shared/instances/b2b` seen from the
project's root.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bridgehead.engines.scheduling.formats import WrongFile, counted, write_json
from bridgehead.engines.scheduling.generate import Recipe, generated

GENERATED = {
    "forum-60-roomy": Recipe(participants=60, requests=150, slots=16, tables=15, absent=0.05),
    "forum-60-usual": Recipe(participants=60, requests=200, slots=16, tables=12),
    "forum-60-tight": Recipe(participants=60, requests=220, slots=18, tables=9, two_sides=False, absent=0.2),
    "forum-60-fair": Recipe(participants=60, requests=250, slots=20, tables=15, absent=0.15, fairness=2),
    "fair-100": Recipe(participants=100, requests=400, slots=20, tables=20),
    "fair-1000-tight": Recipe(participants=1000, requests=7500, slots=24, tables=300, days=2, absent=0.2),
    "fair-1000-all": Recipe(participants=1000, requests=7500, slots=24, tables=330, days=2, two_sides=False, skew=0.3),
}
HEADING = "| round | status | placed | weight | bound | breaks | bound | seconds | CPU s | MB |"
RULE = "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"


def instances_folder() -> Path:
    """Where the published instances lie; raises WrongFile when they are not there."""
    folder = Path(os.environ.get("BRIDGEHEAD_INSTANCES", "../shared/instances/b2b"))
    if not any(folder.glob("*.original.dzn")):
        raise WrongFile(folder, 1, 1, "the published instances; name their folder in BRIDGEHEAD_INSTANCES")
    return folder


def table_lines(*, budget_seconds: float, only: str | None) -> Iterator[str]:
    """The table in Markdown, line by line as the cases end."""
    yield HEADING
    yield RULE
    if only != "generated":
        for path in sorted(instances_folder().glob("*.original.dzn")):
            yield _line(path.name.removesuffix(".original.dzn"), path, budget_seconds)
    if only != "published":
        with tempfile.TemporaryDirectory() as folder:
            for name, recipe in GENERATED.items():
                path = Path(folder) / f"{name}.json"
                write_json(counted(generated(recipe, seed=1)), path)
                yield _line(name, path, min(budget_seconds, 30.0))


def _line(name: str, path: Path, budget_seconds: float) -> str:
    command = [sys.executable, "-m", "bridgehead.engines.scheduling.cli", "solve", str(path), "--json"]
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([*command, "--budget", str(budget_seconds)], stdout=out)  # noqa: S603 - our own
        _, _, usage = os.wait4(process.pid, 0)
        out.seek(0)
        answer = json.loads(out.read())
    cells = (
        name,
        answer["status"],
        f"{answer['placed']}/{answer['meetings']}",
        answer["weight"],
        answer["weight_bound"],
        answer["breaks"],
        answer["breaks_bound"],
        f"{answer['seconds']:.2f}",
        f"{usage.ru_utime + usage.ru_stime:.2f}",
        usage.ru_maxrss // 1024,
    )
    return f"| {' | '.join(map(str, cells))} |"
