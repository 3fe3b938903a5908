"""The newsroom at size and in a rush: ``python bench/news.py size`` and ``python bench/news.py spike``.

    .venv/bin/python bench/news.py size [--articles 50000] [--readings 10000000] [--times 15]
    .venv/bin/python bench/news.py spike [--seconds 20] [--watchers 2000] [--connections 64]

``size`` makes articles and readings in bulk in a scratch SQLite database and prints what the front page costs when
nothing is kept (CPU of this process per answer, by the median), and what one turn of the rankings' job costs once all
readings are counted (a process of its own: its wall seconds and its peak memory, Python and Django included).

``spike`` starts ``bridgehead serve`` and ``bridgehead serve --events`` on a scratch database and reads one kept article
over keep-alive connections as fast as it is answered, from this process on the same cores, while idle readers watch the
ticker. The statements that SQLite itself ran for the pages are counted by its trace. Then a line is published, and the
article is corrected. Each figure is printed beside its bound; the exit code tells whether all were kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ports import free_port, until_listening

ROOT = Path(__file__).resolve().parents[1]
FRONT_MS, REFRESH_SECONDS, REFRESH_MB = 20.0, 5.0, 300.0
LEAST_RATE, P99_MS, HEARD_SECONDS, PURGED_SECONDS = 800.0, 250.0, 2.0, 5.0
#: So many articles somebody reads in a sitting, and so many readings come in the minute that a turn counts.
A_SITTING, A_MINUTE = 5, 1_000
CHUNK = 500_000
SEED = 7
#: Put before the server's own modules: SQLite tells of each statement that it runs, and one byte is written for it.
COUNTING = """
import os, sqlite3
counted = os.open(os.environ["BENCH_STATEMENTS"], os.O_CREAT | os.O_APPEND | os.O_WRONLY)
connect = sqlite3.connect
def counting(*arguments, **options):
    made = connect(*arguments, **options)
    made.set_trace_callback(lambda statement: os.write(counted, b"."))
    return made
sqlite3.connect = sqlite3.dbapi2.connect = counting
"""


def main() -> int:
    """Measure and print; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["size", "spike", "refresh"])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--readings", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--watchers", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    if options.part == "refresh":
        return _refresh()
    with _scratch():
        kept = _size(options) if options.part == "size" else _spike(options)
    return 0 if all(kept) else 1


@contextmanager
def _scratch() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="bridgehead-bench-") as scratch:
        os.environ.update(
            BRIDGEHEAD_DATA=scratch,
            BRIDGEHEAD_HTTPS="false",
            BRIDGEHEAD_LOG_LEVEL="WARNING",
            BRIDGEHEAD_PLAIN_STATIC="true",
            BRIDGEHEAD_SECRET_KEY="for-a-measurement-" * 4,
            DATABASE_URL=f"sqlite:///{scratch}/bridgehead.sqlite3",
            DJANGO_SETTINGS_MODULE="bridgehead.config.settings",
            PYTHONPATH=str(ROOT / "src"),
        )
        Path(scratch, "static").mkdir()
        sys.path.insert(0, str(ROOT / "src"))
        subprocess.run([sys.executable, "-m", "bridgehead", "manage", "migrate", "-v0"], check=True)
        # Django reads the environment when it is first imported.
        import django

        django.setup()
        yield


def _told(what: str, figure: float, unit: str, bound: float, *, is_least: bool = False) -> bool:
    """Print a figure beside its bound; True where it is kept."""
    kept = figure >= bound if is_least else figure <= bound
    sign = "at least" if is_least else "at most"
    print(f"{what}: {figure:,.2f} {unit} ({sign} {bound:,.0f}{'' if kept else ': MISSED'})", flush=True)
    return kept


# --- At size ----------------------------------------------------------------------------------------------------------


def _size(options: argparse.Namespace) -> list[bool]:
    began = time.monotonic()
    now = datetime.now(UTC)
    _make_articles(options.articles, now)
    # One in eleven is drawn twice in a sitting and counts once.
    _make_readings(int(options.readings * 1.1), options.articles, now)
    made = time.monotonic() - began
    print(f"made in {made:.0f} s: {options.articles:,} articles, {_kept_readings():,} readings", flush=True)
    began, turns = time.monotonic(), 0
    while _count_on():
        turns += 1
    print(f"counted from nothing in {turns} turns, {time.monotonic() - began:.0f} s", flush=True)
    _make_readings(A_MINUTE, options.articles, now, first=2 * options.readings, span=timedelta(minutes=1))
    turn = json.loads(subprocess.run([sys.executable, __file__, "refresh"], check=True, stdout=subprocess.PIPE).stdout)
    kept = [
        _told("a turn of the rankings", turn["seconds"], "s", REFRESH_SECONDS),
        _told("its peak memory", turn["megabytes"], "MB", REFRESH_MB),
    ]
    for language in ("ko", "en"):
        spent, queries = _front_page(language, options.times)
        said = f"front page ({language}), nothing kept, {queries} queries, least {min(spent):.1f} ms"
        kept.append(_told(said, statistics.median(spent), "ms CPU", FRONT_MS))
    return kept


