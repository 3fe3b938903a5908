"""The way in, from the address to the page one wanted, and the pages of one's own account."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import LazySettings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from tests.authorization.life import RefusingOnce
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def code_in_mail() -> str:
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found.group()


def test_unknown_address_gets_an_account_after_the_code_and_goes_on_where_it_was(client: Client) -> None:
    asked = client.post("/en/account/login/", {"email": "New.Person@example.org", "next": "/en/companies/?q=x"})
    assert (asked.status_code, asked["Location"]) == (302, "/en/account/login/code/?next=%2Fen%2Fcompanies%2F%3Fq%3Dx")
    assert not User.objects.exists()

    entered = client.post(
        "/en/account/login/code/",
        {"code": f" {code_in_mail()[:3]} {code_in_mail()[3:]} ", "next": "/en/companies/?q=x"},
    )

    assert (entered.status_code, entered["Location"]) == (302, "/en/me/?next=%2Fen%2Fcompanies%2F%3Fq%3Dx")
    person = User.objects.get()
    assert (person.email, person.language, person.has_usable_password()) == ("new.person@example.org", "en", False)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("new.person@example.org", True, True)
    ]
    assert client.get("/en/me/?next=/en/companies/").status_code == 200
    named = client.post(
        "/en/me/",
        {
            "given_name_en": "Minji",
            "family_name_en": "Kim",
            "language": "ko",
            "zone": "Asia/Seoul",
            "next": "/en/companies/",
        },
    )
    assert (named.status_code, named["Location"]) == (302, "/ko/companies/")


PAGES = [
    "accounts:me",
    "accounts:security",
    "accounts:consents",
    "accounts:own_data",
    "accounts:second_factor",
    "account_email",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_account_opens_in_both_languages(client: Client, name: str, language: str) -> None:
    person = UserFactory(language=language)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)

    with translation.override(language):
        page = client.get(reverse(name))

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert " style=" not in page.content.decode()


@pytest.mark.parametrize("path", ["signup/", "password/change/", "password/reset/", "reauthenticate/", "3rdparty/"])
def test_no_password_and_no_social_login_can_be_reached(client: Client, path: str) -> None:
    client.force_login(UserFactory())

    assert client.get(f"/en/account/{path}").status_code == 404


def ask(client: Client, email: str = "minji@example.org", **more: str) -> None:
    client.post("/en/account/login/", {"email": email, **more})


def enter(client: Client, code: str, **more: str) -> HttpResponse:
    return client.post("/en/account/login/code/", {"code": code, **more})


def test_known_and_unknown_addresses_are_answered_alike() -> None:
    UserFactory(email="known@example.org", language="en")
    pages, mails = [], []
    for email in ("known@example.org", "other@example.org"):
        browser = Client()
        asked = browser.post("/en/account/login/", {"email": email})
        page = browser.get(asked["Location"])
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
        pages.append((asked.status_code, asked["Location"], body.replace(email, "ADDRESS")))
        mails.append(re.sub(r"\d{6}", "CODE", mail.outbox[-1].subject + mail.outbox[-1].body))

    assert pages[0] == pages[1]
    assert mails[0] == mails[1]
    assert len(mail.outbox) == 2


def test_code_works_once_and_only_in_the_browser_that_asked(client: Client) -> None:
    ask(client)
    code = code_in_mail()

    assert enter(Client(), code).status_code == 302  # another browser is led back to ask for its own
    assert not User.objects.exists()
    assert enter(client, code).status_code == 302
    assert User.objects.count() == 1
    client.logout()
    assert enter(client, code)["Location"] == "/en/account/login/"
    assert "_auth_user_id" not in client.session


def test_five_wrong_codes_end_the_try(client: Client) -> None:
    ask(client)
    code = code_in_mail()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    answers = [enter(client, wrong).status_code for _try in range(5)]

    assert answers == [422, 422, 422, 422, 302]
    assert enter(client, code)["Location"] == "/en/account/login/"
    assert not User.objects.exists()


def test_code_runs_out_after_ten_minutes(client: Client) -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        ask(client)
        clock.shift(601)

        answer = enter(client, code_in_mail(), next="/en/me/consents/")

    assert answer["Location"] == "/en/account/login/?next=%2Fen%2Fme%2Fconsents%2F"
    assert not User.objects.exists()


def test_resent_code_replaces_the_one_before(client: Client) -> None:
    ask(client)
    first = code_in_mail()
    client.post("/en/account/login/code/", {"action": "resend"})
    second = code_in_mail()

    if first != second:  # one time in a million they are the same
        assert enter(client, first).status_code == 422
    assert enter(client, second).status_code == 302


def test_code_is_kept_as_a_hash_only(client: Client) -> None:
    ask(client)

    assert code_in_mail() not in json.dumps(dict(client.session.items()))


def test_asking_is_limited_per_address(client: Client) -> None:
    answers = [Client().post("/en/account/login/", {"email": "minji@example.org"}).status_code for _time in range(4)]

    assert answers == [302, 302, 302, 422]
    assert len(mail.outbox) == 3


def test_mail_comes_in_the_language_of_its_reader(client: Client) -> None:
    UserFactory(email="minji@example.org", language="ko")

    ask(client)

    assert mail.outbox[0].subject.startswith("Bridgehead 로그인 코드")


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_foreign_address(client: Client, onward: str) -> None:
    UserFactory(email="minji@example.org", language="en")
    ask(client, next=onward)

    assert enter(client, code_in_mail(), next=onward)["Location"] == "/en/my/onward/"


def test_sign_in_leads_to_what_was_asked_in_the_language_in_which_one_began(client: Client) -> None:
    UserFactory(email="minji@example.org", language="ko")
    ask(client, next="/en/companies/")

    assert enter(client, code_in_mail(), next="/en/companies/")["Location"] == "/en/companies/"


def test_wrong_address_is_explained_and_kept(client: Client) -> None:
    answer = client.post("/ko/account/login/", {"email": "minji@"})

    assert answer.status_code == 422
    assert 'value="minji@"' in answer.content.decode()
    assert "전자우편 주소가 아닙니다" in answer.content.decode()
    assert mail.outbox == []


def test_second_factor_is_asked_after_the_code(client: Client) -> None:
    person = UserFactory(email="minji@example.org", language="en")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    ask(client)

    answer = enter(client, code_in_mail())

    assert answer["Location"] == "/en/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get(answer["Location"]).status_code == 200


def test_a_session_from_before_the_second_factor_ends_with_it(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test never commits; what follows the commit is done at once instead, still inside the request.
    monkeypatch.setattr(transaction, "on_commit", lambda deed, **_options: deed())
    settings.STAFF_SECOND_FACTOR = True
    admin = UserFactory(email="minji@example.org", language="en", is_platform_admin=True)
    earlier = Client()
    earlier.force_login(admin)
    ask(client)
    enter(client, code_in_mail())
    client.get("/en/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    answer = client.post("/en/account/2fa/totp/activate/", {"code": code})

    assert answer.status_code == 302
    assert client.get("/en/desk/forums/").status_code == 200
    assert earlier.get("/en/desk/forums/")["Location"].startswith("/en/account/login/")


def test_consents_are_given_and_withdrawn_in_one_click(client: Client) -> None:
    person = UserFactory()
    client.force_login(person)

    client.post("/en/me/consents/overseas_transfer/give/")
    assert list(person.consents.values_list("purpose", "language")) == [("overseas_transfer", "en")]
    assert "withdraw/" in client.get("/ko/me/consents/").content.decode()
    client.post("/en/me/consents/overseas_transfer/withdraw/")

    assert not person.consents.filter(withdrawn_at=None).exists()
    assert client.get("/en/me/consents/overseas_transfer/give/").status_code == 405


def test_erasing_asks_for_the_own_address_first(client: Client) -> None:
    person = UserFactory(email="minji@example.org")
    client.force_login(person)

    refused = client.post("/ko/me/data/", {"email": "else@example.org"})
    assert refused.status_code == 422
    person.refresh_from_db()
    assert person.is_active
    assert client.post("/ko/me/data/", {"email": "Minji@example.org"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_export_is_a_file_of_ones_own(client: Client) -> None:
    client.force_login(UserFactory(email="minji@example.org"))

    answer = client.get("/ko/me/data/export/")

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="bridgehead-personal-data-')
    assert answer.json()["account"]["email"] == "minji@example.org"


def test_staff_without_second_factor_are_led_to_it_and_hold_no_powers(client: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    admin = UserFactory(is_platform_admin=True)
    hidden = OrganisationFactory(is_listed=False)
    client.force_login(admin)

    led = client.get("/en/desk/forums/")
    assert led["Location"] == "/en/me/security/second-factor/?next=%2Fen%2Fdesk%2Fforums%2F"
    assert client.get(f"/en/companies/{hidden.public_id}/").status_code == 404

    Authenticator.objects.create(user=admin, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert client.get(f"/en/companies/{hidden.public_id}/").status_code == 200


def test_person_and_actor_cost_two_queries(client: Client) -> None:
    client.force_login(MembershipFactory().user)
    client.get("/ko/me/consents/")

    with CaptureQueriesContext(connection) as taken:
        client.get("/ko/me/consents/")

    asked = [each["sql"] for each in taken]
    about_people = [each for each in asked if "accounts_user" in each or "membership" in each or "forumrole" in each]
    assert len(about_people) == 2


def test_mail_that_the_server_refuses_is_told_the_same_for_every_address(settings: LazySettings) -> None:
    UserFactory(email="known@example.org")
    settings.EMAIL_BACKEND = "tests.authorization.life.RefusingOnce"
    RefusingOnce.refused = set()
    answers = []

    for address in ("known@example.org", "unknown@example.org"):
        told = Client().post("/en/account/login/", {"email": address})
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", told.content.decode())
        answers.append((told.status_code, body.replace(address, "ADDRESS")))

    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    assert "The mail could not be sent. Check the address, or try again in a few minutes." in answers[0][1]
