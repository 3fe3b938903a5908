"""Who may do what with a forum, and how forums and registrations move on."""

from __future__ import annotations

from bridgehead.accounts.actor import Actor


def may_run_forum(actor: Actor, forum_id: int) -> bool:
    """Whether the person is an officer of this forum or administers the platform."""
    return actor.is_platform_admin or actor.has_role("forum_officer", forum_id)
