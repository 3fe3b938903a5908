"""A circle made up by seed, as big as a forum gets, and what it costs to suggest partners in it."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import dataclass

import numpy as np

from bridgehead.engines.ranking.organisations import Answer, Circle, Organisation, Request
from bridgehead.engines.ranking.partners import Partners

KINDS, COUNTRIES = ("company", "investor", "research", "hospital"), ("KR", "US", "JP", "DE", "GB")
ZONES = {"KR": 9.0, "US": -5.0, "JP": 9.0, "DE": 1.0, "GB": 0.0}
ANSWERS = (Answer.ACCEPTED, Answer.DECLINED, Answer.NONE)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds until the first answer can be given, milliseconds of one (median, 99th in 100), most megabytes held."""

    built_seconds: float
    median_milliseconds: float
    slowest_milliseconds: float
    megabytes: float


def circle(organisations: int, *, requests: int, topics: int = 300, seed: int = 0) -> Circle:
    """Organisations of five countries with a few topics each out of a tree, and requests of two years between them."""
    chance = np.random.default_rng(seed)
    broader = {f"t{number}": f"t{number // 6}" for number in range(6, topics)}

    def some() -> dict[str, float]:
        return {f"t{int(number)}": 1.0 for number in chance.integers(0, topics, int(chance.integers(1, 6)))}

    made = []
    for number in range(organisations):
        country = COUNTRIES[int(chance.integers(len(COUNTRIES)))]
        kind = KINDS[int(chance.integers(len(KINDS)))]
        made.append(Organisation(number, kind, some(), some(), frozenset({country}), ZONES[country]))
    asked = [
        Request(
            int(chance.integers(organisations)),
            int(chance.integers(organisations)),
            float(day),
            ANSWERS[int(chance.integers(3))],
        )
        for day in np.sort(chance.uniform(0, 730, requests))
    ]
    return Circle(made, asked, 731.0, broader)


def cost(organisations: int = 2_000, *, requests: int = 20_000, answers: int = 200) -> Cost:
    """Build suggestions for a circle and give some answers, once for the time and once for the memory."""
    among = circle(organisations, requests=requests)
    begun = time.perf_counter()
    partners = Partners(among, most_times=3.0)
    built, spent = time.perf_counter() - begun, []
    for asking in range(0, organisations, max(organisations // answers, 1)):
        begun = time.perf_counter()
        partners.suggested(asking)
        spent.append(1000 * (time.perf_counter() - begun))
    del partners
    tracemalloc.start()
    Partners(among, most_times=3.0).suggested(0)
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return Cost(built, float(np.median(spent)), float(np.percentile(spent, 99)), megabytes)
