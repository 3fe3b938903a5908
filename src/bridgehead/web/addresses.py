"""Where to go on: addresses that come with a request are followed only when they are our own."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(address: str) -> str:
    """Return an address within this site as it was given, and nothing for any other."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def wanted_address(request: HttpRequest) -> str:
    """Return where the visitor wants to go on (``next``, typed or linked), or nothing."""
    return own_address(request.POST.get("next") or request.GET.get("next") or "")


def page_before(request: HttpRequest) -> str:
    """Return the page of our own that this was sent from, as an address within the site, or nothing."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}):
        return ""
    return own_address(urlunsplit(urlsplit(told)._replace(scheme="", netloc="", fragment="")))
