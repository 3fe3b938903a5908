"""What was promised, each with what was measured: met or missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median

from bridgehead.engines.scheduling.bench.large import Trial
from bridgehead.engines.scheduling.bench.rows import Row
from bridgehead.engines.scheduling.rounds import SIZES

#: What every published case together, and each alone, may take (seconds of wall time for solving, two workers).
MOST_SECONDS_TOGETHER, MOST_SECONDS_EACH = 100.0, 20.0
HEADING = "| target | asked | measured | |\n|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, its limit and the figure it is held to."""

    name: str
    asked: str
    measured: str
    met: bool

    def line(self) -> str:
        """The target in Markdown."""
        return f"| {self.name} | {self.asked} | {self.measured} | {'met' if self.met else 'missed'} |"


@dataclass(frozen=True, slots=True)
class Promise:
    """The most that a figure may be in every trial of a kind whose round's name begins so."""

    name: str
    kind: str
    rounds: str
    figure: str
    most: float
    shape: str

    def target(self, of: Sequence[Trial]) -> Target | None:
        """The promise held to what was measured; None where nothing was."""
        figures = [
            trial.figures[self.figure] for trial in of if trial.kind == self.kind and trial.name.startswith(self.rounds)
        ]
        if not figures:
            return None
        middle, worst = self.shape.format(median(figures)), self.shape.format(max(figures))
        asked = f"at most {self.shape.format(self.most)}"
        return Target(self.name, asked, f"{middle}, at worst {worst}", max(figures) <= self.most)


PROMISES = (
    Promise("100 participants: gap of weight", "fresh", "usual-100-tight", "gap", 0.1, "{:.3f} %"),
    Promise("100 participants: so near after", "fresh", "usual-100-tight", "near", 1.0, "{:.2f} s"),
    Promise("100 participants: first timetable", "fresh", "usual-100-tight", "first", 1.0, "{:.2f} s"),
    Promise("1,000 participants: gap of weight", "tight", "large-1000-", "gap", 0.1, "{:.3f} %"),
    Promise("1,000 participants: time", "tight", "large-1000-", "seconds", 5.0, "{:.2f} s"),
    Promise("10,000 participants: gap of weight", "tight", "large-10000-", "gap", 0.2, "{:.3f} %"),
    Promise("10,000 participants: time", "tight", "large-10000-", "seconds", 30.0, "{:.1f} s"),
    Promise("10,000 participants: memory", "tight", "large-10000-", "megabytes", 2048.0, "{:.0f} MB"),
    Promise("10,000 participants: silence", "tight", "large-10000-", "silence", 0.5, "{:.2f} s"),
    Promise("10,000 participants: breaks each", "roomy", "large-10000-", "breaks_each", 0.05, "{:.3f}"),
    Promise("10,000 participants: time for breaks", "roomy", "large-10000-", "seconds", 30.0, "{:.1f} s"),
    Promise("repair: time", "repair", "", "milliseconds", 100.0, "{:.0f} ms"),
    Promise("repair with room: others moved for each", "repair", "repair-roomy", "others_each", 0.1, "{:.2f}"),
    Promise("repair without: others moved for each", "repair", "repair-tight", "others_each", 0.1, "{:.2f}"),
    Promise("repair without seats: others moved for each", "repair", "repair-scarce", "others_each", 0.1, "{:.2f}"),
    Promise("cancel: usual forum", "cancel", "usual-", "waited", 0.5, "{:.2f} s"),
    Promise("cancel: 1,000 participants", "cancel", "large-1000-", "waited", 0.5, "{:.2f} s"),
    Promise("cancel: 10,000 participants", "cancel", "large-10000-", "waited", 0.5, "{:.2f} s"),
    Promise("the same again: different results", "same", "", "different", 1.0, "{:.0f}"),
)


def targets(rows: Sequence[Row], trials: Sequence[Trial] = ()) -> list[Target]:
    """The targets that these rows and trials speak of."""
    published = [row for row in rows if row.case.published]
    kept = [target for promise in PROMISES if (target := promise.target(trials)) is not None]
    return (_published(published) if published else []) + kept + _growth(trials)


def _growth(of: Sequence[Trial]) -> list[Target]:
    """The power of the participants with which CPU time grows, fitted to the medians, beside that of n log n."""
    spent = [[trial.figures["cpu_seconds"] for trial in of if (trial.kind, trial.name) == ("growth", n)] for n in SIZES]
    if not all(spent):
        return []
    sizes = [log(int(size)) for size in SIZES]
    power = linear_regression(sizes, [log(median(own)) for own in spent]).slope
    theirs = linear_regression(sizes, [size + log(size) for size in sizes]).slope
    asked = f"at most n log n (power {theirs:.2f})"
    return [Target("growth from 1,000 to 10,000 participants", asked, f"power {power:.2f}", power <= theirs)]


def target_table(of: Sequence[Target]) -> str:
    """The targets in Markdown, or nothing."""
    return "\n".join([HEADING, *(target.line() for target in of)]) if of else ""


def _published(of: Sequence[Row]) -> list[Target]:
    proven = sum(row.proven for row in of)
    seconds = wall_seconds(of)
    longest = max(of, key=lambda row: row.spent.seconds)
    each = longest.spent.seconds
    return [
        Target("published: proven, certificate checked", f"{len(of)}", f"{proven}", proven == len(of)),
        Target(
            "published: wall time together",
            f"{MOST_SECONDS_TOGETHER:.0f} s",
            f"{seconds:.1f} s ({sum(row.spent.cpu_seconds for row in of):.1f} CPU s)",
            seconds <= MOST_SECONDS_TOGETHER,
        ),
        Target(
            "published: the longest",
            f"{MOST_SECONDS_EACH:.0f} s",
            f"{each:.1f} s ({longest.case.name})",
            each <= MOST_SECONDS_EACH,
        ),
    ]


def wall_seconds(of: Sequence[Row]) -> float:
    """Wall seconds of the busiest worker for solving alone; peers and certificates do not count."""
    busy: dict[int, float] = {}
    for row in of:
        busy[row.worker] = busy.get(row.worker, 0.0) + row.spent.seconds
    return max(busy.values(), default=0.0)
