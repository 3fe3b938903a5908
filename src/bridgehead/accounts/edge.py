"""What every view needs of people: who asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from bridgehead.accounts.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who this request is made by."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # put there by ActorMiddleware
