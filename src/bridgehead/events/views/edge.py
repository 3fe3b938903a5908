"""What every page of forums shares: the reader, and a refusal that keeps the form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.events.rules import may_create_forum
from bridgehead.foundation.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

View = Callable[..., HttpResponse]
Made = TypeVar("Made")


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return actor


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


def attempt(form: BaseForm, deed: Callable[[], Made]) -> Made | None:
    """Do the deed of a valid form; a refusal is said at its field, and nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return None
