"""What the pages of the ledger share: they are there for those who keep one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

View = Callable[..., HttpResponseBase]


def keepers_only(view: View) -> View:
    """Lead a stranger to sign-in and back; to everybody who keeps no ledger the desk is not there."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.is_anonymous:
            return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
        if not keeps_a_ledger(actor):
            raise Http404
        return view(request, *args, **kwargs)

    return seen


def today_of(request: HttpRequest) -> date:
    """Return the day that it is for the person."""
    return clock.now().astimezone(ZoneInfo(actor_of(request).zone)).date()


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent for a form to read, be it empty: the form says what it lacks. None: nothing was sent."""
    return request.POST if request.method == "POST" else None
