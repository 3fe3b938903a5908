"""Sign-in sheets: everybody who is let in, by name, for a day or a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from bridgehead.events.models import Forum, ForumSession, Registration
from bridgehead.foundation.models import AuditEntry
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    BadgeFactory,
    ForumFactory,
    ForumRoleFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def forum() -> Forum:
    found: Forum = ForumFactory()
    return found


@pytest.fixture
def session(forum: Forum) -> ForumSession:
    return ForumSessionFactory(
        part=PartFactory(forum=forum),
        name_ko="개회식",
        name_en="Opening",
        room_en="Hall A",
        starts_at=forum.starts_at,
        ends_at=forum.starts_at + timedelta(hours=1),
    )


@pytest.fixture
def desk(forum: Forum) -> Client:
    client = Client()
    client.force_login(ForumRoleFactory(forum=forum).user)
    return client


def comes(forum: Forum, ko: tuple[str, str], en: tuple[str, str], firm: tuple[str, str]) -> Registration:
    user = UserFactory(family_name_ko=ko[0], given_name_ko=ko[1], given_name_en=en[0], family_name_en=en[1])
    organisation = OrganisationFactory(name_ko=firm[0], name_en=firm[1])
    registration = ApprovedRegistrationFactory(forum=forum, user=user, organisation=organisation)
    BadgeFactory(registration=registration)
    return registration


def sheet(desk: Client, forum: Forum, what: str, language: str = "en") -> str:
    answer = desk.post(f"/{language}/desk/forums/{forum.public_id}/check-in/sign-in/", {"what": what})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer
    return " ".join(" ".join(pages_of(answer.content)).split())


def test_who_is_let_in_stands_by_name_with_a_line_and_nobody_else(desk: Client, forum: Forum) -> None:
    comes(forum, ("윤", "서하"), ("Seoha", "Yun"), ("새벽제약", "Saebyeok Pharma"))
    comes(forum, ("강", "나루"), ("Naru", "Kang"), ("물빛제약", "Mulbit Pharma"))
    RegistrationFactory(forum=forum, user=UserFactory(given_name_en="Nobody", family_name_en="Yet"))

    text = sheet(desk, forum, "2023-04-27")

    assert text.index("Naru Kang") < text.index("Seoha Yun")
    wanted = (
        "강나루",
        "Mulbit Pharma",
        "물빛제약",
        "Signature",
        "2 expected",
        "Thursday 27 April 2023",
        "Others who come",
    )
    assert [each for each in wanted if each not in text] == []
    assert "Nobody" not in text
    entry = AuditEntry.objects.get(verb="events.sign_in_printed")
    assert entry.change == {"rows": [None, 2]}


def test_a_session_has_its_own_sheet_in_both_languages(desk: Client, forum: Forum, session: ForumSession) -> None:
    comes(forum, ("강", "나루"), ("Naru", "Kang"), ("물빛제약", "Mulbit Pharma"))

    english, korean = (sheet(desk, forum, str(session.public_id), language) for language in ("en", "ko"))

    assert [each in english for each in ("Opening", "Hall A", "Naru Kang")] == [True] * 3
    assert [each in korean for each in ("참석자 서명부", "개회식", "강나루", "참석 예정 1명")] == [True] * 4


def test_what_is_no_day_and_no_session_of_the_forum_prints_nothing(desk: Client, forum: Forum) -> None:
    other = ForumSessionFactory(part=PartFactory(), starts_at=forum.starts_at)
    with translation.override("en"):
        answers = [
            desk.post(f"/en/desk/forums/{forum.public_id}/check-in/sign-in/", {"what": what}, follow=True)
            for what in ("2020-01-01", str(other.public_id), "")
        ]

    assert ["Choose a day or a session" in each.content.decode() for each in answers] == [True] * 3
    assert not AuditEntry.objects.filter(verb="events.sign_in_printed").exists()
