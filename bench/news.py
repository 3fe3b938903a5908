"""The newsroom at size and in a rush: ``python bench/news.py size`` and ``python bench/news.py spike``.

    .venv/bin/python bench/news.py size [--articles 50000] [--readings 10000000] [--times 15]
    .venv/bin/python bench/news.py spike [--seconds 20] [--watchers 2000] [--connections 64]

``size`` makes a newsroom in bulk in a scratch database (`newsroom.py`) and prints what its rankings cost and what each
of its pages costs when nothing is kept (`news_size.py`). With ``tests/scratch_postgres.py`` before it, on PostgreSQL.

``spike`` starts ``bridgehead serve`` and ``bridgehead serve --events`` on a scratch database and reads one kept article
over keep-alive connections as fast as it is answered, from this process on the same cores, while idle readers watch the
ticker. The statements that SQLite itself ran for the pages are counted by its trace. Then a line is published, and the
article is corrected. Each figure is printed beside its bound; the exit code tells whether all were kept.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import news_size

from newsroom import ROOT, make_articles, scratch_site, told
from ports import free_port, until_listening

LEAST_RATE, P99_MS, HEARD_SECONDS, PURGED_SECONDS = 800.0, 250.0, 2.0, 5.0
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
    parser.add_argument("part", choices=["size", "spike"])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--readings", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--watchers", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    with scratch_site():
        kept = news_size.measure(options) if options.part == "size" else _spike(options)
    return 0 if all(kept) else 1


def _spike(options: argparse.Namespace) -> list[bool]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, options.watchers + 1000), hard))
    now = datetime.now(UTC)
    make_articles(200, now)
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
        told("the kept article", len(spent) / seconds, "requests/s", LEAST_RATE, is_least=True),
        told("its 99th percentile", spent[int(len(spent) * 0.99)] * 1000, "ms", P99_MS),
        told("statements in the database meanwhile", statements, "", 0),
    ]
    began = time.monotonic()
    await asyncio.to_thread(_publish_line)
    heard = await asyncio.gather(*(_hears(reader, began) for reader, _writer in watching))
    print(f"{len(heard):,} watched")
    kept.append(told("a published line, on every page after", max(heard), "s", HEARD_SECONDS))
    for _reader, writer in watching:
        writer.close()
    began = time.monotonic()
    await asyncio.to_thread(_correct, article)
    at = await _shows_everywhere(pages, address, began)
    from bridgehead.web.kept import OTHERS_KEEP_SECONDS

    said = f"a correction, on every answer after {at:.2f} s, and with what other caches may keep"
    kept.append(told(said, at + OTHERS_KEEP_SECONDS, "s", PURGED_SECONDS))
    return kept


def _newest() -> Any:
    from bridgehead.newsroom.models import Article

    return Article.objects.public(datetime.now(UTC)).in_language("en").newest_first()[0]


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