def _make_articles(count: int, now: datetime) -> None:
    from wagtail.models import Locale

    from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, Section

    section = Section.objects.create(slug="forums", name_ko="포럼", name_en="Forums")
    locales = [Locale.objects.get(language_code=each) for each in ("ko", "en")]
    words = ["A company signs in Boston", "보스턴에서 한 회사가 서명했다"]
    for first in range(0, count, 5_000):
        Article.objects.bulk_create(
            Article(
                locale=locales[number % 2],
                section=section,
                headline=f"{words[(number + 1) % 2]} {number}",
                lead=f"{words[(number + 1) % 2]}. " * 3,
                body=[("paragraph", f"<p>{words[(number + 1) % 2]}.</p>" * 3)],
                byline="Haram Lee",
                live=True,
                public_from=now - (count - number) * timedelta(minutes=30),
            )
            for number in range(first, min(count, first + 5_000))
        )
    LiveItem.objects.bulk_create(LiveItem(words_ko=f"소식 {n}", words_en=f"News {n}", at=now) for n in range(20))
    BusinessLink.objects.bulk_create(
        BusinessLink(name_ko=f"성과 {n}", name_en=f"Results {n}", address="/results/") for n in range(6)
    )


def _make_readings(
    count: int, articles: int, now: datetime, *, first: int = 0, span: timedelta = timedelta(days=7)
) -> None:
    """Sittings of some articles, newer ones more often read, in the order of time over a span up to now."""
    import numpy as np
    from django.db import connection

    from bridgehead.newsroom.models import Article

    drawn = np.random.default_rng(SEED + first)
    keys = np.array(Article.objects.order_by("-public_from").values_list("pk", flat=True)[:articles])
    with connection.cursor() as cursor:
        for done in range(0, count, CHUNK):
            these = np.arange(done, min(count, done + CHUNK))
            sitting = (first + these) // A_SITTING
            # Rising, so that the unique index grows at its end; sparse, as hashes are.
            reader = (sitting << 30) | (sitting * 2_654_435_761 % (1 << 30))
            place = np.minimum(drawn.zipf(1.3, these.size) - 1 + drawn.integers(0, 40, these.size), keys.size - 1)
            begins = (now - span).timestamp()
            at = begins + (these + 1) / (count + 1) * span.total_seconds()
            rows = zip(keys[place].tolist(), reader.tolist(), map(_written, at.tolist()), strict=True)
            statement = "INSERT OR IGNORE INTO newsroom_reading (article_id, reader, at) VALUES (%s, %s, %s)"
            cursor.executemany(statement, rows)


def _kept_readings() -> int:
    """Without those that somebody had read before."""
    from bridgehead.newsroom.models import Reading

    return Reading.objects.count()


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _count_on() -> bool:
    from bridgehead.newsroom.actions.rankings import STATE, make_lists
    from bridgehead.newsroom.models import RankingState

    before = RankingState.objects.filter(name=STATE).values_list("counted_to", flat=True).first()
    make_lists(datetime.now(UTC))
    return before != RankingState.objects.values_list("counted_to", flat=True).get(name=STATE)


def _refresh() -> int:
    """One turn of the job, in this process: its seconds, and the most memory that the process ever held."""
    import django

    django.setup()
    from bridgehead.newsroom.actions.rankings import refresh_rankings

    began = time.monotonic()
    refresh_rankings.action(None)
    spent = time.monotonic() - began
    print(json.dumps({"seconds": spent, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    return 0


def _front_page(language: str, times: int) -> tuple[list[float], int]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.KEEP_PAGES = False
    client, address = Client(HTTP_HOST="localhost"), f"/{language}/news/"
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    spent = []
    for _time in range(times):
        before = time.process_time()
        client.get(address)
        spent.append((time.process_time() - before) * 1000)
    return spent, len(queries)


# --- In a rush --------------------------------------------------------------------------------------------------------


def _spike(options: argparse.Namespace) -> list[bool]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, options.watchers + 1000), hard))
    now = datetime.now(UTC)
    _make_articles(200, now)
    counted = Path(os.environ["BRIDGEHEAD_DATA"], "statements")
    before_all = Path(os.environ["BRIDGEHEAD_DATA"], "first")
    before_all.mkdir()
    Path(before_all, "sitecustomize.py").write_text(COUNTING)
    counting = {"PYTHONPATH": f"{before_all}:{ROOT / 'src'}", "BENCH_STATEMENTS": str(counted)}
    serve = [sys.executable, "-m", "bridgehead", "serve", "--port"]
    pages, events = free_port(), free_port()
    started = [
        subprocess.Popen([*serve, str(pages), "--workers", "2"], env=os.environ | counting),
        subprocess.Popen([*serve, str(events), "--events"]),
    ]
    try:
        return asyncio.run(_rush(options, pages, events, counted))
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()


