"""What anybody may see: an agreement from its hour on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.queries.public import public_agreement_or_404, public_documents, public_file_or_404
from bridgehead.agreements.views.edge import restated_on
from bridgehead.foundation import clock, files

_ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


@require_safe
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One agreement, by the database's clock: a second before its hour it is not there."""
    now = clock.database_now()
    shown = public_agreement_or_404(public_id, now)
    context = {
        "agreement": shown,
        "documents": public_documents(public_id, now),
        **restated_on(request, shown.amounts),
        "zone": actor_of(request).zone,
    }
    return render(request, "agreements/agreement.html", context)


@require_safe
def document(request: HttpRequest, public_id: UUID, sha256: str) -> HttpResponseBase:
    """Hand out a public document of it, named by its hash: its own name may tell what is kept back."""
    file = public_file_or_404(public_id, sha256, clock.database_now())
    return files.serve(file, named=f"{file.sha256[:16]}{_ENDINGS.get(file.media_type, '')}")
