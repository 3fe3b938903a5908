"""Where nothing is found, an address of an older site may lead on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control

from bridgehead.foundation import clock
from bridgehead.newsroom.queries.old_addresses import new_address_of

#: How long others may keep it: so long a change at the desk may take to show.
KEPT_SECONDS = 300


class OldAddressMiddleware:
    """Leads from addresses of an older site to what stands in their place; asked only where there is no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address of this site is nobody's older one, whatever its page says; most of what is not found is hidden.
        is_ours = request.resolver_match is not None
        if response.status_code != 404 or is_ours or request.method not in {"GET", "HEAD"}:
            return response
        led = new_address_of(request.path, request.META.get("QUERY_STRING", ""), clock.database_now())
        if led is None:
            return response
        moved = HttpResponsePermanentRedirect(led)
        patch_cache_control(moved, public=True, max_age=KEPT_SECONDS)
        return moved
