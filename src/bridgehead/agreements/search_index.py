"""The words by which agreements are found, on both engines: n-grams in an FTS5 table, or in a text vector under GIN.

An agreement holds the ledger it stands in as one token more, so that a search never walks through the ledgers of
others: neither what is found nor how far the search gets depends on what they keep. What anybody may know of agreements
stands in a table of its own, which holds nothing else: no word that is kept back can be guessed at through it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from bridgehead.agreements.rules import SIGNED_STATES
from bridgehead.foundation import search_tables

TABLE, PUBLIC = "agreements_search", "agreements_search_public"
#: Of the agreements that hold what was asked for, so many of the latest written down are looked through: no word is so
#: common that a page costs more for it.
LOOKED_THROUGH = 1_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an agreement is found by: by those who read it in full, and by anybody; the latter nothing for most.

    ``kept`` are tokens by which only those find it who keep its ledger.
    """

    agreement_id: int
    keeper_id: int
    tokens: Collection[str]
    public: Collection[str]
    kept: Collection[str] = ()


def keep(held: Indexed) -> None:
    """Put an agreement's tokens into the index, in the place of those it had."""
    forget(held.agreement_id)
    keep_new([held])


def keep_new(rows: Iterable[Indexed]) -> None:
    """Put agreements into the index of which it holds none yet."""
    held = list(rows)
    _insert(TABLE, [(each.agreement_id, sorted(_held(each))) for each in held])
    _insert(PUBLIC, [(each.agreement_id, sorted(each.public)) for each in held if each.public])


def _insert(table: str, rows: list[tuple[int, list[str]]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            said = [(pk, " ".join(tokens)) for pk, tokens in rows]
            cursor.executemany(f"INSERT INTO {table} (rowid, tokens) VALUES (%s, %s)", said)  # noqa: S608  # a constant's name
        else:
            vector = f"INSERT INTO {table} (rowid, tokens) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608  # as above
            cursor.executemany(vector, rows)


def forget(agreement_id: int) -> None:
    """Take an agreement out of the index."""
    for table in (TABLE, PUBLIC):
        search_tables.forget(table, agreement_id)


def clear() -> None:
    """Empty the index."""
    for table in (TABLE, PUBLIC):
        search_tables.clear(table)


def tidy() -> None:
    """Lay the index together after many were put into it: on SQLite it is read several times faster for it."""
    for table in (TABLE, PUBLIC):
        search_tables.tidy(table)


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

    def all_of_kept(self, tokens: Collection[str]) -> str:
        """All tokens, each for everybody or for the keepers alone."""
        return self.both.join(self.one_of([each, _kept(each)]) for each in tokens)

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
    asking = _asking()
    asked = asking.all_of_kept(tokens)
    if keepers is not None:
        asked += asking.both + asking.one_of([_of(each) for each in sorted(keepers)])
    with connection.cursor() as cursor:
        cursor.execute(asking.newest(LOOKED_THROUGH), [asked])
        return [row[0] for row in cursor.fetchall()]


def holding_of(tokens: Collection[str], *, agreement_ids: Collection[int]) -> list[int]:
    """Return which of a handful of agreements hold all tokens."""
    if not agreement_ids:
        return []
    asking = _asking()
    some, given = _some_of(agreement_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE rowid {some} AND {asking.where}",  # noqa: S608  # constants
            [given, asking.all_of(tokens)],
        )
        return [row[0] for row in cursor.fetchall()]


def holding_publicly(tokens: Collection[str], *, now: datetime, most: int) -> list[int]:
    """Return the agreements that are public at a moment and say all tokens to anybody, what was signed last first."""
    states = ", ".join(f"'{state.value}'" for state in SIGNED_STATES)
    sql = f"""
        SELECT line.agreement_id FROM {PUBLIC} JOIN agreements_ledgerline AS line ON line.agreement_id = {PUBLIC}.rowid
        WHERE {_asking().where.replace(TABLE, PUBLIC)} AND line.state IN ({states}) AND line.public_from <= %s
        ORDER BY line.signed_on DESC, line.agreement_id DESC LIMIT {int(most)}
    """  # noqa: S608  # constants and a number; what the reader typed is passed beside it
    moment = models.DateTimeField().get_db_prep_value(now, connection)
    with search_tables.by_index() as cursor:
        cursor.execute(sql, [_asking().all_of(tokens), moment])
        return [row[0] for row in cursor.fetchall()]


def _asking() -> _Asking:
    return _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL


def _some_of(ids: Collection[int]) -> tuple[str, str | list[int]]:
    """Return the condition by which a row is one of some, given as one value."""
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))", json.dumps(sorted(ids))
    return "= ANY (%s)", sorted(ids)


def _held(indexed: Indexed) -> set[str]:
    return {*indexed.tokens, _of(indexed.keeper_id), *(_kept(each) for each in set(indexed.kept) - set(indexed.tokens))}


def _kept(token: str) -> str:
    """A token as only the keepers ask for it; longer than any n-gram, too."""
    return f"tokenofkeepers{token}"


def _of(keeper_id: int) -> str:
    """Longer than any n-gram, so that no text holds it."""
    return f"keeper{keeper_id}"
