"""Whoever sends something with an expired login is led back to the page they sent it from."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ELSEWHERE = "http://elsewhere.example/en/companies/"
PAGE = "http://testserver/en/companies/mine/?kind=company#form"
ENTRANCE = "/en/account/login/?next=%2Fen%2Fcompanies%2Fmine%2F%3Fkind%3Dcompany"


def test_a_deed_leads_back_to_its_page_and_not_to_its_own_address() -> None:
    answer = Client(headers={"referer": PAGE}).post("/en/me/", {"given_name_en": "Minji"})

    assert (answer.status_code, answer["Location"]) == (303, ENTRANCE)


@pytest.mark.parametrize("told", ["", ELSEWHERE, "javascript:alert(1)", "//elsewhere.example/"])
def test_no_page_of_others_is_led_to(told: str) -> None:
    answer = Client(headers={"referer": told}).post("/en/me/")

    assert (answer.status_code, answer["Location"]) == (302, "/en/account/login/?next=/en/me/")


def test_a_page_that_is_opened_leads_to_itself() -> None:
    answer = Client(headers={"referer": PAGE}).get("/en/me/")

    assert answer["Location"] == "/en/account/login/?next=/en/me/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_takes_the_whole_page_to_the_sign_in(method: str) -> None:
    client = Client(headers={"hx-request": "true", "hx-current-url": PAGE})

    answer = getattr(client, method)("/en/me/")

    assert (answer.status_code, answer["HX-Redirect"]) == (204, ENTRANCE)


def test_a_form_that_came_too_late_leads_back_to_its_page() -> None:
    answer = Client(enforce_csrf_checks=True, headers={"referer": PAGE}).post("/en/me/")

    assert answer.status_code == 403
    told = answer.content.decode()
    assert "data-parks" in told
    assert 'href="/en/companies/mine/?kind=company"' in told
