"""What the way in tells: who has a second factor from now on, has it in every session."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from bridgehead.accounts import actions
from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.accounts.queries import SECOND_FACTORS
from bridgehead.foundation import clock


@receiver(authenticator_added, dispatch_uid="accounts.end_other_sessions")
def on_authenticator_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """End every other session: none of them has shown the factor that would now give it an officer's powers."""
    if authenticator.type in SECOND_FACTORS:
        changed = actions.sign_out_everywhere(by=Actor(user_id=user.pk), now=clock.now())
        update_session_auth_hash(request, changed)
