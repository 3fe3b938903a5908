"""What was promised, each with what was measured: met or missed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.bench.rows import Row

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


def targets(of: Sequence[Row]) -> list[Target]:
    """The targets that these rows speak of."""
    published = [row for row in of if row.case.published]
    return _published(published) if published else []


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
