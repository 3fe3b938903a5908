"""The words by which articles are found, on both engines: n-grams of headline, lead and body, each in its own column.

How well an article holds what was asked for is told by the article alone, never by how often a word stands in others:
what a reader finds, and in which order, does not depend on what is still under embargo.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from bridgehead.foundation import search_tables
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.newsroom.adapters.words import AskedWord, wanted_tokens

TABLE = "newsroom_search"
#: Where a word may stand, and what it weighs there: one in the headline outweighs one of each other place.
WEIGHTS = {"title": 4, "lead": 2, "body": 1}
#: What is looked through for words that were misspelt: in a body their parts would stand by chance.
SHORT = ("title", "lead")


#: SQLite would read the row of each article that was found, which holds its body.
_BY_INDEX = {"sqlite": "INDEXED BY article_found", "postgresql": ""}


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an article is found by: tokens by place, and its text as an excerpt shows it."""

    title: Collection[str]
    lead: Collection[str]
    body: Collection[str]
    said: str


def keep(article_id: int, held: Indexed) -> None:
    """Put an article into the index, in the place of what stood there of it."""
    forget(article_id)
    columns = [sorted(getattr(held, each)) for each in WEIGHTS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            values, said = "%s, %s, %s", [" ".join(each) for each in columns]
        else:
            values, said = ", ".join(["array_to_tsvector(%s::text[])"] * 3), columns  # type: ignore[assignment]  # lists here
        cursor.execute(
            f"INSERT INTO {TABLE} (rowid, {', '.join(WEIGHTS)}, said) VALUES (%s, {values}, %s)",  # noqa: S608  # constants
            [article_id, *said, held.said],
        )


def forget(article_id: int) -> None:
    """Take an article out of the index."""
    search_tables.forget(TABLE, article_id)


def clear() -> None:
    """Empty the index."""
    search_tables.clear(TABLE)


def tidy() -> None:
    """Lay the index together after many were put into it."""
    search_tables.tidy(TABLE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLE}")


def said_by(article_ids: Collection[int]) -> dict[int, str]:
    """Return what articles say, for the excerpts of a page."""
    if not article_ids:
        return {}
    marks = ", ".join(["%s"] * len(article_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, said FROM {TABLE} WHERE rowid IN ({marks})", list(article_ids))  # noqa: S608  # marks
        return dict(cursor.fetchall())


def holding(words: Sequence[AskedWord], *, now: datetime, most: int) -> dict[str, list[int]]:
    """Return for each language the public articles that hold every word, the best first, of equals the newest."""
    asked = [
        (number, weight, place, " AND ".join(map(_quoted, wanted_tokens(word))))
        for number, word in enumerate(words)
        for place, weight in WEIGHTS.items()
    ]
    hits = " UNION ALL ".join(
        f"SELECT rowid AS id, {number} AS word, {weight} AS weight FROM {TABLE} WHERE {_where(place)}"  # noqa: S608  # constants
        for number, weight, place, _tokens in asked
    )
    graded = f"""
        SELECT id, sum(weight) AS score FROM (
            SELECT id, word, max(weight) AS weight FROM ({hits}) AS hits GROUP BY id, word
        ) AS best GROUP BY id HAVING count(*) = {len(words)}
    """  # noqa: S608  # numbers and constants; what the reader typed is passed beside it
    return _public(graded, [_asked(place, tokens) for _no, _weight, place, tokens in asked], now, most)


def resembling(words: Sequence[AskedWord], *, now: datetime, most: int) -> dict[str, list[int]]:
    """Return those whose headline or lead holds most of every word, for one that was misspelt; ordered as above."""
    asked = [(number, token) for number, word in enumerate(words) for token in word.required]
    where = (
        f"{TABLE} MATCH %s"
        if connection.vendor == "sqlite"
        else " OR ".join(f"{place} @@ %s::tsquery" for place in SHORT)
    )
    hits = " UNION ALL ".join(
        f"SELECT rowid AS id, {number} AS word FROM {TABLE} WHERE {where}"  # noqa: S608  # constants and numbers
        for number, _token in asked
    )
    enough = " AND ".join(
        f"sum(CASE WHEN word = {number} THEN 1 ELSE 0 END) >= {word.need}" for number, word in enumerate(words)
    )
    graded = f"SELECT id, count(*) AS score FROM ({hits}) AS hits GROUP BY id HAVING {enough}"  # noqa: S608  # as above
    given = [each for _number, token in asked for each in _asked_in_short(_quoted(token))]
    return _public(graded, given, now, most)


def _public(graded: str, given: list[str], now: datetime, most: int) -> dict[str, list[int]]:
    """Of graded articles those that are public at a moment: the embargo is asked for with everything else.

    One search serves both languages: to look for the words is dear, to part what was found is not.
    """
    sql = f"""
        SELECT id, language_code FROM (
            SELECT article.id, locale.language_code, row_number() OVER (
                PARTITION BY article.locale_id ORDER BY graded.score DESC, article.public_from DESC, article.id DESC
            ) AS place
            FROM ({graded}) AS graded
            JOIN newsroom_article AS article {_BY_INDEX[connection.vendor]} ON article.id = graded.id
            JOIN wagtailcore_locale AS locale ON locale.id = article.locale_id
            WHERE article.live AND NOT article.is_confidential AND article.public_from <= %s
        ) AS placed WHERE place <= {int(most)} ORDER BY place
    """  # noqa: S608  # as above
    moment = models.DateTimeField().get_db_prep_value(now, connection)
    found: dict[str, list[int]] = {language: [] for language in LANGUAGES}
    with search_tables.by_index() as cursor:
        cursor.execute(sql, [*given, moment])
        for article_id, language in cursor.fetchall():
            found[language].append(article_id)
    return found


def _quoted(token: str) -> str:
    """A token is letters, digits and the boundary mark: quoted it is one term of either engine."""
    return f'"{token}"' if connection.vendor == "sqlite" else f"'{token}'"


def _where(place: str) -> str:
    return f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else f"{place} @@ %s::tsquery"


def _asked(place: str, tokens: str) -> str:
    return f"{place} : ({tokens})" if connection.vendor == "sqlite" else tokens.replace(" AND ", " & ")


def _asked_in_short(token: str) -> list[str]:
    return [f"{{{' '.join(SHORT)}}} : {token}"] if connection.vendor == "sqlite" else [token] * len(SHORT)
