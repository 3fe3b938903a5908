"""Questions whose SQL is put together once: for pages on which that costs more than the database's answer.

A list of a model with its relations takes Django some 1 ms to put together, an answer of one row 0.1 ms. The rows are
read by Django itself: records with what ``select_related`` brings, or what ``values_list`` names.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")

#: Stands for the first key while a question is put together, the next ones follow below it; no id is negative, and no
#: text that is compared reads like it.
_SOMETHING = -(2**40)


class Statement(Generic[Row]):
    """A question about some keys, ids or texts: ``Statement(lambda one, other: queryset)``, then ``ask(3, "five")``.

    The question is called once with stand-ins, which may stand wherever a number or a text is compared whole, and looks
    at nothing else: neither at the hour nor at the language. It has no ``prefetch_related``, which is a question of its
    own. ``LookupError`` where a stand-in is not among what the database is asked.
    """

    def __init__(self, question: Callable[..., QuerySet[Any, Row]]) -> None:
        self._question = question
        self._made: _Made | None = None

    def ask(self, *keys: int | str) -> list[Row]:
        """Return the rows for these keys: one query."""
        made = self._made
        if made is None:
            stand_ins = (_SOMETHING - place for place in range(len(keys)))
            made = self._made = _Made(self._question(*stand_ins), len(keys))
        read: Any = made.queryset._iterable_class  # how Django reads these rows
        return list(read(_Asked(made, keys)))


class _Made:
    """A question that was put together: its SQL with stand-ins, and what its columns are."""

    def __init__(self, queryset: QuerySet[Any, Any], number: int) -> None:
        self.queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        self._sql, params = self._compiler.as_sql()
        # Where a text is compared, Django has made one of the stand-in.
        places = {kind(_SOMETHING - place): place for place in range(number) for kind in (int, str)}
        self._params = [(each, places.get(each) if type(each) in (int, str) else None) for each in params]
        self._converters: dict[int, Any] | None = None
        if len({place for _each, place in self._params if place is not None}) != number:
            raise LookupError("a key of the question is not among what the database is asked")

    def compiler_for(self, using: str, keys: tuple[int | str, ...]) -> Any:
        """Return a compiler that has nothing left to put together, on the connection of this thread."""
        params = [each if place is None else keys[place] for each, place in self._params]
        compiler: Any = copy(self._compiler)
        compiler.connection = _preparing(connections[using])
        compiler.as_sql = lambda: (self._sql, params)
        compiler.get_converters = lambda columns: self._converting(compiler, columns)
        return compiler

    def _converting(self, compiler: Any, columns: Any) -> dict[int, Any]:
        """How values become Python's, by the place of their column: the columns are the same each time."""
        if self._converters is None:
            self._converters = type(compiler).get_converters(compiler, columns)
        return self._converters


class _Asked:
    """A question with its keys, as Django's own reader of rows takes it: what is not here is the question's."""

    chunked_fetch = False

    def __init__(self, made: _Made, keys: tuple[int | str, ...]) -> None:
        self._made, self._keys = made, keys
        self.query = self

    def get_compiler(self, using: str) -> Any:
        """Return a compiler that has nothing left to put together, on the connection of this thread."""
        return self._made.compiler_for(using, self._keys)

    def __getattr__(self, name: str) -> Any:
        for whole in (self._made.queryset, self._made.queryset.query):
            if hasattr(whole, name):
                return getattr(whole, name)
        raise AttributeError(name)


def _preparing(connection: Any) -> Any:
    """Return the connection, if it is one to PostgreSQL so that the database too puts the question together once."""
    if connection.vendor != "postgresql":
        return connection
    # Its driver is there only where it is used.
    from bridgehead.foundation.prepared import Preparing

    return Preparing(connection)
