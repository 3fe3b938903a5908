"""Whom an organisation may want to meet, best first, each with what speaks for it.

The interest of A in B is the weighed sum of their signals (`signals.py`, `weights.py`): every part of it can be told.
p(A wants B) is e to the interest over the sum of that for all that A may ask. ``exposure`` lowers it where too much
would come to B (`exposure.py`), and against one part in the number of all it becomes ``wants``, from 0 to 1, where one
half is chance. Where B's own wants are known, the two are joined by the harmonic mean, which is high only
where both are: in full where each has given `DECISIVE` answers or more (a yes or a no), else in part; without any, A's
side alone stands. ``accepts`` is B's share of yes among its answers, shrunk to the share of all. The score is what is
joined times ``accepts``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.exposure import exposures
from bridgehead.engines.ranking.organisations import Answer, Circle
from bridgehead.engines.ranking.signals import SIGNALS, Signal, Signals, common_topics, in_units, near_topics
from bridgehead.engines.ranking.sparse import Floats, Integers
from bridgehead.engines.ranking.weights import Weights

#: From so many answers of both sides on, both count in full.
DECISIVE = 3
#: As many answers are needed before an organisation's own share of yes is believed by half, and the share of yes where
#: nobody has answered anything.
DOUBT_ANSWERS, USUAL_YES = 4.0, 0.5
#: Never more reasons than these are told.
REASONS = 3


@dataclass(frozen=True, slots=True)
class PartnerReason:
    """What one signal adds to the interest; the topics it is about, and on how many organisations it rests.

    Where no topic is sought and offered alike, or one above it, the topics are those above both, and ``is_near``.
    """

    signal: Signal
    amount: float
    topics: tuple[str, ...] = ()
    is_near: bool = False
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organisation to meet. ``parts`` add up to the interest; see the module for the other figures."""

    organisation: int
    score: float
    interest: float
    wants: float
    #: How much it wants the other way, and how far that counts (from 0 to 1).
    wanted: float
    both_count: float
    accepts: float
    exposure: float
    parts: tuple[PartnerReason, ...]

    @property
    def reasons(self) -> tuple[PartnerReason, ...]:
        """The strongest of what speaks for it."""
        return tuple(part for part in self.parts if part.amount > 0)[:REASONS]


