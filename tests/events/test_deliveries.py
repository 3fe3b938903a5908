"""What people are told by mail: in their language, only what is still true, with the entry for their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from bridgehead.events.actions import forums, registrations
from bridgehead.events.models import Registration, RegistrationState
from bridgehead.foundation import clock, notices
from bridgehead.foundation.models import OutboxItem
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, RegistrationFactory, officer_of
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
