"""What anybody may see: an agreement from its hour on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.queries.public import public_agreement_or_404
from bridgehead.foundation import clock


@require_safe
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One agreement, by the database's clock: a second before its hour it is not there."""
    shown = public_agreement_or_404(public_id, clock.database_now())
    return render(request, "agreements/agreement.html", {"agreement": shown, "zone": actor_of(request).zone})
