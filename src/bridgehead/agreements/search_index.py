"""The words by which agreements are found, on both engines: n-grams in an FTS5 table, or in a text vector under GIN.

An agreement holds the ledger it stands in as one token more, so that a search never walks through the ledgers of
others: neither what is found nor how far the search gets depends on what they keep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from bridgehead.foundation import search_tables

TABLE = "agreements_search"
#: Of the agreements that hold what was asked for, so many of the latest written down are looked through: no word is so
#: common that a page costs more for it.
LOOKED_THROUGH = 1_000


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
            vector = f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608  # as above
            cursor.executemany(vector, held)


def forget(agreement_id: int) -> None:
    """Take an agreement out of the index."""
    search_tables.forget(TABLE, agreement_id)


def clear() -> None:
    """Empty the index."""
    search_tables.clear(TABLE)


def tidy() -> None:
    """Lay the index together after many were put into it: on SQLite it is read several times faster for it."""
    search_tables.tidy(TABLE)


@dataclass(frozen=True, slots=True)
class _Asking:
    """How an engine is asked for rows that hold words. A token is letters, digits and the boundary mark."""

    where: str
    both: str
    either: str
    quote: str
    #: For how many times more rows than are taken a search is planned.
    planned: int = 1

    def all_of(self, tokens: Collection[str]) -> str:
        return self.both.join(map(self._quoted, tokens))

    def one_of(self, tokens: Collection[str]) -> str:
        return f"({self.either.join(map(self._quoted, tokens))})"

    def newest(self, number: int) -> str:
        """The rows that hold what is asked for, the latest first."""
        ordered = f"SELECT rowid FROM {TABLE} WHERE {self.where} ORDER BY rowid DESC LIMIT {self.planned * number}"  # noqa: S608  # constants
        if self.planned == 1:
            return ordered
        return f"WITH found AS MATERIALIZED ({ordered}) SELECT rowid FROM found LIMIT {number}"  # noqa: S608  # as above

    def _quoted(self, token: str) -> str:
        return f"{self.quote}{token}{self.quote}"


_SQLITE = _Asking(f"{TABLE} MATCH %s", " AND ", " OR ", '"')
# PostgreSQL takes reading a text vector for several times cheaper than it is: planning for what is taken, it would walk
# back through tens of thousands of rows where its index has at once the few that are asked for.
_POSTGRESQL = _Asking("tokens @@ %s::tsquery", " & ", " | ", "'", planned=5)


def holding(tokens: Collection[str], *, keepers: Collection[int] | None) -> list[int]:
    """Return the ids of agreements that hold all tokens, the latest first, in the ledgers of ``keepers`` (None: any).

    ``LOOKED_THROUGH`` at most; at least one token is asked for.
    """
    if keepers is not None and not keepers:
        return []
    asking = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    asked = asking.all_of(tokens)
    if keepers is not None:
        asked += asking.both + asking.one_of([_of(each) for each in sorted(keepers)])
    with connection.cursor() as cursor:
        cursor.execute(asking.newest(LOOKED_THROUGH), [asked])
        return [row[0] for row in cursor.fetchall()]


def _of(keeper_id: int) -> str:
    """Longer than any n-gram, so that no text holds it."""
    return f"keeper{keeper_id}"
