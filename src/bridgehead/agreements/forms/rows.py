"""Rows of a form: as many as are needed, added, moved and taken away by plain submits that lose nothing typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from django import forms
from django.http import QueryDict

Row = TypeVar("Row", bound=forms.Form)
Typed = dict[str, str]
#: More are not read: an agreement has fewer, and nobody could look over them.
MOST_ROWS = 50


def typed_rows(sent: QueryDict, name: str) -> list[Typed]:
    """Return what was typed into each row, in the order of the page: ``party-3-role`` is row 3's."""
    rows: dict[int, Typed] = {}
    for key in sent:
        found = re.fullmatch(rf"{name}-([0-9]{{1,4}})-(\w+)", key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = str(sent[key])
    return [rows[number] for number in sorted(rows)][:MOST_ROWS]


def rearranged(rows: Sequence[Typed], deed: str, name: str) -> list[Typed]:
    """Return the rows after ``name:add``, ``name:2:remove``, ``name:2:up`` or ``name:2:down``; else as they are."""
    kept = list(rows)
    if deed == f"{name}:add":
        return [*kept, {}][:MOST_ROWS]
    found = re.fullmatch(rf"{name}:([0-9]{{1,4}}):(remove|up|down)", deed)
    at = int(found[1]) if found else -1
    if found is None or at >= len(kept):
        return kept
    taken = kept.pop(at)
    if found[2] != "remove":
        kept.insert(max(at - 1, 0) if found[2] == "up" else at + 1, taken)
    return kept


class Rows(Generic[Row]):
    """The rows of one kind, each a form of its own; ``is_sent``: they are to be read, and say what is wrong."""

    def __init__(self, make: Callable[..., Row], name: str, typed: Sequence[Mapping[str, object]], *, is_sent: bool):
        self.name = name
        self._forms = [self._row(make, number, each, is_sent=is_sent) for number, each in enumerate(typed)]

    def _row(self, make: Callable[..., Row], number: int, typed: Mapping[str, object], *, is_sent: bool) -> Row:
        prefix = f"{self.name}-{number}"
        if not is_sent:
            return make(prefix=prefix, initial=typed)
        return make({f"{prefix}-{field}": value for field, value in typed.items()}, prefix=prefix)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def wrong(self) -> list[int]:
        """Return the numbers, from one on, of the rows that need a change."""
        return [number for number, each in enumerate(self._forms, 1) if each.errors]
