"""What every view needs of people: who asks, and whether the page is there for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from bridgehead.accounts.actor import Actor

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Return who this request is made by."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # put there by ActorMiddleware


def client_address(request: HttpRequest) -> str:
    """Return the network address that a request comes from, by the trusted proxy's word where there is one."""
    return str(get_adapter().get_client_ip(request))


def may_be_mailed(request: HttpRequest, email: str) -> bool:
    """Count that somebody asks for a mail to any address; False where it, or their network, has had its share."""
    return bool(ratelimit.consume(request, action="ask_by_mail", key=email.lower()))


def may_be_done_at_door(request: HttpRequest, door: str) -> bool:
    """Count that somebody does something at a door's screen; False where it has had its share."""
    return bool(ratelimit.consume(request, action="door", key=door))


def there_for(may: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Lead a stranger to sign-in and back; to everybody who may not, the page is not there."""

    def guarded(view: View) -> View:
        @wraps(view)
        def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.is_anonymous:
                return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
            if not may(actor):
                raise Http404
            return view(request, *args, **kwargs)

        return seen

    return guarded
