"""What every table of words has in common: rows of FTS5, or of text vectors under GIN, by the id of what they find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


def forget(table: str, row: int) -> None:
    """Take a row out of a table, named by a constant of its context."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [row])  # noqa: S608  # a constant's name


def clear(table: str) -> None:
    """Empty a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # a constant's name


def tidy(table: str) -> None:
    """Lay a table together after many rows were put into it: on SQLite it is read several times faster for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608  # a constant's name


@contextmanager
def by_index() -> Iterator[CursorWrapper]:
    """Give a cursor for searches that go by the index, however many rows there are to be found.

    PostgreSQL believes that reading every row costs less than it does: a long text's words lie outside of its row.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            yield cursor
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield cursor
