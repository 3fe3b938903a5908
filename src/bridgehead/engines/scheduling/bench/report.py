"""The whole measurement: a table as it comes, the spread of what was made with several seeds, and the targets."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bridgehead.engines.scheduling.bench.cases import Case, generated_cases, published_cases
from bridgehead.engines.scheduling.bench.peers import installed_peers
from bridgehead.engines.scheduling.bench.rows import heading, rows, spread_table
from bridgehead.engines.scheduling.bench.targets import target_table, targets


class NoPeer(LookupError):
    """No other solver is installed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: one set (None: published and generated), with how much time, how many seeds and at a time."""

    only: str | None
    budget_seconds: float
    seeds: int
    workers: int

    def cases(self, folder: Path) -> list[Case]:
        """The cases; those of our own are written into the folder."""
        cases = []
        if self.only != "generated":
            cases += published_cases(self.budget_seconds, originals=self.only == "originals")
        if self.only in (None, "generated"):
            cases += generated_cases(folder, self.budget_seconds, seeds=self.seeds)
        return cases


def reported(wanted: Wanted, show: Callable[[str], None], *, peer: bool, as_json: bool) -> bool:
    """Measure and show, in Markdown line by line or as one JSON object; whether every target was met."""
    peers = installed_peers() if peer else []
    if peer and not peers:
        raise NoPeer("--peer needs OR-Tools or MiniZinc; bench/README.md says how to install them")
    done = []
    with tempfile.TemporaryDirectory() as folder:
        cases = wanted.cases(Path(folder))
        if not as_json:
            show(heading(peers))
        for row in rows(cases, peers, workers=wanted.workers):
            done.append(row)
            if not as_json:
                show(row.line())
    held = targets(done)
    if as_json:
        show(json.dumps({"rows": [row.as_json() for row in done], "targets": [asdict(target) for target in held]}))
    else:
        show("\n\n".join(["", *filter(None, (spread_table(done), target_table(held)))]))
    return all(target.met for target in held)
