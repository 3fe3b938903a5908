"""What PostgreSQL is asked over and over it plans once for each connection; imported only where PostgreSQL is used."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor


class PreparedCursor(Cursor[Any]):
    """A cursor that sends keys beside the SQL, which the database plans when this connection first asks it.

    Where the connection's ``prepare_threshold`` is None it plans each time.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> PreparedCursor:
        """Ask, prepared."""
        return super().execute(query, params, **{**options, "prepare": True})

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        # Where Django looks for what it tells of queries; psycopg leaves it empty for what is prepared.
        self._query = super()._convert_query(query, params)
        return self._query


class Preparing:
    """A connection to PostgreSQL whose cursors prepare; all else is the connection's."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def cursor(self) -> Any:
        """Return Django's cursor, which counts and tells what is asked, around one that prepares."""
        asked = self._connection.cursor()
        asked.cursor = PreparedCursor(self._connection.connection)
        return asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
