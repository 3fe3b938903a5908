"""What people do on every journey: sign in, press a form's button, and be looked after by axe-core."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Visitor
from tests.journeys.hands import choose, press, tick, write

Arrive = Callable[..., Visitor]

#: Journeys of minutes are walked in one language a day, in turns; ``JOURNEYS=all`` walks them in both.
_ALL, _TODAY = os.environ.get("JOURNEYS") == "all", datetime.now(UTC).toordinal()
IN_TURNS = ["ko", "en"] if _ALL else [("ko", "en")[_TODAY % 2]]
#: Whether by the keys alone: in two days of four, so that each language has its turn at it.
KEYS_IN_TURNS = [False, True] if _ALL else [_TODAY // 2 % 2 == 1]


def submit(form: Locator) -> None:
    """Press the first button of a form that is to be seen."""
    press(form.locator("button[type=submit]:not([hidden])").first)


def follow(link: Locator) -> None:
    """Press a link and wait until its page has come: a click ends before the page that it leads to begins."""
    page, there = link.page, link.get_attribute("href")
    assert there
    press(link)
    page.wait_for_url(re.compile(re.escape(there) + "(#main)?$"))


def form_to(person: Visitor, ending: str) -> Locator:
    """Return the form of this page that is sent to an address with this ending."""
    return person.page.locator(f'main form[action$="{ending}"]').first


def sign_in(person: Visitor, *, onward: str) -> None:
    """Sign in by the code that comes by mail, as somebody new, who is asked for their name and goes on afterwards."""
    _send_code(person, onward=onward)
    page = person.page
    page.wait_for_url(re.compile(r"/me/"))
    write(page.locator("[name=given_name_en]"), person.email.split("@")[0].title())
    write(page.locator("[name=family_name_en]"), "Example")
    _choose_language(person)
    submit(page.locator("main form").filter(has=page.locator("[name=given_name_en]")))
    page.wait_for_url(re.compile(re.escape(onward)))


def sign_in_again(person: Visitor, *, onward: str) -> None:
    """Sign in by the code that comes by mail, as somebody who is known already."""
    _send_code(person, onward=onward)
    person.page.wait_for_url(re.compile(re.escape(onward)))


def _send_code(person: Visitor, *, onward: str) -> None:
    before = len(person.site.mails_to(person.email))
    person.go(f"/account/login/?next=/{person.language}{onward}")
    page = person.page
    write(page.locator("main input[type=email]"), person.email)
    submit(page.locator("main form").first)
    write(page.locator("main input[name=code]"), person.site.code_for(person.email, after=before))
    submit(page.locator("main form").first)


def _choose_language(person: Visitor) -> None:
    field = person.page.locator("select[name=language]")
    if field.count():
        choose(field, person.language)
    else:
        tick(person.page.locator(f'input[name=language][value="{person.language}"]'))


def is_no_wider(page: Page) -> bool:
    """Whether a page is no wider than its window: nobody scrolls it sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def violations(person: Visitor) -> list[str]:
    """Return what axe-core finds wrong with the page that the person looks at, once all of it is there."""
    person.page.wait_for_load_state()
    found = Axe().run(person.page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
