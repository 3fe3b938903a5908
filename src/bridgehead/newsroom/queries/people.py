"""Who works in the newsroom."""

from __future__ import annotations

from django.contrib.auth.models import Group

from bridgehead.accounts.actor import ActorPart
from bridgehead.newsroom.rules import THE_NEWSROOM, Role


def roles_of(user_id: int) -> ActorPart:
    """Return the newsroom's role of a person: part of their Actor."""
    held = Group.objects.filter(user=user_id, name__in=Role.values).values_list("name", flat=True)
    return ActorPart(roles=frozenset((name, THE_NEWSROOM) for name in held))
