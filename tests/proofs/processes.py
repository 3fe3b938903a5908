"""Real processes against one real database: what the proofs stand on.

    def test_last_place_is_given_once(real_database: RealDatabase) -> None:
        forum = real_database.once(make_forum, places=1)["id"]
        answers = real_database.race([(register, {"forum_id": forum, "person": n}) for n in range(8)])
        assert sorted(answers) == ["given", *["refused"] * 7]

Every function is a plain function of a test module: it takes JSON values, returns a JSON value, and runs in a process
of its own that has set Django up. ``race`` lets all of them wait at one line and starts them together; ``start`` hands
out running processes that may be killed. The database is a SQLite file, or a database of the cluster that
``DATABASE_URL`` names; each test has a freshly migrated copy of its own. Nothing of the test process touches it.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
ANSWER = "answer:"
Deed = Callable[..., Any]


@dataclass
class Running:
    """One process at work on one function."""

    what: str
    process: subprocess.Popen[str]
    errors: Any

    def go(self) -> None:
        """Let it pass the starting line."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def wait_ready(self) -> None:
        """Wait until it has set Django up and stands at the starting line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
        raise AssertionError(f"{self.what} did not start:\n{self._said()}")

    def says(self, word: str) -> None:
        """Wait until the function prints a line of that word: it has come to where it may be killed."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise AssertionError(f"{self.what} ended without saying {word!r}:\n{self._said()}")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no clean-up."""
        self.process.kill()
        self.process.wait()

    def answer(self, timeout: float = 120) -> Any:
        """Return what its function returned; fail with its errors if it raised."""
        try:
            told, _nothing = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.what} did not end within {timeout} s:\n{self._said()}") from None
        assert self.process.returncode == 0, f"{self.what} failed:\n{self._said()}"
        answers = [line.removeprefix(ANSWER) for line in told.splitlines() if line.startswith(ANSWER)]
        return json.loads(answers[-1])

    def _said(self) -> str:
        self.errors.seek(0)
        return str(self.errors.read())[-4000:]


@dataclass
class RealDatabase:
    """A freshly migrated database that only processes touch."""

    url: str
    folder: Path
    _started: list[Running] = field(default_factory=list)

    def start(self, deed: Deed, **values: Any) -> Running:
        """Start a process and wait until it stands at the line; ``go()`` lets it run."""
        running = self._spawn(deed, values)
        running.wait_ready()
        return running

    def once(self, deed: Deed, **values: Any) -> Any:
        """Run one function in a process and return its answer."""
        running = self.start(deed, **values)
        running.go()
        return running.answer()

    def race(self, deeds: Iterable[tuple[Deed, dict[str, Any]]]) -> list[Any]:
        """Run functions in as many processes, all let go at one moment; return their answers in order."""
        running = [self._spawn(deed, values) for deed, values in deeds]
        for each in running:
            each.wait_ready()
        for each in running:
            each.go()
        return [each.answer() for each in running]

    def end(self) -> None:
        """End whatever is still running."""
        for each in self._started:
            if each.process.poll() is None:
                each.kill()
            for stream in (each.process.stdin, each.process.stdout, each.errors):
                if stream is not None:
                    stream.close()

    def _spawn(self, deed: Deed, values: dict[str, Any]) -> Running:
        what = f"{deed.__module__}:{deed.__name__}"
        errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # closed by end()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.processes", what, json.dumps(values)],
            cwd=ROOT,
            env=_environment(self.url, self.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        self._started.append(Running(what, process, errors))
        return self._started[-1]


def _environment(url: str, folder: Path) -> dict[str, str]:
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "DATABASE_URL": url,
        "BRIDGEHEAD_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "bridgehead.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUNBUFFERED": "1",
    }


def _migrate(url: str, folder: Path) -> None:
    command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=_environment(url, folder))


@contextmanager
def migrated_template(folder: Path) -> Iterator[str]:
    """Migrate one database for all proofs of this run; give its address."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        name = f"proof_template_{os.getpid()}"
        url = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        _on_cluster(given, f'CREATE DATABASE "{name}"')
        try:
            _migrate(url, folder)
            yield url
        finally:
            _on_cluster(given, f'DROP DATABASE "{name}" WITH (FORCE)')
    else:
        url = f"sqlite:///{folder / 'template.sqlite3'}"
        _migrate(url, folder)
        yield url


@contextmanager
def copy_of(template: str, folder: Path) -> Iterator[RealDatabase]:
    """Copy the migrated database for one proof, and take it away with all its processes afterwards."""
    if template.startswith("postgres"):
        name = f"proof_{os.getpid()}_{time.monotonic_ns()}"
        _on_cluster(template, f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(template).path[1:]}"')
        database = RealDatabase(urlunsplit(urlsplit(template)._replace(path=f"/{name}")), folder)
    else:
        kept = folder / "proof.sqlite3"
        kept.write_bytes(Path(template.removeprefix("sqlite:///")).read_bytes())
        database = RealDatabase(f"sqlite:///{kept}", folder)
    try:
        yield database
    finally:
        database.end()
        if template.startswith("postgres"):
            _on_cluster(template, f'DROP DATABASE "{urlsplit(database.url).path[1:]}" WITH (FORCE)')


def _on_cluster(url: str, statement: str) -> None:
    # Only the runs on PostgreSQL have its driver at hand.
    import psycopg

    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(statement)


def take_guard_away(guard: str) -> None:
    """A negative control: in a process of its own, take one guard out of the database."""
    # Only the processes set Django up.
    from django.db import connection

    from bridgehead.foundation import guards

    (found,) = (each for each in guards.registered() if each.name == guard)
    with connection.cursor() as cursor:
        for statement in found.removal(connection.vendor):
            cursor.execute(statement)


def main(what: str, values: str) -> None:
    """Be one of the processes: set Django up, wait at the line, run the function, print its answer."""
    import django  # only the children set it up here

    django.setup()
    module, _colon, name = what.partition(":")
    deed = getattr(importlib.import_module(module), name)
    print("ready", flush=True)
    sys.stdin.readline()
    print(ANSWER + json.dumps(deed(**json.loads(values))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
