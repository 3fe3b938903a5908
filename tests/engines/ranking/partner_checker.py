"""The definitions of `signals.py`, `partners.py` and `exposure.py` once more, pair by pair in plain Python."""

from __future__ import annotations

from collections import Counter
from math import exp, log, log1p, sqrt

from bridgehead.engines.ranking.organisations import Answer, Circle
from bridgehead.engines.ranking.signals import DOUBT_KIND, HALF_LIFE_DAYS, STEP_UP, UNITS, Signal


class Checker:
    """Slow, and shares no code with what it checks."""

    def __init__(self, circle: Circle, weights: dict[Signal, float]) -> None:
        self.circle, self.weights = circle, weights
        self.all = {one.id: one for one in circle.organisations}
        self.fade = [2 ** ((one.day - circle.day) / HALF_LIFE_DAYS) for one in circle.requests]
        self.pairs = {frozenset((one.asking, one.asked)) for one in circle.requests}
        self.sent = {(one.asking, one.asked) for one in circle.requests}
        self.needs = {who: self._up(one.needs) for who, one in self.all.items()}
        self.offers = {who: self._up(one.offers) for who, one in self.all.items()}
        self.places = {who: dict.fromkeys(one.places, 1.0) for who, one in self.all.items()}
        self.rare = self._rarity([set(self.needs[who]) | set(self.offers[who]) for who in self.all])
        self.rare_places = self._rarity([set(self.places[who]) for who in self.all])

    def signal(self, signal: Signal, one: int, other: int) -> float:
        """One signal for one that asks another."""
        value = getattr(self, signal.value)(one, other)
        unit = UNITS.get(signal)
        return value if unit is None else log1p(value / unit)

    def interest(self, one: int, other: int) -> float:
        return sum(self.weights.get(signal, 0.0) * self.signal(signal, one, other) for signal in Signal)

    def score(self, one: int, other: int) -> float:
        """The score without a cap."""
        forward, back = self.wants(one, other), self.wants(other, one)
        both = min(self.decided(one), self.decided(other), 3) / 3
        joined = 2 * forward * back / (forward + back) if forward + back else 0.0
        return (both * joined + (1 - both) * forward) * self.accepts(other)

    def wants(self, one: int, other: int) -> float:
        may = [each for each in self.all if self.may(one, each)]
        if other not in may:
            return 0.0
        chance = exp(self.interest(one, other)) / sum(exp(self.interest(one, each)) for each in may)
        return chance / (chance + 1 / len(may))

    def may(self, one: int, other: int) -> bool:
        sides = self.all[one].side, self.all[other].side
        return one != other and (sides[0] != sides[1] or sides[0] == "")

    def decided(self, who: int) -> int:
        return sum(each.asked == who and each.answer is not Answer.NONE for each in self.circle.requests)

    def accepts(self, who: int) -> float:
        answers = [each for each in self.circle.requests if each.answer is not Answer.NONE]
        usual = (sum(each.answer is Answer.ACCEPTED for each in answers) + 0.5) / (len(answers) + 1)
        own = [each for each in answers if each.asked == who]
        return (sum(each.answer is Answer.ACCEPTED for each in own) + 4 * usual) / (len(own) + 4)

    def offers_sought(self, one: int, other: int) -> float:
        return sqrt(self._cosine(self.needs[one], self.offers[other], self.rare))

    def seeks_offered(self, one: int, other: int) -> float:
        return sqrt(self._cosine(self.offers[one], self.needs[other], self.rare))

    def alike(self, one: int, other: int) -> float:
        askers = {asking for asking, asked in self.sent if asked == other and asking != one}
        return sum(self._cosine(self.needs[one], self.needs[each], self.rare) for each in askers)

    def nearby(self, one: int, other: int) -> float:
        met = [each for each in self.all if each != one and frozenset((each, other)) in self.pairs]
        return sum(self.region(one, each) for each in met)

    def kind(self, one: int, other: int) -> float:
        requests = self.circle.requests
        own = [each for each in requests if self.all[each.asking].kind == self.all[one].kind]
        usual = (sum(each.asked == other for each in requests) + 0.01) / max(len(requests), 1)
        believed = (sum(each.asked == other for each in own) + DOUBT_KIND * usual) / (len(own) + DOUBT_KIND)
        return log(believed / usual)

    def shared(self, one: int, other: int) -> float:
        degree = Counter(who for pair in self.pairs for who in pair)
        common = [
            each
            for each in self.all
            if {frozenset((one, each)), frozenset((other, each))} <= self.pairs and degree[each] > 1
        ]
        return sum(1 / log(degree[each]) for each in common)

    def popular(self, one: int, other: int) -> float:
        return sum(fade for fade, each in zip(self.fade, self.circle.requests, strict=True) if each.asked == other)

    def met(self, one: int, other: int) -> float:
        return sum(other in pair for pair in self.pairs)

    def again(self, one: int, other: int) -> float:
        between = {(one, other), (other, one)}
        told = zip(self.fade, self.circle.requests, strict=True)
        return sum(fade for fade, each in told if (each.asking, each.asked) in between)

    def region(self, one: int, other: int) -> float:
        return self._cosine(self.places[one], self.places[other], self.rare_places)

    def zone(self, one: int, other: int) -> float:
        zones = self.all[one].zone, self.all[other].zone
        if zones[0] is None or zones[1] is None:
            return 0.0
        apart = abs(zones[0] - zones[1]) % 24
        return 1 - min(apart, 24 - apart) / 12

    def _up(self, topics: dict[str, float]) -> dict[str, float]:
        found: dict[str, float] = {}
        for topic, much in topics.items():
            above, steps = topic, 0
            while above:
                found[above] = max(found.get(above, 0.0), much * STEP_UP**steps)
                above, steps = self.circle.broader.get(above, ""), steps + 1
        return found

    def _rarity(self, held: list[set[str]]) -> dict[str, float]:
        seen = Counter(name for names in held for name in names)
        return {name: max(log((len(held) + 1) / (count + 0.5)), 0.0) for name, count in seen.items()}

    @staticmethod
    def _cosine(one: dict[str, float], other: dict[str, float], rare: dict[str, float]) -> float:
        def length(of: dict[str, float]) -> float:
            return sqrt(sum((value * rare[name]) ** 2 for name, value in of.items()))

        if not length(one) * length(other):
            return 0.0
        product = sum(one[name] * other[name] * rare[name] ** 2 for name in one.keys() & other.keys())
        return product / (length(one) * length(other))
