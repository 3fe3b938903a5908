"""What lower storeys tell: who left an organisation no longer takes part for it; a house answered for a hall."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.accounts.actor import Actor
from bridgehead.directory.signals import member_left
from bridgehead.events.actions.halls import tell_officers
from bridgehead.events.actions.registrations import end_registrations
from bridgehead.places.signals import room_answered


@receiver(member_left, dispatch_uid="events.end_registrations")
def on_member_left(*, user_id: int, organisation_id: int, now: datetime, **_: Any) -> None:
    """Take back what the person had asked for in the organisation's name."""
    end_registrations(user_id=user_id, organisation_id=organisation_id, now=now)


@receiver(room_answered, dispatch_uid="events.tell_officers_of_halls")
def on_room_answered(*, source: str, booking_id: int, what: str, by: Actor, now: datetime, **_: Any) -> None:
    """Tell the officers of a forum what a house answered for its hall."""
    tell_officers(source=source, booking_id=booking_id, what=what, by=by, now=now)
