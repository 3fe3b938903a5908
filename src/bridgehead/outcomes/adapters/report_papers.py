"""An edition on paper: the ladder, by year and field, money by shape, definitions, and how to check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.foundation.bilingual import Wording, reading_language
from bridgehead.foundation.clock import day_at_home
from bridgehead.outcomes.models import Edition
from bridgehead.outcomes.schemas.changed import changes_told
from bridgehead.outcomes.schemas.effects import EffectShown, effect_told
from bridgehead.outcomes.schemas.shown import Bar, FigureShown, ReportShown, RungTold, said, shown
from bridgehead.web.formats import format_day, format_days, format_number
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins
from bridgehead.web.readings import read_money


def report_pdf(edition: Edition, figures: Iterable[Any]) -> bytes:
    """Return an edition as pages, in the language of the page."""
    language, head = reading_language(), edition.head
    values = _values(edition, shown(head, figures))
    values["missing"] = note_on_stand_ins(values)
    return pdf_file(
        "outcomes/print/report.typ",
        with_stand_ins(values),
        title=said(head["report"], "name").text,
        language=language,
        made_at=edition.published_at,
        source=address_of(edition),
    )


def address_of(edition: Edition) -> str:
    """Return where an edition stands, in the language of the page."""
    report_id = edition.report.public_id
    return f"{settings.SITE_ADDRESS}{reverse('outcomes:edition', args=[report_id, edition.number])}"


def _values(edition: Edition, told: ReportShown) -> dict[str, Any]:
    report = edition.head["report"]
    return {
        "kicker": _said(said(report["keeper"], "name")),
        "lead": _said(said(report, "lead")),
        "facts": _facts(edition),
        "missing": "",
        "sample": _("sample") if report["is_sample"] else "",
        "rules": _("Rungs are never added up: on each somebody else speaks, with other evidence."),
        "headings": _headings(),
        "ladder": [_rung_bar(each, told, edition) for each in told.rungs],
        "ladder_head": [
            _("Rung"),
            _("Evidence of this rung"),
            _("Cases"),
            _("Organisations"),
            _("With more than one case"),
        ],
        "ladder_rows": [_rung_row(each) for each in told.rungs],
        "years": _pictures(((each.label, each.years) for each in told.by_year), edition),
        "fields": _pictures(((each.label, each.fields) for each in told.by_field), edition),
        "money_head": [_("Rung"), _("Shape"), _("Amount"), _("Cases")],
        "money": [
            {
                "cells": [capfirst(rung.label), capfirst(each.shape_label)],
                "value": _money(each),
                "address": _proof(each, edition),
                "cases": str(each.cases),
            }
            for rung in told.with_money
            for each in rung.money
        ],
        "money_note": _(
            "An amount stands by its own shape and currency; no two are added. Of a range its beginning counts."
        ),
        "shares": [[name, _share(figure)] for name, figure in told.shares],
        "effects": [_effect(effect_told(each)) for each in edition.head["effects"]],
        "effects_note": _("On no rung and in no figure."),
        "changes": _changes(edition),
        "definitions": [_definition(each) for each in told.definitions],
        "checked": _checked(edition),
    }


def _headings() -> dict[str, str]:
    return {
        "ladder": _("The ladder of evidence"),
        "ladder_table": _("The same as a table"),
        "years": _("By year"),
        "fields": _("By field"),
        "money": _("Money by its shape"),
        "shares": _("How far contracts have come"),
        "effects": _("Stated beside the ladder"),
        "changes": _("What changed since the edition before"),
        "definitions": _("What the figures count"),
        "checked": _("How to check this report"),
    }


def _said(wording: Wording) -> dict[str, str]:
    return {"text": wording.text, "language": wording.language}


def _facts(edition: Edition) -> list[list[Any]]:
    report, language = edition.head["report"], reading_language()
    period = format_days(date.fromisoformat(report["first_day"]), date.fromisoformat(report["last_day"]), language)
    facts: list[list[Any]] = [[_("Published by"), _said(said(report["keeper"], "name"))], [_("Period"), period]]
    if report["forum"]:
        facts.append([_("Forum"), _said(said(report["forum"], "name"))])
    published = format_day(day_at_home(edition.published_at), language)
    facts.append([_("Edition"), _("%(number)s, published on %(day)s") % {"number": edition.number, "day": published}])
    return facts


def _rung_bar(rung: RungTold, told: ReportShown, edition: Edition) -> dict[str, Any]:
    longest = max((each.cases.number for each in told.rungs), default=0)
    return {
        "label": capfirst(rung.label),
        "remark": capfirst(str(rung.evidence)),
        "share": round(100 * rung.cases.number / longest) if longest else 0,
        "value": format_number(rung.cases.number, reading_language()) if rung.cases.number else "–",
        "said": rung.cases.unit_words if rung.cases.number else _("no public case"),
        "fill": _fill(edition),
        **({"address": _proof(rung.cases, edition)} if rung.cases.number else {}),
    }


def _fill(edition: Edition) -> str:
    return "open" if edition.head["report"]["is_sample"] else "full"


def _proof(figure: FigureShown, edition: Edition) -> str:
    """Where the records behind a figure are shown."""
    return f"{address_of(edition)}figures/{figure.position}/"


def _rung_row(rung: RungTold) -> list[str]:
    others = [each.value if each and rung.cases.number else "–" for each in (rung.organisations, rung.repeated)]
    return [
        capfirst(rung.label),
        capfirst(str(rung.evidence)),
        rung.cases.value if rung.cases.number else "–",
        *others,
    ]


def _pictures(rungs: Iterable[tuple[str, Sequence[Bar]]], edition: Edition) -> list[dict[str, Any]]:
    return [
        {
            "heading": capfirst(label),
            "bars": [
                {
                    "label": _said(each.label),
                    "share": each.share,
                    "value": format_number(each.figure.number, reading_language()),
                    "fill": _fill(edition),
                    "address": _proof(each.figure, edition),
                }
                for each in bars
            ],
        }
        for label, bars in rungs
    ]


def _money(figure: FigureShown) -> str:
    money = figure.money
    return "" if money is None else str(read_money(money.amount, money.currency, money.exactness, reading_language()))


def _share(figure: FigureShown) -> str:
    return _("%(number)s of %(all)s") % {"number": figure.number, "all": figure.of}


def _effect(effect: EffectShown) -> dict[str, Any]:
    return {
        "name": _said(effect.name),
        "facts": [
            [_("Amount"), effect.amount],
            [_("Stated by"), _said(effect.source)],
            [_("Day"), format_day(effect.stated_on, reading_language())],
            [_("Method"), _said(effect.method) if effect.method.text else _("not stated")],
        ],
    }


def _changes(edition: Edition) -> dict[str, Any] | None:
    changes = changes_told(edition.head)
    if changes is None:
        return None
    return {
        "reason": _said(said(edition.head["report"], "reason")),
        "lines": changes.lines,
        "head": ["", _("Before"), _("Now")],
        "differences": [
            [_said(side) for side in (each.name, each.before, each.after)]
            for each in (*changes.effects, *changes.figures)
        ],
    }


def _definition(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": told["name"].text,
        "version": pgettext("of a definition", "version %(number)s") % {"number": told["version"]},
        "says": told["says"].text,
        "excludes": _("Leaves out: %(what)s") % {"what": told["excludes"].text},
    }


def _checked(edition: Edition) -> dict[str, Any]:
    return {
        "says": _(
            "The page of this report leads from every figure to the records behind it. Its open data hold them all; "
            "with them anybody recomputes every figure, on a machine of their own:"
        ),
        "command": f"bridgehead outcomes verify report-{edition.number}.zip --digest {edition.digest}",
        "note": _("The digest (SHA-256) is that of this edition: with other records it does not hold."),
    }
