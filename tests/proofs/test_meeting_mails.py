"""Invitations end as the last timetable says, and nobody is reminded twice, whoever works at the same moment.

Each proof has its negative control: with the lock or the constraint taken away, the same race goes wrong.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, statements_altered

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
EVENING = datetime(2023, 4, 27, 22, 30, tzinfo=UTC)
WRITTEN, LOCK = 'UPDATE "partnering_invitation"', " FOR NO KEY UPDATE"


def make_invited() -> dict[str, Any]:
    """Invite one side of a published round; then all meetings move by ten minutes, which it was not sent yet."""
    from bridgehead.partnering.actions.day import move_times
    from bridgehead.partnering.actions.invitations import keep_invited
    from bridgehead.partnering.models import Invitation
    from tests.partnering.scenes import InForce

    scene = InForce(NOW)
    delegate = scene.hanbit.delegates.get().pk
    keep_invited(delegate_id=delegate, now=NOW)
    Invitation.objects.update(begun_at=NOW)
    move_times(slot_id=scene.slots[0].pk, minutes=10, version=1, by=scene.by, now=NOW)
    return {"delegate": delegate, "slot": scene.slots[0].pk, "officer": scene.officer.pk}


def keep_slowly(delegate: int, without: str = "(?!)", **_: Any) -> str:
    """Bring the calendar in line with what is in force, and take a while over writing it."""
    from bridgehead.partnering.actions.invitations import keep_invited

    with statements_altered(slow_at=WRITTEN, without=without):
        keep_invited(delegate_id=delegate, now=NOW)
    return "kept"


def move_and_keep(delegate: int, slot: int, officer: int, without: str = "(?!)") -> str:
    """A little later, move all meetings once more and bring the calendar in line with that."""
    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.partnering.actions.day import move_times
    from bridgehead.partnering.actions.invitations import keep_invited

    time.sleep(0.5)
    move_times(slot_id=slot, minutes=10, version=2, by=actor_for(User.objects.get(pk=officer)), now=NOW)
    with statements_altered(slow_at="(?!)", without=without):
        keep_invited(delegate_id=delegate, now=NOW)
    return "kept"


def sent(**_: Any) -> list[list[Any]]:
    """Return what the calendar was sent last: when each meeting is, and the number of it."""
    from bridgehead.partnering.models import Invitation

    rows = Invitation.objects.order_by("pk").values_list("content", "sequence")
    return [[content["starts_at"][11:16], sequence] for content, sequence in rows]


def make_round() -> dict[str, Any]:
    """A delegate who is to be reminded."""
    from tests.partnering.scenes import InForce

    return {"delegate": InForce(NOW).hanbit.delegates.get().pk}


def remind_now(delegate: int) -> bool:
    """Remind of the day, as the job does."""
    from bridgehead.partnering.actions.reminders import remind

    return remind(delegate_id=delegate, day=date(2023, 4, 28), now=EVENING)


def remind_carelessly(delegate: int) -> bool:
    """The negative control: look whether it was done, then do it, with no constraint on it."""
    from django.db import transaction

    from bridgehead.foundation import notices
    from bridgehead.partnering.models import MeetingReminder

    if MeetingReminder.objects.filter(delegate_id=delegate).exists():
        return False
    time.sleep(0.5)
    with transaction.atomic():
        kept = MeetingReminder.objects.create(delegate_id=delegate, day=date(2023, 4, 28))
        notices.after_commit("partnering/reminder", key=f"careless:{kept.pk}", now=EVENING, delegate_id=delegate)
    return True


def take_constraint_away() -> None:
    """The negative control: a delegate may be reminded of one day twice."""
    from django.db import connection

    from bridgehead.partnering.models import MeetingReminder

    [constraint] = MeetingReminder._meta.constraints
    MeetingReminder._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(MeetingReminder, constraint)


def reminders(**_: Any) -> list[int]:
    """Return how many reminders are kept, and how many mails are staged."""
    from bridgehead.foundation.models import OutboxItem
    from bridgehead.partnering.models import MeetingReminder

    return [MeetingReminder.objects.count(), OutboxItem.objects.filter(kind="partnering/reminder").count()]


def test_a_calendar_ends_as_the_last_timetable_says(real_database: RealDatabase) -> None:
    made = real_database.once(make_invited)

    assert real_database.race([(keep_slowly, made), (move_and_keep, made)]) == ["kept", "kept"]

    assert real_database.once(sent) == [["13:20", 3], ["14:40", 3]]


def test_without_the_delegacys_lock_a_calendar_would_go_back(real_database: RealDatabase) -> None:
    if real_database.writes_one_at_a_time:
        pytest.skip("SQLite lets one transaction write at a time, whatever it locks")
    made = real_database.once(make_invited)

    real_database.race([(keep_slowly, {**made, "without": LOCK}), (move_and_keep, {**made, "without": LOCK})])

    assert real_database.once(sent)[0] == ["13:10", 2]


def test_a_delegate_is_reminded_once_however_many_remind(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)

    answers = real_database.race([(remind_now, made)] * 4)

    assert (sorted(answers), real_database.once(reminders)) == ([False, False, False, True], [1, 1])


def test_without_the_constraint_a_delegate_would_be_reminded_twice(real_database: RealDatabase) -> None:
    made = real_database.once(make_round)
    real_database.once(take_constraint_away)

    real_database.race([(remind_carelessly, made)] * 2)

    assert real_database.once(reminders) == [2, 2]
