"""A house from its first page to the first meeting in it, by keyboard alone where a hand would reach for the mouse.

Somebody sets premises up, adds a floor, puts a room on its plan with the arrow keys, chooses a time on the board with
the cursor of cells, books it, moves a later booking, checks in and ends early. Everything is found by the names of
fields and addresses, so that the Korean and the English reader walk the very same way.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.house import set_up
from tests.journeys.steps import Arrive, form_to, sign_in, submit, violations

pytestmark = pytest.mark.journey

SAID = {"ko": {"end": "종료", "free": "비어 있음"}, "en": {"end": "ended", "free": "free"}}


def book_by_keys(person: Visitor, house: str, *, keys: list[str], purpose: str) -> None:
    """Choose a time on the board with the keys, and book it for the house."""
    page = person.page
    person.go(f"{house}board/")
    page.locator("[data-board-words] button").press("Enter")
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("[data-board-words] [role=status]")).to_contain_text(SAID[person.language]["free"])
    assert violations(person) == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/book/\?"))
    assert page.locator("[name=minutes]").input_value() == "60"
    page.locator("[name=purpose]").fill(purpose)
    submit(page.locator("main form").filter(has=page.locator("[name=purpose]")))
    page.wait_for_url(re.compile(r"/bookings/[0-9a-f-]{36}/$"))


def move_by_keys(person: Visitor, house: str) -> None:
    """Take hold of the later booking on the board, lay it half an hour later and make it longer."""
    page = person.page
    person.go(f"{house}board/")
    page.locator("td.ours a").last.focus()
    for key in ("ArrowRight", "Space", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/change/\?"))
    assert page.locator("[name=minutes]").input_value() == "90"
    submit(page.locator("main form").filter(has=page.locator("[name=minutes]")))
    page.wait_for_url(re.compile(r"/bookings/[0-9a-f-]{36}/$"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_house_is_set_up_and_its_room_booked_by_keyboard(site: Site, visitors: Arrive, language: str) -> None:
    mail = f"keeper-{language}@example.org"
    site.manage("createsuperuser", "--noinput", "--email", mail)
    keeper = visitors(email=mail, language=language)
    sign_in(keeper, onward="/desk/premises/")
    house = set_up(keeper)
    page = keeper.page

    book_by_keys(keeper, house, keys=["ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight"], purpose="Later")
    move_by_keys(keeper, house)
    book_by_keys(keeper, house, keys=["Shift+ArrowRight"], purpose="Kick-off")

    submit(form_to(keeper, "/check-in/"))
    page.wait_for_load_state()
    submit(form_to(keeper, "/end/"))
    page.wait_for_load_state()
    expect(page.locator("main dl.facts")).to_contain_text(SAID[language]["end"])
    assert violations(keeper) == []
    keeper.go(f"/desk{house}")
    expect(page.locator("main")).to_contain_text("Kick-off")
    assert keeper.foreign_requests == []
