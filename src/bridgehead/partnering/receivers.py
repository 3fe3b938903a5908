"""What lower storeys tell: approved people join the round, people who left go, withdrawn consents take names away.

A forum that is called off ends its round.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.accounts.models import ConsentPurpose
from bridgehead.accounts.signals import consent_withdrawn
from bridgehead.directory.signals import member_left
from bridgehead.events.signals import forum_called_off, registration_approved, registration_ended
from bridgehead.partnering.actions.calling_off import call_off_round
from bridgehead.partnering.actions.delegations import join_round, leave_delegations, leave_round
from bridgehead.partnering.actions.personal_data import forget_name


@receiver(registration_approved, dispatch_uid="partnering.join_round")
def on_registration_approved(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person take part."""
    join_round(registration_id=registration_id, now=now)


@receiver(registration_ended, dispatch_uid="partnering.leave_round")
def on_registration_ended(*, registration_id: int, now: datetime, **_: Any) -> None:
    """Let the person go."""
    leave_round(registration_id=registration_id, now=now)


@receiver(forum_called_off, dispatch_uid="partnering.call_off_round")
def on_forum_called_off(*, forum_id: int, now: datetime, **_: Any) -> None:
    """End the round of the forum."""
    call_off_round(forum_id=forum_id, now=now)


@receiver(member_left, dispatch_uid="partnering.leave_delegations")
def on_member_left(*, user_id: int, organisation_id: int, now: datetime, **_: Any) -> None:
    """Let the person act for the organisation's delegations no longer."""
    leave_delegations(user_id=user_id, organisation_id=organisation_id, now=now)


@receiver(consent_withdrawn, dispatch_uid="partnering.forget_name")
def on_consent_withdrawn(*, user_id: int, purpose: str, **_: Any) -> None:
    """Take the person's name out of the timetables of others, where it stood by this consent."""
    if purpose == ConsentPurpose.LISTED:
        forget_name(user_id)
