"""What speaks for a meeting of two organisations, as numbers: eleven signals, each from plain facts and past requests.

For one that asks and every other (rows rise with the id of the organisation). n is the number of organisations, and a
request weighs half after `HALF_LIFE_DAYS`.

- OFFERS_SOUGHT: the square root of the cosine of what it seeks and what the other offers, over topics and the broader
  ones above them (each step up weighs `STEP_UP`), weighed by how rare a topic is. SEEKS_OFFERED: the other way round.
- ALIKE: what organisations that seek alike asked for (nearest neighbours over requests, likeness of needs).
- NEARBY: with whom those that belong to the same places have met, either way.
- KIND: what its kind asks for beyond others: the logarithm of the shrunken share over the share of all.
- SHARED: common partners, each weighed by one part in the logarithm of its partners (Adamic and Adar, 2003).
- POPULAR: requests received; of those that are known by number only, what its own kind sent. MET: with how many it has
  to do, either way.
- AGAIN: what passed between the two already. REGION: the cosine of their places, by rarity. ZONE: 1 in the same zone, 0
  where it is night for one while it is day for the other, and where a zone is not known.

Sums that have no bound (ALIKE, NEARBY, POPULAR, MET, SHARED, AGAIN) are told as log(1 + sum / unit): what comes first
counts most.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum

import numpy as np

from bridgehead.engines.ranking.organisations import Circle
from bridgehead.engines.ranking.sparse import Floats, Integers, Rows, added_up, columns_of, rarity

HALF_LIFE_DAYS = 730.0
STEP_UP = 0.5
#: As many requests of a kind are needed before its own share is believed by half.
DOUBT_KIND = 40.0


class Signal(Enum):
    """What speaks for a meeting; the words belong to whoever shows them."""

    OFFERS_SOUGHT = "offers_sought"
    SEEKS_OFFERED = "seeks_offered"
    ALIKE = "alike"
    NEARBY = "nearby"
    KIND = "kind"
    SHARED = "shared"
    POPULAR = "popular"
    MET = "met"
    AGAIN = "again"
    REGION = "region"
    ZONE = "zone"


SIGNALS = tuple(Signal)
#: The unit of each sum that has no bound.
UNITS = {
    Signal.ALIKE: 0.05,
    Signal.NEARBY: 0.05,
    Signal.SHARED: 0.2,
    Signal.POPULAR: 0.1,
    Signal.MET: 0.2,
    Signal.AGAIN: 0.2,
}


class Signals:
    """The signals of a circle, row by row: each row takes time that grows with topics and requests, not with pairs."""

    def __init__(self, circle: Circle, *, half_life_days: float = HALF_LIFE_DAYS) -> None:
        self.circle = circle
        self.count = len(circle.organisations)
        self._read_requests(half_life_days)
        self._read_profiles()
        self._read_kinds()

    def towards(self, row: int, wanted: Collection[Signal] = SIGNALS) -> Floats:
        """What speaks for each other, for the organisation of a row: signals × organisations, 0 if not wanted."""
        found = np.zeros((len(SIGNALS), self.count))
        needs, offers, places = self.needs.row(row), self.offers.row(row), self.places.row(row)
        told: dict[Signal, Callable[[], Floats]] = {
            Signal.OFFERS_SOUGHT: lambda: np.sqrt(self.offers.times(*needs)),
            Signal.SEEKS_OFFERED: lambda: np.sqrt(self.needs.times(*offers)),
            Signal.ALIKE: lambda: self._asked_by(self._without(row, self.needs.times(*needs))),
            Signal.NEARBY: lambda: self._met_by(self._without(row, self.places.times(*places))),
            Signal.KIND: lambda: self.kind_lift[self.kind[row]],
            Signal.SHARED: lambda: self._met_by(self.telling * self.partners_of(row)),
            Signal.POPULAR: lambda: self.received + self.counted[self.kind[row]],
            Signal.MET: lambda: self.degree,
            Signal.AGAIN: lambda: self._between(row),
            Signal.REGION: lambda: self.places.times(*places),
            Signal.ZONE: lambda: self._zones(row),
        }
        for place, signal in enumerate(SIGNALS):
            if signal in wanted:
                found[place] = in_units(signal, told[signal]())
        return found

    def partners_of(self, row: int) -> Floats:
        """1 for each organisation that this one asked or was asked by, 0 for the others."""
        found = np.zeros(self.count)
        found[self.second[self.first == row]] = 1.0
        return found

    def resting_on(self, signal: Signal, row: int, other: int) -> int:
        """On how many organisations a signal rests that comes from what others asked; 0 for the other signals."""
        by = self.once_asking[self.once_asked == other]
        by = by[by != row]
        if signal is Signal.POPULAR:
            return len(by) + int(self.counted[self.kind[row], other])
        if signal is Signal.KIND:
            return int((self.kind[by] == self.kind[row]).sum())
        if signal is Signal.ALIKE:
            return int((self.needs.times(*self.needs.row(row))[by] > 0).sum())
        if signal is Signal.NEARBY:
            met = self.second[self.first == other]
            return int((self.places.times(*self.places.row(row))[met[met != row]] > 0).sum())
        if signal is Signal.SHARED:
            return int((self.partners_of(row) * self.partners_of(other)).sum())
        return int(self.degree[other]) if signal is Signal.MET else 0

    def _read_requests(self, half_life_days: float) -> None:
        circle, row = self.circle, self.circle.row
        self.asking: Integers = np.array([row[one.asking] for one in circle.requests], np.int64)
        self.asked: Integers = np.array([row[one.asked] for one in circle.requests], np.int64)
        days = np.array([one.day for one in circle.requests], np.float64)
        self.weight: Floats = np.exp2((days - circle.day) / half_life_days)
        self.received = added_up(self.asked, self.weight, self.count)
        # Pairs as they are known of either side, each once; and who asked whom at all, each once.
        both = np.concatenate([self.asking * self.count + self.asked, self.asked * self.count + self.asking])
        pairs = np.unique(both)
        self.first, self.second = pairs // max(self.count, 1), pairs % max(self.count, 1)
        sent = np.unique(self.asking * self.count + self.asked)
        self.once_asking, self.once_asked = sent // max(self.count, 1), sent % max(self.count, 1)
        self.degree = np.bincount(self.first, minlength=self.count).astype(np.float64)
        self.telling = np.where(self.degree > 1, 1.0 / np.log(np.maximum(self.degree, 2.0)), 0.0)

    def _read_profiles(self) -> None:
        of = self.circle.organisations
        needs = [self._with_broader(one.needs) for one in of]
        offers = [self._with_broader(one.offers) for one in of]
        topics = columns_of(needs, offers)
        self.needs, self.offers = Rows(needs, topics), Rows(offers, topics)
        places = [dict.fromkeys(one.places, 1.0) for one in of]
        self.places = Rows(places, columns_of(places))
        telling = rarity(self.needs, self.offers)
        self.needs.weigh(telling)
        self.offers.weigh(telling)
        self.places.weigh(rarity(self.places))
        self.zone = np.array([np.nan if one.zone is None else one.zone for one in of], np.float64)

    def _with_broader(self, topics: Mapping[str, float]) -> dict[str, float]:
        """Topics and those above them, each as much as the one below it that is meant most lets it."""
        found: dict[str, float] = {}
        for topic, much in topics.items():
            for steps, above in enumerate(self.circle.lineage(topic)):
                found[above] = max(found.get(above, 0.0), much * STEP_UP**steps)
        return found

    def _read_kinds(self) -> None:
        kinds = sorted({one.kind for one in self.circle.organisations})
        place = {kind: number for number, kind in enumerate(kinds)}
        self.kind = np.array([place[one.kind] for one in self.circle.organisations], np.int64)
        cells = self.kind[self.asking] * self.count + self.asked
        by = np.bincount(cells, minlength=len(kinds) * self.count).reshape(len(kinds), self.count).astype(np.float64)
        total = max(by.sum(), 1.0)
        usual = (by.sum(axis=0) + 0.01) / total
        self.counted = np.zeros_like(by)
        for (kind, who), number in self.circle.counted.items():
            if kind in place:
                self.counted[place[kind], self.circle.row[who]] = number
        believed = (by + DOUBT_KIND * usual) / (by.sum(axis=1, keepdims=True) + DOUBT_KIND)
        self.kind_lift: Floats = np.log(believed / usual)

    def _asked_by(self, likeness: Floats) -> Floats:
        """For each organisation, the likeness of those that asked it, added up."""
        return added_up(self.once_asked, likeness[self.once_asking], self.count)

    def _met_by(self, weights: Floats) -> Floats:
        """For each organisation, the weights of those it has to do with, added up."""
        return added_up(self.first, weights[self.second], self.count)

    def _between(self, row: int) -> Floats:
        ours, theirs = self.asking == row, self.asked == row
        sent = added_up(self.asked[ours], self.weight[ours], self.count)
        return sent + added_up(self.asking[theirs], self.weight[theirs], self.count)

    def _zones(self, row: int) -> Floats:
        apart = np.abs(self.zone - self.zone[row]) % 24.0
        near = 1.0 - np.minimum(apart, 24.0 - apart) / 12.0
        return np.asarray(np.nan_to_num(near, nan=0.0), np.float64)

    @staticmethod
    def _without(row: int, likeness: Floats) -> Floats:
        likeness = likeness.copy()
        likeness[row] = 0.0
        return likeness


def in_units(signal: Signal, value: Floats) -> Floats:
    """A signal as it is weighed: what has no bound is told as log(1 + value / unit)."""
    unit = UNITS.get(signal)
    return value if unit is None else np.asarray(np.log1p(value / unit), np.float64)


def common_topics(circle: Circle, seeking: int, offering: int) -> list[str]:
    """The topics that one organisation seeks and another offers, by name.

    Who seeks a broad topic finds who offers a narrower one, and who seeks a narrow one finds who offers what is above
    it; told is the one that is sought, or above it the one that is offered.
    """
    needs, offers = circle.organisations[circle.row[seeking]].needs, circle.organisations[circle.row[offering]].offers
    offered = {above for topic in offers for above in circle.lineage(topic)}
    found = set()
    for topic in needs:
        told = [topic] if topic in offered else [above for above in circle.lineage(topic) if above in offers][:1]
        found.update(told)
    return sorted(found)


def near_topics(circle: Circle, seeking: int, offering: int) -> list[str]:
    """The narrowest topics above both what one organisation seeks and another offers, by name."""
    needs, offers = circle.organisations[circle.row[seeking]].needs, circle.organisations[circle.row[offering]].offers
    sought = {above for topic in needs for above in circle.lineage(topic)}
    both = {above for topic in offers for above in circle.lineage(topic)} & sought
    return sorted(both - {above for topic in both for above in circle.lineage(topic)[1:]})
