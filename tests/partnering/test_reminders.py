"""The evening before: each delegate with meetings on the next day is told of them, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as sent_mail

from bridgehead.accounts.models import User
from bridgehead.events.actions.badges import issue_badge
from bridgehead.foundation import jobs
from bridgehead.partnering.actions.day import call_off_meeting
from bridgehead.partnering.actions.delegations import end_delegacies
from bridgehead.partnering.actions.invitations import choose_mails
from bridgehead.partnering.actions.reminders import remind, remind_of_meetings
from bridgehead.partnering.models import Delegate, MeetingReminder, PartneringRound
from bridgehead.partnering.queries.reminders import Due, reminders_due
from tests.clocks import standing_still
from tests.factories.forums import RegistrationFactory
from tests.factories.people import actor_of
from tests.partnering.invited import deliver
from tests.partnering.scenes import InForce, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = date(2023, 4, 28)
#: Six in the evening in Boston.
EVENING = datetime(2023, 4, 27, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(now: datetime) -> InForce:
    made = InForce(now)
    deliver(now)
    return made


def reminded(at: datetime) -> list[Any]:
    """Let the job run at a moment, twice; return the reminders that go out."""
    with standing_still(at):
        for _attempt in range(2):
            jobs.queue(remind_of_meetings.name, now=at)
            assert jobs.run_next(worker="test", now=at)
    return deliver(at)


def to(mails: list[Any]) -> list[str]:
    return sorted(each.to[0].split("<")[-1].strip(">") for each in mails)


def test_from_six_in_the_evening_until_the_first_slot_everybody_with_a_meeting_is_due(scene: InForce) -> None:
    coming = Delegate.objects.exclude(delegation=scene.saebyeok).order_by("pk").values_list("pk", flat=True)
    due = [Due(pk, DAY) for pk in coming]
    begins = scene.slots[0].starts_at

    moments = (EVENING - MINUTE, EVENING, begins - MINUTE, begins)
    assert [reminders_due(at) for at in moments] == [[], due, due, []]
    PartneringRound.objects.update(phase="closed")
    assert reminders_due(EVENING) == []


def test_each_is_told_once_in_their_language_with_both_clocks(scene: InForce) -> None:
    hanbit, acme = person(scene.hanbit), person(scene.acme)

    mails = reminded(EVENING)

    assert to(mails) == sorted(person(each).email for each in (scene.hanbit, scene.acme, scene.beacon))
    subjects = {each.to[0].split("<")[-1].strip(">"): each.subject for each in mails}
    forum = scene.round.forum
    assert subjects[hanbit.email] == f"4월 28일 (금) 미팅 2건: {forum.name_ko}"
    assert subjects[acme.email] == f"1 meeting on Fri 28 April: {forum.name_en}"
    body = next(each.body for each in mails if acme.email in each.to[0])
    assert "09:00–09:20 Boston · 22:00" in body
    assert "Table 1: Hanbit" in body
    assert "#badge" not in body
    assert reminded(EVENING + MINUTE) == []


def test_a_badge_is_led_to_where_there_is_one(scene: InForce) -> None:
    given = RegistrationFactory(
        forum=scene.round.forum,
        user=person(scene.hanbit),
        organisation=scene.hanbit.organisation,
        state="approved",
    )
    issue_badge(given, now=scene.now)

    body = next(each.body for each in reminded(EVENING) if given.user.email in each.to[0])

    assert f"/ko/forums/{scene.round.forum.public_id}/registration/#badge" in body


@pytest.mark.parametrize("why", ["left", "unwanted", "closed account", "called off"])
def test_who_has_left_wants_none_or_has_no_meeting_is_not_reminded(scene: InForce, why: str) -> None:
    acme = person(scene.acme)
    others = sorted(person(each).email for each in (scene.hanbit, scene.beacon))
    if why == "left":
        end_delegacies(Delegate.objects.filter(user=acme), scene.now)
    elif why == "unwanted":
        choose_mails(invites=True, reminds=False, by=actor_of(acme), now=scene.now)
    elif why == "closed account":
        User.objects.filter(pk=acme.pk).update(is_active=False)
    else:
        call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=scene.now)
    deliver(scene.now)

    assert to(reminded(EVENING)) == others


def test_what_is_called_off_after_the_reminder_was_staged_is_not_in_it(scene: InForce) -> None:
    hanbit = Delegate.objects.get(delegation=scene.hanbit)
    remind(delegate_id=hanbit.pk, day=DAY, now=EVENING)
    call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=EVENING)
    before = len(sent_mail.outbox)

    told = [each for each in deliver(EVENING) if "2건" in each.subject or "1건" in each.subject]

    assert [each.subject.split(":")[0] for each in told] == ["4월 28일 (금) 미팅 1건"]
    assert len(sent_mail.outbox) > before
    assert MeetingReminder.objects.count() == 1
