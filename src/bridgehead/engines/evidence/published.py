"""Open data as it was published: read from a ZIP archive, a folder or ``report.json`` itself, each value looked at."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "bridgehead-report/1"
WHOLE = "report.json"
PACKAGE = "datapackage.json"
RECORDS, PARTIES, AMOUNTS, FIGURES = TABLES = ("records.csv", "parties.csv", "amounts.csv", "figures.csv")
#: No file of a report is larger; what claims to be is not opened.
MOST_BYTES = 2_000_000_000

#: What a record says in one value each; everything is text, so that both forms say the same letter for letter.
OF_RECORD = (
    *("id", "rung", "on", "said_by", "said_on", "agreement", "version", "kind", "name_ko", "name_en", "signed_on"),
    *("field", "field_ko", "field_en", "document", "concealed"),
)
OF_PARTY = ("id", "name_ko", "name_en", "country", "role")
OF_AMOUNT = ("component", "currency", "low", "high", "exactness", "percent_low", "percent_high")
OF_FIGURE = ("indicator", "version", "value", "unit", "exactness", "cases", "proof")
#: By what figures are told apart; each has its column.
GROUPS = ("rung", "year", "field", "kind", "component", "currency")

#: The rungs of the ladder, the softest first. No figure adds two of them up.
RUNGS = ("consulted", "pursued", "mou", "contract", "confirmed", "realised")
MEASURES = ("count", "organisations", "share", "money")

Record = Mapping[str, Any]
Group = tuple[tuple[str, str], ...]
_DECIMAL = re.compile(r"\d{1,40}(\.\d{1,10})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class WrongReport(ValueError):
    """This is no report as it is published; the text says what was found where."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The formula of an indicator: what is measured on which rungs, and by what its figures are told apart."""

    code: str
    version: str
    measure: str
    rungs: tuple[str, ...]
    by: tuple[str, ...] = ()
    #: Of ``share``: on which other rung the agreement has to stand too.
    reached: str = ""
    #: Of ``organisations``: in how many agreements an organisation has to be a party.
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number: of which indicator, for which group, and the digest of the records behind it."""

    indicator: str
    version: str
    group: Group
    value: str
    unit: str
    exactness: str
    cases: str
    proof: str

    @property
    def name(self) -> str:
        """How a person finds it in the report: ``cases-by-rung [rung=mou]``."""
        held = ", ".join(f"{key}={value or '–'}" for key, value in self.group)
        return f"{self.indicator} [{held}]" if held else self.indicator


@dataclass(frozen=True, slots=True)
class Published:
    """A report's open data: the document as it lies, its records and figures, and those of the tables beside it."""

    document: Mapping[str, Any]
    definitions: Sequence[Definition]
    records: Sequence[Record]
    figures: Sequence[Figure]
    table_records: Sequence[Record] | None = None
    table_figures: Sequence[Figure] | None = None
    #: What should lie beside the tables and does not.
    missing: Sequence[str] = field(default_factory=tuple)
    #: Tables that are not those of which the package names the digests.
    altered: Sequence[str] = field(default_factory=tuple)

    @property
    def period(self) -> tuple[str, str]:
        """The first and the last day that the report is about."""
        report = self.document["report"]
        return str(report["first_day"]), str(report["last_day"])


def read_published(path: Path) -> Published:
    """Read a report from where its open data lie; raises ``WrongReport``, or ``OSError`` where nothing can be read."""
    return _read(_opener(path))


def _opener(path: Path) -> Callable[[str], bytes | None]:
    if path.is_dir():
        return lambda name: _limited(path / name) if (path / name).is_file() else None
    if zipfile.is_zipfile(path):
        return lambda name: _unpacked(path, name)
    return lambda name: _limited(path) if name == WHOLE else None


