"""What forums and directory tell: approved people join the round, people who left forum or organisation go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.directory.signals import member_left
from bridgehead.events.signals import registration_approved, registration_ended
from bridgehead.partnering.actions.delegations import join_round, leave_delegations, leave_round


@receiver(registration_approved, dispatch_uid="partnering.join_round")
def on_registration_approved(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person take part."""
    join_round(registration_id=registration_id, now=now)


@receiver(registration_ended, dispatch_uid="partnering.leave_round")
def on_registration_ended(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person go."""
    leave_round(registration_id=registration_id, now=now)


@receiver(member_left, dispatch_uid="partnering.leave_delegations")
def on_member_left(*, user_id: int, organisation_id: int, now: datetime, **_: Any) -> None:
    """Let the person act for the organisation's delegations no longer."""
    leave_delegations(user_id=user_id, organisation_id=organisation_id, now=now)
