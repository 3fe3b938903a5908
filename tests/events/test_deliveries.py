"""What people are told by mail: in their language, only what is still true, with the entry for their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from bridgehead.events.actions import forums, registrations
from bridgehead.events.actions.agenda import change_session, remove_session
from bridgehead.events.actions.picks import SETTLES, pick_session
from bridgehead.events.models import ForumSession, Registration, RegistrationState
from bridgehead.events.rules.picks import standing
from bridgehead.foundation import clock, notices
from bridgehead.foundation.models import OutboxItem
from tests.clocks import standing_still
from tests.factories.forums import (
    STARTS_AT,
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumSessionFactory,
    PickFactory,
    RegistrationFactory,
    officer_of,
)
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def delivered() -> list[EmailMultiAlternatives]:
    """Deliver everything that is staged and return the mails that went out."""
    later = clock.now() + timedelta(days=1)
    while notices.deliver_next(later):
        pass
    assert list(OutboxItem.objects.filter(delivered_at=None).values_list("last_error", flat=True)) == []
    return [each for each in mail.outbox if isinstance(each, EmailMultiAlternatives)]


def calendar_of(sent: EmailMultiAlternatives) -> tuple[str, Any]:
    """Return the method and the event of a mail's calendar part."""
    (part,) = (each for each in _parts(sent) if each.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    read = icalendar.Calendar.from_ical(payload)
    assert part.get_param("method") == read["METHOD"]
    (event,) = read.walk("VEVENT")
    return str(read["METHOD"]), event


def _parts(sent: EmailMultiAlternatives) -> list[Message]:
    return [each for each in sent.message().walk() if not each.is_multipart()]


def waiting(**fields: Any) -> Registration:
    made: Registration = RegistrationFactory(
        forum__name_ko="한미 포럼",
        forum__name_en="Korea–US Forum",
        forum__city_ko="보스턴",
        forum__city_en="Boston",
        **fields,
    )
    return made


def test_approval_is_told_in_korean_with_an_invitation(now: datetime) -> None:
    asked = waiting(user=UserFactory(family_name_ko="김", given_name_ko="하늘", email="haneul@example.com"))
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)

    (sent,) = delivered()

    assert (sent.subject, sent.to) == ("참가가 승인되었습니다: 한미 포럼", ["김하늘 <haneul@example.com>"])
    page = f"{settings.SITE_ADDRESS}/ko/forums/{asked.forum.public_id}/registration/"
    assert sent.body == (
        "김하늘 님께\n\n"
        "‘한미 포럼’ 참가 등록이 승인되었습니다. 일정 초대를 이 메일에 함께 보내 드립니다.\n\n"
        "일시: 2023년 4월 27일 목요일, 16:00 보스턴 · 익일 05:00 서울\n"
        "장소: 보스턴\n\n"
        "오실 수 없게 되면 아래에서 취소해 주세요. 기다리는 다른 분께 자리가 돌아갑니다.\n"
        f"{page}\n"
    )
    method, event = calendar_of(sent)
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", f"forum-{asked.forum.public_id}@bridgehead", 1)
    assert (event.decoded("DTSTART"), str(event["SUMMARY"]), str(event["STATUS"])) == (
        asked.forum.starts_at,
        "한미 포럼",
        "CONFIRMED",
    )
    assert str(event["ATTENDEE"]) == "mailto:haneul@example.com"
    assert "DTEND" not in event


def test_same_news_is_told_in_english_to_who_reads_english(now: datetime) -> None:
    asked = waiting(user=UserFactory(language="en", zone="America/New_York"))
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)

    (sent,) = delivered()

    assert sent.subject == "You are in: Korea–US Forum"
    assert "When: Thursday 27 April 2023, 16:00 Boston\n" in sent.body
    assert "/en/forums/" in sent.body


def test_withdrawal_takes_the_entry_out_of_the_calendar_again(now: datetime) -> None:
    asked = waiting()
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)
    delivered()
    later = now + timedelta(hours=1)
    registrations.withdraw_registration(registration_id=asked.pk, by=actor_of(asked.user), now=later)

    invited, withdrawn = (calendar_of(each) for each in delivered())

    assert (withdrawn[0], withdrawn[1]["UID"], str(withdrawn[1]["STATUS"])) == (
        "CANCEL",
        invited[1]["UID"],
        "CANCELLED",
    )
    assert (invited[1]["SEQUENCE"], withdrawn[1]["SEQUENCE"]) == (1, 2)


