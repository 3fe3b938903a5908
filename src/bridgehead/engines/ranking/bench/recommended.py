"""The next article of a session foreseen, by ours and by peers, in the same run, with nothing of the future."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from math import log2

import numpy as np

from bridgehead.engines.ranking.bench.peers import Ease, ItemNeighbours, Peer, Popular, SessionNeighbours
from bridgehead.engines.ranking.bench.readings import Log
from bridgehead.engines.ranking.popular import Popularity
from bridgehead.engines.ranking.recommend import LATEST, Recommender

#: The first part of the log is only listened to; of what follows so many clicks are foreseen, evenly spread.
HEARD, ASKED_CLICKS = 0.6, 3_000
MOST = 10
FITTED_EACH_SECONDS = 6 * 3_600.0
OURS = "recommended"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """nDCG at ten of each, over how many clicks, and how long one of our answers took (median and 99th in 100)."""

    ndcg: dict[str, float]
    clicks: int
    median_milliseconds: float
    slowest_milliseconds: float


def foreseen(log: Log, *, half_life_seconds: float | None = None, with_peers: bool = True) -> Foreseen:
    """Replay a log; each click that continues a session is foreseen from what was known before it."""
    recommender = Recommender(Popularity(half_life_seconds=half_life_seconds))
    recommender.add(log.articles)
    peers: list[Peer] = [Popular(recommender)]
    if with_peers:
        peers += [ItemNeighbours(), Ease(), SessionNeighbours(recommender.sessions)]
    gains: dict[str, list[float]] = defaultdict(list)
    spent, fitted = list[float](), 0.0
    begin = int(HEARD * len(log.readers))
    each = max(1, (len(log.readers) - begin) // (2 * ASKED_CLICKS))
    for number, (reader, article, seconds) in enumerate(
        zip(log.readers.tolist(), log.read.tolist(), log.seconds.tolist(), strict=True)
    ):
        rows = recommender.sessions.of_reader(reader, seconds) if number >= begin and number % each == 0 else []
        row = recommender.row_of(article)
        if rows and row is not None and row not in rows:
            if seconds - fitted > FITTED_EACH_SECONDS:
                fitted = seconds
                for peer in peers:
                    peer.fitted(recommender.sessions, seconds)
            begun = time.perf_counter()
            ours = recommender.recommended([recommender.name_of(one) for one in rows], seconds, most=MOST)
            spent.append(time.perf_counter() - begun)
            gains[OURS].append(_gain([one.article for one in ours], article))
            for peer in peers:
                gains[peer.name].append(_gain(peer.recommended(rows[-LATEST:], seconds, MOST + len(rows)), row, rows))
        recommender.record(reader, article, seconds)
    return Foreseen(
        {name: float(np.mean(own)) for name, own in gains.items()},
        len(spent),
        1000 * float(np.median(spent)) if spent else 0.0,
        1000 * float(np.percentile(spent, 99)) if spent else 0.0,
    )


def _gain(listed: list[int], wanted: int, seen: list[int] | None = None) -> float:
    """The discounted gain at ten of one wanted article."""
    shown = [one for one in listed if not seen or one not in seen][:MOST]
    return 1 / log2(2 + shown.index(wanted)) if wanted in shown else 0.0
