"""The one exporter of tables: CSV and XLSX whose cells are text, never formulas."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

import xlsxwriter
from django.http import HttpResponse

#: As what a table can be taken out.
KINDS = frozenset({"csv", "xlsx"})
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A cell that begins with one of these is a formula to some spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST = 48
#: So many rows are written before they are passed on.
_AT_A_TIME = 1_000
#: The name of a sheet, its header and its rows.
Sheet = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def taken_out(
    kind: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, name: str, sheet: str, made_at: datetime
) -> HttpResponse:
    """Return a table as a download of one of the ``KINDS``; ``name`` is the file's, without its ending."""
    if kind == "csv":
        content, media_type = csv_file(header, rows), CSV_TYPE
    else:
        content, media_type = xlsx_file(header, rows, sheet=sheet, made_at=made_at), XLSX_TYPE
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file (UTF-8 with its mark, so that Excel reads Korean); formulas are made text by a quote."""
    return b"".join(csv_parts(header, rows))


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Give a CSV file piece by piece, however long it becomes."""
    left = iter(rows)
    some: list[Sequence[object]] = [header]
    mark = codecs.BOM_UTF8
    while some:
        written = io.StringIO(newline="")
        csv.writer(written).writerows([_defused(cell) for cell in row] for row in some)
        yield mark + written.getvalue().encode()
        some, mark = list(islice(left, _AT_A_TIME)), b""


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str, made_at: datetime) -> bytes:
    """Return a workbook with one sheet; every cell is written as a string."""
    written = io.BytesIO()
    write_book(written, [(sheet, header, rows)], made_at=made_at)
    return written.getvalue()


def write_book(file: IO[bytes], sheets: Iterable[Sheet], *, made_at: datetime) -> None:
    """Write a workbook of several sheets; every cell is a string. No more than a row of it is held in memory."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, header, rows in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(name)), header, rows, bold)


def _write_sheet(page: Any, header: Sequence[str], rows: Iterable[Sequence[object]], bold: Any) -> None:
    widths = [len(cell) for cell in header]
    for column, title in enumerate(header):
        page.write_string(0, column, title, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            text = _text(cell)
            page.write_string(number, column, text)
            widths[column] = max(widths[column], len(text))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, _WIDEST))
    page.freeze_panes(1, 0)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _defused(cell: object) -> str:
    """A quote goes before a formula, and before quotes that stand before one: taking one off gives the text back."""
    text = _text(cell)
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_SIGNS) else text


def _sheet_name(name: str) -> str:
    """A sheet's name holds none of []:*?/\\ and at most 31 signs."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or "Sheet"
