"""What the modules that run a peer have in common: their arguments, and the object they print."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

from bridgehead.engines.scheduling.formats import NumberedProblem, read_problem
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.tables import seated


def asked(file: str, fairness: str) -> NumberedProblem:
    """The published problem of a file, with its own fairness ("file") or another."""
    source = read_problem(Path(file))
    if fairness == "file":
        return source
    return dataclasses.replace(source, problem=dataclasses.replace(source.problem, fairness=int(fairness)))


def tell(source: NumberedProblem, status: str, slots: Mapping[int, int] | None) -> None:
    """Print the status, the breaks counted by us, and the placements, for which the tables are ours."""
    schedule = None if slots is None else seated(source.problem, dict(slots))
    breaks = None if slots is None else sum(breaks_of(source.problem, slots))
    placements = [] if schedule is None else source.outward(schedule)
    print(json.dumps({"status": status, "breaks": breaks, "placements": placements}))  # noqa: T201 - the answer
