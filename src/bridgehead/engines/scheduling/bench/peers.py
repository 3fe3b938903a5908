"""Other solvers on the published problem, in the same run on the same machine with the same limit.

Each writes the problem as a competent user of it would: CP-SAT in `cpsat.py`, MiniZinc in `timetable.mzn`. Their
schedules pass the same checker as ours.
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bridgehead.engines.scheduling.bench.cases import Case
from bridgehead.engines.scheduling.bench.ran import Spent, ran


@dataclass(frozen=True, slots=True)
class PeerRow:
    """What a peer came to; a status in which its schedule breaks a rule is "wrong", one that died is "none"."""

    peer: str
    status: str
    breaks: int | None
    spent: Spent

    def cells(self) -> tuple[str, ...]:
        """Its cells of a row."""
        breaks = "–" if self.breaks is None else str(self.breaks)
        return self.status, breaks, f"{self.spent.seconds:.2f}", f"{self.spent.cpu_seconds:.2f}"


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver, and the module of ours that runs it: FILE FAIRNESS SECONDS → {status, breaks, placements}."""

    name: str
    module: str

    def row(self, case: Case) -> PeerRow:
        """Let the peer solve a published case, and check what it says."""
        fairness = "file" if case.fairness is None else str(case.fairness)
        told = ran(str(case.path), fairness, str(case.budget_seconds), module=self.module)
        if told.code:
            return PeerRow(self.name, "none", None, told.spent)
        answer = json.loads(told.out)
        status, breaks = answer["status"], answer["breaks"]
        return PeerRow(self.name, status if _keeps_rules(case, answer) else "wrong", breaks, told.spent)


def _keeps_rules(case: Case, answer: dict[str, object]) -> bool:
    if answer["breaks"] is None:
        return True
    with tempfile.TemporaryDirectory() as folder:
        schedule = Path(folder) / "schedule.json"
        schedule.write_text(json.dumps(answer))
        file, *fairness = case.arguments
        return ran("check", file, str(schedule), *fairness).code == 0


def installed_peers() -> list[Peer]:
    """Those that this machine has."""
    place = "bridgehead.engines.scheduling.bench"
    found = [Peer("CP-SAT", f"{place}.cpsat")] if find_spec("ortools") else []
    return found + ([Peer("MiniZinc", f"{place}.minizinc")] if shutil.which("minizinc") else [])
