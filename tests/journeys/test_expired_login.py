"""A form is sent with a login that has expired: behind the sign-in it waits with all that was written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.steps import IN_TURNS, Arrive, sign_in, submit, violations

pytestmark = pytest.mark.journey

EXPIRE = "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
AGAIN = {"ko": "아직 보내지 않았습니다", "en": "It has not been sent yet"}


@pytest.mark.parametrize("language", IN_TURNS)
def test_what_was_written_waits_behind_the_sign_in(site: Site, visitors: Arrive, language: str) -> None:
    person = visitors(email=f"slow-{language}@example.org", language=language, phone=True)
    page = person.page
    sign_in(person, onward="/companies/mine/")
    person.go("/me/")
    name, form = page.locator("main [name=given_name_en]"), page.locator("main form:has([name=given_name_en])")
    name.fill("Written long ago")
    site.manage("shell", "--no-imports", "-c", EXPIRE)

    submit(form)
    page.wait_for_url(re.compile("/account/login/"))
    before = len(site.mails_to(person.email))
    page.locator("main input[type=email]").fill(person.email)
    submit(page.locator("main form").first)
    page.locator("main input[name=code]").fill(site.code_for(person.email, after=before))
    submit(page.locator("main form").first)

    page.wait_for_url(re.compile(f"/{language}/me/$"))
    expect(name).to_have_value("Written long ago")
    expect(page.locator("#toasts")).to_contain_text(AGAIN[language])
    assert violations(person) == []
    submit(form)
    page.wait_for_load_state()
    person.go("/me/")
    expect(name).to_have_value("Written long ago")
    expect(page.locator("#toasts .toast")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('parked')") is None
    assert person.foreign_requests == []
