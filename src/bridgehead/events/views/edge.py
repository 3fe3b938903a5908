"""What the officers' pages of forums share: they are there for officers only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.urls import reverse

from bridgehead.accounts.edge import actor_of
from bridgehead.events.rules import may_create_forum

if TYPE_CHECKING:
    from django.http import HttpRequest

View = Callable[..., HttpResponse]


def officers_only(view: View) -> View:
    """Lead a stranger to sign-in and back; to everybody who runs no forum the desk is not there."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.is_anonymous:
            return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
        if not may_create_forum(actor):
            raise Http404
        return view(request, *args, **kwargs)

    return seen
