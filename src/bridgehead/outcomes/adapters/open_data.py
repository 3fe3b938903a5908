"""An edition as open data: one archive from which anybody recomputes every figure with `bridgehead outcomes verify`.

``report.json`` holds the whole; the tables beside it hold the same for a spreadsheet. ``schema.json`` (JSON Schema) and
``datapackage.json`` (Data Package, with Table Schema) say what each value is.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.outcomes.schemas.editions import Kept
from bridgehead.outcomes.schemas.figures import GROUPS
from bridgehead.web.sheets import csv_parts

SCHEMA = Path(__file__).with_name("report.schema.json")
_OF_RECORD = (
    *("id", "rung", "on", "said_by", "said_on", "agreement", "version", "kind", "name_ko", "name_en", "signed_on"),
    *("field", "field_ko", "field_en", "document", "concealed"),
)
_OF_PARTY = ("id", "name_ko", "name_en", "country", "role")
_OF_AMOUNT = ("component", "currency", "low", "high", "exactness", "percent_low", "percent_high")
_OF_FIGURE = ("indicator", "version", *GROUPS, "value", "unit", "exactness", "cases", "proof")
#: Name, columns, and the columns whose values tell the rows apart.
_TABLES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "records.csv": (_OF_RECORD, ["id"]),
    "parties.csv": (("record", *_OF_PARTY), []),
    "amounts.csv": (("record", *_OF_AMOUNT), []),
    "figures.csv": ((*_OF_FIGURE, "by"), ["indicator", *GROUPS]),
}
_TYPES = {"on": "date", "said_on": "date", "signed_on": "date"}


def write_open_data(kept: Kept, file: IO[bytes], *, published_at: datetime) -> None:
    """Write the archive of an edition, record by record; the same edition gives the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        put = _Putter(archive, published_at)
        put("report.json", kept.document())
        tables = {name: put(name, csv_parts(*table)) for name, table in tables_of(kept).items()}
        put("schema.json", [SCHEMA.read_bytes()])
        put("datapackage.json", [_pretty(_package(kept, tables))])
        put("README.txt", [_readme(kept).encode()])


@dataclass(frozen=True, slots=True)
class _Put:
    """A file as it lies in the archive."""

    size: int
    sha256: str


class _Putter:
    """Puts files into an archive, all of one moment."""

    def __init__(self, archive: zipfile.ZipFile, moment: datetime) -> None:
        at = moment.astimezone(UTC)
        self._archive = archive
        self._at = (at.year, at.month, at.day, at.hour, at.minute, 0)

    def __call__(self, name: str, parts: Iterable[bytes]) -> _Put:
        entry = zipfile.ZipInfo(name, self._at)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        size, hashed = 0, sha256()
        with self._archive.open(entry, "w") as written:
            for part in parts:
                size += written.write(part)
                hashed.update(part)
        return _Put(size, hashed.hexdigest())


def tables_of(kept: Kept) -> dict[str, tuple[Sequence[str], Iterable[Sequence[str]]]]:
    """Return the tables of an edition by their file names, each as its header and rows, which are read as they go."""
    rows: dict[str, Iterable[Sequence[str]]] = {
        "records.csv": ([each[column] for column in _OF_RECORD] for each in kept.records()),
        "parties.csv": _hung(kept.records(), "parties", _OF_PARTY),
        "amounts.csv": _hung(kept.records(), "amounts", _OF_AMOUNT),
        "figures.csv": (
            [*(({**each["group"], **each}).get(column, "") for column in _OF_FIGURE), " ".join(_by(each))]
            for each in kept.figures
        ),
    }
    return {name: (columns, rows[name]) for name, (columns, _key) in _TABLES.items()}


def _hung(records: Iterable[Mapping[str, Any]], name: str, columns: Sequence[str]) -> Iterable[list[str]]:
    for record in records:
        for each in record[name]:
            yield [record["id"], *(each[column] for column in columns)]


def _by(figure: Mapping[str, Any]) -> list[str]:
    return [each for each in GROUPS if each in figure["group"]]


def _package(kept: Kept, tables: Mapping[str, _Put]) -> dict[str, Any]:
    report = kept.head["report"]
    return {
        "profile": "tabular-data-package",
        "name": f"report-{report['id']}-{report['edition']}",
        "title": report["name_en"],
        "version": str(report["edition"]),
        "created": report["published_at"],
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "resources": [
            {
                "name": name.removesuffix(".csv"),
                "path": name,
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "bytes": table.size,
                "hash": f"sha256:{table.sha256}",
                "schema": _table_schema(name),
            }
            for name, table in tables.items()
        ],
    }


def _table_schema(name: str) -> dict[str, Any]:
    columns, key = _TABLES[name]
    schema: dict[str, Any] = {
        "fields": [{"name": column, "type": _TYPES.get(column, "string")} for column in columns],
        "missingValues": [""],
    }
    if key:
        schema["primaryKey"] = list(key)
    if columns[0] == "record":
        schema["foreignKeys"] = [{"fields": "record", "reference": {"resource": "records", "fields": "id"}}]
    return schema


def _readme(kept: Kept) -> str:
    """How to check the report, in both languages."""
    parts = []
    for language in ("ko", "en"):
        with override(language):
            name = kept.head["report"][f"name_{language}"]
            edition = _("Edition %(number)s") % {"number": kept.head["report"]["edition"]}
            says = _(
                "report.json holds the whole report: its definitions, its figures, and the records behind them. The "
                "tables hold the same records and figures for a spreadsheet. Every figure can be recomputed from them:"
            )
            digest = _(
                "Take the digest from the page of the report or from its printed copy: whoever could alter these files "
                "could alter it here too. As they were published it is:"
            )
            parts.append(
                f"{name}\n{edition}\n\n{says}\n\n    bridgehead outcomes verify <ZIP> --digest <SHA-256>\n\n"
                f"{digest}\n\n    {kept.digest}\n"
            )
    return "\n\n".join(parts)


def _pretty(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
