"""The page and the fragment are the same template: ``x/list.html`` includes ``x/_list.html``, a swap renders it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import force_str

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

TOAST = "toast"


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (a boosted link or a restored history entry wants the whole)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def fragment_of(template: str) -> str:
    """events/list.html → events/_list.html."""
    folder, _, name = template.rpartition("/")
    return f"{folder}/_{name}" if folder else f"_{name}"


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200, toast: str = ""
) -> HttpResponse:
    """Render the page, or its fragment when htmx asks for one, and say ``toast`` with the fragment."""
    chosen = fragment_of(template) if wants_fragment(request) else template
    response = render(request, chosen, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    if toast and chosen != template:
        add_toast(response, toast)
    return response


def add_toast(response: HttpResponse, sentence: str, *, tone: str = "") -> HttpResponse:
    """Have the browser show a sentence for a while; without JavaScript use ``django.contrib.messages`` instead."""
    waiting = json.loads(response.headers.get("HX-Trigger", "{}"))
    waiting[TOAST] = {"text": force_str(sentence), "tone": tone}
    response["HX-Trigger"] = json.dumps(waiting)  # ASCII: a header carries no Hangul
    return response


def redirect_page(request: HttpRequest, url: str) -> HttpResponse:
    """Send the reader to another page, whether the browser or htmx asked. ``url`` must be one of our own."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})
