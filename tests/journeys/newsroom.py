"""What a newsroom has before its first journey: a section, and a press officer; run by ``manage shell`` on the site."""

from __future__ import annotations

from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import section, works_as


def open_newsroom(officer: str) -> None:
    """Make a section, and let somebody who has signed in be the press officer."""
    section()
    works_as(User.objects.get(email=officer), Role.OFFICER, clock.now())
