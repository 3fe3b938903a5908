"""The published problem for MiniZinc and its Gecode, from the data file itself: FILE FAIRNESS SECONDS."""

import json
import subprocess
import sys
from pathlib import Path

from bridgehead.engines.scheduling.bench.told_by_peers import asked, tell

MODEL = Path(__file__).with_name("timetable.mzn")
STATUS = {"==========": "optimal", "=====UNSATISFIABLE=====": "infeasible", "=====UNKNOWN=====": "unknown"}
SOLUTION = "----------"


def solved(file: str, fairness: int, seconds: float) -> tuple[str, dict[int, int] | None]:
    """The status and, where there is one, the last schedule as slots counted from 0."""
    limit, wish = str(round(1000 * seconds)), f"fairness = {fairness};"
    call = ["minizinc", "--solver", "gecode", "--time-limit", limit, "--intermediate", "--output-mode", "json"]
    ran = subprocess.run([*call, str(MODEL), file, "-D", wish], capture_output=True, text=True, check=True)  # noqa: S603 - where installed
    parts = ran.stdout.split(SOLUTION)
    status = next((status for mark, status in STATUS.items() if mark in parts[-1]), None)
    if len(parts) == 1:
        return status or "unknown", None
    slots: list[int] = json.loads(parts[-2])["slot"]
    return status or "feasible", {meeting: slot - 1 for meeting, slot in enumerate(slots)}


if __name__ == "__main__":
    given, fairness, limit = sys.argv[1:]
    source = asked(given, fairness)
    tell(source, *solved(given, source.problem.fairness or 0, float(limit)))
