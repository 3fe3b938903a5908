"""One table over the published instances and generated rounds: solved, certified and checked.

Every case is solved in a process of its own and its certificate checked in another, which knows no solver. Published
instances are read from the folder named by BRIDGEHEAD_INSTANCES, or `../shared/instances/b2b` seen from the project's
root.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import get_ident

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
GENERATED_SECONDS = 30.0
OTHER_FAIRNESS = (0, 1, 3)
#: What every published case together, and each alone, may take (seconds of wall time for solving, two workers).
MOST_SECONDS_TOGETHER, MOST_SECONDS_EACH = 100.0, 20.0
HEADING = "| round | status | placed | weight | bound | breaks | bound | seconds | CPU s | MB | certificate | its s |"
RULE = "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|"


@dataclass(frozen=True, slots=True)
class Case:
    """One problem to solve; `fairness` None: as the file says."""

    name: str
    path: Path
    budget_seconds: float
    fairness: int | None = None
    published: bool = True

    @property
    def arguments(self) -> list[str]:
        """The file and its fairness, as every command takes them."""
        return [str(self.path), *([] if self.fairness is None else ["--fairness", str(self.fairness)])]


@dataclass(frozen=True, slots=True)
class Row:
    """What a case came to; seconds include starting Python, `certificate_seconds` are those of writing and checking."""

    round: str
    published: bool
    status: str
    meetings: int
    placed: int
    weight: int
    weight_bound: int
    breaks: int
    breaks_bound: int
    seconds: float
    cpu_seconds: float
    megabytes: int
    certificate: str
    certificate_seconds: float
    worker: int

    @property
    def met(self) -> bool:
        """Whether a published case was proven in its time and its certificate holds."""
        proven = self.status in ("optimal", "infeasible") and self.certificate == "checked"
        return not self.published or (proven and self.seconds <= MOST_SECONDS_EACH)

    def line(self) -> str:
        """The row in Markdown."""
        cells = (
            self.round,
            self.status,
            f"{self.placed}/{self.meetings}",
            self.weight,
            self.weight_bound,
            self.breaks,
            self.breaks_bound,
            f"{self.seconds:.2f}",
            f"{self.cpu_seconds:.2f}",
            self.megabytes,
            self.certificate,
            f"{self.certificate_seconds:.2f}",
        )
        return f"| {' | '.join(map(str, cells))} |"


@dataclass(frozen=True, slots=True)
class Summary:
    """All published rows together: wall seconds of the busiest worker for solving alone, and the longest case."""

    cases: int
    proven: int
    checked: int
    seconds: float
    longest_seconds: float
    cpu_seconds: float
    certificate_seconds: float
    met: bool

    def sentence(self) -> str:
        """The summary for a reader."""
        return (
            f"{self.cases} published cases, {self.proven} proven, {self.checked} certificates checked: "
            f"{self.seconds:.1f} s of wall time to solve (longest {self.longest_seconds:.1f}; "
            f"{self.cpu_seconds:.1f} CPU s), {self.certificate_seconds:.1f} s more to write and check certificates. "
            f"At most {MOST_SECONDS_TOGETHER:.0f} s, and {MOST_SECONDS_EACH:.0f} s each: "
            f"{'met' if self.met else 'missed'}."
        )


def instances_folder() -> Path:
    """Where the published instances lie; raises WrongFile when they are not there."""
    folder = Path(os.environ.get("BRIDGEHEAD_INSTANCES", "../shared/instances/b2b"))
    if not any(folder.glob("*.original.dzn")):
        raise WrongFile(folder, 1, 1, "the published instances; name their folder in BRIDGEHEAD_INSTANCES")
    return folder


def rows(*, only: str | None, budget_seconds: float, workers: int) -> Iterator[Row]:
    """A row for each case of a set ("published", "originals", "generated"; None: published and generated)."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        cases = [] if only == "generated" else published_cases(budget_seconds, originals=only == "originals")
        if only in (None, "generated"):
            cases += list(_generated_cases(Path(folder), budget_seconds))
        yield from pool.map(_row, cases)


