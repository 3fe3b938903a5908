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

#: Stands for the first id while a question is put together, the next ones follow below it; no id is negative.
_SOMETHING = -(2**40)


class Statement(Generic[Row]):
    """A question about some ids: ``Statement(lambda one, other: queryset)``, then ``ask(3, 5)``.

    The question is called once with stand-ins, which may stand wherever an id is compared, and looks at nothing else:
    neither at the hour nor at the language. It has no ``prefetch_related``, which is a question of its own.
    """

    def __init__(self, question: Callable[..., QuerySet[Any, Row]]) -> None:
        self._question = question
        self._made: _Made | None = None

    def ask(self, *ids: int) -> list[Row]:
        """Return the rows for these ids: one query."""
        made = self._made
        if made is None:
            made = self._made = _Made(self._question(*(_SOMETHING - place for place in range(len(ids)))))
        read: Any = made.queryset._iterable_class  # how Django reads these rows
        return list(read(_Asked(made, ids)))


class _Made:
    """A question that was put together: its SQL with stand-ins, and what its columns are."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, params = self.compiler.as_sql()
        self.params = tuple(params)


class _Asked:
    """A question with its ids, as Django's own reader of rows takes it: what is not here is the question's."""

    chunked_fetch = False

    def __init__(self, made: _Made, ids: tuple[int, ...]) -> None:
        self._made, self._ids = made, ids
        self.query = self

    def get_compiler(self, using: str) -> Any:
        """Return a compiler that has nothing left to put together, on the connection of this thread."""
        said = {_SOMETHING - place: each for place, each in enumerate(self._ids)}
        params = [said.get(each, each) if type(each) is int else each for each in self._made.params]
        compiler: Any = copy(self._made.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda: (self._made.sql, params)
        return compiler

    def __getattr__(self, name: str) -> Any:
        for whole in (self._made.queryset, self._made.queryset.query):
            if hasattr(whole, name):
                return getattr(whole, name)
        raise AttributeError(name)
