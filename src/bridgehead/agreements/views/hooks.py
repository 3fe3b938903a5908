"""The hook of the provider of signatures: read within bounds, checked, and answered without saying what it found."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bridgehead.agreements.actions.hooks import take_hook
from bridgehead.agreements.adapters.signing import Forged
from bridgehead.agreements.queries.signatures import is_signed_here
from bridgehead.foundation import clock

MOST_BYTES = 16_384


# No browser sends it, and no cookie lends it a right: the signature over its body is the right.
@csrf_exempt
@require_POST
def signing(request: HttpRequest) -> HttpResponse:
    """Take a hook. Whether the paper is known, open or anybody's is not told."""
    if not is_signed_here():
        raise Http404
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        take_hook(headers=request.headers, body=body, now=clock.database_now())
    except Forged:
        return HttpResponse(status=403)
    return HttpResponse(status=204)
