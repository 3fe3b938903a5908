"""The one exporter of tables: CSV and XLSX whose cells are text, never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

#: As what a table can be taken out.
KINDS = frozenset({"csv", "xlsx"})
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A cell that begins with one of these is a formula to some spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST = 48


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
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([_defused(cell) for cell in header])
    writer.writerows([_defused(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str, made_at: datetime) -> bytes:
    """Return a workbook with one sheet; every cell is written as a string."""
    return xlsx_book([(sheet, header, rows)], made_at=made_at)


def xlsx_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]], *, made_at: datetime) -> bytes:
    """Return a workbook of several sheets, each with its name, header and rows; every cell is written as a string."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, header, rows in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(name)), header, rows, bold)
    return written.getvalue()


def _write_sheet(page: Any, header: Sequence[str], rows: Iterable[Sequence[object]], bold: Any) -> None:
    widths = [len(cell) for cell in header]
    for column, title in enumerate(header):
        page.write_string(0, column, title, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            page.write_string(number, column, _text(cell))
            widths[column] = max(widths[column], len(_text(cell)))
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
