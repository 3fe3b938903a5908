"""Usual and large rounds of our own: tables by kind, with the median and the range over the seeds.

One trial runs at a time, each in a process of its own (`trials.py`); budgets are seconds of wall time.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from bridgehead.engines.scheduling.bench.ran import ran
from bridgehead.engines.scheduling.rounds import CANCELLED, REPAIRED, ROOMY, SAME, SIZES, TIGHT, USUAL

TRIALS = "bridgehead.engines.scheduling.bench.trials"
CANCELS = 10


class TrialFailed(RuntimeError):
    """A trial broke a rule or died; the sentence is its last word."""


class Column(NamedTuple):
    """A heading, and the figures of a trial under it."""

    heading: str
    shape: str


ROUND = (
    Column("placed", "{placed:.0f}/{meetings:.0f}"),
    Column("weight", "{weight:.0f}"),
    Column("bound", "{weight_bound:.0f}"),
    Column("gap %", "{gap:.3f}"),
    Column("breaks", "{breaks:.0f}"),
    Column("bound", "{breaks_bound:.0f}"),
    Column("each", "{breaks_each:.3f}"),
    Column("seconds", "{seconds:.2f}"),
    Column("CPU s", "{cpu_seconds:.2f}"),
    Column("first", "{first:.2f}"),
    Column("near", "{near:.2f}"),
    Column("silence", "{silence:.2f}"),
    Column("MB", "{megabytes:.0f}"),
)
REPAIR = (
    Column("changes", "{changes:.0f}"),
    Column("lost or new", "{lost:.0f}"),
    Column("placed again", "{placed_again:.0f}"),
    Column("others", "{others:.0f}"),
    Column("each", "{others_each:.2f}"),
    Column("removed", "{removed:.0f}"),
    Column("their weight", "{removed_weight:.0f}"),
    Column("ms", "{milliseconds:.0f}"),
    Column("CPU ms", "{cpu_milliseconds:.0f}"),
    Column("all: placed again", "{all_placed_again:.0f}"),
    Column("others", "{all_others:.0f}"),
    Column("removed", "{all_removed:.0f}"),
    Column("their weight", "{all_removed_weight:.0f}"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """The rounds of one kind of trial; `tries` instead of the seeds that were asked for."""

    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...] = ROUND
    tries: int | None = None

    def heading(self) -> str:
        """The title and the two first lines of the table."""
        names = ["round", "seed", *(column.heading for column in self.columns)]
        return f"\n## {self.title}\n\n| {' | '.join(names)} |\n|---|{'--:|' * (len(names) - 1)}"

    def line(self, name: str, seed: object, figures: dict[str, float]) -> str:
        """One row of it."""
        cells = (column.shape.format(**figures) for column in self.columns)
        return f"| {name} | {seed} | {' | '.join(cells)} |"


SECTIONS = {
    "usual": Section("Usual forums in a second, by a worker that has solved a round", tuple(USUAL)),
    "fresh": Section("Usual forums in a second, by a fresh process", tuple(USUAL)),
    "tight": Section("Weight: two days, patchy availability, more wishes than seats", tuple(TIGHT)),
    "roomy": Section("Breaks: 48 slots, everybody can come, tables are no matter", tuple(ROOMY)),
    "repair": Section("Repair: 10,000 participants, 100 things at once", tuple(REPAIRED), REPAIR),
    "growth": Section("How the work grows: tight rounds of one kind, by participants", SIZES),
    "cancel": Section(
        "Cancelling at a random moment: seconds until the result is in hand",
        tuple(CANCELLED),
        (Column("moment", "{moment:.2f}"), Column("seconds", "{waited:.2f}"), Column("placed", "{placed:.0f}")),
        CANCELS,
    ),
    "same": Section(
        "The same again: different results of three fresh processes, the third beside a busy loop",
        SAME,
        (Column("different", "{different:.0f}"), Column("CPU s", "{cpu_seconds:.2f}")),
        1,
    ),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What one trial came to."""

    kind: str
    name: str
    seed: int
    figures: dict[str, float]

    def line(self) -> str:
        """The trial in Markdown."""
        return SECTIONS[self.kind].line(self.name, self.seed, self.figures)


def trials(kind: str, *, seeds: int, seconds: float) -> Iterator[Trial]:
    """Every round of a kind with every seed, one after the other; raises TrialFailed."""
    section = SECTIONS[kind]
    for name in section.names:
        for seed in range(1, (section.tries or seeds) + 1):
            told = ran(kind, name, str(seed), str(seconds), module=TRIALS)
            if told.code:
                raise TrialFailed(f"{kind} {name} {seed}: {told.errors.strip().splitlines()[-1]}")
            yield Trial(kind, name, seed, json.loads(told.out))


def lines(of: Iterable[Trial]) -> Iterator[str]:
    """The table of a kind in Markdown, as its trials come; under each round the least, the median and the most."""
    own: list[Trial] = []
    for trial in of:
        if not own:
            yield SECTIONS[trial.kind].heading()
        elif own[-1].name != trial.name:
            yield from _spread(own)
            own = []
        own.append(trial)
        yield trial.line()
    yield from _spread(own)


def _spread(of: Sequence[Trial]) -> Iterator[str]:
    if len(of) > 1:
        for label, middle in (("least", min), ("median", median), ("most", max)):
            figures = {figure: middle(trial.figures[figure] for trial in of) for figure in of[0].figures}
            yield SECTIONS[of[0].kind].line("", label, figures)
