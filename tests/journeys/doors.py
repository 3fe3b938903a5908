"""A forum that is held today, with whom it expects and somebody at its door.

Run by ``manage shell`` on the site's own database, which prints what the journey has to know.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bridgehead.accounts.models import User
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.actions.check_in import Scanned, take_scan
from bridgehead.events.models import Badge, CheckIn, Forum, ForumRole, ForumRoleKind, Scan, WalkIn
from tests.factories.forums import ApprovedRegistrationFactory, BadgeFactory, ForumFactory, ForumRoleFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

PEOPLE = [("강", "나루", "Naru", "Kang"), ("도", "레미", "Remi", "Do"), ("문", "보배", "Bobae", "Moon")]


def print_door(email: str) -> None:
    """Let a person serve at the door of a forum of today, and print its id and the code of each who is expected."""
    now = datetime.now(UTC)
    forum = ForumFactory(
        name_ko="오늘의 포럼", name_en="Forum of today", zone="Asia/Seoul", city_ko="서울", city_en="Seoul",
        starts_at=now, ends_at=now + timedelta(hours=30), state="running",
    )  # fmt: skip
    firm = OrganisationFactory(name_ko="물빛제약", name_en="Mulbit Pharma")
    codes = {}
    for family_ko, given_ko, given_en, family_en in PEOPLE:
        names = {"family_name_ko": family_ko, "given_name_ko": given_ko}
        names |= {"given_name_en": given_en, "family_name_en": family_en}
        user = UserFactory(**names)
        registration = ApprovedRegistrationFactory(forum=forum, user=user, organisation=firm)
        codes[family_ko + given_ko] = BadgeFactory(registration=registration).code
    ForumRoleFactory(forum=forum, user=User.objects.get(email=email), role=ForumRoleKind.STAFF)
    print(json.dumps({"forum": str(forum.public_id), "codes": codes}))


def let_in_elsewhere(code: str) -> None:
    """Let somebody in at another door of the same forum, which has a connection."""
    badge = Badge.objects.get(code=code)
    staff = ForumRole.objects.get(forum=badge.forum, role=ForumRoleKind.STAFF).user
    scan = Scanned(uuid4(), "in", datetime.now(UTC), code=code, device="Other door")
    take_scan(forum_id=badge.forum_id, scan=scan, by=actor_of(staff))


def call_off(forum_id: str) -> None:
    """Call a forum off while it is being held."""
    forum = Forum.objects.get(public_id=forum_id)
    officer = actor_of(ForumRoleFactory(forum=forum).user)
    call_off_forum(forum_id=forum.pk, reason_en="The power has failed.", by=officer, now=datetime.now(UTC))


def print_day(forum_id: str) -> None:
    """Print what the day of a forum came to: who came and how that was told, how many scans there are, who waits."""
    forum = Forum.objects.get(public_id=forum_id)
    came = CheckIn.objects.filter(badge__forum=forum).order_by("badge_id")
    told = {
        "came": [[each.badge.registration.user.name_ko, each.source] for each in came if each.badge.registration],
        "scans": Scan.objects.filter(forum=forum).count(),
        "waiting": list(WalkIn.objects.filter(forum=forum).values_list("name", "state")),
    }
    print(json.dumps(told))
