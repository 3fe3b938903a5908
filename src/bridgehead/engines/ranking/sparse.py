"""Rows that are mostly empty: what an organisation has to do with each topic or place, in three flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


class Rows:
    """Rows of numbers by name of the column; a name that no row has is no column."""

    def __init__(self, rows: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> None:
        held = [(columns[name], float(row[name])) for row in rows for name in sorted(row) if row[name] > 0]
        lengths = [sum(value > 0 for value in row.values()) for row in rows]
        self.of = np.repeat(np.arange(len(rows)), lengths)
        self.column = np.array([column for column, _ in held], np.int64)
        self.value = np.array([value for _, value in held], np.float64)
        self.start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.width = len(columns)

    def weigh(self, weights: Floats) -> None:
        """Multiply each column by its weight, then bring each row to the length 1."""
        self.value = self.value * weights[self.column]
        squares = added_up(self.of, self.value**2, len(self.start) - 1)
        lengths = np.sqrt(squares)[self.of]
        self.value = np.divide(self.value, lengths, out=np.zeros_like(self.value), where=lengths > 0)

    def row(self, number: int) -> tuple[Integers, Floats]:
        """Columns and values of one row."""
        held = slice(self.start[number], self.start[number + 1])
        return self.column[held], self.value[held]

    def times(self, columns: Integers, values: Floats) -> Floats:
        """The product of each row with a row."""
        wanted = np.zeros(self.width)
        wanted[columns] = values
        return added_up(self.of, self.value * wanted[self.column], len(self.start) - 1)


def rarity(*of: Rows) -> Floats:
    """How telling each column is: the logarithm of one part in how many rows have it, in any of these."""
    rows, width = len(of[0].start) - 1, of[0].width
    pairs = np.unique(np.concatenate([one.of * max(width, 1) + one.column for one in of]))
    seen = np.bincount(pairs % max(width, 1), minlength=width)
    weights: Floats = np.log((rows + 1.0) / (seen + 0.5))
    return np.maximum(weights, 0.0)


def added_up(places: Integers, values: Floats, count: int) -> Floats:
    """The values of each place from 0 to the count, added up."""
    return np.bincount(places, values, minlength=count).astype(np.float64)


def columns_of(*of: Sequence[Mapping[str, float]]) -> dict[str, int]:
    """A number for each name, in the order of the names."""
    return {name: place for place, name in enumerate(sorted({name for rows in of for row in rows for name in row}))}
