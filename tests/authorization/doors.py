"""A forum at its door: who is expected, who came, and somebody who came without a registration."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bridgehead.accounts.models import User
from bridgehead.events.models import CheckIn, Forum, ForumRoleKind
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    BadgeFactory,
    ForumFactory,
    ForumRoleFactory,
    WalkInFactory,
)
from tests.factories.people import UserFactory

#: The morning on which the matrix is asked, in Boston.
MORNING = datetime(2023, 4, 26, 12, 0, tzinfo=UTC)
CANARIES = {
    "expected at a door": "canary-expected",
    "came to a forum": "canary-stood-at-a-door",
    "walk-in": "canary-walk-in",
    "code of a badge": "CANA-RYBA-DGEC-0DE1",
}


def open_door(forum: Forum, people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """Put a badge, a check-in and a walk-in at the forum of the scene, and another forum on the day of the matrix."""
    own = forum.registrations.get(user=people["delegate"])
    badge = BadgeFactory(registration=own, code=canaries["code of a badge"].replace("-", ""))
    guest = UserFactory(given_name_en=canaries["came to a forum"])
    came = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum, user=guest))
    starts_at = forum.starts_at
    found = CheckIn.objects.create(
        badge=came, day=date(2023, 4, 27), at=starts_at, last_in_at=starts_at, source="online", by=people["staff"]
    )
    waiting = WalkInFactory(forum=forum, name=canaries["walk-in"])
    today = ForumFactory(name_en="Forum at its door", name_ko="문을 연 포럼", starts_at=MORNING, state="running")
    ForumRoleFactory(forum=today, user=people["officer"])
    ForumRoleFactory(forum=today, user=people["staff"], role=ForumRoleKind.STAFF)
    expected = UserFactory(given_name_en=canaries["expected at a door"])
    BadgeFactory(registration=ApprovedRegistrationFactory(forum=today, user=expected))
    return {
        "forum at its door": today.public_id,
        "badge": badge.public_id,
        "check-in": found.public_id,
        "walk-in": waiting.public_id,
    }
