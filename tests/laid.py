"""What many tests begin with, laid into the database once for a module's tests instead of once for each of them.

A copy of the migrated database is taken as it was and brought back behind the module. Each test still ends with a
rollback, so that it finds what was laid and nothing that another test did.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.migrated import cluster


@contextmanager
def laid_over() -> Iterator[None]:
    """Let what is written from here on be gone at the end; only outside of a transaction."""
    with _copied() if connection.vendor == "sqlite" else _another():
        yield


@contextmanager
def _copied() -> Iterator[None]:
    """Keep the database in memory beside itself meanwhile."""
    connection.ensure_connection()
    before = sqlite3.connect(":memory:")
    connection.connection.backup(before)
    try:
        yield
    finally:
        before.backup(connection.connection)
        before.close()


@contextmanager
def _another() -> Iterator[None]:
    """Turn to another database meanwhile, which begins as this one's copy."""
    own, url = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    connection.close()
    with cluster(url) as execute:
        execute(f'CREATE DATABASE "{own}_laid" TEMPLATE "{own}"')
    connection.settings_dict["NAME"] = f"{own}_laid"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with cluster(url) as execute:
            execute(f'DROP DATABASE "{own}_laid" WITH (FORCE)')
