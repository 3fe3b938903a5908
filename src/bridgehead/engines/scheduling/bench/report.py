"""The whole measurement: a table as it comes, the spread of what was made with several seeds, and the targets."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import tee
from pathlib import Path

from bridgehead.engines.scheduling.bench.cases import Case, generated_cases, published_cases
from bridgehead.engines.scheduling.bench.large import SECTIONS, Trial, lines, trials
from bridgehead.engines.scheduling.bench.peers import Peer, installed_peers
from bridgehead.engines.scheduling.bench.ran import ran
from bridgehead.engines.scheduling.bench.rows import Row, heading, rows, spread_table
from bridgehead.engines.scheduling.bench.targets import target_table, targets

WARM = "bridgehead.engines.scheduling.warm"


class NoPeer(LookupError):
    """No other solver is installed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: one set (None: all), with how much time at most, how many seeds and how many cases at a time."""

    only: str | None
    budget_seconds: float
    seeds: int
    workers: int

    def cases(self, folder: Path) -> list[Case]:
        """The cases; those of our own are written into the folder."""
        cases = []
        if self.only in (None, "published", "originals"):
            cases += published_cases(self.budget_seconds, originals=self.only == "originals")
        if self.only in (None, "generated"):
            cases += generated_cases(folder, self.budget_seconds, seeds=self.seeds)
        return cases

    def kinds(self) -> list[str]:
        """The kinds of trials of usual and large rounds."""
        return [kind for kind in SECTIONS if self.only in (None, "large", kind)]


def reported(wanted: Wanted, show: Callable[[str], None], *, peer: bool, as_json: bool) -> bool:
    """Measure and show, in Markdown line by line or as one JSON object; whether every target was met."""
    peers = installed_peers() if peer else []
    if peer and not peers:
        raise NoPeer("--peer needs OR-Tools or MiniZinc; bench/README.md says how to install them")
    show_line = (lambda line: None) if as_json else show
    ran(module=WARM)  # a machine compiles once, not in the seconds of the round that happens to come first
    done = _cases_done(wanted, peers, show_line)
    tried = _trials_done(wanted, show_line)
    held = targets(done, tried)
    if held:
        show_line(f"\n{target_table(held)}")
    if as_json:
        parts = {"rows": [row.as_json() for row in done], "trials": [asdict(trial) for trial in tried]}
        show(json.dumps({**parts, "targets": [asdict(target) for target in held]}))
    return all(target.met for target in held)


def _cases_done(wanted: Wanted, peers: Sequence[Peer], show: Callable[[str], None]) -> list[Row]:
    done: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        cases = wanted.cases(Path(folder))
        if cases:
            show(heading(peers))
        for row in rows(cases, peers, workers=wanted.workers):
            done.append(row)
            show(row.line())
    if spread := spread_table(done):
        show(f"\n{spread}")
    return done


def _trials_done(wanted: Wanted, show: Callable[[str], None]) -> list[Trial]:
    done: list[Trial] = []
    for kind in wanted.kinds():
        own, shown = tee(trials(kind, seeds=wanted.seeds, seconds=wanted.budget_seconds))
        for line in lines(shown):
            show(line)
        done += own
    return done
