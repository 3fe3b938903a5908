"""Exchange rates from files: a table of our own, or the reference rates of the European Central Bank.

- CSV with the columns ``date, base, quote, rate, source`` and, where a rate is for 100 units, ``unit``; the headings
  may stand in Korean. UTF-8, or CP949 as Korean spreadsheets write it.
- ``eurofxref-hist.csv`` and ``eurofxref.csv`` of the ECB: ``Date, USD, JPY, …``, so much for one euro.
- ``eurofxref-hist.xml`` of the ECB: ``<Cube time="…"><Cube currency="USD" rate="…"/></Cube>``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from bridgehead.agreements.queries.rates import PublishedRate

ECB = "European Central Bank, euro foreign exchange reference rates"
#: All days of the ECB since 1999 are some 250,000 rates.
MOST_RATES = 400_000
MOST_MISTAKES = 20
_COLUMNS = {
    "date": ("date", "day", "날짜", "기준일", "고시일"),
    "base": ("base", "from", "통화", "기준통화"),
    "quote": ("quote", "to", "상대통화", "표시통화"),
    "rate": ("rate", "환율", "매매기준율"),
    "source": ("source", "출처"),
    "unit": ("unit", "단위"),
}
_NEEDED = ("date", "base", "quote", "rate", "source")
_CODE = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
#: More signs than a rate with its commas needs.
_LONGEST = 24
_DAYS = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%d %B %Y")


class WrongRates(ValueError):
    """A file that cannot be taken in; ``mistakes`` are sentences, each with its row and column."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


class _Cell(NamedTuple):
    """Where something stands in the file: rows count from 1, the headings being row 1."""

    row: int
    column: str


class _Mistake(Exception):
    """One place that is wrong."""


def read_rates(content: bytes) -> list[PublishedRate]:
    """Return every rate of a file; ``WrongRates`` names the first twenty places that are wrong. Nothing is guessed."""
    text = _text(content)
    found: list[PublishedRate] = []
    mistakes: list[str] = []
    for each in _from_xml(text) if text.lstrip().startswith("<") else _from_csv(text):
        if isinstance(each, str):
            mistakes.append(each)
        else:
            found.append(each)
        if len(mistakes) >= MOST_MISTAKES or len(found) > MOST_RATES:
            break
    if len(found) > MOST_RATES:
        mistakes.append(_("A file holds at most %(most)s rates. Divide it.") % {"most": f"{MOST_RATES:,}"})
    if not found and not mistakes:
        mistakes.append(_("The file holds no rates."))
    if mistakes:
        raise WrongRates(mistakes)
    return found


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WrongRates([_("The file is neither CSV nor XML in UTF-8 or CP949.")])


def _from_csv(text: str) -> Iterator[PublishedRate | str]:
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip() for cell in next(rows, [])]
        is_ecb = header[:1] == ["Date"] and any(map(_CODE.fullmatch, header[1:]))
        read = _ecb_row if is_ecb else _own_row
        columns = header if is_ecb else _columns(header)
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                yield from read(number, columns, [cell.strip() for cell in row])
    except csv.Error as wrong:
        yield _("Row %(row)s cannot be read as CSV: %(wrong)s.") % {"row": rows.line_num, "wrong": wrong}
    except _Mistake as wrong:
        yield str(wrong)


def _columns(header: list[str]) -> list[str]:
    """Return our name of each column; one that is not known is passed over, one that is missing is said."""
    names = {spelt: name for name, spellings in _COLUMNS.items() for spelt in spellings}
    columns = [names.get(cell.lower(), "") for cell in header]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise _Mistake(
            _("Row 1 lacks the columns %(missing)s. Expected: date, base, quote, rate, source; unit may be added.")
            % {"missing": ", ".join(missing)}
        )
    return columns


def _own_row(number: int, columns: list[str], row: list[str]) -> Iterator[PublishedRate | str]:
    cells = dict(zip(columns, row, strict=False))
    try:
        base, quote = (_code(cells.get(name, ""), _Cell(number, name)) for name in ("base", "quote"))
        unit = _number(cells.get("unit") or "1", _Cell(number, "unit"))
        rate = _kept(_number(cells.get("rate", ""), _Cell(number, "rate")) / unit, _Cell(number, "rate"))
        source = cells.get("source", "")
        if base == quote or not 0 < len(source) <= 160 or not source.isprintable():
            name = "quote" if base == quote else "source"
            raise _wrong(_Cell(number, name), cells.get(name, ""), _expected()[name])
        yield PublishedRate(base, quote, _day(cells.get("date", ""), _Cell(number, "date")), rate, source)
    except _Mistake as wrong:
        yield str(wrong)


def _ecb_row(number: int, header: list[str], row: list[str]) -> Iterator[PublishedRate | str]:
    try:
        day = _day(row[0], _Cell(number, "Date"))
    except _Mistake as wrong:
        yield str(wrong)
        return
    for currency, cell in zip(header[1:], row[1:], strict=False):
        if currency and cell not in ("", "N/A"):
            try:
                place = _Cell(number, currency)
                rate = _kept(_number(cell, place), place)
                yield PublishedRate("EUR", _code(currency, place), day, rate, ECB)
            except _Mistake as wrong:
                yield str(wrong)


def _from_xml(text: str) -> Iterator[PublishedRate | str]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        yield _("The file declares a document type, which rates of the ECB never do.")
        return
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no declarations, so nothing to expand
    except ElementTree.ParseError as wrong:
        yield _("The file cannot be read as XML: %(wrong)s.") % {"wrong": wrong}
        return
    for cube in (each for each in root.iter() if each.tag.rpartition("}")[2] == "Cube" and each.get("time")):
        rows = [["Date", *(each.get("currency", "") for each in cube)], [cube.get("time", "")]]
        rows[1] += [each.get("rate", "") for each in cube]
        yield from _ecb_row(0, *rows)


def _day(typed: str, place: _Cell) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
    raise _wrong(place, typed, _expected()["date"])


def _code(typed: str, place: _Cell) -> str:
    if not _CODE.fullmatch(typed.upper()):
        raise _wrong(place, typed, _expected()["base"])
    return typed.upper()


def _number(typed: str, place: _Cell) -> Decimal:
    is_read = len(typed) <= _LONGEST and _NUMBER.fullmatch(typed)
    number = Decimal(typed.replace(",", "")) if is_read else Decimal(0)
    if number <= 0:
        raise _wrong(place, typed, _expected()["rate"])
    return number


def _kept(rate: Decimal, place: _Cell) -> Decimal:
    """Return a rate that can be kept as it is: at most seven digits before the point and eight after it."""
    if rate >= 10**7 or rate != rate.quantize(Decimal("0.00000001")):
        raise _wrong(place, f"{rate}"[:40], _("at most 7 digits before the point and 8 after it"))
    return rate


def _expected() -> dict[str, str]:
    return {
        "date": _("a day such as 2023-04-26"),
        "base": _("a currency such as USD"),
        "quote": _("another currency than the base"),
        "rate": _("a number above zero such as 1335.5, with commas between thousands alone"),
        "source": _("who published it, in at most 160 signs"),
    }


def _wrong(place: _Cell, typed: str, expected: str) -> _Mistake:
    return _Mistake(
        _("Row %(row)s, %(column)s: “%(typed)s”. Expected %(expected)s.")
        % {"row": place.row or "–", "column": place.column, "typed": typed[:40], "expected": expected}
    )
