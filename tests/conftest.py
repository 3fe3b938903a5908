"""What every test stands on: one migrated database per worker, a fixed moment, and people to do deeds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Settings read the environment when they are first imported, which named in pyproject would be before this file.
_scratch = tempfile.mkdtemp(prefix="bridgehead-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
os.environ.setdefault("BRIDGEHEAD_DATA", _scratch)
os.environ.setdefault("BRIDGEHEAD_SECRET_KEY", "tests-only-tests-only-tests-only-tests-only-tests-only")
os.environ.setdefault("BRIDGEHEAD_HTTPS", "false")
os.environ.setdefault("BRIDGEHEAD_STAFF_SECOND_FACTOR", "false")
os.environ.setdefault("BRIDGEHEAD_PLAIN_STATIC", "true")
# A test that rolls back never says that something changed; the tests of kept pages turn them on.
os.environ.setdefault("BRIDGEHEAD_KEEP_PAGES", "false")
Path(os.environ["BRIDGEHEAD_DATA"], "static").mkdir(parents=True, exist_ok=True)

import gc  # noqa: E402  # after the environment is set
import sqlite3  # noqa: E402  # after the environment is set
from collections.abc import Iterator  # noqa: E402  # after the environment is set
from datetime import UTC, datetime  # noqa: E402  # after the environment is set
from typing import Any  # noqa: E402  # after the environment is set
from unittest import mock  # noqa: E402  # after the environment is set

import django  # noqa: E402  # after the environment is set
import pytest  # noqa: E402  # after the environment is set
from django.conf import settings  # noqa: E402  # after the environment is set
from django.core import management  # noqa: E402  # after the environment is set
from django.db import connection, connections  # noqa: E402  # after the environment is set
from django.utils import translation  # noqa: E402  # after the environment is set

from bridgehead.config.memory import with_room  # noqa: E402  # after the environment is set
from bridgehead.config.messages import compile_messages  # noqa: E402  # after the environment is set
from tests.migrated import postgres_template, sqlite_template  # noqa: E402  # after the environment is set

compile_messages()
django.setup()
# Each client's handler would look through thousands of files that no test asks it for; live servers serve them anyhow.
settings.WHITENOISE_USE_FINDERS = False

pytest_plugins = ["tests.chromium"]

#: The project's root, and the folder beside it that holds published instances and facts.
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, whatever the order of all else: at the end it would run alone."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no file that cannot hold what is asked for: the browser's tests and proofs are few, and name their mark."""
    asked = str(config.option.markexpr).partition(" ")[0]
    if asked not in {"proof", "journey", "sweep"} or not collection_path.name.startswith("test_"):
        return None
    return None if f"mark.{asked}" in collection_path.read_text("utf-8") else True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, in no language, whatever was read before, and with room for calls that go deep."""
    translation.deactivate()
    runner: Any = item.config.pluginmanager.get_plugin("runner")
    return with_room(runner.pytest_runtest_protocol)(item, nextitem)


def pytest_collection_finish() -> None:
    """Look for rubbish more seldom, and only among what tests make: what is loaded by now stays anyhow."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


#: The moment that tests pass into deeds: the eve of the Boston forum, while clocks there show summer time.
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment that tests pass into deeds."""
    return NOW


@pytest.fixture
def shared_database() -> Iterator[None]:
    """Let other threads look into the database of the test, which for SQLite may be in memory."""
    connection.inc_thread_sharing()
    yield
    connection.dec_thread_sharing()
    connections.close_all()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Let the test database be a copy of one that is migrated already: in the place of the command comes the copy."""
    asked = management.call_command
    if connection.vendor == "postgresql":
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = postgres_template(os.environ["DATABASE_URL"])

    def called(name: str, *arguments: Any, **options: Any) -> Any:
        return _copy_migrated() if name == "migrate" else asked(name, *arguments, **options)

    patched = mock.patch.object(management, "call_command", called)
    patched.start()
    yield
    patched.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: None, django_db_setup: None) -> None:
    """The database, copied; whoever asks for ``migrate`` from now on gets it."""
    mock.patch.stopall()


def _copy_migrated() -> None:
    """Fill the test database; on PostgreSQL it was made of the template."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        held = sqlite3.connect(sqlite_template())
        held.backup(connection.connection)
        held.close()
