"""The server and the worker as processes of their own, on a database of their own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.migrated import copy_sqlite
from tests.ports import free_port

pytestmark = pytest.mark.proof

PATIENCE_SECONDS = 90
Starts = Callable[..., subprocess.Popen[str]]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIDGEHEAD_", "DATABASE_"))}
    own = {"BRIDGEHEAD_DATA": str(folder), "BRIDGEHEAD_HTTPS": "false", "PYTHONPATH": str(ROOT / "src")}
    return {**kept, **own, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def bridgehead(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bridgehead", *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    copy_sqlite(folder / "bridgehead.sqlite3")
    return folder


@pytest.fixture
def starts(migrated: Path) -> Iterator[Starts]:
    """Start a process of the installation; what a failed test leaves is ended by its number."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "bridgehead", *arguments],
                env=environment(migrated),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        return started[-1]

    yield start
    for each in started:
        if each.stdin is not None:
            each.stdin.close()
        if each.poll() is None:
            each.kill()
        each.wait()


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=30):
            return True
    except (URLError, ConnectionError):
        return False


def read(address: str) -> str:
    with urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def rows(folder: Path, question: str, *given: object) -> list[tuple[object, ...]]:
    held = sqlite3.connect(folder / "bridgehead.sqlite3", timeout=30)
    try:
        with held:
            return held.execute(question, given).fetchall()
    finally:
        held.close()


def test_site_is_served_with_its_files_and_ends_when_told(migrated: Path, starts: Starts) -> None:
    port = free_port()
    site = starts("serve", "--port", str(port), "--workers", "1")
    until(lambda: answers(f"http://127.0.0.1:{port}/health/"))

    page = read(f"http://127.0.0.1:{port}/en/")
    styles = [part.split('"')[0] for part in page.split('href="') if part.startswith("/static/web/bridgehead.")]

    assert json.loads(read(f"http://127.0.0.1:{port}/health/")) == {"status": "ok"}
    assert len(styles) == 1
    assert "@layer" in read(f"http://127.0.0.1:{port}{styles[0]}")
    site.send_signal(signal.SIGTERM)
    assert site.wait(PATIENCE_SECONDS) == 0


def test_database_that_is_behind_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "bridgehead.sqlite3").touch()
    rows(tmp_path, "CREATE TABLE django_migrations (id integer, app text, name text, applied text)")

    told = bridgehead(tmp_path, "serve", "--port", str(free_port()))

    assert told.returncode == 1
    assert told.stderr.strip() == (
        "CommandError: The database is behind this version. Run “bridgehead manage migrate” first."
    )


def test_number_of_processes_is_asked_for_in_words(migrated: Path) -> None:
    told = bridgehead(migrated, "serve", "--workers", "0")

    assert told.stderr.strip() == "CommandError: Expected 1 to 64 processes for pages, not 0."


@pytest.mark.parametrize("ending", ["told", "left alone"])
def test_worker_does_what_is_periodic_and_ends(migrated: Path, starts: Starts, ending: str) -> None:
    rows(migrated, "DELETE FROM foundation_job")
    rows(migrated, "DELETE FROM foundation_periodicturn")
    rows(migrated, "INSERT INTO django_session VALUES (?, '', '2020-01-01 00:00:00')", ending)
    worker = starts("worker", "--attached")

    until(lambda: rows(migrated, "SELECT session_key FROM django_session") == [])
    if ending == "told":
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_SECONDS) == 0
    else:
        assert worker.stdin is not None
        worker.stdin.close()
        worker.wait(PATIENCE_SECONDS)
    assert rows(migrated, "SELECT count(*) FROM foundation_job WHERE state = 'running'") == [(0,)]
