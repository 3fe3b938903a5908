"""Where to go on: addresses that come with a request are followed only when they are our own."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(address: str) -> str:
    """Return an address within this site as it was given, and nothing for any other."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def wanted_address(request: HttpRequest) -> str:
    """Return where the visitor wants to go on (``next``, typed or linked), or nothing."""
    return own_address(request.POST.get("next") or request.GET.get("next") or "")
