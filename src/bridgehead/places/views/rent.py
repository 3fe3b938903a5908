"""Supported rent as a company sees its own."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import files
from bridgehead.places.queries import rent as queries
from bridgehead.places.views.edge import members_only
from bridgehead.web.pages import page_of

PER_PAGE = 20


@members_only
@require_safe
def own_rent(request: HttpRequest) -> HttpResponse:
    """What of the rent of one's organisations is supported."""
    page = page_of(request, queries.own_supports(actor_of(request)), PER_PAGE)
    return render(request, "places/rent.html", {"page": page})


@members_only
@require_safe
def own_invoice(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """The invoice of an entry of one's own organisation, as a download."""
    entry = queries.own_entry_or_404(actor_of(request), entry_id)
    if entry.invoice is None:
        raise Http404
    return files.serve(entry.invoice, named=entry.invoice.filename)