class Partners:
    """Suggestions within a circle.

    Where ``most_times`` is given, nobody is shown so much that more than so many times what comes to its side on
    average would come to it. That, or any answer that was given, costs a row of time and of memory for each
    organisation, once.
    """

    def __init__(
        self,
        circle: Circle,
        *,
        weights: Weights | None = None,
        most_times: float | None = None,
    ) -> None:
        self.circle, self.signals = circle, Signals(circle)
        self._weights = (weights or Weights()).array
        self._counting = frozenset(compress(SIGNALS, self._weights > 0))
        self._side = np.array([one.side for one in circle.organisations], np.str_)
        self._others = np.array([self._may_ask(row).sum() for row in range(self.signals.count)], np.int64)
        self._exposure = np.ones(self.signals.count)
        self._decided, self._accepts = self._answers()
        self._chances = np.empty((0, 0), np.float32)
        if most_times is not None or self._decided.any():
            self._chances = self._everyones_chances()
        if most_times is not None:
            self._exposure = exposures(self._chances, self._side, most_times)
        if not self._decided.any():
            self._chances = np.empty((0, 0), np.float32)

    def suggested(
        self,
        asking: int,
        *,
        most: int = 5,
        leaving_out: Collection[int] = (),
        met: Collection[int] = (),
        only_new: bool = False,
    ) -> list[Suggestion]:
        """The best for an organisation of the circle (by id), at most so many; equal scores stand by the lower id.

        ``met`` are those with whom it had to do as only it knows, each told as one request of today. ``only_new``
        leaves out those with whom it has anything to do in the circle.
        """
        row = self.circle.row[asking]
        parts = self._weights[:, None] * self._towards(row)
        parts[SIGNALS.index(Signal.AGAIN)] += self._again(met)
        interest = parts.sum(axis=0)
        may = self._may_ask(row)
        wants = _against_chance(_chances(interest, may) * self._exposure, int(may.sum()))
        both = np.minimum(np.minimum(self._decided, self._decided[row]), DECISIVE) / DECISIVE
        wanted = self._wanted(row) if len(self._chances) else np.zeros_like(wants)
        joined = both * _harmonic(wants, wanted) + (1 - both) * wants
        score = joined * self._accepts
        shown = may.copy()
        shown[[self.circle.row[other] for other in leaving_out if other in self.circle.row]] = False
        if only_new:
            shown &= self.signals.partners_of(row) == 0
        best = np.argsort(-np.where(shown, score, -1.0), kind="stable")[: min(max(most, 0), int(shown.sum()))]
        return [
            Suggestion(
                organisation=self.circle.organisations[other].id,
                score=float(score[other]),
                interest=float(interest[other]),
                wants=float(wants[other]),
                wanted=float(wanted[other]),
                both_count=float(both[other]),
                accepts=float(self._accepts[other]),
                exposure=float(self._exposure[other]),
                parts=self._told(row, other, parts[:, other]),
            )
            for other in best.tolist()
        ]

    def _towards(self, row: int) -> Floats:
        return self.signals.towards(row, self._counting)

    def _again(self, met: Collection[int]) -> Floats:
        """What it adds to the interest in each to have had to do with it."""
        known = np.zeros(self.signals.count)
        known[[self.circle.row[other] for other in met if other in self.circle.row]] = 1.0
        return np.asarray(self._weights[SIGNALS.index(Signal.AGAIN)] * in_units(Signal.AGAIN, known), np.float64)

    def _may_ask(self, row: int) -> NDArray[np.bool_]:
        own = self._side[row]
        may = (self._side != own) | (self._side == "")
        may[row] = False
        return np.asarray(may, np.bool_)

    def _answers(self) -> tuple[Integers, Floats]:
        """How many answers each has given, and its shrunken share of yes."""
        count, requests = self.signals.count, self.circle.requests
        yes = np.array([one.answer is Answer.ACCEPTED for one in requests], bool)
        told = np.array([one.answer is not Answer.NONE for one in requests], bool)
        accepted = np.bincount(self.signals.asked[yes], minlength=count)
        decided = np.bincount(self.signals.asked[told], minlength=count)
        usual = (accepted.sum() + USUAL_YES) / (decided.sum() + 1.0)
        return decided, (accepted + DOUBT_ANSWERS * usual) / (decided + DOUBT_ANSWERS)

    def _everyones_chances(self) -> NDArray[np.float32]:
        """The chance of each to be asked, for each that asks: a row sums to 1, or to 0 where there is nobody to ask."""
        found = np.zeros((self.signals.count, self.signals.count), np.float32)
        for row in range(self.signals.count):
            found[row] = _chances(self._weights @ self._towards(row), self._may_ask(row))
        return found

    def _wanted(self, row: int) -> Floats:
        """How much each of the others wants one."""
        return _against_chance(self._chances[:, row].astype(np.float64), self._others)

    def _told(self, row: int, other: int, parts: Floats) -> tuple[PartnerReason, ...]:
        found = []
        for place in np.argsort(-parts, kind="stable").tolist():
            if parts[place] != 0:
                signal = SIGNALS[place]
                about, is_near = self._topics(signal, row, other)
                resting = self.signals.resting_on(signal, row, other)
                found.append(PartnerReason(signal, float(parts[place]), about, is_near, resting))
        return tuple(found)

    def _topics(self, signal: Signal, row: int, other: int) -> tuple[tuple[str, ...], bool]:
        """What a signal is about, and whether only by what is above it."""
        if signal not in (Signal.OFFERS_SOUGHT, Signal.SEEKS_OFFERED):
            return (), False
        one, another = self.circle.organisations[row].id, self.circle.organisations[other].id
        seeking, offering = (one, another) if signal is Signal.OFFERS_SOUGHT else (another, one)
        told = common_topics(self.circle, seeking, offering)
        return (tuple(told), False) if told else (tuple(near_topics(self.circle, seeking, offering)), True)


def _chances(interest: Floats, may: NDArray[np.bool_]) -> Floats:
    """The chance of each to be asked, 0 for those that may not be."""
    if not may.any():
        return np.zeros_like(interest)
    odds = np.where(may, np.exp(np.where(may, interest, 0.0) - interest[may].max()), 0.0)
    return np.asarray(odds / odds.sum(), np.float64)


def _against_chance(chance: Floats, others: Integers | int) -> Floats:
    """A chance against an even one among so many others: p over p + 1 / n."""
    return np.asarray(chance * others / (chance * others + 1.0), np.float64)


def _harmonic(one: Floats, other: Floats) -> Floats:
    total = one + other
    return np.divide(2 * one * other, total, out=np.zeros_like(total), where=total > 0)
