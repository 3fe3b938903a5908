"""What may be read of the directory, by whom."""

from __future__ import annotations

from bridgehead.accounts.actor import ActorPart
from bridgehead.directory.models import Membership


def memberships_of(user_id: int) -> ActorPart:
    """Return the organisations that a person belongs to, with the role in each: part of their Actor."""
    held = Membership.objects.filter(user_id=user_id).values_list("organisation_id", "role")
    return ActorPart(organisations=frozenset(held))
