"""Sheets as rows: CSV in UTF-8 and XLSX, with header names in English or Korean, and the place of every cell."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from bridgehead.partnering.adapters.files.plan import Mistake, WrongFiles

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_ROWS = 200_000
_FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells by the names of its columns; a column that the sheet does not have is an empty cell."""

    file: str
    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column, Cell("", self.line, 1))

    def wrong(self, column: str, expected: str) -> Mistake:
        """Return the mistake of a cell."""
        cell = self[column]
        return Mistake(self.file, cell.line, cell.column, expected)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: its name for messages, and its lines with their numbers."""

    file: str
    lines: list[tuple[int, list[str]]]


def rows_of(sheet: Sheet, *, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]) -> list[Row]:
    """Return the rows below the header; ``columns`` maps each column onto the names that a header may give it."""
    if not sheet.lines:
        raise WrongFiles([Mistake(sheet.file, 1, 1, _("a header line was expected; this file is empty"))])
    header_line, header = sheet.lines[0]
    known = {_plain(name): column for column, names in columns.items() for name in (column, *names)}
    found = {position: known[_plain(title)] for position, title in enumerate(header) if _plain(title) in known}
    for column in needed:
        if column not in found.values():
            names = " / ".join((column, *columns[column]))
            raise WrongFiles(
                [Mistake(sheet.file, header_line, 1, _("a column “%(names)s” was expected") % {"names": names})]
            )
    return [
        Row(
            sheet.file,
            number,
            {
                column: Cell(cells[position].strip(), number, position + 1)
                for position, column in found.items()
                if position < len(cells)
            },
        )
        for number, cells in sheet.lines[1:]
        if any(cell.strip() for cell in cells)
    ]


def read_csv(path: Path) -> Sheet:
    """Read a CSV file in UTF-8; comma, semicolon or tab."""
    raw = _bytes_of(path)
    try:
        if raw.startswith(_FOREIGN_MARKS):
            raise UnicodeDecodeError("utf-8", raw, 0, 1, "UTF-16")
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path.name, raw, error.start) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise WrongFiles([Mistake(path.name, line, 1, _("text was expected; this line holds binary content"))])
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return Sheet(path.name, list(_csv_lines(path.name, text, delimiter)))


def read_workbook(path: Path) -> dict[str, Sheet]:
    """Read every sheet of an XLSX file, by the sheet's name."""
    raw = _bytes_of(path)
    _require_harmless(path, raw)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return {
            name: Sheet(
                f"{path.name} [{name}]",
                _book_lines(path, book.get_sheet_by_name(name).to_python(skip_empty_area=False)),
            )
            for name in book.sheet_names
        }
    except (python_calamine.CalamineError, ValueError) as error:
        raise _no_workbook(path) from error


def _csv_lines(file: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    count = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            expected = _("one row of cells was expected, quoted cells closed, none longer than 131,072 signs")
            raise WrongFiles([Mistake(file, line, 1, expected)]) from error
        count += 1
        if count > MOST_ROWS:
            raise WrongFiles([Mistake(file, line, 1, _("at most %(n)s rows were expected") % {"n": MOST_ROWS})])
        yield line, cells
        line = reader.line_num + 1


def _book_lines(path: Path, cells: list[list[Any]]) -> list[tuple[int, list[str]]]:
    if len(cells) > MOST_ROWS:
        expected = _("at most %(n)s rows were expected") % {"n": MOST_ROWS}
        raise WrongFiles([Mistake(path.name, MOST_ROWS, 1, expected)])
    lines = [(number, [_text(cell) for cell in row]) for number, row in enumerate(cells, 1)]
    return lines if any(any(row) for _number, row in lines) else []


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            expected = _("a file of at most %(n)s MB was expected") % {"n": MOST_BYTES // 1_000_000}
            raise WrongFiles([Mistake(path.name, 0, 0, expected)])
        raw = path.read_bytes()
    except OSError as error:
        raise WrongFiles([Mistake(path.name, 0, 0, _("a file that can be read was expected"))]) from error
    if not raw.strip():
        raise WrongFiles([Mistake(path.name, 1, 1, _("a header line was expected; this file is empty"))])
    return raw


def _not_utf8(file: str, raw: bytes, offset: int) -> WrongFiles:
    before = raw[:offset]
    column = offset - before.rfind(b"\n")
    expected = _("text in UTF-8 was expected (in Excel: save as “CSV UTF-8”)")
    return WrongFiles([Mistake(file, before.count(b"\n") + 1, column, expected)])


def _require_harmless(path: Path, raw: bytes) -> None:
    """Refuse what is no workbook, or one that unpacks into far more than it seems."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as error:
        raise _no_workbook(path) from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise _no_workbook(path)


def _no_workbook(path: Path) -> WrongFiles:
    return WrongFiles([Mistake(path.name, 0, 0, _("an Excel workbook (.xlsx) of usual size was expected"))])


def _plain(title: str) -> str:
    return "".join(title.casefold().replace("_", " ").split())
