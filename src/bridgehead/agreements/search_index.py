"""The words by which agreements are found, on both engines: n-grams in an FTS5 table, or in an array under GIN.

An agreement holds the ledger it stands in as one token more, so that a search never walks through the ledgers of
others: neither what is found nor how far the search gets depends on what they keep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

TABLE = "agreements_search"
#: Of the agreements that hold what was asked for, so many of the latest written down are looked through: no word is so
#: common that a page costs more for it.
LOOKED_THROUGH = 5_000


def keep(agreement_id: int, *, keeper_id: int, tokens: Collection[str]) -> None:
    """Put an agreement's tokens into the index, in the place of those it had."""
    forget(agreement_id)
    keep_new([(agreement_id, keeper_id, tokens)])


def keep_new(rows: Iterable[tuple[int, int, Collection[str]]]) -> None:
    """Put agreements into the index of which it holds none yet: (id, keeper's id, tokens)."""
    held = [(pk, sorted({*tokens, _of(keeper_id)})) for pk, keeper_id, tokens in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            said = [(pk, " ".join(tokens)) for pk, tokens in held]
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s)", said)  # noqa: S608  # a constant's name
        else:
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s)", held)  # noqa: S608  # as above


def forget(agreement_id: int) -> None:
    """Take an agreement out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [agreement_id])  # noqa: S608  # a constant's name


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608  # a constant's name


def tidy() -> None:
    """Lay the index together after many were put into it: on SQLite it is read several times faster for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608  # a constant's name


def holding(tokens: Collection[str], *, keepers: Collection[int] | None) -> RawSQL:
    """Return, to be filtered by, the ids of agreements that hold all tokens; of the ledgers of ``keepers`` (None: all).

    At least one token is asked for.
    """
    where, given = _sqlite(tokens, keepers) if connection.vendor == "sqlite" else _postgresql(tokens, keepers)
    sql = f"SELECT rowid FROM {TABLE} WHERE {where} ORDER BY rowid DESC LIMIT {LOOKED_THROUGH}"  # noqa: S608  # constants
    return RawSQL(sql, given)  # noqa: S611  # what was typed is passed beside it


def _sqlite(tokens: Collection[str], keepers: Collection[int] | None) -> tuple[str, list[Any]]:
    # A token is letters, digits and the boundary mark: quoted it is one word of FTS5.
    asked = [f'"{token}"' for token in tokens]
    if keepers is not None:
        asked.append("(" + " OR ".join(f'"{_of(each)}"' for each in sorted(keepers)) + ")")
    return f"{TABLE} MATCH %s", [" AND ".join(asked)]


def _postgresql(tokens: Collection[str], keepers: Collection[int] | None) -> tuple[str, list[Any]]:
    if keepers is None:
        return "tokens @> %s::text[]", [list(tokens)]
    return "tokens @> %s::text[] AND tokens && %s::text[]", [list(tokens), [_of(each) for each in sorted(keepers)]]


def _of(keeper_id: int) -> str:
    """Longer than any n-gram, so that no text holds it."""
    return f"keeper{keeper_id}"
