"""Sheets whose cells are text, whatever they begin with."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from bridgehead.web.sheets import csv_file, xlsx_file

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
HOSTILE = ['=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]


def test_csv_holds_text_that_excel_reads_as_korean() -> None:
    written = csv_file(["이름", "메모"], [["김하늘", 'A "quoted", note'], ["이도윤", None]])

    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == [
        ["이름", "메모"],
        ["김하늘", 'A "quoted", note'],
        ["이도윤", ""],
    ]


@pytest.mark.parametrize("cell", HOSTILE)
def test_csv_makes_a_formula_text(cell: str) -> None:
    (_header, (kept,)) = csv.reader(io.StringIO(csv_file(["x"], [[cell]]).decode("utf-8-sig"), newline=""))

    assert kept == f"'{cell}"


def test_workbook_holds_every_cell_as_it_came() -> None:
    rows = [[cell, str(number)] for number, cell in enumerate(HOSTILE)]

    written = xlsx_file(["cell", "number"], rows, sheet="등록: [모두]", made_at=NOW)

    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    assert book.sheet_names == ["등록 모두"]
    # A leading tab is a blank to the reader; every other sign comes back.
    read = [[str(cell).strip() for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    assert read == [["cell", "number"], *([cell.strip(), number] for cell, number in rows)]
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
