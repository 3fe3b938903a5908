"""What the directory tells: who no longer belongs to an organisation no longer takes part for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.directory.signals import member_left
from bridgehead.events.actions.registrations import end_registrations


@receiver(member_left, dispatch_uid="events.end_registrations")
def on_member_left(*, user_id: int, organisation_id: int, now: datetime, **_: Any) -> None:
    """Take back what the person had asked for in the organisation's name."""
    end_registrations(user_id=user_id, organisation_id=organisation_id, now=now)
