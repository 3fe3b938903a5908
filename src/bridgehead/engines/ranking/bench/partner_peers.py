"""What others would suggest as partners: popularity, common partners, neighbours, EASE, matrix factorisation.

Each scores all organisations for one that asks, from the same requests. Where two score alike (for one that never
had a partner, all do), the one with more partners stands first, then the one that was known first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from bridgehead.engines.ranking.signals import SIGNALS, Signal, Signals
from bridgehead.engines.ranking.sparse import Floats

#: Scores of all organisations by the row of the one that asks.
Scores: TypeAlias = Callable[[int], Floats]
#: Of more organisations than these no square is held: those who need one are left out.
MOST_ORGANISATIONS = 6_000
#: Chosen on the earlier seventy percent, as everything else.
RIDGE, FACTORS, SURE, HOLD, TURNS = 300.0, 24, 10.0, 30.0, 8


def peers(signals: Signals) -> Mapping[str, Scores]:
    """Everybody else, by name; of very many organisations only those who go without a square."""
    shared = SIGNALS.index(Signal.SHARED)
    plain: dict[str, Scores] = {
        **popularity(signals),
        "requests received": lambda row: signals.received,
        "Adamic–Adar": lambda row: signals.towards(row, {Signal.SHARED})[shared],
    }
    return plain | (_squares(signals) if signals.count <= MOST_ORGANISATIONS else {})


def popularity(signals: Signals) -> dict[str, Scores]:
    """With how many each has to do, either way."""
    return {"popularity": lambda row: signals.degree}


def _squares(signals: Signals) -> dict[str, Scores]:
    asked = np.zeros((signals.count, signals.count))
    asked[signals.once_asking, signals.once_asked] = 1.0
    either = np.maximum(asked, asked.T)
    ease, factors = _ease(either), _factors(either)
    people, items = _cosines(asked), _cosines(asked.T)
    return {
        "nearest askers": lambda row: people[row] @ asked,
        "nearest asked": lambda row: items @ asked[row],
        "EASE": lambda row: either[row] @ ease,
        "ALS": lambda row: factors[row],
    }


def _cosines(of: Floats) -> Floats:
    """How alike the rows are, 0 to themselves."""
    lengths = np.sqrt((of**2).sum(axis=1))
    together: Floats = (of @ of.T) / (np.outer(lengths, lengths) + 1.0)
    np.fill_diagonal(together, 0.0)
    return together


def _ease(either: Floats) -> Floats:
    """The linear model without itself, in closed form (Steck, *Embarrassingly Shallow Autoencoders*, 2019)."""
    inverse = np.linalg.inv(either.T @ either + RIDGE * np.eye(len(either)))
    weights: Floats = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def _factors(either: Floats) -> Floats:
    """Implicit feedback by alternating least squares (Hu, Koren and Volinsky, 2008), always from the same start."""
    chance = np.random.default_rng(0)
    left = chance.normal(0, 0.1, (len(either), FACTORS))
    right = left.copy()
    for _ in range(TURNS):
        left = _solved(either, right)
        right = _solved(either.T, left)
    return np.asarray(left @ right.T, np.float64)


def _solved(either: Floats, right: Floats) -> Floats:
    whole = right.T @ right + HOLD * np.eye(FACTORS)
    found = np.zeros((len(either), FACTORS))
    for row in range(len(either)):
        chosen = right[either[row] > 0]
        if len(chosen):
            found[row] = np.linalg.solve(whole + SURE * chosen.T @ chosen, (1 + SURE) * chosen.sum(axis=0))
    return found
