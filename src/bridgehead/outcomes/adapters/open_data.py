"""An edition as open data: one archive from which anybody recomputes every figure with `bridgehead outcomes verify`.

``report.json`` holds the whole; the tables beside it hold the same for a spreadsheet. ``schema.json`` (JSON Schema) and
``datapackage.json`` (Data Package, with Table Schema) say what each value is.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.outcomes.schemas.figures import GROUPS, canonical
from bridgehead.web.sheets import csv_file

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


def open_data(document: Mapping[str, Any], *, published_at: datetime) -> bytes:
    """Return the archive of an edition; the same edition gives the same bytes."""
    tables = {name: csv_file(*table) for name, table in tables_of(document).items()}
    files = {
        "report.json": canonical(document),
        **tables,
        "schema.json": SCHEMA.read_bytes(),
        "datapackage.json": _pretty(_package(document, tables)),
        "README.txt": _readme(document).encode(),
    }
    written, moment = io.BytesIO(), published_at.astimezone(UTC)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def tables_of(document: Mapping[str, Any]) -> dict[str, tuple[Sequence[str], list[list[str]]]]:
    """Return the tables of a document by their file names, each as its header and rows."""
    records = document["records"]
    rows = {
        "records.csv": [[each[column] for column in _OF_RECORD] for each in records],
        "parties.csv": list(_hung(records, "parties", _OF_PARTY)),
        "amounts.csv": list(_hung(records, "amounts", _OF_AMOUNT)),
        "figures.csv": [
            [*(({**each["group"], **each}).get(column, "") for column in _OF_FIGURE), " ".join(_by(each))]
            for each in document["figures"]
        ],
    }
    return {name: (columns, rows[name]) for name, (columns, _key) in _TABLES.items()}


def _hung(records: Iterable[Mapping[str, Any]], name: str, columns: Sequence[str]) -> Iterable[list[str]]:
    for record in records:
        for each in record[name]:
            yield [record["id"], *(each[column] for column in columns)]


def _by(figure: Mapping[str, Any]) -> list[str]:
    return [each for each in GROUPS if each in figure["group"]]


def _package(document: Mapping[str, Any], tables: Mapping[str, bytes]) -> dict[str, Any]:
    report = document["report"]
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
                "bytes": len(content),
                "hash": f"sha256:{sha256(content).hexdigest()}",
                "schema": _table_schema(name),
            }
            for name, content in tables.items()
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


def _readme(document: Mapping[str, Any]) -> str:
    """How to check the report, in both languages."""
    parts = []
    for language in ("ko", "en"):
        with override(language):
            name = document["report"][f"name_{language}"]
            edition = _("Edition %(number)s") % {"number": document["report"]["edition"]}
            says = _(
                "report.json holds the whole report: its definitions, its figures, and the records behind them. The "
                "tables hold the same records and figures for a spreadsheet. Every figure can be recomputed from them:"
            )
            digest = _("The digest of this edition, as its page shows it:")
            parts.append(
                f"{name}\n{edition}\n\n{says}\n\n    bridgehead outcomes verify <ZIP>\n\n"
                f"{digest}\n\n    {document['digest']}\n"
            )
    return "\n\n".join(parts)


def _pretty(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