async def _rush(options: argparse.Namespace, pages: int, events: int, counted: Path) -> list[bool]:
    article = await asyncio.to_thread(_newest)
    address = f"/en/news/{article.translation_key}/"
    for port in (pages, events):
        await until_listening(port)
    watching = [await _watch(events) for _number in range(options.watchers)]
    # What the ticker says as they come; from then on they are idle.
    await asyncio.gather(*(reader.readuntil(b"data:") for reader, _writer in watching))
    await _read_for(pages, address, 3, options.connections)
    before = counted.stat().st_size
    spent, seconds = await _read_for(pages, address, options.seconds, options.connections)
    statements = counted.stat().st_size - before
    spent.sort()
    print(f"{len(spent):,} answers over {options.connections} connections in {seconds:.1f} s")
    print(f"{before} statements while warming up; median {statistics.median(spent) * 1000:.1f} ms")
    kept = [
        _told("the kept article", len(spent) / seconds, "requests/s", LEAST_RATE, is_least=True),
        _told("its 99th percentile", spent[int(len(spent) * 0.99)] * 1000, "ms", P99_MS),
        _told("statements in the database meanwhile", statements, "", 0),
    ]
    began = time.monotonic()
    await asyncio.to_thread(_publish_line)
    heard = await asyncio.gather(*(_hears(reader, began) for reader, _writer in watching))
    print(f"{len(heard):,} watched")
    kept.append(_told("a published line, on every page after", max(heard), "s", HEARD_SECONDS))
    for _reader, writer in watching:
        writer.close()
    began = time.monotonic()
    await asyncio.to_thread(_correct, article)
    at = await _shows_everywhere(pages, address, began)
    from bridgehead.web.kept import OTHERS_KEEP_SECONDS

    said = f"a correction, on every answer after {at:.2f} s, and with what other caches may keep"
    kept.append(_told(said, at + OTHERS_KEEP_SECONDS, "s", PURGED_SECONDS))
    return kept


def _newest() -> Any:
    from bridgehead.newsroom.models import Article

    return Article.objects.filter(locale__language_code="en").order_by("-public_from")[0]


def _publish_line() -> None:
    from bridgehead.newsroom.models import LiveItem

    LiveItem.objects.create(words_ko="PUBLISHED", words_en="PUBLISHED", at=datetime.now(UTC))


def _correct(article: Any) -> None:
    article.headline = "CORRECTED"
    article.save_revision().publish()


async def _read_for(port: int, address: str, seconds: float, connections: int) -> tuple[list[float], float]:
    """Read over keep-alive connections, each asking again as soon as it is answered."""
    began = time.monotonic()
    spent: list[float] = []

    async def read() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() - began < seconds:
            asked = time.monotonic()
            await _answer(reader, writer, address)
            spent.append(time.monotonic() - asked)
        writer.close()

    await asyncio.gather(*(read() for _connection in range(connections)))
    return spent, time.monotonic() - began


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> bytes:
    writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    if not head.startswith(b"HTTP/1.1 200") or found is None:
        raise RuntimeError(f"unexpected answer: {head[:200]!r}")
    return await reader.readexactly(int(found[1]))


async def _shows_everywhere(port: int, address: str, began: float) -> float:
    """Until when an answer was still as before: a hundred in a row, over connections to both processes, are not."""
    last_old, in_a_row = began, 0
    while in_a_row < 100:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        is_new = b"CORRECTED" in await _answer(reader, writer, address)
        writer.close()
        in_a_row = in_a_row + 1 if is_new else 0
        last_old = last_old if is_new else time.monotonic()
    return last_old - began


async def _watch(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /events/news-en/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"retry:")
    return reader, writer


async def _hears(reader: asyncio.StreamReader, began: float) -> float:
    async with asyncio.timeout(30):
        await reader.readuntil(b"PUBLISHED")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
