"""The search index on both engines: kept by the actions, read by the queries; ranked as BM25 ranks.

Two tables hold listed and unlisted organisations apart. A listed one is ranked by BM25 over the listed ones alone; an
unlisted one only by how much of the question it holds: what a reader sees never depends on what is hidden from them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bridgehead.directory.adapters import AskedWord
from bridgehead.foundation import search_tables

LISTED, UNLISTED = "directory_search_listed", "directory_search_unlisted"
#: A token in a name counts as often as this, one in summary, topics or assets once. A text is as long as its names:
#: whoever describes themselves at length is not found later for it.
NAME_WEIGHT = 5


def keep(organisation_id: int, *, names: Collection[str], about: Collection[str], is_listed: bool) -> None:
    """Put an organisation's tokens into the index, in the place of those it had."""
    forget(organisation_id)
    table = LISTED if is_listed else UNLISTED
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {table} (rowid, names, about, length) VALUES (%s, %s, %s, %s)",  # noqa: S608  # a constant's name
                [organisation_id, " ".join(sorted(names)), " ".join(sorted(about)), len(names)],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table} (organisation_id, names, tokens, length) VALUES (%s, %s, %s, %s)",  # noqa: S608  # as above
                [organisation_id, sorted(names), sorted({*names, *about}), len(names)],
            )


def forget(organisation_id: int) -> None:
    """Take an organisation out of the index."""
    with connection.cursor() as cursor:
        for table in (LISTED, UNLISTED):
            cursor.execute(f"DELETE FROM {table} WHERE {_key()} = %s", [organisation_id])  # noqa: S608  # as above


def clear() -> None:
    """Empty the index."""
    for table in (LISTED, UNLISTED):
        search_tables.clear(table)


def listed_matches(words: Sequence[AskedWord]) -> list[int]:
    """Return the ids of listed organisations that hold every word, best first."""
    asked = _tokens(words)
    hits = _hits_sqlite(LISTED, asked) if connection.vendor == "sqlite" else _hits_postgresql(LISTED, asked)
    sql = f"""
        WITH corpus AS (SELECT count(*) AS size, avg(length) * 1.0 AS mean FROM {LISTED}),
        hits AS MATERIALIZED ({hits.sql}),
        rarity AS (
            SELECT token, ln(1 + (size - count(*) + 0.5) / (count(*) + 0.5)) AS idf
            FROM hits CROSS JOIN corpus GROUP BY token, size
        ), graded AS (
            SELECT id, sum(CASE WHEN weight > 1 THEN idf ELSE 0 END) AS in_names,
                   sum(CASE WHEN weight = 1 THEN idf ELSE 0 END) AS in_about
            FROM hits JOIN rarity ON rarity.token = hits.token GROUP BY id HAVING {_enough(words)}
        ), sized AS (
            SELECT graded.id, in_names, in_about, 1.2 * (0.25 + 0.75 * held.length / mean) AS k
            FROM graded JOIN {LISTED} AS held ON held.{_key()} = graded.id CROSS JOIN corpus
        )
        SELECT id FROM sized
        ORDER BY 2.2 * (in_names * {NAME_WEIGHT} / ({NAME_WEIGHT} + k) + in_about / (1 + k)) DESC, id
    """  # noqa: S608  # built of numbers and constants; what the reader typed is passed beside it
    return _ids(sql, hits.given)


def unlisted_matches(words: Sequence[AskedWord]) -> list[int]:
    """Return the ids of unlisted organisations that hold every word, those that hold most of it first.

    The caller keeps only those that the reader may see: their order does not depend on the others.
    """
    asked = _tokens(words)
    hits = _hits_sqlite(UNLISTED, asked) if connection.vendor == "sqlite" else _hits_postgresql(UNLISTED, asked)
    sql = f"SELECT id FROM ({hits.sql}) AS hits GROUP BY id HAVING {_enough(words)} ORDER BY sum(weight) DESC, id"  # noqa: S608
    return _ids(sql, hits.given)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    word: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class _Hits:
    """A query for (id, token, word, required, weight), one row per organisation and token that it holds."""

    sql: str
    given: list[Any]


def _tokens(words: Sequence[AskedWord]) -> list[_Token]:
    return [
        _Token(text, number, is_required)
        for number, word in enumerate(words)
        for texts, is_required in ((word.required, True), (word.bonus, False))
        for text in texts
    ]


def _hits_sqlite(table: str, asked: Sequence[_Token]) -> _Hits:
    """One look-up per token and column: many times faster than one MATCH over all of them with bm25()."""
    looked = [
        (number, token, column, weight)
        for number, token in enumerate(asked)
        for column, weight in (("names", NAME_WEIGHT), ("about", 1))
    ]
    selects = [
        f"SELECT rowid AS id, {number} AS token, {token.word} AS word, {int(token.is_required)} AS required, "  # noqa: S608
        f"{weight} AS weight FROM {table} WHERE {table} MATCH %s"
        for number, token, _column, weight in looked
    ]
    # A token is letters, digits and the boundary mark: quoted it is one FTS5 phrase.
    return _Hits(" UNION ALL ".join(selects), [f'{column} : "{token.text}"' for _no, token, column, _weight in looked])


def _hits_postgresql(table: str, asked: Sequence[_Token]) -> _Hits:
    sql = (
        "SELECT held.organisation_id AS id, asked.number AS token, asked.word, asked.required, "  # noqa: S608
        f"CASE WHEN asked.token = ANY (held.names) THEN {NAME_WEIGHT} ELSE 1 END AS weight "
        "FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[]) AS asked (token, number, word, required) "
        f"JOIN {table} AS held ON held.tokens @> ARRAY[asked.token]"
    )
    columns = zip(
        *((each.text, number, each.word, int(each.is_required)) for number, each in enumerate(asked)), strict=True
    )
    return _Hits(sql, [list(column) for column in columns])


def _enough(words: Sequence[AskedWord]) -> str:
    counted = "sum(CASE WHEN word = {} AND required = 1 THEN 1 ELSE 0 END) >= {}"
    return " AND ".join(counted.format(number, word.need) for number, word in enumerate(words))


def _ids(sql: str, given: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [row[0] for row in cursor.fetchall()]


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "organisation_id"
