"""What programmes know of a person: which they run."""

from __future__ import annotations

from bridgehead.accounts.actor import ActorPart
from bridgehead.programmes.models import ProgrammeRole
from bridgehead.programmes.rules import OFFICER


def roles_of(user_id: int) -> ActorPart:
    """Return which programmes a person runs, as ``("programme_officer", programme id)``: part of their Actor."""
    held = ProgrammeRole.objects.filter(user_id=user_id).values_list("programme_id", flat=True)
    return ActorPart(roles=frozenset((OFFICER, programme_id) for programme_id in held))
