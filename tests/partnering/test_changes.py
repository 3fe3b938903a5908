"""What has changed between two versions, as each person's mail and page tell it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.partnering.models import Delegate
from bridgehead.partnering.schemas.changes import changes
from bridgehead.partnering.schemas.diary import Entry, Person
from tests.partnering.scenes import address, browser
from tests.partnering.test_actions_timetables import Placed

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = timedelta(hours=1)


def told_to(actor: Actor, *, at: datetime) -> list[str]:
    """Let the waiting mails go out; return the lines of those to a person, without address, links and empty lines."""
    mail.outbox.clear()
    while notices.deliver_next(at):
        pass
    person = User.objects.get(pk=actor.user_id)
    lines = [
        line for each in mail.outbox if person.email in each.to[0] for line in (each.subject, *each.body.split("\n"))
    ]
    return [line for line in lines if line.strip() and "http" not in line and person.full_name() not in line]


def test_a_meeting_is_followed_by_its_request(now: datetime) -> None:
    def entry(request: str, *, minutes: int = 0, table: int = 1, **told: object) -> Entry:
        start = now + timedelta(minutes=minutes)
        return Entry(f"m{minutes}", start, start + timedelta(minutes=20), table, request=request, **told)

    before = [entry("kept"), entry("later", minutes=20), entry("table", minutes=40), entry("gone", minutes=60)]
    who = {"people": (Person(name_en="Mina"),)}
    after = [
        entry("kept", **who),
        entry("later", minutes=80),
        entry("table", minutes=40, table=2),
        entry("new", minutes=20),
    ]

    told = changes(before, after)

    assert [(each.kind, each.shown.request, each.before and each.before.table) for each in told] == [
        ("people", "kept", 1),
        ("added", "new", None),
        ("moved", "table", 1),
        ("cancelled", "gone", 1),
        ("moved", "later", 1),
    ]
    assert changes(before, before) == []


def test_the_mail_lists_what_is_moved_cancelled_and_new_in_the_readers_language(now: datetime) -> None:
    placed = Placed()
    (hanbit, saebyeok), (acme, beacon) = (
        [actor for _delegation, actor in side] for side in (placed.home, placed.abroad)
    )
    placed.publish(0, 1, now=now)
    assert "바뀐 내용:" not in told_to(hanbit, at=now)

    placed.publish(2, now=now + HOUR)

    moved = told_to(acme, at=now + HOUR)
    assert moved == [
        f"Your meetings at {placed.round.forum.name_en} have changed",
        "What has changed:",
        "Moved: Hanbit Bio",
        "  from 28 April 2023 09:00–09:20 Boston · 22:00–22:20 Seoul, table 1",
        "  to 28 April 2023 09:40–10:00 Boston · 22:40–23:00 Seoul, table 1",
        "All your meetings now:",
        "28 April 2023 09:40–10:00 Boston · 22:40–23:00 Seoul",
        "Table 1: Hanbit Bio",
        "Your timetable as it stands now is always here:",
    ]
    placed.publish(2, 1, now=now + 2 * HOUR)
    assert [line for line in told_to(beacon, at=now + 2 * HOUR) if line.startswith("New:")] == [
        "New: Saebyeok Pharma, 28 April 2023 09:20–09:40 Boston · 22:20–22:40 Seoul, table 2"
    ]
    placed.publish(2, now=now + 3 * HOUR)
    assert [line for line in told_to(saebyeok, at=now + 3 * HOUR) if "미팅:" in line] == [
        "취소된 미팅: Beacon, 2023년 4월 28일 09:20–09:40 보스턴 · 22:20–22:40 서울, 테이블 2",
        "지금의 전체 미팅:",
    ]


def test_a_version_that_was_overtaken_before_its_mail_went_out_counts_as_never_told(now: datetime) -> None:
    placed = Placed()
    acme = placed.abroad[0][1]
    placed.publish(0, 1, now=now)
    told_to(acme, at=now)
    placed.publish(1, 2, now=now + HOUR)

    placed.publish(2, 0, now=now + HOUR + timedelta(seconds=9))

    told = told_to(acme, at=now + 2 * HOUR)
    assert [line for line in told if line.startswith(("Your meetings", "  from", "  to"))] == [
        f"Your meetings at {placed.round.forum.name_en} have changed",
        "  from 28 April 2023 09:00–09:20 Boston · 22:00–22:20 Seoul, table 1",
        "  to 28 April 2023 09:40–10:00 Boston · 22:40–23:00 Seoul, table 1",
    ]


def test_what_was_changed_back_before_its_mail_went_out_is_no_news(now: datetime) -> None:
    placed = Placed()
    acme = placed.abroad[0][1]
    placed.publish(0, 1, now=now)
    told_to(acme, at=now)
    placed.publish(1, 2, now=now + HOUR)

    placed.publish(0, 1, now=now + HOUR + timedelta(seconds=9))

    assert (told_to(acme, at=now + 2 * HOUR), len(mail.outbox)) == ([], 0)


def test_what_was_told_while_the_next_version_was_being_published_counts(now: datetime) -> None:
    """Publishing takes its time: a mail of the old version that leaves meanwhile has told what the new one undoes."""
    placed = Placed()
    acme = placed.abroad[0][1]
    placed.publish(0, 1, now=now)
    told_to(acme, at=now)
    placed.publish(1, 2, now=now + HOUR)
    begun = now + HOUR + timedelta(seconds=1)
    assert told_to(acme, at=begun + timedelta(seconds=2)) != []

    placed.publish(0, 1, now=begun)

    told = told_to(acme, at=now + 2 * HOUR)
    assert [line for line in told if line.startswith(("Your meetings at", "  from", "  to"))] == [
        f"Your meetings at {placed.round.forum.name_en} have changed",
        "  from 28 April 2023 09:20–09:40 Boston · 22:20–22:40 Seoul, table 1",
        "  to 28 April 2023 09:00–09:20 Boston · 22:00–22:20 Seoul, table 1",
    ]


def test_who_left_was_told_so_and_hears_anew_of_the_same_meetings_after_coming_back(now: datetime) -> None:
    placed = Placed()
    acme = placed.abroad[0][1]
    delegacy = Delegate.objects.filter(user_id=acme.user_id)
    placed.publish(0, 1, now=now)
    told_to(acme, at=now)
    delegacy.update(left_at=now)
    placed.publish(0, 1, now=now + HOUR)
    assert "No meeting is placed for you in this timetable." in told_to(acme, at=now + HOUR)
    delegacy.update(left_at=None)
    placed.publish(0, 2, now=now + 2 * HOUR)

    placed.publish(0, 1, now=now + 2 * HOUR + timedelta(seconds=9))

    told = told_to(acme, at=now + 3 * HOUR)
    assert told[:2] == [
        f"Your meetings at {placed.round.forum.name_en}",
        "28 April 2023 09:00–09:20 Boston · 22:00–22:20 Seoul",
    ]


def test_whom_the_newer_version_does_not_tell_the_older_one_still_does(now: datetime) -> None:
    placed = Placed()
    acme, beacon = (actor for _delegation, actor in placed.abroad)
    placed.publish(0, 1, now=now)

    placed.publish(0, 2, now=now + timedelta(seconds=9))

    first = f"Your meetings at {placed.round.forum.name_en}"
    assert told_to(acme, at=now + HOUR)[:2] == [first, "28 April 2023 09:00–09:20 Boston · 22:00–22:20 Seoul"]
    addresses = dict(User.objects.values_list("pk", "email"))
    assert [each.subject for each in mail.outbox if addresses[beacon.user_id] in each.to[0]] == [first]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Changed with version 2", "moved", "Before:", "Now:"]),
        ("ko", ["2판에서 바뀐 미팅", "옮겨짐", "이전:", "지금:"]),
    ],
)
def test_the_page_shows_what_the_newest_version_changed(now: datetime, language: str, words: list[str]) -> None:
    placed = Placed()
    reader = browser(User.objects.get(pk=placed.home[0][1].user_id))
    page = address("partnering:timetable", placed.round.public_id, language=language)
    placed.publish(0, 1, now=now)
    assert [word for word in words if word in reader.get(page).text] == []

    placed.publish(2, 1, now=now + HOUR)

    assert [word for word in words if word not in reader.get(page).text] == []
    other = browser(User.objects.get(pk=placed.home[1][1].user_id))
    assert words[0] not in other.get(page).text
