"""A sheet as it is read: encodings, what parts its cells, caps, columns by their titles, and cells that are wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from bridgehead.directory.adapters.sheets import MOST_BYTES, MOST_ROWS, read_sheet
from bridgehead.directory.rules.columns import COLUMNS, matched_columns
from bridgehead.directory.rules.rows import Mistake, RowSaid, read_row
from bridgehead.foundation.refusals import Refused
from bridgehead.web.sheets import csv_file, xlsx_file

HEADER = ["기관명", "영문명", "국가"]
ROWS = [["한빛바이오", "Hanbit, Inc.", "한국"], ["", "Acme; Labs", "USA"]]
MADE = datetime(2023, 4, 26, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(delimiter: str) -> str:
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS]]
    return "\r\n".join(quoted) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_csv_is_read_in_every_encoding_and_however_its_cells_are_parted(encoding: str, delimiter: str) -> None:
    told = read_sheet(written(delimiter).encode(encoding))

    assert (told.header, told.lines) == (HEADER, [(2, ROWS[0]), (3, ROWS[1])])


def test_what_parts_cells_is_told_by_the_titles_and_not_by_what_stands_in_the_rows() -> None:
    raw = "name;country\r\nAcme, Inc., of Boston, MA, on the river;US\r\n"

    assert read_sheet(raw.encode()).lines == [(2, ["Acme, Inc., of Boston, MA, on the river", "US"])]


def test_excels_own_mark_and_a_cell_of_two_lines_are_read() -> None:
    told = read_sheet(b'sep=;\r\nname;summary\r\nAcme;"one\r\ntwo"\r\nBeacon;three\r\n')

    assert told.header == ["name", "summary"]
    assert told.lines == [(3, ["Acme", "one\ntwo"]), (5, ["Beacon", "three"])]


def test_a_workbook_is_read_with_its_numbers_as_they_are_written() -> None:
    raw = xlsx_file(HEADER, ROWS, sheet="기업", made_at=MADE)

    assert read_sheet(raw).lines == [(2, ROWS[0]), (3, ROWS[1])]


def test_what_the_exporter_made_harmless_comes_back_as_it_was() -> None:
    rows = [["=HYPERLINK(1)", "'quoted", "-"], ["'=x", "a", "+82"]]

    assert [cells for _line, cells in read_sheet(csv_file(HEADER, rows)).lines] == rows


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The file is empty"),
        (b"name,country\r\n", "at least one row"),
        (b"a" * (MOST_BYTES + 1), "too large"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 100, "(.xls)"),
        (b"PK\x03\x04 no workbook", "An Excel workbook"),
        ("name\r\nCaf\u00e9 Bio\r\nSant\u00e9 Lab\r\n".encode("latin-1"), "UTF-8 or CP949"),
        (b"name\r\n\xff\xfe\xfd\r\n", "UTF-8 or CP949"),
        (b"name\r\n" + b"Acme\r\n" * (MOST_ROWS + 1), "At most 5000 rows"),
        (",".join(map(str, range(61))).encode() + b"\r\n1\r\n", "At most 60 columns"),
    ],
    ids=["empty", "header", "large", "old", "broken", "latin", "bytes", "rows", "columns"],
)
def test_what_cannot_be_read_is_refused_with_what_was_expected(raw: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(raw)

    assert said in str(refused.value)


def test_a_workbook_that_unpacks_into_far_more_is_refused_unopened() -> None:
    raw = bomb()
    assert len(raw) < 100_000

    with pytest.raises(Refused, match="usual size"):
        read_sheet(raw)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_column_is_known_by_its_title_in_both_languages(language: str) -> None:
    with translation.override(language):
        titles = [each.title for each in COLUMNS]

    assert matched_columns(titles) == {each.key: place for place, each in enumerate(COLUMNS)}


def test_columns_are_matched_whatever_their_case_and_spaces_and_the_first_of_two_counts() -> None:
    assert matched_columns(["기업명(국문)", "E-Mail", "사업자 등록번호", "비고", "email"]) == {
        "name_ko": 0,
        "contact_email": 1,
        "kr_business": 2,
    }


def test_a_row_says_what_its_cells_say() -> None:
    cells = {
        "name_ko": " 한빛  바이오 ",
        "name_en": "Hanbit Bio",
        "kind": "투자사",
        "country": "대한민국",
        "founded_year": "1999년",
        "size": "1,200명",
        "site": "hanbit.example",
        "topics": "오가노이드; Gene therapy",
        "aliases": "한빛; HB",
        "kr_business": "1234567891",
        "lei": "",
        "contact_name": "김하늘",
        "contact_email": "Haneul@Hanbit.example",
    }

    said, mistakes = read_row(cells, {"오가노이드": 4, "genetherapy": 7})

    assert mistakes == []
    assert said == RowSaid(
        plain={
            "name_ko": "한빛 바이오",
            "name_en": "Hanbit Bio",
            "kind": "investor",
            "country": "KR",
            "founded_year": 1999,
            "size": "251+",
            "site": "https://hanbit.example",
        },
        topics=(4, 7),
        aliases=("한빛", "HB"),
        numbers={"kr_business": "123-45-67891"},
        contact_name="김하늘",
        contact_email="haneul@hanbit.example",
    )


def test_every_wrong_cell_is_named_with_what_was_expected() -> None:
    cells = {
        "name_en": "",
        "kind": "shop",
        "country": "Atlantis",
        "founded_year": "long ago",
        "size": "many",
        "site": "javascript:alert(1)",
        "topics": "Alchemy",
        "kr_business": "1234567890",
        "contact_email": "nobody",
    }

    with translation.override("en"):
        _said, mistakes = read_row(cells, {})

    assert [(each.key, each.cell) for each in mistakes] == [
        ("name_ko", ""),
        *((key, cell) for key, cell in cells.items() if cell),
    ]
    assert mistakes[2] == Mistake(
        "country", "Atlantis", "Expected a country by its name or its code of two letters, such as KR."
    )
    assert "Alchemy" in mistakes[6].expected
