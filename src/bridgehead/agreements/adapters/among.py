"""One of many ids as a condition: the ids go to the database as one value, not as a parameter each."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, F, Func


class Among(Func):
    """Whether a column holds one of the ids. A thousand parameters would cost a page more than the search itself."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: Collection[int]) -> None:
        super().__init__(F(column))
        self.ids = list(ids)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask SQLite, which reads the ids out of a JSON array."""
        column, given = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*given, json.dumps(self.ids))  # noqa: S608  # a column's name

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask PostgreSQL, which has arrays."""
        column, given = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY (%s)", (*given, self.ids)
