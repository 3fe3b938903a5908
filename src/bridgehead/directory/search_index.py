"""The search index on both engines: kept by the actions, read by the queries; ranked as BM25 ranks.

Two tables hold listed and unlisted organisations apart. A listed one is ranked by BM25 over the listed ones alone; an
unlisted one only by how much of the question it holds: what a reader sees never depends on what is hidden from them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from bridgehead.directory.adapters import AskedWord

LISTED, UNLISTED = "directory_search_listed", "directory_search_unlisted"
#: A token in a name counts as often as this, one in summary, topics or assets once.
NAME_WEIGHT = 5


def keep(organisation_id: int, *, names: Collection[str], about: Collection[str], is_listed: bool) -> None:
    """Put an organisation's tokens into the index, in the place of those it had."""
    forget(organisation_id)
    table = LISTED if is_listed else UNLISTED
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"INSERT INTO {table} (rowid, names, about) VALUES (%s, %s, %s)",  # noqa: S608  # a constant's name
                [organisation_id, " ".join(sorted(names)), " ".join(sorted(about))],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table} (organisation_id, names, tokens) VALUES (%s, %s, %s)",  # noqa: S608  # as above
                [organisation_id, sorted(names), sorted({*names, *about})],
            )


def forget(organisation_id: int) -> None:
    """Take an organisation out of the index."""
    with connection.cursor() as cursor:
        for table in (LISTED, UNLISTED):
            cursor.execute(f"DELETE FROM {table} WHERE {_key()} = %s", [organisation_id])  # noqa: S608  # as above


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        for table in (LISTED, UNLISTED):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # a constant's name


def listed_matches(words: Sequence[AskedWord]) -> list[int]:
    """Return the ids of listed organisations that hold every word, best first."""
    ranked = _ranked_sqlite if connection.vendor == "sqlite" else _ranked_postgresql
    return ranked(words)


def unlisted_matches(words: Sequence[AskedWord]) -> list[int]:
    """Return the ids of unlisted organisations that hold every word, those that hold most of it first.

    The caller keeps only those that the reader may see: their order does not depend on the others.
    """
    holding = _holding_sqlite if connection.vendor == "sqlite" else _holding_postgresql
    sql, given = holding(UNLISTED, words)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY count(*) DESC, id", given)
        return [row[0] for row in cursor.fetchall()]


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "organisation_id"


# --- SQLite: FTS5 ---------------------------------------------------------------------------------------------------


def _quoted(token: str) -> str:
    """A token as an FTS5 phrase; tokens are letters, digits and the boundary mark."""
    return f'"{token}"'


def _holding_sqlite(table: str, words: Sequence[AskedWord]) -> tuple[str, list[object]]:
    wanted = [(number, token) for number, word in enumerate(words) for token in word.required]
    hits = " UNION ALL ".join(
        f"SELECT rowid AS id, {number} AS word FROM {table} WHERE {table} MATCH %s"  # noqa: S608  # a constant's name
        for number, _token in wanted
    )
    enough = " AND ".join(f"sum(word = {number}) >= {word.need}" for number, word in enumerate(words))
    sql = f"SELECT id FROM ({hits}) GROUP BY id HAVING {enough}"  # noqa: S608  # built of numbers and constants
    return sql, [_quoted(token) for _number, token in wanted]


def _ranked_sqlite(words: Sequence[AskedWord]) -> list[int]:
    holding, given = _holding_sqlite(LISTED, words)
    every = " OR ".join(_quoted(token) for word in words for token in (*word.required, *word.bonus))
    sql = (
        f"SELECT rowid FROM {LISTED} WHERE {LISTED} MATCH %s AND rowid IN ({holding}) "  # noqa: S608  # constants
        f"ORDER BY bm25({LISTED}, {NAME_WEIGHT}.0, 1.0), rowid"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [every, *given])
        return [row[0] for row in cursor.fetchall()]


# --- PostgreSQL: arrays under GIN -----------------------------------------------------------------------------------


def _holding_postgresql(table: str, words: Sequence[AskedWord]) -> tuple[str, list[object]]:
    wanted = [(number, token) for number, word in enumerate(words) for token in word.required]
    enough = " AND ".join(
        f"count(*) FILTER (WHERE word = {number}) >= {word.need}" for number, word in enumerate(words)
    )
    sql = (
        "SELECT held.organisation_id AS id FROM unnest(%s::int[], %s::text[]) AS asked (word, token) "  # noqa: S608  # names are our own
        f"JOIN {table} AS held ON held.tokens @> ARRAY[asked.token] GROUP BY held.organisation_id HAVING {enough}"
    )
    return sql, [[number for number, _token in wanted], [token for _number, token in wanted]]


def _ranked_postgresql(words: Sequence[AskedWord]) -> list[int]:
    """BM25 with k1 = 1.2 and b = 0.75, as SQLite's FTS5 computes it."""
    holding, given = _holding_postgresql(LISTED, words)
    every = [token for word in words for token in (*word.required, *word.bonus)]
    sql = f"""
        WITH corpus AS (
            SELECT count(*) AS size, avg(cardinality(tokens)) AS length FROM {LISTED}
        ), hits AS (
            SELECT held.organisation_id AS id, cardinality(held.tokens) AS length,
                   CASE WHEN asked.token = ANY (held.names) THEN {NAME_WEIGHT}.0 ELSE 1.0 END AS weight,
                   count(*) OVER (PARTITION BY asked.token) AS holders
            FROM unnest(%s::text[]) AS asked (token) JOIN {LISTED} AS held ON held.tokens @> ARRAY[asked.token]
        )
        SELECT hits.id FROM hits CROSS JOIN corpus WHERE hits.id IN ({holding})
        GROUP BY hits.id
        ORDER BY sum(
            greatest(ln((corpus.size - holders + 0.5) / (holders + 0.5)), 0.000001)
            * weight * 2.2 / (weight + 1.2 * (0.25 + 0.75 * hits.length / corpus.length))
        ) DESC, hits.id
    """  # noqa: S608  # built of numbers and constants; what the reader typed is passed beside it
    with connection.cursor() as cursor:
        cursor.execute(sql, [every, *given])
        return [row[0] for row in cursor.fetchall()]
