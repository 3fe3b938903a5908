"""What may be read of forums, by whom."""

from __future__ import annotations

from bridgehead.accounts.actor import ActorPart
from bridgehead.events.models import ForumRole


def roles_of(user_id: int) -> ActorPart:
    """Return the forum roles of a person, as ``("forum_officer", forum id)``: part of their Actor."""
    held = ForumRole.objects.filter(user_id=user_id).values_list("role", "forum_id")
    return ActorPart(roles=frozenset((f"forum_{role}", forum_id) for role, forum_id in held))
