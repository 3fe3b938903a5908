"""An edition as a workbook: its figures with their words, what they count, and the records, exact to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.adapters.open_data import tables_of
from bridgehead.outcomes.indicators import UNIT_WORDS
from bridgehead.outcomes.rules import SHAPES, Rung
from bridgehead.outcomes.schemas.editions import Kept
from bridgehead.outcomes.schemas.effects import effect_told
from bridgehead.outcomes.schemas.shown import said
from bridgehead.web.sheets import Sheet, write_book

#: Excel holds no more rows in a sheet; what is longer stands in the open data.
MOST_ROWS = 1_000_000


def write_workbook(kept: Kept, file: IO[bytes], *, made_at: datetime) -> None:
    """Write an edition as a workbook in the language of the page."""
    sheets = [_about(kept), _figures(kept), _definitions(kept.head["definitions"]), *_tables(kept)]
    write_book(file, sheets, made_at=made_at)


def _about(kept: Kept) -> Sheet:
    report = kept.head["report"]
    period = f"{report['first_day']} – {report['last_day']}"
    rows: list[list[object]] = [
        [pgettext("of a report", "Title"), said(report, "name")],
        [_("Published by"), said(report["keeper"], "name")],
        [_("Period"), period],
        [_("Forum"), said(report["forum"], "name") if report["forum"] else ""],
        [_("Edition"), report["edition"]],
        [_("Published at"), report["published_at"]],
        [_("What changed"), said(report, "reason")],
        [_("Digest (SHA-256)"), kept.digest],
        ["", _("Rungs are never added up: on each somebody else speaks, with other evidence.")],
    ]
    for effect in map(effect_told, kept.head["effects"]):
        rows += [
            [_("Stated beside the ladder, in no figure"), effect.name],
            [_("Amount"), effect.amount],
            [_("Stated by"), effect.source],
            [_("Method"), effect.method.text or _("not stated")],
        ]
    return _("Report"), ["", ""], rows


def _figures(kept: Kept) -> Sheet:
    names = {each["code"]: said(each, "name") for each in kept.head["definitions"]}
    fields = {each["id"]: said(each, "name") for each in kept.head["fields"]}
    header = [
        _("Indicator"), _("Rung"), _("Year"), pgettext("of an agreement", "Field"), _("Shape"), _("Currency"),
        pgettext("of a report", "Figure"), _("Counts"), _("How exact"), _("Cases"), _("Proof (SHA-256)"),
    ]  # fmt: skip
    rows = [
        [
            names[each["indicator"]],
            capfirst(Rung(each["group"]["rung"]).label) if "rung" in each["group"] else "",
            each["group"].get("year", ""),
            fields.get(each["group"].get("field", ""), ""),
            capfirst(str(SHAPES[each["group"]["component"]])) if "component" in each["group"] else "",
            each["group"].get("currency", ""),
            each["value"],
            UNIT_WORDS[each["unit"]],
            Exactness(each["exactness"]).label,
            each["cases"],
            each["proof"],
        ]
        for each in kept.figures
    ]
    return pgettext("of a report", "Figures"), header, rows


def _definitions(definitions: Iterable[Mapping[str, Any]]) -> Sheet:
    header = [
        _("Indicator"),
        pgettext("of a definition", "Version"),
        _("What it counts"),
        _("What it leaves out"),
        _("Formula"),
    ]
    rows = [
        [said(each, "name"), each["version"], said(each, "says"), said(each, "excludes"), _formula(each["formula"])]
        for each in definitions
    ]
    return _("Definitions"), header, rows


def _formula(formula: Mapping[str, Any]) -> str:
    told = {key: " ".join(value) if isinstance(value, list) else value for key, value in formula.items()}
    return "; ".join(f"{key}: {value}" for key, value in told.items() if value)


def _tables(kept: Kept) -> Iterable[Sheet]:
    """The records as the open data tell them, under the same names."""
    for name, (header, rows) in tables_of(kept).items():
        if name != "figures.csv":
            yield name.removesuffix(".csv"), header, islice(rows, MOST_ROWS)
