"""What the directory tells: who no longer belongs to an organisation no longer writes at its applications."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.directory.signals import member_left
from bridgehead.programmes.actions.teams import leave_teams


@receiver(member_left, dispatch_uid="programmes.leave_teams")
def on_member_left(*, user_id: int, organisation_id: int, now: datetime, **_: Any) -> None:
    """Take the person out of the teams of the organisation's applications."""
    leave_teams(user_id=user_id, organisation_id=organisation_id, now=now)
