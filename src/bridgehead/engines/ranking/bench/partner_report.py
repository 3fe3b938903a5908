"""What `ranking bench partners` tells: partners foreseen beside the peers, on all trials and halves, and the cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from bridgehead.engines.ranking.bench.circles import cost
from bridgehead.engines.ranking.bench.partners import HELD_OUT, HISTORY, MOST, STATED, Foreseen, foreseen, half
from bridgehead.engines.ranking.bench.report import Measure
from bridgehead.engines.ranking.bench.trials import Trials, trials_of_folder

LEAST, MOST_MILLISECONDS, MOST_MEGABYTES = 0.19, 20.0, 100.0
HALVES = (1, 2, 3, 4, 5)
ONLY_TOLD = "only told"


def measured(folder: Path) -> Iterator[Measure]:
    """Every measure, as it is known; files are read first, so that a wrong one is told before anything."""
    trials = trials_of_folder(folder)
    return _measures(trials)


def _measures(trials: Trials) -> Iterator[Measure]:
    found = foreseen(trials)
    yield _size(found)
    if found.queries:
        yield from _accuracy(found)
        yield from _of_halves(trials)
    yield from _cost()


def _size(found: Foreseen) -> Measure:
    told = f"{found.queries} sponsors ({found.unknown} without a partner before), {found.candidates} candidates"
    got = f"{told}, {found.wanted} new pairs"
    return Measure(f"the newest {HELD_OUT:.0%} of the pairs held out", "at least one", got, found.queries > 0)


def _accuracy(found: Foreseen) -> Iterator[Measure]:
    stated, history = found.ndcg[STATED], found.ndcg[HISTORY]
    name = f"new partners, nDCG@{MOST}"
    yield Measure(f"{name}, {STATED}", f"≥ {LEAST}", f"{stated:.3f}", stated >= LEAST)
    ours = [way for way in found.ndcg if way.startswith((HISTORY, STATED))]
    for peer in (each for each in found.ndcg if each not in ours):
        value = found.ndcg[peer]
        yield Measure(f"{name}, {HISTORY}, beside {peer}", f"> {value:.3f}", f"{history:.3f}", history > value)
    for way in ours:
        if way not in (HISTORY, STATED):
            yield Measure(f"{name}, {way}", ONLY_TOLD, f"{found.ndcg[way]:.3f}", met=True)


def _of_halves(trials: Trials) -> Iterator[Measure]:
    """The same on random halves of the sponsors, each with its own cut and its own weights."""
    found = [one for one in (foreseen(half(trials, seed), whole=False) for seed in HALVES) if one.queries]
    if not found:
        return
    popularity = mean(one.ndcg["popularity"] for one in found)
    for way in (HISTORY, STATED):
        ours = [one.ndcg[way] for one in found]
        got = f"{mean(ours):.3f} (from {min(ours):.3f} to {max(ours):.3f})"
        measure = f"{len(found)} halves of the sponsors, nDCG@{MOST}, {way}, beside popularity"
        yield Measure(measure, f"> {popularity:.3f}", got, mean(ours) > popularity)


def _cost() -> Iterator[Measure]:
    found, size = cost(), "2,000 organisations, 20,000 requests"
    median = found.median_milliseconds
    told = f"{median:.1f} ms (99 of 100 within {found.slowest_milliseconds:.1f})"
    yield Measure(f"{size}: an answer", f"≤ {MOST_MILLISECONDS:.0f} ms", told, median <= MOST_MILLISECONDS)
    held = f"{found.megabytes:.0f} MB"
    yield Measure(f"{size}: memory", f"≤ {MOST_MEGABYTES:.0f} MB", held, found.megabytes <= MOST_MEGABYTES)
    yield Measure(f"{size}: made ready, once", ONLY_TOLD, f"{found.built_seconds:.1f} s", met=True)
