"""The agreements that bind an organisation, as those who speak for it read them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.queries import details
from bridgehead.agreements.queries.ledger import own_agreement_or_404, own_by_date
from bridgehead.agreements.views.edge import whole
from bridgehead.foundation import clock, files
from bridgehead.web.pages import page_of

PER_PAGE = 20


@login_required
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """What binds the organisations that one speaks for, the latest first."""
    page = page_of(request, own_by_date(actor_of(request)), PER_PAGE)
    return render(request, "agreements/own/agreements.html", {"page": page, "now": clock.now()})


@login_required
@require_safe
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of them, to be read."""
    found = own_agreement_or_404(actor_of(request), public_id)
    return render(request, "agreements/own/agreement.html", whole(request, found))


@login_required
@require_safe
def document(request: HttpRequest, public_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Hand out a document of it."""
    actor = actor_of(request)
    own_agreement_or_404(actor, public_id)
    return files.serve(details.document_or_404(actor, public_id, document_id).file)
