"""The beacon: a page that is being read says so, once it is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bridgehead.accounts.edge import client_address
from bridgehead.foundation import clock
from bridgehead.newsroom.actions.readings import note_reading


# Nobody is signed in for it and it changes nothing but a count: a token would need a cookie, which readers are spared.
@csrf_exempt
@require_POST
def read(request: HttpRequest, language: str, key: UUID) -> HttpResponse:
    """Count a reading; the answer is the same whether it counted."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        note_reading(
            key=key,
            language=language,
            address=client_address(request),
            agent=request.headers.get("User-Agent", "")[:300],
            now=clock.database_now(),
        )
    return HttpResponse(status=204)
