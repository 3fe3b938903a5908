"""Published reports for anybody: their editions, each figure with its proof, and the files to take away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.foundation import clock, files
from bridgehead.foundation.bilingual import reading_language
from bridgehead.outcomes.indicators import INDICATORS
from bridgehead.outcomes.models import Edition, PaperKind
from bridgehead.outcomes.queries import reports as queries
from bridgehead.outcomes.schemas.changed import changes_told
from bridgehead.outcomes.schemas.effects import effect_told
from bridgehead.outcomes.schemas.proofs import record_told
from bridgehead.outcomes.schemas.shown import fields_told, said, shown
from bridgehead.web.pages import page_of

PER_PAGE = 25


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every published report, the latest period first."""
    page = page_of(request, queries.published_reports(), PER_PAGE)
    listed = [{"edition": each, **_called(each.told)} for each in page]
    return render(request, "outcomes/reports.html", {"page": page, "listed": listed})


@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The latest edition of a report."""
    return _page(request, queries.edition_or_404(report_id))


@require_safe
def edition(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """One edition, as it was published."""
    return _page(request, queries.edition_or_404(report_id, number))


def _page(request: HttpRequest, found: Edition) -> HttpResponse:
    editions = queries.editions_of(found.report)
    context = {
        **_frame(found),
        "told": shown(found.head, queries.figures_of(found)),
        "effects": [effect_told(each) for each in found.head["effects"]],
        "changes": changes_told(found.head),
        "editions": editions,
        "is_latest": editions[0].number == found.number,
        "files": queries.files_of(found, reading_language()),
    }
    return render(request, "outcomes/edition.html", context)


def _frame(found: Edition) -> dict[str, Any]:
    """What every page of an edition says of it: as it was published, not as its report is called today."""
    told = found.head["report"]
    return {"edition": found, "lead": said(told, "lead"), "reason": said(told, "reason"), **_called(told)}


def _called(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": said(told, "name"),
        "keeper": said(told["keeper"], "name"),
        "forum": said(told["forum"], "name") if told["forum"] else None,
        "first_day": date.fromisoformat(told["first_day"]),
        "last_day": date.fromisoformat(told["last_day"]),
        "is_sample": told["is_sample"],
    }


@require_safe
def figure(request: HttpRequest, report_id: UUID, number: int, position: int) -> HttpResponse:
    """One figure opened to its proof: the definition it follows, and the records behind it as they were published."""
    found = queries.edition_or_404(report_id, number)
    told = queries.figure_or_404(found, position)
    page = page_of(request, told.records, PER_PAGE)
    whole = shown(found.head, [told])
    records = queries.records_behind(told, list(page))
    now = clock.database_now()
    corrected, is_open = queries.corrected_since(records, now), queries.open_agreements(records, now)
    context = {
        **_frame(found),
        "figure": whole.figure,
        "field": fields_told(found.head).get(told.group.get("field", "")),
        "definition": whole.definition_of(told.indicator),
        "page": page,
        "records": [record_told(each.said, is_corrected=each.key in corrected) for each in records],
        "open": is_open,
    }
    return render(request, "outcomes/figure.html", context)


@require_safe
def file(request: HttpRequest, report_id: UUID, number: int, paper: str) -> FileResponse:
    """An edition to take away, in the language of the page where that matters."""
    if paper not in PaperKind.values:
        raise Http404
    found = queries.edition_or_404(report_id, number)
    return files.serve(queries.edition_file_or_404(found, kind=paper, language=reading_language()).file)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """What the figures of a report count today."""
    return render(request, "outcomes/definitions.html", {"indicators": INDICATORS})
