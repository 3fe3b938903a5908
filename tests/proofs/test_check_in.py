"""A badge comes once on a day, and a walk-in takes no place that is gone, whichever devices send at the same moment.

Each proof has its negative control: with the constraint, the lock or the guard taken away, the same race goes wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NINE = datetime(2023, 4, 27, 13, 0, tzinfo=UTC)
DAY = date(2023, 4, 27)
DEVICES = 4


def make_door(places: int | None = None) -> dict[str, Any]:
    """Make a forum under way, somebody at its door, and a badge."""
    from tests.factories.forums import ApprovedRegistrationFactory, BadgeFactory, ForumFactory, ForumRoleFactory

    forum = ForumFactory(starts_at=NINE, state="running", walk_ins="admitted")
    badge = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum))
    forum.refresh_from_db()
    forum.capacity = places
    forum.save(update_fields=["capacity"])
    staff = ForumRoleFactory(forum=forum, role="staff").user_id
    return {"forum": forum.pk, "staff": staff, "badge": badge.pk, "code": badge.code}


def scan(forum: int, staff: int, scans: list[dict[str, Any]]) -> list[str]:
    """Tell the door what a device did; return what it says."""
    from uuid import UUID

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.events.actions.check_in import Scanned, take_scans

    told = [
        Scanned(
            UUID(int=each["id"]),
            each["kind"],
            NINE + timedelta(minutes=each["minute"]),
            code=each.get("code", ""),
            walk_in={"name": f"Walker {each['id']}", "participant_type": "partner"},
        )
        for each in scans
    ]
    by = actor_for(User.objects.get(pk=staff))
    answers = take_scans(forum_id=forum, scans=told, by=by, now=NINE + timedelta(hours=9))
    return [str(each.answer) for each in answers]


def days(badge: int) -> list[list[Any]]:
    """Return what the days of a badge came to: minute of the first entry, of the last, and of the exit."""
    from bridgehead.events.models import CheckIn

    def minute(moment: datetime | None) -> int | None:
        return None if moment is None else int((moment - NINE).total_seconds() / 60)

    found = CheckIn.objects.filter(badge_id=badge).order_by("pk").values_list("at", "last_in_at", "left_at")
    return [[minute(each) for each in row] for row in found]


def places(forum: int) -> list[int]:
    """Return how many walk-ins have a place, and how many places are taken."""
    from bridgehead.events.models import Forum, WalkIn

    taken = Forum.objects.values_list("places_taken", flat=True).get(pk=forum)
    return [WalkIn.objects.filter(forum_id=forum, state="approved").count(), taken]


def insert_once(badge: int) -> str:
    """Check in with no lock before it: the database alone decides."""
    from django.db import IntegrityError

    from bridgehead.events.models import CheckIn

    try:
        CheckIn.objects.create(badge_id=badge, day=DAY, at=NINE, last_in_at=NINE, source="online")
    except IntegrityError:
        return "refused"
    return "in"


def look_then_insert(badge: int) -> str:
    """The negative control: look whether the badge came, then check it in, with nothing in between held."""
    from bridgehead.events.models import CheckIn

    if CheckIn.objects.filter(badge_id=badge, day=DAY).exists():
        return "refused"
    time.sleep(0.3)
    CheckIn.objects.create(badge_id=badge, day=DAY, at=NINE, last_in_at=NINE, source="online")
    return "in"


def take_constraint_away() -> None:
    """The negative control: a badge may come twice on a day."""
    from django.db import connection

    from bridgehead.events.models import ONE_CHECK_IN_CONSTRAINT, CheckIn

    (constraint,) = (each for each in CheckIn._meta.constraints if each.name == ONE_CHECK_IN_CONSTRAINT)
    # SQLite makes the table anew, with the constraints that the model then still has.
    CheckIn._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(CheckIn, constraint)


def device(made: dict[str, Any], scans: list[dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    return scan, {"forum": made["forum"], "staff": made["staff"], "scans": scans}


def test_badge_comes_once_however_many_doors_it_is_shown_at(real_database: RealDatabase) -> None:
    made = real_database.once(make_door)
    shown = [
        [{"id": number + 1, "kind": "in", "minute": 10 + number, "code": made["code"]}] for number in range(DEVICES)
    ]

    answers = real_database.race([device(made, each) for each in shown])

    said = sorted(answer for each in answers for answer in each)
    assert said.count("welcome") == 1
    assert set(said) <= {"welcome", "already", "earlier"}
    assert real_database.once(days, badge=made["badge"]) == [[10, 10 + DEVICES - 1, None]]


def test_one_queue_sent_by_several_connections_at_once_is_taken_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_door)
    queue = [
        {"id": 1, "kind": "in", "minute": 12, "code": made["code"]},
        {"id": 2, "kind": "out", "minute": 40, "code": made["code"]},
        {"id": 3, "kind": "walk-in", "minute": 45},
    ]

    answers = real_database.race([device(made, queue)] * DEVICES)

    assert answers == [["welcome", "left", "admitted"]] * DEVICES
    assert real_database.once(days, badge=made["badge"]) == [[12, 12, 40]]
    assert real_database.once(places, forum=made["forum"]) == [1, 2]


def test_database_alone_refuses_a_second_check_in(real_database: RealDatabase) -> None:
    made = real_database.once(make_door)

    answers = real_database.race([(insert_once, {"badge": made["badge"]})] * DEVICES)

    assert sorted(answers) == ["in", *["refused"] * (DEVICES - 1)]


def test_without_the_constraint_a_badge_comes_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_door)
    real_database.once(take_constraint_away)

    answers = real_database.race([(look_then_insert, {"badge": made["badge"]})] * DEVICES)

    assert answers.count("in") > 1


def test_walk_ins_take_the_last_places_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_door, places=3)

    answers = real_database.race(
        [device(made, [{"id": number + 1, "kind": "walk-in", "minute": number}]) for number in range(DEVICES)]
    )

    assert sorted(answer for each in answers for answer in each) == ["admitted"] * 2 + ["full"] * (DEVICES - 2)
    assert real_database.once(places, forum=made["forum"]) == [2, 3]


def test_without_the_guard_walk_ins_overbook_a_forum(real_database: RealDatabase) -> None:
    made = real_database.once(make_door, places=3)
    real_database.once(take_guard_away, guard="forum_walk_ins_counted")

    answers = real_database.race(
        [device(made, [{"id": number + 1, "kind": "walk-in", "minute": number}]) for number in range(DEVICES)]
    )

    assert answers == [["admitted"]] * DEVICES
    assert real_database.once(places, forum=made["forum"]) == [DEVICES, 1]
