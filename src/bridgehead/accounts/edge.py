"""What every view needs of people: who asks, and a refusal that keeps the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.refusals import Refused

Made = TypeVar("Made")


def actor_of(request: HttpRequest) -> Actor:
    """Return who this request is made by."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # put there by ActorMiddleware


def attempt(form: BaseForm, deed: Callable[[], Made]) -> Made | None:
    """Do the deed of a valid form; a refusal is said at its field, and nothing typed is lost."""
    if not form.is_valid():
        return None
    try:
        return deed()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
    return None
