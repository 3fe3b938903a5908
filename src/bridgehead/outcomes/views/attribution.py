"""What the support is said to have changed, and who appears again and again: for those who keep the ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.views.edge import keepers_only
from bridgehead.outcomes.queries import attribution as reads
from bridgehead.outcomes.rules import Rung
from bridgehead.web.pages import page_of

PER_PAGE = 25


@keepers_only
@require_safe
def attribution(request: HttpRequest) -> HttpResponse:
    """The parties' judgements by rung, and the organisations of more than one case; what is made up by itself."""
    actor, is_sample = actor_of(request), request.GET.get("sample") == "yes"
    page = page_of(request, reads.repeated(actor, is_sample=is_sample), PER_PAGE)
    context = {
        "told": reads.attribution(actor, is_sample=is_sample),
        "asked_rungs": [each.label for each in reads.ASKED_RUNGS],
        "rungs": [each.label for each in Rung],
        "page": page,
        "rows": reads.shown_repeated(list(page), actor, is_sample=is_sample),
        "is_sample": is_sample,
        "has_samples": reads.has_samples(actor),
        "tab": "attribution",
    }
    return render(request, "outcomes/desk/attribution.html", context)
