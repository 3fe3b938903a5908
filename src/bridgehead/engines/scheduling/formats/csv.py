"""A round as a folder of CSV files: slots.csv, participants.csv, meetings.csv.

If wanted there are round.csv, house.csv and walking.csv too. The columns are those of `table.py`, in any order; a list
is numbers separated by spaces or semicolons, and in a list of lists each is numbers joined by colons (`4:5 7:8`); an
empty cell is an absent value. In slots.csv a single number under `tables` is how many there are (1 to that number); to
name the tables, end the list with a semicolon. Commas or semicolons separate cells, as the heading does; a cell that
holds the separator is quoted.
"""

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.table import (
    FIELDS,
    LIST,
    LISTS,
    MOST_TABLES,
    NUMBER,
    OPTIONAL,
    REQUIRED,
    TEXT,
    PlainRound,
    plain_rows,
)
from bridgehead.engines.scheduling.formats.wrong import WrongFile, text_of

WHOLE = re.compile(r"-?\d{1,9}")
WANTED = {
    NUMBER: "a whole number",
    LIST: "whole numbers separated by spaces",
    LISTS: "whole numbers joined by colons, separated by spaces,",
}


def write_csv(source: NumberedProblem, folder: Path) -> None:
    """Write the round into a folder, which is made if it is missing; columns that say nothing are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in plain_rows(source).items():
        path = folder / f"{kind}.csv"
        if kind in OPTIONAL and not any(rows):
            path.unlink(missing_ok=True)  # what stands there belongs to another round
            continue
        used = {*REQUIRED[kind], *(field for row in rows for field in row)}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field for field in FIELDS[kind] if field in used], lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({field: _cell(field, value) for field, value in row.items()})


def _cell(field: str, value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    parts = (":".join(map(str, part)) if isinstance(part, list) else str(part) for part in value)
    return " ".join(parts) + ";" * (field in ("tables", "slots"))


def read_csv(folder: Path) -> NumberedProblem:
    """Read a round; raises WrongFile with file, line and column of the mistake."""
    lists = {kind: _List(folder, kind) for kind in FIELDS}

    def wrong(kind: str, row: int, field: str, expected: str) -> WrongFile:
        return lists[kind].wrong(row, field, expected)

    return PlainRound({kind: own.rows for kind, own in lists.items()}, wrong).numbered()


class _List:
    """One CSV file with where its rows and columns stand."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.kind, self.path = kind, folder / f"{kind}.csv"
        self.rows: list[dict[str, Any]] = []
        self.lines: list[int] = []
        self.columns: list[str] = []
        if kind in OPTIONAL and not os.path.lexists(self.path):
            return
        for line, cells in self._cells(text_of(self.path)):
            if self.columns:
                self.lines.append(line)
                self.rows.append(self._row(line, cells))
            else:
                self.columns = self._heading([cell.strip() for cell in cells])

    def wrong(self, row: int, field: str, expected: str) -> WrongFile:
        line = self.lines[row] if row < len(self.lines) else 1
        return WrongFile(self.path, line, self.columns.index(field) + 1 if field in self.columns else 1, expected)

    def _cells(self, text: str) -> Iterator[tuple[int, list[str]]]:
        heading = text.split("\n", 1)[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",", strict=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as problem:
            raise WrongFile(self.path, reader.line_num, 1, f"comma-separated values ({problem})") from problem

    def _heading(self, names: list[str]) -> list[str]:
        for column, name in enumerate(names, 1):
            if name not in FIELDS[self.kind] or name in names[: column - 1]:
                known = ", ".join(FIELDS[self.kind])
                raise WrongFile(self.path, 1, column, f"each of these columns at most once: {known}")
        for needed in REQUIRED[self.kind]:
            if needed not in names:
                raise WrongFile(self.path, 1, 1, f"a column named {needed}")
        return names

    def _row(self, line: int, cells: list[str]) -> dict[str, Any]:
        if len(cells) > len(self.columns):
            raise WrongFile(self.path, line, len(self.columns) + 1, f"{len(self.columns)} values, as the heading has")
        row = {}
        for column, (field, cell) in enumerate(zip(self.columns, cells, strict=False), 1):
            text = cell.strip()
            if text:
                row[field] = self._value(field, text, (line, column))
        return row

    def _value(self, field: str, text: str, place: tuple[int, int]) -> Any:
        kind = FIELDS[self.kind][field]
        if kind == TEXT:
            return text
        parts = text.replace(";", " ").split()
        if kind == LISTS:
            return [self._numbers(field, part.split(":"), place) for part in parts]
        numbers = self._numbers(field, parts, place)
        if kind != LIST:
            if [text] != parts:
                raise WrongFile(self.path, *place, f"{WANTED[kind]} as {field}")
            return numbers[0]
        if field == "tables" and [text] == parts:
            if not 0 <= numbers[0] <= MOST_TABLES:
                raise WrongFile(self.path, *place, f"0 to {MOST_TABLES} tables")
            return range(1, numbers[0] + 1)
        return numbers

    def _numbers(self, field: str, parts: list[str], place: tuple[int, int]) -> list[int]:
        if not all(WHOLE.fullmatch(part) for part in parts):
            raise WrongFile(self.path, *place, f"{WANTED[FIELDS[self.kind][field]]} as {field}")
        return [int(part) for part in parts]
