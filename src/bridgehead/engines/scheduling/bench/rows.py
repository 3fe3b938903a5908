"""A row for each case: solved in a process of its own, its certificate checked in another, which knows no solver."""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from statistics import median
from threading import get_ident
from typing import Any

from bridgehead.engines.scheduling.bench.cases import Case
from bridgehead.engines.scheduling.bench.peers import Peer, PeerRow
from bridgehead.engines.scheduling.bench.ran import Spent, ran
from bridgehead.engines.scheduling.schedule import Result, Schedule, Status

PROVEN = (Status.OPTIMAL, Status.INFEASIBLE)
COLUMNS = (
    *("round", "seed", "status", "placed", "weight", "bound", "breaks", "bound", "seconds", "CPU s", "MB"),
    *("certificate", "its s"),
)
SPREAD_HEADING = "| round | seeds | gap of weight % | breaks | bound | seconds | CPU s | MB |"
SPREAD_RULE = "|---|--:|--:|--:|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True)
class Row:
    """What a case came to; the certificate's seconds are those of writing and checking it.

    The result carries an empty schedule: the placements were checked where they were made.
    """

    case: Case
    result: Result
    spent: Spent
    certificate: str
    certificate_seconds: float
    worker: int
    peers: tuple[PeerRow, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether nothing is left open and the certificate says so too."""
        return self.result.status in PROVEN and self.certificate == "checked"

    @property
    def gap(self) -> float:
        """How much of the weight bound is not placed, in percent."""
        result = self.result
        return 100 * (1 - result.weight / result.weight_bound) if result.weight_bound else 0.0

    def line(self) -> str:
        """The row in Markdown."""
        result, spent = self.result, self.spent
        cells = (
            self.case.name,
            self.case.seed or "",
            result.status.value,
            f"{result.placed}/{result.meetings}",
            result.weight,
            result.weight_bound,
            result.breaks,
            result.breaks_bound,
            f"{spent.seconds:.2f}",
            f"{spent.cpu_seconds:.2f}",
            spent.megabytes,
            self.certificate,
            f"{self.certificate_seconds:.2f}",
            *(cell for peer in self.peers for cell in peer.cells()),
        )
        return f"| {' | '.join(map(str, cells))} |"

    def as_json(self) -> dict[str, Any]:
        """The row as an object: the result's figures, what the process spent, and the peers."""
        told = {name: value for name, value in asdict(self.result).items() if name != "schedule"}
        return {
            "round": self.case.name,
            "published": self.case.published,
            **told,
            **asdict(self.spent),
            "certificate": self.certificate,
            "certificate_seconds": self.certificate_seconds,
            "peers": [asdict(peer) for peer in self.peers],
        }


def heading(peers: Sequence[Peer]) -> str:
    """The two first lines of the table."""
    names = [*COLUMNS, *(name for peer in peers for name in (peer.name, "breaks", "seconds", "CPU s"))]
    texts = {"round", "status", "certificate", *(peer.name for peer in peers)}
    return f"| {' | '.join(names)} |\n|{'|'.join('---' if name in texts else '--:' for name in names)}|"


def rows(cases: Iterable[Case], peers: Sequence[Peer], *, workers: int) -> Iterator[Row]:
    """A row for each case, so many at a time, in the order of the cases."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(partial(_row, peers), cases)


def _row(peers: Sequence[Peer], case: Case) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        certificate, schedule = Path(folder) / "certificate.zip", Path(folder) / "schedule.json"
        wishes = ["--json", "--budget", str(case.budget_seconds), "--seed", str(case.seed)]
        solved = ran("solve", *case.arguments, *wishes, "--certificate", str(certificate))
        written = time.monotonic()
        schedule.write_text(solved.out)
        answer = json.loads(solved.out)
        its, its_cpu, spent = answer["certificate_seconds"], answer["certificate_cpu_seconds"], solved.spent
        result = result_of(answer)
        return Row(
            case=case,
            result=result,
            certificate=_verdict(case, result.status, schedule, certificate),
            spent=Spent(spent.seconds - its, spent.cpu_seconds - its_cpu, spent.megabytes),
            certificate_seconds=its + time.monotonic() - written,
            worker=get_ident(),
            peers=tuple(peer.row(case) for peer in peers if case.published),
        )


def result_of(answer: dict[str, Any]) -> Result:
    """The result that `solve --json` tells, without its placements."""
    figures = {each.name: answer[each.name] for each in fields(Result) if each.name in answer and each.name != "status"}
    return Result(status=Status(answer["status"]), schedule=Schedule(), **figures)


def _verdict(case: Case, status: Status, schedule: Path, certificate: Path) -> str:
    if not certificate.exists():
        return "none"
    file, *fairness = case.arguments
    given = [] if status is Status.INFEASIBLE else [str(schedule)]
    told = ran("check", file, *given, *fairness, "--certificate", str(certificate))
    return "checked" if told.code == 0 else "refused"


def spread_table(of: Sequence[Row]) -> str:
    """For each generated round the median over its seeds, and from which least to which most; or nothing."""
    named: dict[str, list[Row]] = {}
    for row in of:
        if not row.case.published:
            named.setdefault(row.case.name, []).append(row)
    lines = [f"| {name} | {len(own)} | {' | '.join(_ranges(own))} |" for name, own in named.items()]
    return "\n".join([SPREAD_HEADING, SPREAD_RULE, *lines]) if lines else ""


def _ranges(of: Sequence[Row]) -> list[str]:
    columns = (
        ([row.gap for row in of], "{:.3f}"),
        ([row.result.breaks for row in of], "{:.0f}"),
        ([row.result.breaks_bound for row in of], "{:.0f}"),
        ([row.spent.seconds for row in of], "{:.1f}"),
        ([row.spent.cpu_seconds for row in of], "{:.1f}"),
        ([row.spent.megabytes for row in of], "{:.0f}"),
    )
    return [
        f"{shape.format(median(values))} ({shape.format(min(values))}–{shape.format(max(values))})"
        for values, shape in columns
    ]
