"""The ladder of evidence for anybody, and what stands on each rung."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bridgehead.events.queries.ceremonies import ceremonies
from bridgehead.foundation import clock
from bridgehead.outcomes.queries.ladder import cases_on, counted_rungs, has_samples, ladder, public_effects, shown_cases
from bridgehead.outcomes.rules import EVIDENCE, Rung
from bridgehead.web.pages import page_of

CASES_PER_PAGE = 25
EFFECTS_PER_PAGE = 10
WIDGET_KEPT_SECONDS = 300


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The ladder as a picture and as a table, and beside it what hosts stated; what is made up has its own."""
    now, is_sample = clock.database_now(), _is_sample(request)
    shown = {
        "rungs": ladder(now, is_sample=is_sample),
        "ceremonies": ceremonies(now, is_sample=is_sample),
        "effects": page_of(request, public_effects(is_sample=is_sample), EFFECTS_PER_PAGE),
        "is_sample": is_sample,
        "has_samples": has_samples(now),
        "widget": settings.SITE_ADDRESS.rstrip("/") + reverse("outcomes:widget"),
    }
    return render(request, "outcomes/results.html", shown)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@cache_control(public=True, max_age=WIDGET_KEPT_SECONDS)
def widget(request: HttpRequest) -> HttpResponse:
    """The cases of each rung in a frame of anybody's page: the same for all, so it may be kept a while.

    What is kept may tell of an agreement a little after its hour, and never before it.
    """
    return render(request, "outcomes/widget.html", {"rungs": counted_rungs(clock.database_now())})


def _is_sample(request: HttpRequest) -> bool:
    return request.GET.get("sample") == "yes"


@require_safe
def rung(request: HttpRequest, rung: str) -> HttpResponse:
    """The cases behind one figure of the ladder: its proof."""
    if rung not in Rung.values:
        raise Http404
    page = page_of(request, cases_on(rung, clock.database_now(), is_sample=_is_sample(request)), CASES_PER_PAGE)
    shown = {
        "rung": rung,
        "label": Rung(rung).label,
        "evidence": EVIDENCE[rung],
        "page": page,
        "cases": shown_cases(list(page)),
        "is_sample": _is_sample(request),
    }
    return render(request, "outcomes/rung.html", shown)