def test_approval_that_was_withdrawn_meanwhile_is_not_told(now: datetime) -> None:
    asked = waiting()
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)
    registrations.withdraw_registration(
        registration_id=asked.pk, by=actor_of(asked.user), now=now + timedelta(minutes=1)
    )

    assert [sent.subject for sent in delivered()] == ["등록을 취소하셨습니다: 한미 포럼"]


def test_decline_gives_the_hosts_words_and_no_calendar(now: datetime) -> None:
    asked = waiting()
    registrations.decline_registration(
        registration_id=asked.pk, reason="R&D 기업만 모십니다 <1차>.", by=officer_of(asked.forum), now=now
    )

    (sent,) = delivered()

    assert sent.subject == "참가 등록 안내: 한미 포럼"
    assert "  R&D 기업만 모십니다 <1차>.\n" in sent.body
    assert [part.get_content_type() for part in _parts(sent)] == ["text/plain"]


def test_who_registers_and_who_waits_is_told_so(now: datetime) -> None:
    forum = ForumFactory(capacity=1)
    ApprovedRegistrationFactory(forum=forum)
    late = RegistrationFactory(forum=forum)
    registrations.approve_registration(registration_id=late.pk, by=officer_of(forum), now=now)

    (sent,) = delivered()

    assert sent.subject == f"대기 명단에 올랐습니다: {forum.name_ko}"
    assert [part.get_content_type() for part in _parts(sent)] == ["text/plain"]


def test_new_time_goes_to_the_approved_only(now: datetime) -> None:
    held = ApprovedRegistrationFactory(
        user__email="in@example.com",
        user__family_name_ko="",
        user__given_name_ko="",
        user__family_name_en="",
        user__given_name_en="",
    )
    RegistrationFactory(forum=held.forum, state=RegistrationState.APPLIED)
    forums.change_forum(
        forum_id=held.forum_id, starts_at=held.forum.starts_at + timedelta(hours=1), by=officer_of(held.forum), now=now
    )

    (sent,) = delivered()

    assert sent.to == ["in@example.com"]
    assert sent.body.startswith("in@example.com 님께\n")
    method, event = calendar_of(sent)
    assert (method, event["SEQUENCE"]) == ("REQUEST", 2)
    assert event.decoded("DTSTART") == held.forum.starts_at + timedelta(hours=1)


def test_closed_account_hears_nothing(now: datetime) -> None:
    asked = waiting()
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)
    asked.user.is_active = False
    asked.user.save()

    assert delivered() == []


def test_mail_delivered_again_carries_the_same_id(now: datetime) -> None:
    asked = waiting()
    registrations.approve_registration(registration_id=asked.pk, by=officer_of(asked.forum), now=now)
    (first,) = delivered()
    OutboxItem.objects.update(delivered_at=None, available_at=now)

    _first, second = delivered()

    assert second.extra_headers["Message-ID"] == first.extra_headers["Message-ID"]


def test_new_time_is_told_to_each_approved_person_once_and_only_the_newest(now: datetime) -> None:
    forum = ForumFactory()
    stays, goes = ApprovedRegistrationFactory.create_batch(2, forum=forum)
    officer = officer_of(forum)
    for hour in (21, 22):
        moved = forum.starts_at.replace(hour=hour)
        forums.change_forum(forum_id=forum.pk, starts_at=moved, by=officer, now=now)
    Registration.objects.filter(pk=goes.pk).update(state=RegistrationState.WITHDRAWN)

    (sent,) = delivered()

    method, event = calendar_of(sent)
    assert (stays.user.email in sent.to[0], method, event.decoded("DTSTART")) == (True, "REQUEST", moved)


@pytest.fixture
def _eve(now: datetime) -> Iterator[None]:
    """Mails are written while the sessions are still to come."""
    with standing_still(now):
        yield


