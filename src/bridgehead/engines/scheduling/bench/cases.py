"""What is measured: the published instances, and rounds of our own.

Published instances are read from the folder named by BRIDGEHEAD_INSTANCES, or `../shared/instances/b2b` seen from the
project's root.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bridgehead.engines.scheduling.formats import WrongFile, counted, write_json
from bridgehead.engines.scheduling.generate import Recipe, generated

GENERATED = {
    "forum-60-roomy": Recipe(participants=60, requests=150, slots=16, tables=15, absent=0.05),
    "forum-60-usual": Recipe(participants=60, requests=200, slots=16, tables=12),
    "forum-60-tight": Recipe(participants=60, requests=220, slots=18, tables=9, two_sides=False, absent=0.2),
    "forum-60-fair": Recipe(participants=60, requests=250, slots=20, tables=15, absent=0.15, fairness=2),
    "forum-100-usual": Recipe(participants=100, requests=400, slots=20, tables=20),
}
GENERATED_SECONDS = 30.0
OTHER_FAIRNESS = (0, 1, 3)


@dataclass(frozen=True, slots=True)
class Case:
    """One problem to solve; `fairness` None: as the file says."""

    name: str
    path: Path
    budget_seconds: float
    fairness: int | None = None
    seed: int = 0
    published: bool = True

    @property
    def arguments(self) -> list[str]:
        """The file and its fairness, as every command takes them."""
        return [str(self.path), *([] if self.fairness is None else ["--fairness", str(self.fairness)])]


def instances_folder() -> Path:
    """Where the published instances lie; raises WrongFile when they are not there."""
    folder = Path(os.environ.get("BRIDGEHEAD_INSTANCES", "../shared/instances/b2b"))
    if not any(folder.glob("*.original.dzn")):
        raise WrongFile(folder, 1, 1, "the published instances; name their folder in BRIDGEHEAD_INSTANCES")
    return folder


def published_cases(budget_seconds: float, *, originals: bool) -> list[Case]:
    """The published instances as they are, and the originals at other fairness."""
    paths = sorted(instances_folder().glob("*.original.dzn" if originals else "*.dzn"))
    cases = [Case(path.stem.removesuffix(".original"), path, budget_seconds) for path in paths]
    for case in () if originals else [case for case in cases if case.path.stem.endswith(".original")]:
        cases += [Case(f"{case.name}, d = {d}", case.path, budget_seconds, d) for d in OTHER_FAIRNESS]
    return cases


def generated_cases(folder: Path, budget_seconds: float, *, seeds: int) -> Iterator[Case]:
    """Our own rounds, written into the folder: each recipe with seeds 1 to `seeds`, the rows of a recipe together."""
    for name, recipe in GENERATED.items():
        for seed in range(1, seeds + 1):
            path = folder / f"{name}-{seed}.json"
            write_json(counted(generated(recipe, seed=seed)), path)
            yield Case(name, path, min(budget_seconds, GENERATED_SECONDS), seed=seed, published=False)
