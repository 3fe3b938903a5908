"""The edge at which the signed-in person becomes an Actor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.foundation.bilingual import reading_language


class ActorMiddleware:
    """Gives every request its ``actor``, built when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        return actor_for(request.user)
    return Actor(language=reading_language(), zone=settings.HOME_ZONE)
