"""Real processes against one real database: what the proofs stand on.

    def test_last_place_is_given_once(real_database: RealDatabase) -> None:
        forum = real_database.once(make_forum, places=1)["id"]
        answers = real_database.race([(register, {"forum_id": forum, "person": n}) for n in range(8)])
        assert sorted(answers) == ["given", *["refused"] * 7]

Every function is a plain function of a test module: it takes JSON values, returns a JSON value, and runs in a process
of its own, forked from one that has set Django up once for all proofs and settled on the proof's database after the
fork. ``race`` lets all of them wait at one line and starts them together; ``start`` hands out running processes that
may be killed. The database is a SQLite file, or a database of the cluster that ``DATABASE_URL`` names; each test has a
freshly migrated copy of its own. Nothing of the test process touches it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit, urlunsplit

from tests.migrated import cluster, copy_sqlite, postgres_template, sqlite_template

ROOT = Path(__file__).resolve().parents[2]
ANSWER = "answer:"
Deed = Callable[..., Any]


@dataclass
class Running:
    """One process at work on one function; its words come and go through ``line``, its errors stand in ``errors``."""

    what: str
    pid: int
    line: socket.socket
    words: TextIO
    errors: Path

    def go(self) -> None:
        """Let it pass the starting line."""
        self.line.sendall(b"go\n")

    def wait_ready(self) -> None:
        """Wait until it stands at the starting line."""
        self.says("ready", "did not start")

    def says(self, word: str, otherwise: str = "ended too early") -> None:
        """Wait until the function prints a line of that word: it has come to where it may be killed."""
        for line in self.words:
            if line.strip() == word:
                return
        raise AssertionError(f"{self.what} {otherwise}, without saying {word!r}:\n{self._said()}")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no clean-up."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        # Nothing comes any more once it is dead; what it still had in its hands is lost. Read past ``words``, which
        # cannot be read again once an answer was waited for in vain.
        self.line.settimeout(None)
        while self.line.recv(65_536):
            pass

    def answer(self, timeout: float = 120) -> Any:
        """Return what its function returned; fail with its errors if it raised."""
        self.line.settimeout(timeout)
        try:
            answers = [line.removeprefix(ANSWER) for line in self.words if line.startswith(ANSWER)]
        except TimeoutError:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError(f"{self.what} did not end within {timeout} s:\n{self._said()}") from None
        assert answers, f"{self.what} failed:\n{self._said()}"
        return json.loads(answers[-1])

    def end(self) -> None:
        """Kill it where it still runs, and let go of it."""
        self.kill()
        self.words.close()
        self.line.close()

    def _said(self) -> str:
        return self.errors.read_text(encoding="utf-8")[-4000:]


@dataclass
class RealDatabase:
    """A freshly migrated database that only processes touch."""

    url: str
    folder: Path
    meeting_point: Path
    #: Settings that are others in the processes of this proof than the tests' own.
    settings: dict[str, Any] = field(default_factory=dict)
    _started: list[Running] = field(default_factory=list)

    @property
    def writes_one_at_a_time(self) -> bool:
        """Whether the database lets one transaction write at a time, whatever it locks: SQLite does."""
        return self.url.startswith("sqlite")

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

    def race(self, deeds: Iterable[tuple[Deed, dict[str, Any]]], *, timeout: float = 120) -> list[Any]:
        """Run functions in as many processes, all let go at one moment; return their answers in order."""
        running = [self._spawn(deed, values) for deed, values in deeds]
        for each in running:
            each.wait_ready()
        for each in running:
            each.go()
        return [each.answer(timeout) for each in running]

    def end(self) -> None:
        """End whatever is still running."""
        for each in self._started:
            each.end()

    def _spawn(self, deed: Deed, values: dict[str, Any]) -> Running:
        what, errors = f"{deed.__module__}:{deed.__name__}", self.folder / f"errors-{len(self._started)}.txt"
        place = {"url": self.url, "folder": str(self.folder), "settings": self.settings}
        asked = {"what": what, "values": values, "errors": str(errors), "place": place}
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.meeting_point))
        line.sendall(json.dumps(asked).encode() + b"\n")
        words = line.makefile("r", encoding="utf-8")
        self._started.append(Running(what, int(words.readline()), line, words, errors))
        return self._started[-1]


@contextmanager
def parent_of_all(template: str, folder: Path) -> Iterator[Path]:
    """Keep a process that has set Django up, of which those of all proofs are born; give where they meet it."""
    meeting_point = folder / "line"
    command = [sys.executable, "-m", "tests.proofs.processes", str(meeting_point)]
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(template, folder), stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "listening\n", "Django could not be set up"
        try:
            yield meeting_point
        finally:
            parent.kill()


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


def migrated_template() -> str:
    """Return the address of the migrated database that all proofs copy."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return urlunsplit(urlsplit(given)._replace(path=f"/{postgres_template(given)}"))
    return f"sqlite:///{sqlite_template()}"