def _limited(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise WrongReport(f"{path.name} is larger than any report")
    return path.read_bytes()


def _unpacked(path: Path, name: str) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as archive:
            if name not in archive.namelist():
                return None
            if archive.getinfo(name).file_size > MOST_BYTES:
                raise WrongReport(f"{name} is larger than any report")
            return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as wrong:  # the last: locked, or packed in a way unknown here
        raise WrongReport(f"the archive cannot be read: {wrong}") from wrong


def _read(opened: Callable[[str], bytes | None]) -> Published:
    whole = opened(WHOLE)
    if whole is None:
        raise WrongReport(f"there is no {WHOLE}")
    document = _document(whole)
    records = [_record(each, f"records[{number}]") for number, each in enumerate(document["records"])]
    figures = [_figure(each, f"figures[{number}]") for number, each in enumerate(document["figures"])]
    definitions = [_definition(each, f"definitions[{number}]") for number, each in enumerate(document["definitions"])]
    tables = {name: content for name in TABLES if (content := opened(name)) is not None}
    if not tables:
        return Published(document, definitions, records, figures)
    package = opened(PACKAGE)
    missing = [name for name in TABLES if name not in tables] + ([PACKAGE] if package is None else [])
    if package is None or missing:
        return Published(document, definitions, records, figures, missing=missing)
    return Published(
        document,
        definitions,
        records,
        figures,
        _table_records(tables),
        _table_figures(tables[FIGURES]),
        altered=_altered(tables, package),
    )


def _altered(tables: Mapping[str, bytes], package: bytes) -> list[str]:
    """Which tables do not have the digest that the package names of them."""
    told = _json(package, PACKAGE)
    resources = told.get("resources") if isinstance(told, dict) else None
    named = [each for each in resources if isinstance(each, dict)] if isinstance(resources, list) else []
    digests = {each.get("path"): each.get("hash") for each in named}
    return [name for name, content in tables.items() if digests.get(name) != f"sha256:{sha256(content).hexdigest()}"]


def _json(content: bytes, name: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise WrongReport(f"{name} is no JSON: {wrong}") from wrong


#: The parts of a report that are read here or stand in its digest, each with what it is.
_PARTS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "report": (dict, "an object"),
    "definitions": (list, "a list"),
    "fields": (list, "a list"),
    "effects": (list, "a list"),
    "changes": ((dict, type(None)), "an object or null"),
    "figures": (list, "a list"),
    "records": (list, "a list"),
    "digest": (str, "text"),
}


def _document(content: bytes) -> Mapping[str, Any]:
    document = _json(content, WHOLE)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise WrongReport(f"{WHOLE} says nothing of the format {FORMAT}")
    for name, (kind, called) in _PARTS.items():
        if name not in document or not isinstance(document[name], kind):
            raise WrongReport(f"{name}: {called} expected")
    for name in document.keys() - _PARTS.keys() - {"format"}:
        raise WrongReport(f"{name}: no report has such a part")
    for name in ("first_day", "last_day"):
        if not isinstance(day := document["report"].get(name), str) or not _DAY.fullmatch(day):
            raise WrongReport(f"report.{name}: a day as in 2023-04-27 expected")
    return document


def _require_no_more(told: Mapping[str, Any], names: Sequence[str], place: str) -> None:
    """Refuse what nobody would count: it looks published and stands in no figure."""
    for name in told.keys() - set(names):
        raise WrongReport(f"{place}.{name}: nothing of that name is published")


def _texts(told: Any, names: Sequence[str], place: str) -> dict[str, str]:
    if not isinstance(told, dict):
        raise WrongReport(f"{place}: an object expected")
    for name in names:
        if not isinstance(told.get(name), str):
            raise WrongReport(f"{place}.{name}: text expected")
    return {name: told[name] for name in names}


def _definition(told: Any, place: str) -> Definition:
    said = _texts(told, ("code", "version"), place)
    formula = told.get("formula")
    if not isinstance(formula, dict) or formula.get("measure") not in MEASURES:
        raise WrongReport(f"{place}.formula.measure: one of {', '.join(MEASURES)} expected")
    lists = {"rungs": RUNGS, "by": GROUPS}
    for name, known in lists.items():
        if not isinstance(formula.get(name), list) or not all(each in known for each in formula[name]):
            raise WrongReport(f"{place}.formula.{name}: a list of {', '.join(known)} expected")
    reached, at_least = formula.get("reached", ""), formula.get("at_least", 1)
    if (formula["measure"] == "share") != (reached in RUNGS) or type(at_least) is not int or at_least < 1:
        raise WrongReport(
            f"{place}.formula: a share says which rung is reached, and a number of agreements is 1 or more"
        )
    by = tuple(each for each in GROUPS if each in formula["by"])
    return Definition(
        **said, measure=formula["measure"], rungs=tuple(formula["rungs"]), by=by, reached=reached, at_least=at_least
    )


def _record(told: Any, place: str) -> Record:
    record: dict[str, Any] = {**_texts(told, OF_RECORD, place)}
    if not _DAY.fullmatch(record["on"]):
        raise WrongReport(f"{place}.on: a day as in 2023-04-27 expected, not {record['on']!r}")
    for name, columns in (("parties", OF_PARTY), ("amounts", OF_AMOUNT)):
        if not isinstance(told.get(name), list):
            raise WrongReport(f"{place}.{name}: a list expected")
        record[name] = [_texts(each, columns, f"{place}.{name}[{at}]") for at, each in enumerate(told[name])]
        for at, each in enumerate(told[name]):
            _require_no_more(each, columns, f"{place}.{name}[{at}]")
    _require_no_more(told, (*OF_RECORD, "parties", "amounts"), place)
    for at, amount in enumerate(record["amounts"]):
        if amount["low"] and not _DECIMAL.fullmatch(amount["low"]):
            raise WrongReport(
                f"{place}.amounts[{at}].low: a decimal as in 635300000000 expected, not {amount['low']!r}"
            )
    return record


def _figure(told: Any, place: str) -> Figure:
    said = _texts(told, OF_FIGURE, place)
    group = told.get("group")
    if not isinstance(group, dict) or not all(key in GROUPS and isinstance(value, str) for key, value in group.items()):
        raise WrongReport(f"{place}.group: an object of {', '.join(GROUPS)} expected")
    return Figure(group=tuple((key, group[key]) for key in GROUPS if key in group), **said)


def _rows(content: bytes, columns: Sequence[str], name: str) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if list(reader.fieldnames or ()) != list(columns):
            raise WrongReport(f"{name}: the columns {', '.join(columns)} expected")
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise WrongReport(f"{name} is no table: {wrong}") from wrong
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise WrongReport(f"{name}, line {number}: {len(columns)} values expected")
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(cell: str) -> str:
    """Take off the quote that keeps a spreadsheet from reading a text as a formula."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell


def _table_records(tables: Mapping[str, bytes]) -> list[Record]:
    hung: dict[str, dict[str, list[dict[str, str]]]] = {"parties": defaultdict(list), "amounts": defaultdict(list)}
    for name, columns, table in (("parties", OF_PARTY, PARTIES), ("amounts", OF_AMOUNT, AMOUNTS)):
        for row in _rows(tables[table], ("record", *columns), table):
            hung[name][row.pop("record")].append(row)
    records = []
    for row in _rows(tables[RECORDS], OF_RECORD, RECORDS):
        held = {name: of_each.pop(row["id"], []) for name, of_each in hung.items()}
        records.append(_record({**row, **held}, f"{RECORDS}, {row['id']}"))
    for name, of_each in hung.items():
        if of_each:
            raise WrongReport(f"{name}.csv: {RECORDS} has no record {min(of_each)}")
    return records


def _table_figures(content: bytes) -> list[Figure]:
    figures = []
    for row in _rows(content, (*OF_FIGURE[:2], *GROUPS, *OF_FIGURE[2:], "by"), FIGURES):
        by = row["by"].split()
        figures.append(_figure({**row, "group": {key: row[key] for key in GROUPS if key in by}}, FIGURES))
    return figures
