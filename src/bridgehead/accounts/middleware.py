"""The edge at which the signed-in person becomes an Actor, and at which staff show their second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.accounts.queries import has_second_factor
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.addresses import page_before
from bridgehead.web.htmx import redirect_page

#: The part of the site that is for staff, below the language.
DESK = "desk/"


class ActorMiddleware:
    """Gives every request its ``actor``, built when first asked for.

    Who works at a desk without a second factor hold no staff powers anywhere; at the desk they are led to set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]  # the edge's own attribute
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR or not _is_desk(request) or not request.user.is_authenticated:
            return None
        whole = actor_for(request.user)
        if not whole.has_desk or has_second_factor(request.user.pk):
            return None
        return HttpResponseRedirect(
            f"{reverse('accounts:second_factor')}?{urlencode({'next': request.get_full_path()})}"
        )


class WayBackMiddleware:
    """Leads whoever sent something with an expired login back, after signing in, to the page they sent it from.

    The address of a deed has no page of its own; on the page before, what was written waits to be sent once more
    (web/bridgehead.js). A part of a page that htmx asked for takes the whole page to the sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_part = request.headers.get("HX-Request") == "true"
        if response.status_code != 302 or not (is_part or request.method == "POST"):
            return response
        path, _mark, query = response["Location"].partition("?")
        page = page_before(request)
        if path != resolve_url(settings.LOGIN_URL) or "next=" not in query or not page:
            return response
        entrance = f"{path}?{urlencode({'next': page})}"
        return redirect_page(request, entrance)


def _is_desk(request: HttpRequest) -> bool:
    _language, _slash, rest = request.path_info.lstrip("/").partition("/")
    return rest.startswith(DESK)


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return Actor(language=reading_language(), zone=settings.HOME_ZONE)
    actor = actor_for(request.user)
    if settings.STAFF_SECOND_FACTOR and actor.has_desk and not has_second_factor(request.user.pk):
        return actor.without_staff_powers()
    return actor