def published_cases(budget_seconds: float, *, originals: bool) -> list[Case]:
    """The published instances as they are, and the originals at other fairness."""
    paths = sorted(instances_folder().glob("*.original.dzn" if originals else "*.dzn"))
    cases = [Case(path.stem.removesuffix(".original"), path, budget_seconds) for path in paths]
    for case in () if originals else [case for case in cases if case.path.stem.endswith(".original")]:
        cases += [Case(f"{case.name}, d = {d}", case.path, budget_seconds, d) for d in OTHER_FAIRNESS]
    return cases


def _generated_cases(folder: Path, budget_seconds: float) -> Iterator[Case]:
    for name, recipe in GENERATED.items():
        path = folder / f"{name}.json"
        write_json(counted(generated(recipe, seed=1)), path)
        yield Case(name, path, min(budget_seconds, GENERATED_SECONDS), published=False)


def summary(of: Sequence[Row]) -> Summary:
    """The published rows together."""
    published = [row for row in of if row.published]
    busy: dict[int, float] = {}
    for row in published:
        busy[row.worker] = busy.get(row.worker, 0.0) + row.seconds
    seconds = max(busy.values(), default=0.0)
    return Summary(
        cases=len(published),
        proven=sum(row.status in ("optimal", "infeasible") for row in published),
        checked=sum(row.certificate == "checked" for row in published),
        seconds=seconds,
        longest_seconds=max((row.seconds for row in published), default=0.0),
        cpu_seconds=sum(row.cpu_seconds for row in published),
        certificate_seconds=sum(row.certificate_seconds for row in published),
        met=seconds <= MOST_SECONDS_TOGETHER and all(row.met for row in published),
    )


def as_json(of: Sequence[Row]) -> str:
    """Rows and summary as one object."""
    return json.dumps({"rows": [asdict(row) for row in of], "published": asdict(summary(of))})


def _row(case: Case) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        certificate, schedule = Path(folder) / "certificate.zip", Path(folder) / "schedule.json"
        begun = time.monotonic()
        command = ["solve", *case.arguments, "--json", "--budget", str(case.budget_seconds)]
        told, cpu, megabytes = _ran([*command, "--certificate", str(certificate)])
        written = time.monotonic()
        schedule.write_text(told)
        answer = json.loads(told)
        spent, spent_cpu = answer["certificate_seconds"], answer["certificate_cpu_seconds"]
        verdict = _verdict(case, answer["status"], schedule, certificate)
        return Row(
            round=case.name,
            published=case.published,
            certificate=verdict,
            seconds=written - begun - spent,
            cpu_seconds=cpu - spent_cpu,
            megabytes=megabytes,
            certificate_seconds=spent + time.monotonic() - written,
            worker=get_ident(),
            **{name: answer[name] for name in ("status", "meetings", "placed", "weight", "weight_bound")},
            **{name: answer[name] for name in ("breaks", "breaks_bound")},
        )


def _verdict(case: Case, status: str, schedule: Path, certificate: Path) -> str:
    if not certificate.exists():
        return "none"
    file, *fairness = case.arguments
    given = [] if status == "infeasible" else [str(schedule)]
    told = subprocess.run(  # noqa: S603 - our own
        [*_COMMAND, "check", file, *given, *fairness, "--certificate", str(certificate)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "checked" if told.returncode == 0 else "refused"


_COMMAND = (sys.executable, "-m", "bridgehead.engines.scheduling.cli")


def _ran(arguments: Sequence[str]) -> tuple[str, float, int]:
    """What a command of ours prints, its CPU seconds and its most memory in megabytes."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([*_COMMAND, *arguments], stdout=out, stderr=errors)  # noqa: S603 - our own
        _, _, usage = os.wait4(process.pid, 0)
        out.seek(0)
        return out.read(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024
