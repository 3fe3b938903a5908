"""What others would recommend in the same place: live popularity, item neighbours, EASE, session neighbours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.recommend import Recommender
from bridgehead.engines.ranking.sessions import ASKED, Sessions

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: How many articles, those most read lately, the two that hold a matrix hold.
MOST_ARTICLES = 1_200
#: The regularisation of EASE that did best on the sites of even seeds.
RIDGE = 60.0
NEIGHBOURS = 100


class Peer(Protocol):
    """Somebody who recommends to a session."""

    name: str

    def fitted(self, sessions: Sessions, now: float) -> None:
        """Learn anew from the sessions; called every few hours."""

    def recommended(self, rows: Sequence[int], now: float, most: int) -> list[int]:
        """The best articles by number, those of the session left out."""


class Popular:
    """Live popularity, whatever the session."""

    name = "popularity"

    def __init__(self, recommender: Recommender) -> None:
        self.recommender = recommender

    def fitted(self, sessions: Sessions, now: float) -> None:
        """Nothing to learn."""

    def recommended(self, rows: Sequence[int], now: float, most: int) -> list[int]:
        """As the front page shows it."""
        names, scores = self.recommender.popularity.highest(now, most + len(rows))
        inside = [self.recommender.row_of(int(name)) for name in names[np.argsort(-scores, kind="stable")]]
        return [row for row in inside if row is not None and row not in rows][:most]


class _Matrix(ABC):
    """A square of weights between articles, from sessions as baskets."""

    def __init__(self) -> None:
        self.rows = np.empty(0, np.int64)
        self.weights = np.empty((0, 0))

    def fitted(self, sessions: Sessions, now: float) -> None:
        """Build the square from the sessions of two days."""
        recent = sessions.clicks[sessions.ended > now - 2 * 86_400]
        recent = recent[(recent >= 0).sum(axis=1) > 1]
        counts = np.bincount(recent[recent >= 0], minlength=1)
        self.rows = np.sort(np.argsort(-counts, kind="stable")[:MOST_ARTICLES])
        self.rows = self.rows[counts[self.rows] > 0]
        which = np.minimum(np.searchsorted(self.rows, recent), max(len(self.rows) - 1, 0))
        held = (recent >= 0) & (self.rows[which] == recent) if len(self.rows) else np.zeros(recent.shape, bool)
        baskets = np.zeros((len(recent), len(self.rows)), np.float32)
        baskets[np.nonzero(held)[0], which[held]] = 1.0
        self.weights = self.square((baskets.T @ baskets).astype(np.float64))

    @abstractmethod
    def square(self, together: Floats) -> Floats:
        """The weights from how often two articles stand together."""

    def recommended(self, rows: Sequence[int], now: float, most: int) -> list[int]:
        """The sum of the weights of the session's articles."""
        if not len(self.rows):
            return []
        asked = np.isin(self.rows, rows)
        scores = np.where(asked, -np.inf, self.weights[asked].sum(axis=0))
        best = np.argsort(-scores, kind="stable")[:most]
        return [int(self.rows[one]) for one in best if np.isfinite(scores[one])]


class ItemNeighbours(_Matrix):
    """Articles that are read together, by the cosine."""

    name = "item neighbours"

    def square(self, together: Floats) -> Floats:
        """Cosines, shrunk a little for what is read rarely."""
        norms = np.sqrt(np.diag(together)) + 2.0
        weights: Floats = together / np.outer(norms, norms)
        np.fill_diagonal(weights, 0.0)
        return weights


class Ease(_Matrix):
    """EASE: the linear model without itself, in closed form (Steck, *Embarrassingly Shallow Autoencoders*, 2019)."""

    name = "EASE"

    def square(self, together: Floats) -> Floats:
        """The inverse of what stands together, divided by its diagonal."""
        inverse = np.linalg.inv(together + RIDGE * np.eye(len(together)))
        weights: Floats = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        return weights


class SessionNeighbours:
    """VSKNN (Ludewig and Jannach, 2018): the nearest of the latest sessions, later articles weighing more."""

    name = "session neighbours"

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    def fitted(self, sessions: Sessions, now: float) -> None:
        """It looks at the sessions as they are."""

    def recommended(self, rows: Sequence[int], now: float, most: int) -> list[int]:
        """What stands in the nearest sessions."""
        places = {row: (place + 1) / len(rows) for place, row in enumerate(rows)}
        slots = np.unique(np.concatenate([self.sessions.with_article(row)[-ASKED:] for row in rows]))
        if not len(slots):
            return []
        clicks = self.sessions.clicks[slots]
        likeness = sum((clicks == row).any(axis=1) * weight for row, weight in places.items())
        best = np.lexsort((-self.sessions.ended[slots], -np.asarray(likeness)))[:NEIGHBOURS]
        held = clicks[best] >= 0
        weights = np.broadcast_to(np.asarray(likeness)[best][:, None], held.shape)[held]
        names, inverse = np.unique(clicks[best][held], return_inverse=True)
        scores = np.bincount(inverse, weights)
        return [int(names[one]) for one in np.argsort(-scores, kind="stable") if int(names[one]) not in places][:most]
