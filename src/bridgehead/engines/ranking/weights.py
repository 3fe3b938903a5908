"""How much each signal counts, and how that is learnt from what was asked: a choice among all, in full.

The chance that an organisation asks another is e to the weighed sum of the signals, over the sum of that for all that
it could ask (a conditional logit, McFadden 1974). Fitting takes every one of them into the sum: a ranker that was
trained against a sample drawn by popularity fell far below popularity itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.organisations import Circle
from bridgehead.engines.ranking.signals import SIGNALS, Signal, Signals
from bridgehead.engines.ranking.sparse import Floats

#: Learnt from the earlier seventy percent of the trials that the measurement reads, with needs stated
#: (`bench/partners.py`), and rounded; SEEKS_OFFERED, AGAIN and ZONE, of which trials say nothing, are set by hand.
DEFAULTS: Mapping[Signal, float] = {
    Signal.OFFERS_SOUGHT: 7.5,
    Signal.SEEKS_OFFERED: 1.0,
    Signal.ALIKE: 0.25,
    Signal.NEARBY: 0.5,
    Signal.KIND: 0.15,
    Signal.SHARED: 0.5,
    Signal.POPULAR: 0.25,
    Signal.MET: 0.5,
    Signal.AGAIN: 0.3,
    Signal.REGION: 4.5,
    Signal.ZONE: 0.2,
}
#: How strongly a weight is held to where it begins, as that many choices would.
HELD = 1.0
STEPS, PRECISION = 60, 1e-7
#: So many of those that asked in a stretch are learnt from, evenly by their ids: a few hundred choices tell as much.
CHOOSERS = 200
#: Past requests are cut into so many parts; the first is only listened to.
PARTS = 7


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts; a signal that is not told counts nothing."""

    of: Mapping[Signal, float] = field(default_factory=lambda: DEFAULTS)

    def __post_init__(self) -> None:
        wrong = [signal.value for signal, weight in self.of.items() if not 0 <= weight < float("inf")]
        if wrong:
            raise ValueError(f"a weight is a number from 0: {', '.join(wrong)}")

    @property
    def array(self) -> Floats:
        """The weights in the order of the signals."""
        return np.array([self.of.get(signal, 0.0) for signal in SIGNALS], np.float64)


@dataclass(frozen=True, slots=True)
class Choice:
    """What one organisation could choose among (signals × others) and which of them it chose."""

    signals: Floats
    chosen: NDArray[np.bool_]


def choices(circle: Circle, wanted: Mapping[int, Iterable[int]]) -> list[Choice]:
    """What organisations (by id) chose that had nothing to do with them before, among all of that kind.

    Of more than `CHOOSERS` organisations as many are taken, evenly by id.
    """
    signals, found = Signals(circle), []
    asked = sorted(wanted)
    for asking in asked[:: max(1, -(-len(asked) // CHOOSERS))]:
        row = circle.row.get(asking)
        if row is None:
            continue
        new = signals.partners_of(row) == 0
        new[row] = False
        chosen = np.zeros(signals.count, bool)
        chosen[[circle.row[asked] for asked in wanted[asking] if asked in circle.row]] = True
        if (chosen & new).any():
            found.append(Choice(signals.towards(row)[:, new], chosen[new]))
    return found


def fitted(
    circle_at: Callable[[float, float], Circle],
    asked: Sequence[tuple[float, int, int]],
    cuts: Sequence[tuple[float, float]],
) -> Weights:
    """Weights from what was asked (day, asking, asked) in each half-open stretch of days, from all known before it.

    ``circle_at`` gives the circle at the beginning of a stretch, before anything of it was asked. No weight falls
    below 0: a reason never speaks against. Nothing to learn from leaves the weights as they are set.
    """
    learnt = [
        choice
        for begin, end in cuts
        for choice in choices(circle_at(begin, end), _wanted(one for one in asked if begin <= one[0] < end))
    ]
    return Weights(dict(zip(SIGNALS, fit(learnt, Weights().array).tolist(), strict=True)))


def fitted_to(circle: Circle) -> Weights:
    """Weights from the requests of a circle in which organisations stay as they are, cut into `PARTS`."""
    asked = [(one.day, one.asking, one.asked) for one in circle.requests]
    days = sorted({asked[len(asked) * part // PARTS][0] for part in range(1, PARTS)}) if asked else []

    def circle_at(begin: float, end: float) -> Circle:
        return Circle(circle.organisations, circle.requests, begin, circle.broader)

    return fitted(circle_at, asked, list(pairwise([*days, circle.day])))


def _wanted(asked: Iterable[tuple[float, int, int]]) -> dict[int, set[int]]:
    wanted: dict[int, set[int]] = {}
    for _, asking, other in asked:
        wanted.setdefault(asking, set()).add(other)
    return wanted


def fit(learnt: Sequence[Choice], begin: Floats, *, held: float = HELD) -> Floats:
    """The weights from 0 up under which the choices are likeliest, each held to where it begins.

    A signal that is the same for all in every choice stays where it begins. Projected Newton steps, halved until the
    likelihood rises.
    """
    weights = begin.copy()
    value, slope, bend = _likelihood(learnt, weights, begin, held)
    for _ in range(STEPS):
        free = (weights > 0) | (slope < 0)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], -slope[free])
        if not free.any() or float(np.abs(step).max()) < PRECISION:
            break
        for halving in range(30):
            tried = np.maximum(weights + step * 0.5**halving, 0.0)
            told = _likelihood(learnt, tried, begin, held)
            if told[0] < value:
                break
        else:
            break
        weights, (value, slope, bend) = tried, told
    return weights


def _likelihood(
    learnt: Sequence[Choice], weights: Floats, begin: Floats, held: float
) -> tuple[float, Floats, NDArray[np.float64]]:
    """How unlikely the choices are, with its slope and its bend; each that chose counts once, however much it chose."""
    value = 0.5 * held * float(((weights - begin) ** 2).sum())
    slope = held * (weights - begin)
    bend = held * np.eye(len(weights))
    for one in learnt:
        utility = weights @ one.signals
        top = float(utility.max())
        odds = np.exp(utility - top)
        chance = odds / odds.sum()
        usual = one.signals @ chance
        value += top + float(np.log(odds.sum())) - float(utility[one.chosen].mean())
        slope += usual - one.signals[:, one.chosen].mean(axis=1)
        bend += (one.signals * chance) @ one.signals.T - np.outer(usual, usual)
    return value, slope, bend
