"""The way in, from the address to the page one wanted, and the pages of one's own account."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


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