@contextmanager
def copy_of(template: str, folder: Path, meeting_point: Path) -> Iterator[RealDatabase]:
    """Copy the migrated database for one proof, and take it away with all its processes afterwards."""
    if template.startswith("postgres"):
        name = f"proof_{os.getpid()}_{time.monotonic_ns()}"
        _on_cluster(template, f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(template).path[1:]}"')
        database = RealDatabase(urlunsplit(urlsplit(template)._replace(path=f"/{name}")), folder, meeting_point)
    else:
        kept = folder / "proof.sqlite3"
        copy_sqlite(kept)
        database = RealDatabase(f"sqlite:///{kept}", folder, meeting_point)
    try:
        yield database
    finally:
        database.end()
        if template.startswith("postgres"):
            _on_cluster(template, f'DROP DATABASE "{urlsplit(database.url).path[1:]}" WITH (FORCE)')


def _on_cluster(url: str, statement: str) -> None:
    with cluster(url) as execute:
        execute(statement)


@contextmanager
def statements_altered(*, slow_at: str, seconds: float = 1.5, without: str = "(?!)") -> Iterator[None]:
    """Pause before the first statement that holds a text, and leave out of all whatever an expression finds."""
    from django.db import connection

    paused: list[str] = []

    def altered(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if slow_at in sql and not paused:
            paused.append(sql)
            time.sleep(seconds)
        return execute(re.sub(without, "", sql), params, many, context)

    with connection.execute_wrapper(altered):
        yield


def take_guard_away(guard: str) -> None:
    """A negative control: in a process of its own, take one guard out of the database."""
    # Only the processes set Django up.
    from django.db import connection

    from bridgehead.foundation import guards

    (found,) = (each for each in guards.registered() if each.name == guard)
    with connection.cursor() as cursor:
        for statement in found.removal(connection.vendor):
            cursor.execute(statement)


def main(meeting_point: str) -> None:
    """Be the parent: set Django up once, then be born again as a process of its own for whoever calls."""
    import django  # only the processes set it up

    django.setup()
    from django.db import connections
    from django.urls import get_resolver

    # What nearly every deed needs is read once, here.
    assert get_resolver().reverse_dict, "no address is known"
    for each in sorted((ROOT / "tests" / "factories").glob("[a-z]*.py")):
        importlib.import_module(f"tests.factories.{each.stem}")

    opened = [each for each in connections.all(initialized_only=True) if each.connection is not None]
    assert not opened, "a connection would be shared by all processes"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(meeting_point)
        listening.listen(64)
        print("listening", flush=True)
        # What is shared is not looked through for rubbish, which would copy it.
        gc.freeze()
        # Who ended is not waited for.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            line, _nobody = listening.accept()
            if os.fork() == 0:
                break
            line.close()
    try:
        _be_one(line)
    except BaseException:
        traceback.print_exc()
    finally:
        # Without taking down, thing by thing, what was set up: of a process that serves one deed that is most of it.
        os._exit(0)


def _be_one(line: socket.socket) -> None:
    """Be one of the processes: tell one's number, wait at the line, run the function, print its answer."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(line.fileno(), 0)
    os.dup2(line.fileno(), 1)
    line.close()
    asked = json.loads(sys.stdin.readline())
    os.dup2(os.open(asked["errors"], os.O_WRONLY | os.O_CREAT), 2)
    print(os.getpid(), flush=True)
    _settle(**asked["place"])
    module, _colon, name = asked["what"].partition(":")
    deed = getattr(importlib.import_module(module), name)
    print("ready", flush=True)
    sys.stdin.readline()
    print(ANSWER + json.dumps(deed(**asked["values"])), flush=True)


def _settle(*, url: str, folder: str, settings: dict[str, Any]) -> None:
    """Work on this proof's database and in its folder: the parent has opened neither."""
    # Only the processes set Django up.
    from django.conf import settings as held
    from django.db import connections
    from django.test import override_settings

    os.environ.update({"DATABASE_URL": url, "BRIDGEHEAD_DATA": folder})
    name = url.removeprefix("sqlite:///") if url.startswith("sqlite") else urlsplit(url).path[1:]
    # One dictionary: the settings', the handler's, and that of a connection not opened yet.
    held.DATABASES["default"]["NAME"] = name
    assert connections["default"].settings_dict["NAME"] == name
    files = Path(folder, "files")
    storages = {**held.STORAGES, "default": {**held.STORAGES["default"], "OPTIONS": {"location": files}}}
    override_settings(DATA=Path(folder), STORED_FILES_ROOT=files, STORAGES=storages, **settings).enable()


if __name__ == "__main__":
    main(*sys.argv[1:])
