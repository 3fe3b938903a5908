"""What the forums tell: approved people join the round, people who left it go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.events.signals import registration_approved, registration_ended
from bridgehead.partnering.actions.delegations import join_round, leave_round


@receiver(registration_approved, dispatch_uid="partnering.join_round")
def on_registration_approved(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person take part."""
    join_round(registration_id=registration_id, now=now)


@receiver(registration_ended, dispatch_uid="partnering.leave_round")
def on_registration_ended(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person go."""
    leave_round(registration_id=registration_id, now=now)
