"""A sheet of organisations as rows of text, whoever wrote it: XLSX, or CSV in the encodings that Korean offices use."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from unicodedata import category

import python_calamine
from django.utils.translation import gettext as _

from bridgehead.foundation.refusals import Refused, require

MOST_BYTES = 5_000_000
#: What a workbook may unpack into, and how many times its own size that may be: text alone packs to a tenth.
MOST_UNPACKED_BYTES = 60_000_000
MOST_RATIO = 150
MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 5_000, 60, 8_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t"
#: The first bytes of a packed file, and of a workbook of before 2007.
_PACKED, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SheetTold:
    """What a file tells: the titles of its columns, and its rows with the line on which each begins."""

    header: list[str]
    lines: list[tuple[int, list[str]]]
    sha256: str


def read_sheet(raw: bytes) -> SheetTold:
    """Return the first sheet that holds something; ``Refused``, with a sentence, where it cannot be read."""
    require(len(raw) <= MOST_BYTES, _("The file is too large: %(n)s MB at most.") % {"n": MOST_BYTES // 1_000_000})
    require(bool(raw.strip()), _("The file is empty. A header line and rows were expected."))
    require(
        not raw.startswith(_OLD),
        _("This is a workbook of an old kind (.xls). Save it as .xlsx or CSV, and bring that."),
    )
    lines = _workbook_lines(raw) if raw.startswith(_PACKED) else list(_csv_lines(_decoded(raw)))
    held = [(number, cells) for number, cells in lines if any(cells)]
    require(len(held) > 1, _("A header line and at least one row were expected; this file holds none."))
    require(
        len(held) <= MOST_ROWS + 1, _("At most %(n)s rows were expected. Bring the file in parts.") % {"n": MOST_ROWS}
    )
    (_line, header), *rows = held
    width = max(len(cells) for _number, cells in held)
    require(width <= MOST_COLUMNS, _("At most %(n)s columns were expected.") % {"n": MOST_COLUMNS})
    titles = [*header, *[""] * (width - len(header))]
    return SheetTold(titles, [(number, cells) for number, cells in rows], sha256(raw).hexdigest())


def _decoded(raw: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or CP949, in which Excel saves CSV in Korea."""
    if raw.startswith(_UTF_16):
        text = _as("utf-16", raw)
    else:
        text = _as("utf-8-sig", raw)
        if text is None:
            text = _as("cp949", raw)
            text = text if text is None or _is_korean(text) else None
    if text is None or "\0" in text:
        raise Refused(_("Text in UTF-8 or CP949 was expected. In Excel, save it as “CSV UTF-8”, or bring the .xlsx."))
    return text


def _as(encoding: str, raw: bytes) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_korean(text: str) -> bool:
    """Whether what was read as CP949 is; Latin letters with accents come out of it as syllables that nobody writes.

    Those stand in its extension. What people write stands almost all in KS X 1001, which EUC-KR holds.
    """
    foreign = [letter for letter in text if ord(letter) > 127]
    usual = sum(_as_bytes(letter) for letter in foreign)
    return usual * 2 > len(foreign)


def _as_bytes(letter: str) -> bool:
    try:
        return bool(letter.encode("euc-kr"))
    except UnicodeEncodeError:
        return False


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file; what parts its cells is what parts most cells of its first row."""
    skipped = 0
    first, _end, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own mark
        delimiter, text, skipped = first[4], rest, 1
    else:
        delimiter = max(_DELIMITERS, key=lambda sign: len(next(_reader(text, sign), [])))
    reader = _reader(text, delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(
                _("Line %(line)s cannot be read: a row of cells was expected, with every quote closed.")
                % {"line": line + skipped}
            ) from error
        yield line + skipped, [_plain(cell) for cell in cells]
        line = reader.line_num + 1


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)


def _workbook_lines(raw: bytes) -> list[tuple[int, list[str]]]:
    no_workbook = _("An Excel workbook (.xlsx) of usual size, or a CSV file, was expected.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        require(unpacked <= min(MOST_UNPACKED_BYTES, MOST_RATIO * len(raw)), no_workbook)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(any(cell not in ("", None) for cell in row) for row in rows):
                return [(number, [_plain(_text(cell)) for cell in row]) for number, row in enumerate(rows, 1)]
    except (zipfile.BadZipFile, python_calamine.CalamineError, ValueError) as error:
        raise Refused(no_workbook) from error
    return []


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _plain(cell: str) -> str:
    """A cell without spaces around it and without signs that no text holds; a formula stays the text that it is.

    The quote that ``web/sheets.py`` puts before what a spreadsheet would take for a formula is taken off again.
    """
    kept = "".join(sign for sign in cell if sign in "\n\t" or category(sign) not in {"Cc", "Cs", "Co", "Cn"}).strip()
    if kept.startswith("'") and kept.lstrip("'").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")):
        kept = kept[1:]
    return kept[:MOST_SIGNS]
