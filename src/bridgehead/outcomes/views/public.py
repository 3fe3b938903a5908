"""The ladder of evidence for anybody, and what stands on each rung."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.foundation import clock
from bridgehead.outcomes.queries.ladder import cases_on, ladder, public_effects, shown_cases
from bridgehead.outcomes.rules import EVIDENCE, Rung
from bridgehead.web.pages import page_of

CASES_PER_PAGE = 25


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The ladder as a picture and as a table, and beside it what hosts stated."""
    shown = {"rungs": ladder(clock.database_now()), "effects": public_effects()}
    return render(request, "outcomes/results.html", shown)


@require_safe
def rung(request: HttpRequest, rung: str) -> HttpResponse:
    """The cases behind one figure of the ladder: its proof."""
    if rung not in Rung.values:
        raise Http404
    page = page_of(request, cases_on(rung, clock.database_now()), CASES_PER_PAGE)
    shown = {
        "rung": rung,
        "label": Rung(rung).label,
        "evidence": EVIDENCE[rung],
        "page": page,
        "cases": shown_cases(list(page)),
    }
    return render(request, "outcomes/rung.html", shown)