def picked() -> tuple[Registration, ForumSession, ForumSession]:
    """Somebody who has picked two sessions of one forum."""
    person = waiting(state=RegistrationState.APPROVED, user=UserFactory(family_name_ko="김", given_name_ko="하늘"))
    hour = timedelta(hours=1)
    both = [
        ForumSessionFactory(
            part__forum=person.forum,
            name_ko=name,
            name_en="",
            room_ko="1홀",
            room_en="Hall 1",
            starts_at=STARTS_AT + at * hour,
            ends_at=STARTS_AT + (at + 1) * hour,
        )
        for at, name in enumerate(["사례 발표", "기업 발표"])
    ]
    for each in both:
        PickFactory(session=each, registration=person)
    return person, *both


@pytest.mark.usefixtures("_eve")
def test_whoever_picked_sessions_hears_in_one_mail_where_they_are_now(now: datetime) -> None:
    person, first, second = picked()
    ApprovedRegistrationFactory(forum=person.forum)
    change: dict[str, Any] = {"by": officer_of(person.forum), "now": now}
    change_session(session_id=first.pk, starts_at=STARTS_AT + timedelta(minutes=30), **change)
    change_session(session_id=second.pk, room_ko="2홀", room_en="Hall 2", **change)
    change_session(session_id=second.pk, name_ko="기업 설명", **change)
    assert not notices.deliver_next(now + SETTLES - timedelta(seconds=1))

    (sent,) = delivered()

    page = f"{settings.SITE_ADDRESS}/ko/forums/{person.forum.public_id}/my-agenda/"
    assert (sent.subject, sent.body) == (
        "고르신 세션 2개의 시간이나 장소가 바뀌었습니다: 한미 포럼",
        "김하늘 님께\n\n"
        "고르신 ‘한미 포럼’ 세션의 시간이나 장소가 바뀌었습니다.\n\n"
        "사례 발표\n"
        "변경 후: 1홀, 2023년 4월 27일 목요일, 16:30–17:00 보스턴 · 익일 05:30–06:00 서울\n"
        "변경 전: 1홀, 2023년 4월 27일 목요일, 16:00–17:00 보스턴 · 익일 05:00–06:00 서울\n\n"
        "기업 설명\n"
        "변경 후: 2홀, 2023년 4월 27일 목요일, 17:00–18:00 보스턴 · 익일 06:00–07:00 서울\n"
        "변경 전: 1홀, 2023년 4월 27일 목요일, 17:00–18:00 보스턴 · 익일 06:00–07:00 서울\n\n"
        "캘린더에 담아 두신 일정은 이 메일의 파일을 열면 바뀝니다.\n\n"
        f"내 프로그램:\n{page}\n",
    )
    (part,) = (each for each in _parts(sent) if each.get_content_type() == "text/calendar")
    read: Any = icalendar.Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]  # it is bytes
    assert (read["METHOD"], [(str(each["UID"]), each.decoded("DTSTART")) for each in read.walk("VEVENT")]) == (
        "PUBLISH",
        [
            (f"session-{first.public_id}@bridgehead", STARTS_AT + timedelta(minutes=30)),
            (f"session-{second.public_id}@bridgehead", STARTS_AT + timedelta(hours=1)),
        ],
    )

    change_session(session_id=first.pk, starts_at=STARTS_AT, **change | {"now": now + timedelta(hours=1)})
    *_others, again = delivered()
    assert (len(delivered()), again.subject) == (2, "고르신 세션 1개의 시간이나 장소가 바뀌었습니다: 한미 포럼")


@pytest.mark.usefixtures("_eve")
def test_what_was_put_back_or_concerns_nobody_is_told_to_nobody(now: datetime) -> None:
    person, first, second = picked()
    late = ApprovedRegistrationFactory(forum=person.forum)
    officer = officer_of(person.forum)
    for room in ("Hall 9", "Hall 1"):
        change_session(session_id=first.pk, room_en=room, by=officer, now=now)
    change_session(session_id=second.pk, room_en="Hall 9", by=officer, now=now)
    pick_session(session_id=second.pk, by=actor_of(late.user), now=now)
    registrations.withdraw_registration(registration_id=person.pk, by=actor_of(person.user), now=now)

    assert [each.subject for each in delivered()] == ["등록을 취소하셨습니다: 한미 포럼"]

    forums.move_forum(forum_id=person.forum.pk, state="announced", by=officer, now=now)
    forums.move_forum(forum_id=person.forum.pk, state="draft", by=officer, now=now)
    change_session(session_id=second.pk, room_en="Hall 2", by=officer, now=now)
    assert len(delivered()) == 1
    forums.move_forum(forum_id=person.forum.pk, state="announced", by=officer, now=now + timedelta(hours=1))
    assert [each.to for each in delivered()[1:]] == [[f"{late.user.full_name('ko')} <{late.user.email}>"]]


