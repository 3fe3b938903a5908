"""A draft by hand: once with the mouse, once with the keys alone, and once on a phone, on the page of a meeting.

Meetings are found by their requests and places by their rows and columns, so that the Korean and the English reader
walk the very same way.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import Arrive, sign_in, submit, violations

pytestmark = pytest.mark.journey

ARRANGE = "from tests.journeys.arranged import print_draft; print_draft()"
SAID = {
    "ko": {"moved": "미팅을 옮겼습니다", "swapped": "자리를 서로 바꿨습니다", "placed": "신청을 배정했습니다",
           "undone": "마지막 변경을 되돌렸습니다", "free": "비어 있습니다", "not here": "여기에는 놓을 수 없습니다",
           "left": "옮기지 않았습니다", "locked": "잠긴 미팅입니다"},
    "en": {"moved": "The meeting is moved", "swapped": "have changed places", "placed": "The request has a place",
           "undone": "The last change is taken back", "free": "free.", "not here": "not here.",
           "left": "Nothing was moved", "locked": "this meeting is locked"},
}  # fmt: skip


def arrive(site: Site, visitors: Arrive, language: str, name: str, **how: Any) -> tuple[Visitor, dict[str, str]]:
    """Sign in as somebody who runs every forum, and open the studio of a new draft."""
    mail = f"{name}-{language}@example.org"
    site.manage("createsuperuser", "--noinput", "--email", mail)
    arranged: dict[str, str] = json.loads(site.manage("shell", "--no-imports", "-c", ARRANGE))
    officer = visitors(email=mail, language=language, **how)
    sign_in(officer, onward=arranged["studio"])
    return officer, arranged


def meeting(page: Page, request: str) -> Locator:
    """The meeting of a request on the grid."""
    return page.locator(f'table[data-hands] a[data-asked="{request}"]')


def place(page: Page, table: int, slot: int) -> Locator:
    """The place at a table (from 1) in a slot (from 1) of the grid."""
    row = page.locator("table[data-hands] tbody tr").nth(table - 1)
    return row.locator("td:not(.lunch)").nth(slot - 1)


def status(page: Page) -> Locator:
    return page.locator("[data-hand-words] [role=status]")


def said(person: Visitor, what: str) -> None:
    """The page that came says what was done."""
    expect(person.page.locator("main, .messages, body").first).to_contain_text(SAID[person.language][what])


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Carry something with the mouse as far as over a place; it is still in hand."""
    what.scroll_into_view_if_needed()
    start = what.bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 12, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 26, start["y"] + 20)
    page.wait_for_selector("table.held")
    end = to.bounding_box()
    assert end is not None
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_draft_is_changed_with_the_mouse(site: Site, visitors: Arrive, language: str) -> None:
    officer, arranged = arrive(site, visitors, language, "mouse")
    page, words = officer.page, SAID[language]

    drag(page, meeting(page, arranged["acme"]), place(page, 1, 4))
    expect(status(page)).to_contain_text(words["not here"])
    expect(place(page, 1, 2)).to_have_attribute("data-to", "free")
    expect(place(page, 2, 4)).to_have_attribute("data-to", "swap")
    page.mouse.up()
    expect(page.locator("table.held")).to_have_count(0)
    expect(place(page, 1, 1).locator("a")).to_have_attribute("data-asked", arranged["acme"])

    drag(page, meeting(page, arranged["acme"]), place(page, 2, 2))
    expect(status(page)).to_contain_text(words["free"])
    with page.expect_navigation():
        page.mouse.up()
    said(officer, "moved")
    expect(place(page, 2, 2).locator("a")).to_have_attribute("data-asked", arranged["acme"])

    drag(page, meeting(page, arranged["acme"]), place(page, 2, 4))
    with page.expect_navigation():
        page.mouse.up()
    said(officer, "swapped")
    expect(place(page, 2, 4).locator("a")).to_have_attribute("data-asked", arranged["acme"])
    expect(place(page, 2, 2).locator("a")).to_have_attribute("data-asked", arranged["beacon"])

    page.locator(f'a[data-picks="{arranged["waits"]}"]').click()
    page.wait_for_selector("table.held")
    with page.expect_navigation():
        place(page, 3, 6).click()
    said(officer, "placed")
    expect(place(page, 3, 6).locator("a")).to_have_attribute("data-asked", arranged["waits"])
    assert violations(officer) == []
    with page.expect_navigation():
        submit(page.locator('main form[action$="/by-hand/undo/"]'))
    said(officer, "undone")
    expect(place(page, 3, 6).locator("a")).to_have_count(0)
    assert officer.foreign_requests == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_draft_is_changed_with_the_keys_alone(site: Site, visitors: Arrive, language: str) -> None:
    officer, arranged = arrive(site, visitors, language, "keys")
    page, words = officer.page, SAID[language]

    meeting(page, arranged["acme"]).focus()
    page.keyboard.press("Space")
    page.wait_for_selector("table.held")
    assert violations(officer) == []
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    expect(status(page)).to_contain_text(words["not here"])
    page.keyboard.press("Enter")
    expect(page.locator("table.held")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(status(page)).to_contain_text(words["left"])
    expect(meeting(page, arranged["acme"])).to_be_focused()

    page.keyboard.press("Enter")
    page.wait_for_selector("table.held")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(status(page)).to_contain_text(words["free"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said(officer, "moved")
    expect(meeting(page, arranged["acme"])).to_be_focused()
    expect(place(page, 3, 2).locator("a")).to_have_attribute("data-asked", arranged["acme"])

    with page.expect_navigation():
        page.locator('#meeting form[action$="/lock/"] button').press("Enter")
    meeting(page, arranged["acme"]).focus()
    page.keyboard.press("Space")
    expect(status(page)).to_contain_text(words["locked"])
    expect(page.locator("table.held")).to_have_count(0)
    assert officer.foreign_requests == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_meeting_is_moved_on_its_own_page_on_a_phone(site: Site, visitors: Arrive, language: str) -> None:
    officer, arranged = arrive(site, visitors, language, "phone")
    page = officer.page
    page.set_viewport_size({"width": 320, "height": 700})

    officer.go(arranged["studio"])
    expect(page.locator("table[data-hands]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator(f'.byslot a[href$="/by-hand/{arranged["acme"]}/"]').click()
    page.wait_for_url(re.compile(re.escape(arranged["page"]) + "$"))
    assert violations(officer) == []
    page.locator('main a[href*="slot="][href$="#lay"]').nth(2).click()
    with page.expect_navigation():
        submit(page.locator("form#lay"))
    said(officer, "moved")
    assert officer.foreign_requests == []
