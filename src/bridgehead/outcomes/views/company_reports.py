"""The officers' desk of what companies stated in their reports: shown beside the ladder, each with its proof."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.views.edge import keepers_only
from bridgehead.outcomes.queries import company_reports as reads
from bridgehead.web.pages import page_of

PER_PAGE = 25


@keepers_only
@require_safe
def stated(request: HttpRequest) -> HttpResponse:
    """The locked reports of programmes that one runs, with the amounts that they state."""
    page = page_of(request, reads.reports_stated(actor_of(request)), PER_PAGE)
    context = {"page": page, "stated": reads.amounts_stated(page), "tab": "stated"}
    return render(request, "outcomes/desk/stated.html", context)
