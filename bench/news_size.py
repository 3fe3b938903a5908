"""What a newsroom at its size costs: its rankings, and each of its pages when nothing is kept.

The rankings' job runs in a process of its own: from nothing until all readings are counted, then once more for those of
a minute. Told are the wall seconds of a turn, of which the parts of the job, and the most memory that the process held,
Python and Django included. Of a page the CPU time of this process per answer and, on PostgreSQL, of the server process
that answers it; the median of several, with the least, the wall time and the number of queries beside it.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ledger import cpu

from newsroom import COMMON_WORDS, RARE_WORDS, Made, make_articles, make_readings, settle, told

FRONT_MS, PAGE_MS, REFRESH_SECONDS, REFRESH_MB = 20.0, 30.0, 5.0, 300.0
#: So many readings come in the minute that a turn counts.
A_MINUTE = 1_000


def measure(options: Namespace) -> list[bool]:
    """Make the newsroom, measure and print; of each figure whether its bound was kept."""
    from bridgehead.newsroom.actions.index import rebuild_search_index

    began, now = time.monotonic(), datetime.now(UTC)
    made = make_articles(options.articles, now)
    print(f"{options.articles:,} articles made in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    rebuild_search_index()
    print(f"their words indexed in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    make_readings(options.readings, now)
    settle()
    print(f"{options.readings:,} readings made in {time.monotonic() - began:.0f} s", flush=True)
    return [*_rankings(now), *_pages(made, now, options.times)]


def _rankings(now: datetime) -> Iterator[bool]:
    cold = _turns()
    longest = max(cold["turns"], key=sum)
    print(f"\nall rankings from nothing: {len(cold['turns'])} turns, {sum(map(sum, cold['turns'])):.0f} s", flush=True)
    yield told(f"the longest turn {_parts(longest)}", sum(longest), "s", REFRESH_SECONDS)
    yield told("the most memory", cold["megabytes"], "MB", REFRESH_MB)
    make_readings(A_MINUTE, now + timedelta(minutes=1), span=timedelta(minutes=1))
    (turn, *_idle), megabytes = _turns().values()
    yield told(f"a minute's readings later, a turn {_parts(turn)}", sum(turn), "s", REFRESH_SECONDS)
    yield told("the most memory", megabytes, "MB", REFRESH_MB)


def _parts(turn: list[float]) -> str:
    return "(lists {:.1f} s, what goes with what {:.1f} s, forgetting {:.1f} s)".format(*turn)


def _turns() -> dict[str, Any]:
    asked = [sys.executable, __file__]
    return dict(json.loads(subprocess.run(asked, check=True, stdout=subprocess.PIPE).stdout))


def refresh() -> int:
    """Do the rankings' job in this process until all is counted; print seconds of each turn's parts, and megabytes."""
    import django

    django.setup()
    from bridgehead.foundation import clock
    from bridgehead.newsroom.actions.rankings import STATE, make_lists
    from bridgehead.newsroom.actions.readings import forget_readers
    from bridgehead.newsroom.actions.recommending import renew_recommendations
    from bridgehead.newsroom.models import RankingState, Reading

    turns, last = [], Reading.objects.order_by("-pk").values_list("pk", flat=True)[0]
    while not RankingState.objects.filter(name=STATE, counted_to__gte=last).exists():
        # The three parts of `refresh_rankings`.
        began, now = time.monotonic(), clock.database_now()
        counted = make_lists(now)
        listed = time.monotonic()
        renew_recommendations(now, counted)
        learnt = time.monotonic()
        forget_readers(now)
        del counted
        turns.append((listed - began, learnt - listed, time.monotonic() - learnt))
    # What getrusage tells begins with the most that the process that started this one held.
    megabytes = int(re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[0]) / 1024
    print(json.dumps({"turns": turns, "megabytes": megabytes}))
    return 0


def _pages(made: Made, now: datetime, times: int) -> Iterator[bool]:
    print("\n| page | CPU ms (median) | least | bound | wall ms | queries | kB |\n|---|---:|---:|---:|---:|---:|---:|")
    for name, address, bound in _asked(made, now):
        spent, walls, queries, kilobytes = _cost(address, times)
        least, median = min(spent), statistics.median(spent)
        missed = "" if median <= bound else " **missed**"
        figures = f"{least:.1f} | {bound:.0f}{missed} | {statistics.median(walls):.1f} | {queries} | {kilobytes:.0f}"
        print(f"| {name} | {median:.1f} | {figures} |", flush=True)
        yield not missed


def _asked(made: Made, now: datetime) -> Iterator[tuple[str, str, float]]:
    before = (now - timedelta(days=30)).strftime("%Y/%-m")
    for language in ("ko", "en"):
        news = f"/{language}/news/"
        yield f"front page ({language})", news, FRONT_MS
        pages = {
            "section": f"sections/{made.section}/",
            "section, its 100th page": f"sections/{made.section}/?page=100",
            "topic": f"topics/{made.topic}/",
            "organisation": f"organisations/{made.organisation}/",
            "archive": "archive/",
            "archive, a month": f"archive/{before}/",
            "archive, its last page": f"archive/{before}/?page=99",
            "newest article": f"{made.newest}/",
            "oldest article": f"{made.oldest}/",
            "corrected article": f"{made.corrected}/",
        }
        common, rare = COMMON_WORDS[language], RARE_WORDS[language]
        searches = {
            "a common word": common[:1],
            "two common words": common[:2],
            "three common words": common,
            "a rare word": rare[:1],
            "two rare words": rare[:2],
            "three rare words": rare,
            "a common and a rare word": (common[0], rare[0]),
            "a rare word misspelt": (rare[0][:-1] + ("z" if language == "en" else "덤"),),
        }
        pages |= {f"search: {name}": f"search/?q={quote(' '.join(words))}" for name, words in searches.items()}
        for name, address in pages.items():
            yield f"{name} ({language})", news + address, PAGE_MS
        feeds = f"/news/feeds/{language}/"
        for form in ("rss", "atom", "json"):
            yield f"feed, {form} ({language})", f"{feeds}{form}/", PAGE_MS
        yield f"feed of a section ({language})", f"{feeds}sections/{made.section}/rss/", PAGE_MS
        yield f"feed of a topic ({language})", f"{feeds}topics/{made.topic}/rss/", PAGE_MS
    yield "sitemap", "/news/sitemap.xml", PAGE_MS


def _cost(address: str, times: int) -> tuple[list[float], list[float], int, float]:
    """CPU and wall milliseconds of each answer made anew, how many queries one asks, and its kilobytes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bridgehead.web.kept import PAGES

    client = Client(HTTP_HOST="localhost")
    client.get(address)
    PAGES.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        asked = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    spent, walls = [], []
    for _time in range(times):
        # Made anew as a server at work makes it: with when it has to be made again, and to be kept.
        PAGES.clear()
        before, began = cpu(), time.monotonic()
        client.get(address)
        spent.append((cpu() - before) * 1000)
        walls.append((time.monotonic() - began) * 1000)
    return spent, walls, asked, len(answer.content) / 1000


if __name__ == "__main__":
    sys.exit(refresh())
