"""The demo's doors let in sample people only, and exist in the demo only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.config.demo.company import let_in, new_person

# Read before any test says that this is a demo: the site's own addresses would be others.
from tests.demo import urls
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = urls.__name__


@pytest.fixture
def officer() -> User:
    person = new_person(("윤", "서진", "Yun", "Seojin"), organisation="dari", country="KR")
    let_in([person])
    return person


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_roles_are_told_in_both_languages(client: Client, officer: User) -> None:
    korean = client.get("/ko/demo/").content.decode()
    english = client.get("/en/demo/").content.decode()

    assert "윤서진 님으로 들어가기" in korean
    assert "기관 담당자" in korean
    assert "Enter as Seojin Yun" in english
    assert "Agency officer" in english


def test_every_page_of_the_demo_leads_to_the_doors(client: Client) -> None:
    assert 'href="/ko/demo/">다른 사람으로 둘러보기 · 우편함 열기</a>' in client.get("/ko/forums/").content.decode()
    assert 'href="/en/demo/">Be somebody else, or open the letter box</a>' in client.get("/en/forums/").content.decode()


def test_sample_person_is_entered_as_with_one_click(client: Client, officer: User) -> None:
    response = client.post(f"/ko/demo/enter/{officer.public_id}/")

    assert (response.status_code, response["Location"]) == (302, "/ko/desk/")
    assert signed_in(client) == str(officer.pk)


def test_nobody_real_can_be_entered_as(client: Client, officer: User) -> None:
    real = UserFactory.create()

    response = client.post(f"/ko/demo/enter/{real.public_id}/")

    assert (response.status_code, signed_in(client)) == (404, None)


def test_closed_sample_person_is_not_entered_as(client: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)

    response = client.post(f"/ko/demo/enter/{officer.public_id}/")

    assert (response.status_code, signed_in(client)) == (404, None)


def test_door_opens_to_a_deed_only_never_to_a_link(client: Client, officer: User) -> None:
    response = client.get(f"/ko/demo/enter/{officer.public_id}/")

    assert (response.status_code, signed_in(client)) == (405, None)


def test_door_asks_for_the_token_of_its_form(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/ko/demo/enter/{officer.public_id}/")

    assert (response.status_code, signed_in(client)) == (403, None)


def test_reader_is_nobody(client: Client, officer: User) -> None:
    client.post(f"/en/demo/enter/{officer.public_id}/")

    response = client.post("/en/demo/leave/")

    assert (response["Location"], signed_in(client)) == ("/en/", None)


@pytest.mark.parametrize("mounted", [True, False])
def test_nothing_of_it_exists_outside_the_demo(client: Client, officer: User, settings: Any, mounted: bool) -> None:
    settings.DEMO = False
    if not mounted:
        settings.ROOT_URLCONF = "bridgehead.config.urls"

    answers = [
        client.get("/ko/demo/").status_code,
        client.get("/ko/demo/mail/").status_code,
        client.post(f"/ko/demo/enter/{officer.public_id}/").status_code,
        client.post("/ko/demo/leave/").status_code,
    ]

    assert (answers, signed_in(client)) == ([404, 404, 404, 404], None)


def test_letter_box_shows_mail_in_both_scripts(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    EmailMessage("인증 번호 – <code>", "번호는 4 7 1입니다.\n– Bridgehead", to=["이서연 <a@byeolha.example>"]).send()

    page = client.get("/ko/demo/mail/").content.decode()

    assert "인증 번호 – &lt;code&gt;" in page
    assert "번호는 4 7 1입니다.<br>– Bridgehead" in page
    assert "이서연 &lt;a@byeolha.example&gt;" in page


def test_empty_letter_box_says_what_will_lie_in_it(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "none")

    assert "No mail yet" in client.get("/en/demo/mail/").content.decode()