@pytest.mark.usefixtures("_eve")
def test_session_that_was_taken_away_goes_out_of_the_calendar(now: datetime) -> None:
    person, first, _second = picked()
    remove_session(session_id=first.pk, by=officer_of(person.forum), now=now)

    (sent,) = delivered()

    assert sent.subject == "프로그램에서 빠졌습니다: 사례 발표"
    assert "예정되었던 일시: 1홀, 2023년 4월 27일 목요일, 16:00–17:00 보스턴 · 익일 05:00–06:00 서울\n" in str(
        sent.body
    )
    method, event = calendar_of(sent)
    assert (method, event["UID"], event.decoded("DTSTART"), str(event["STATUS"])) == (
        "PUBLISH",
        f"session-{first.public_id}@bridgehead",
        STARTS_AT,
        "CANCELLED",
    )


@pytest.mark.usefixtures("_eve")
def test_session_that_begins_soon_is_told_of_at_once_and_one_in_a_draft_when_it_goes(now: datetime) -> None:
    person, first, second = picked()
    officer = officer_of(person.forum)
    soon, later = (STARTS_AT - timedelta(minutes=each) for each in (30, 61))
    for moment, due in ((soon, soon), (later, later + SETTLES)):
        change_session(session_id=first.pk, room_en=f"Hall {moment:%H%M}", by=officer, now=moment)
        assert OutboxItem.objects.latest("pk").available_at == due
    OutboxItem.objects.all().delete()

    forums.move_forum(forum_id=person.forum.pk, state="announced", by=officer, now=now)
    forums.move_forum(forum_id=person.forum.pk, state="draft", by=officer, now=now)
    remove_session(session_id=second.pk, by=officer, now=now)
    assert [each.subject for each in delivered()] == ["프로그램에서 빠졌습니다: 기업 발표"]


@pytest.mark.usefixtures("_eve")
def test_what_never_had_a_time_goes_without_a_file_for_the_calendar(now: datetime) -> None:
    person, first, second = picked()
    ForumSession.objects.update(starts_at=None, ends_at=None)
    for each in (first, second):
        each.refresh_from_db()
        each.picks.update(known=standing(each))
    officer = officer_of(person.forum)
    change_session(session_id=first.pk, room_ko="2홀", by=officer, now=now)
    remove_session(session_id=second.pk, by=officer, now=now)

    gone, moved = delivered()

    page = f"내 프로그램:\n{settings.SITE_ADDRESS}/ko/forums/{person.forum.public_id}/my-agenda/\n"
    assert gone.body == (f"김하늘 님께\n\n고르신 세션이 열리지 않게 되었습니다: ‘한미 포럼’의 ‘기업 발표’\n\n{page}")
    assert str(moved.body).endswith(f"사례 발표\n변경 후: 2홀, 시간 추후 안내\n변경 전: 1홀, 시간 추후 안내\n\n{page}")
    assert [[part.get_content_type() for part in _parts(each)] for each in (gone, moved)] == [["text/plain"]] * 2


@pytest.mark.usefixtures("_eve")
def test_mail_that_is_tried_again_after_another_move_is_another_mail(now: datetime) -> None:
    person, first, _second = picked()
    known = person.picks.get(session=first).known
    by: dict[str, Any] = {"by": officer_of(person.forum), "now": now}
    change_session(session_id=first.pk, room_en="Hall 2", **by)
    delivered()
    # The worker died after the mail, before what it told was noted.
    person.picks.filter(session=first).update(known=known, times_told=0)
    OutboxItem.objects.update(delivered_at=None, available_at=now)
    delivered()
    person.picks.filter(session=first).update(known=known, times_told=0)
    change_session(session_id=first.pk, room_en="Hall 3", **by | {"now": now + SETTLES})

    first_mail, same, another = (each.extra_headers["Message-ID"] for each in delivered())

    assert (first_mail == same, first_mail == another) == (True, False)
