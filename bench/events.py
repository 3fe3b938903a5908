"""How much memory idle watchers cost, and how soon all of them hear: ``python bench/events.py [--watchers 2000]``.

Starts the event process (``bridgehead serve --events``) on a scratch database, opens the streams, and reads the
process's resident memory before and after. Fails when a watcher costs more than ``MOST_KB``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ports import free_port, until_listening

#: What one idle watcher may cost in resident memory; measured 8 KB.
MOST_KB = 30
TOPICS = 50


def main() -> int:
    """Measure and print; 1 when watchers cost too much or somebody heard nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--watchers", type=int, default=2000)
    watchers = parser.parse_args().watchers
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, watchers + 500), hard))
    with tempfile.TemporaryDirectory(prefix="bridgehead-bench-") as scratch:
        os.environ.update(
            BRIDGEHEAD_DATA=scratch, BRIDGEHEAD_HTTPS="false", DJANGO_SETTINGS_MODULE="bridgehead.config.settings"
        )
        subprocess.run([sys.executable, "-m", "bridgehead", "manage", "migrate", "-v0"], check=True)
        port = free_port()
        serving = subprocess.Popen([sys.executable, "-m", "bridgehead", "serve", "--events", "--port", str(port)])
        try:
            return asyncio.run(_measure(serving.pid, port, watchers))
        finally:
            serving.terminate()
            serving.wait()


async def _measure(pid: int, port: int, watchers: int) -> int:
    live = await asyncio.to_thread(_live)
    tickets = [live.ticket(f"run:{number}") for number in range(TOPICS)]
    await until_listening(port)
    first = [await _watch(port, tickets[0])]
    before = _resident_kb(pid)
    streams = first + [await _watch(port, tickets[number % TOPICS]) for number in range(1, watchers)]
    await asyncio.sleep(1)
    each_kb = (_resident_kb(pid) - before) / watchers
    began = time.monotonic()
    for number in range(TOPICS):
        await asyncio.to_thread(live.publish, f"run:{number}", {"placed": number})
    heard = await asyncio.gather(*(_hears(reader, began) for reader, _writer in streams))
    for _reader, writer in streams:
        writer.close()
    print(f"{watchers} watchers: +{each_kb * watchers / 1024:.1f} MB resident, {each_kb:.1f} KB each")
    print(f"all {sum(each is not None for each in heard)} heard within {max(filter(None, heard)):.2f} s")
    return 1 if each_kb > MOST_KB or None in heard else 0


def _live() -> object:
    import django

    django.setup()
    # The tickets are signed with the settings of the scratch folder, which are set by now.
    from bridgehead.foundation import live

    return live


async def _watch(port: int, ticket: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /events/{ticket}/ HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"retry: 3000")
    return reader, writer


async def _hears(reader: asyncio.StreamReader, began: float) -> float | None:
    try:
        async with asyncio.timeout(20):
            await reader.readuntil(b"data:")
    except TimeoutError:
        return None
    return time.monotonic() - began


def _resident_kb(pid: int) -> int:
    return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


if __name__ == "__main__":
    sys.exit(main())
