"""The page behind the link by which an organisation says whether it may be listed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of
from bridgehead.directory.actions.consents import answer_listing
from bridgehead.directory.queries.consents import consent_by_link
from bridgehead.foundation import clock
from bridgehead.web.secret_links import kept_from_others


# The token in the address is the right, and no cookie lends any.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of the organisation, and whether everybody may find it."""
    now = clock.now()
    asked = consent_by_link(token, now)
    if asked is None:
        raise Http404
    if request.method == "POST":
        answer_listing(token=token, agrees=request.POST.get("answer") == "yes", by=actor_of(request), now=now)
        return kept_from_others(redirect("directory:listing", token))
    context = {"consent": asked, "organisation": asked.organisation}
    return kept_from_others(render(request, "directory/listing.html", context))
