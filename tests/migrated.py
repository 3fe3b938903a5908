"""One migrated database for every process of every test run of the same sources: made once, then copied.

Migrating takes half a minute, and a run of all tests would do it a dozen times. Whoever comes first makes the template,
under a lock; a change of any source makes another.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
#: Looking for rubbish would be a fifth of it: every migration copies all models, and the process ends with the last.
MIGRATE = (
    "import gc; gc.disable(); from django.core.management import execute_from_command_line as run; "
    "run(['django', 'migrate', '-v', '0'])"
)


def sqlite_template() -> Path:
    """Return a migrated SQLite file, to be copied and never opened for writing."""
    place = _folder() / f"{_digest()}.sqlite3"
    with _locked("sqlite"):
        if not place.exists():
            fresh = place.with_suffix(".fresh")
            fresh.unlink(missing_ok=True)
            _migrate(f"sqlite:///{fresh}")
            with sqlite3.connect(fresh) as held:
                # Out of the write-ahead log: a copy in memory knows none.
                held.execute("PRAGMA journal_mode=DELETE")
            held.close()
            fresh.rename(place)
    return place


def copy_sqlite(place: Path) -> None:
    """Copy the migrated database to where several processes will open it at once.

    Its journal is the write-ahead log from the beginning: of those who would each turn to it, some find it locked.
    """
    copyfile(sqlite_template(), place)
    held = sqlite3.connect(place)
    held.execute("PRAGMA journal_mode=WAL")
    held.close()


def postgres_template(url: str) -> str:
    """Return the name of a migrated database of the cluster of an address, for ``CREATE DATABASE … TEMPLATE``."""
    name = f"migrated_{_digest()[:16]}"
    with _locked("postgresql"), cluster(url) as execute:
        if not execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            execute(f'DROP DATABASE IF EXISTS "{name}_fresh"')
            execute(f'CREATE DATABASE "{name}_fresh"')
            _migrate(urlunsplit(urlsplit(url)._replace(path=f"/{name}_fresh")))
            execute(f'ALTER DATABASE "{name}_fresh" RENAME TO "{name}"')
    return name


@contextmanager
def cluster(url: str) -> Iterator[Callable[[str], list[Any]]]:
    """Give a function that runs one statement on a cluster, outside of any transaction."""
    # Only the runs on PostgreSQL have its driver at hand.
    import psycopg

    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:

        def execute(statement: str) -> list[Any]:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

        yield execute


@cache
def _digest() -> str:
    """What the sources say of tables, of their guards, and of what is laid into them."""
    told = sha256()
    sources = [each for each in sorted((ROOT / "src").rglob("*.py")) if _lays(each)]
    for path in [*sources, ROOT / "requirements-dev.lock"]:
        told.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:32]


def _lays(path: Path) -> bool:
    """Whether what a migrated database holds may come of this file; other changes need no other database."""
    if "engines" in path.parts or "demo" in path.parts:
        return False
    inside = {"models", "migrations", "foundation", "config"}
    called = {
        "apps.py",
        "models.py",
        "rules.py",
        "guards.py",
        "references.py",
        "receivers.py",
        "furnishing.py",
        "search_index.py",
    }
    return not inside.isdisjoint(path.parts) or path.name in called


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"bridgehead-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _locked(engine: str) -> Iterator[None]:
    with (_folder() / f"{engine}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "BRIDGEHEAD_DATA": scratch,
            "DJANGO_SETTINGS_MODULE": "bridgehead.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        subprocess.run([sys.executable, "-c", MIGRATE], check=True, cwd=ROOT, env=environment)


def main() -> None:
    """Make the template of the engine that ``DATABASE_URL`` names, ahead of whoever copies it."""
    # The same settings and words as those of the tests.
    importlib.import_module("tests.conftest")
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        postgres_template(url)
    else:
        sqlite_template()


if __name__ == "__main__":
    main()
