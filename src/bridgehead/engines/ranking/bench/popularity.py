"""Popular today measured: how much of the next hour's top ten it foresees, and how often a crowd gets in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.bench.readings import Log
from bridgehead.engines.ranking.popular import Popularity

Integers: TypeAlias = NDArray[np.int64]
Columns: TypeAlias = tuple[Integers, Integers, NDArray[np.float64]]

MOST = 10
HOUR = 3_600.0
#: The half-life at which the prediction is asked.
HALF_LIFE_SECONDS = 900.0
#: Readings that an hour needs to have a top ten.
LEAST_READINGS = 40
#: Attacks begin so often, last an hour, and are looked at every so many seconds for two.
ATTACK_EACH, LOOK_SECONDS, LOOKED_SECONDS = 5 * HOUR, 300.0, 2 * HOUR
#: Identities and how often each reads the article.
ATTACKS = {"one bot": (1, 5_000), "60 bots": (60, 20), "600 identities": (600, 1)}


def foreseen_share(log: Log) -> tuple[float, float]:
    """The share of the next hour's ten most read that stood in the top ten before it: ours, and without the cap."""
    popularity, first = Popularity(half_life_seconds=HALF_LIFE_SECONDS), float(log.seconds[0])
    ours, raw = list[float](), list[float]()
    hours = ((log.seconds - first) // HOUR).astype(np.int64)
    for hour in range(int(hours[-1])):
        record(popularity, log, hours == hour)
        next_hour = hours == hour + 1
        if hour < 6 or np.count_nonzero(next_hour) < LEAST_READINGS:
            continue
        pairs = np.unique(np.stack([log.read[next_hour], log.readers[next_hour]]), axis=1)
        names, counts = np.unique(pairs[0], return_counts=True)
        real = set(names[np.lexsort((-names, -counts))][:MOST].tolist())
        for capped, shares in ((True, ours), (False, raw)):
            shown = popularity.highest(first + (hour + 1) * HOUR, MOST, capped=capped)[0]
            shares.append(len(real & {*shown.tolist()}) / len(real))
    return (float(np.mean(ours)), float(np.mean(raw))) if ours else (float("nan"), float("nan"))


def record(popularity: Popularity, log: Log, which: NDArray[np.bool_]) -> None:
    """Take in a part of a log."""
    popularity.record_all(log.readers[which], log.read[which], log.seconds[which])


def entries(log: Log) -> dict[str, float]:
    """For each attack, how often its article stood in the top ten, over many beginnings and looks."""
    found: dict[str, list[bool]] = {name: [] for name in ATTACKS}
    popularity, at = Popularity(), float(log.seconds[0])
    while at + 12 * HOUR < log.seconds[-1] - LOOKED_SECONDS:
        begin = at + ATTACK_EACH
        record(popularity, log, (log.seconds >= at) & (log.seconds < begin))
        at = begin
        state, target = popularity.state(), _target(log, popularity, at)
        # what gets in by itself at a look is no entry
        alone = list(_looks(Popularity.of(state), log, at, target, _crowd(log, at, target, 0, 0)))
        for name, (identities, views) in ATTACKS.items():
            attacked = Popularity.of(state)
            looks = _looks(attacked, log, at, target, _crowd(log, at, target, identities, views))
            found[name] += [entered and not before for entered, before in zip(looks, alone, strict=True)]
    return {name: float(np.mean(looks)) if looks else float("nan") for name, looks in found.items()}


def _target(log: Log, popularity: Popularity, at: float) -> int:
    """An article that is about and little read: it would not get in by itself."""
    values = popularity.values(at)
    born = {one.id: one.published for one in log.articles}
    about = [name for name in values if 0 < at - born.get(name, 0.0) < 2 * 86_400] or [*values]
    ordered = sorted(about, key=lambda name: (values[name], name))
    return ordered[len(ordered) // 2]


def _crowd(log: Log, at: float, target: int, identities: int, views: int) -> Columns:
    readers = np.repeat(np.arange(identities, dtype=np.int64) + int(log.readers.max()) + 1, views)
    seconds = at + np.linspace(0, HOUR, len(readers), endpoint=False)
    return np.random.default_rng(identities).permutation(readers), np.full(len(readers), target), seconds


def _looks(attacked: Popularity, log: Log, at: float, target: int, crowd: Columns) -> Iterator[bool]:
    for look in np.arange(at, at + LOOKED_SECONDS, LOOK_SECONDS):
        record(attacked, log, (log.seconds >= look) & (log.seconds < look + LOOK_SECONDS))
        which = (crowd[2] >= look) & (crowd[2] < look + LOOK_SECONDS)
        attacked.record_all(*(column[which] for column in crowd))
        yield target in [one.article for one in attacked.top(look + LOOK_SECONDS, most=MOST)]
