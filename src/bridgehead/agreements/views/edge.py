"""What the pages of the ledger share: they are there for those who keep one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.rules import keeps_a_ledger

View = Callable[..., HttpResponse]


def keepers_only(view: View) -> View:
    """Lead a stranger to sign-in and back; to everybody who keeps no ledger the page is not there."""

    @login_required
    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_a_ledger(actor_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return seen
