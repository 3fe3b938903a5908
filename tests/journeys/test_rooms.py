"""A house from its first page to the first meeting in it, by keyboard alone where a hand would reach for the mouse.

Somebody sets premises up, adds a floor, puts a room on its plan with the arrow keys, chooses a time on the board with
the cursor of cells, books it, moves a later booking, checks in and ends early. Everything is found by the names of
fields and addresses, so that the Korean and the English reader walk the very same way.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import Arrive, form_to, sign_in, submit, violations

pytestmark = pytest.mark.journey

NAMES = {"ko": "송도 입주 센터", "en": "Songdo House"}
SAID = {"ko": {"end": "종료", "free": "비어 있음"}, "en": {"end": "ended", "free": "free"}}


def zone_by_day() -> str:
    """A zone in which it is far from midnight."""
    hour = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul")).hour
    return "Asia/Seoul" if 2 <= hour < 21 else "America/New_York"


def set_up(admin: Visitor) -> str:
    """Set up premises that never close, with one room; return their path."""
    page = admin.page
    admin.go("/desk/premises/new/")
    for field, value in {"name_ko": NAMES["ko"], "name_en": NAMES["en"], "release_minutes": "0"}.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("[name=zone]").select_option(zone_by_day())
    for day in range(7):
        page.locator(f"[name=opens_{day}]").fill("00:00")
        page.locator(f"[name=closes_{day}]").fill("00:00")
    assert violations(admin) == []
    submit(page.locator("main form").filter(has=page.locator("[name=name_ko]")))
    page.wait_for_url(re.compile(r"/setup/$"))
    page.locator('main a[href$="/floors/"]').click()
    submit(page.locator("main form").filter(has=page.locator("[name=number]")))
    page.wait_for_url(re.compile(r"/floors/[0-9a-f-]{36}/$"))
    page.locator('main a[href$="/rooms/"]').click()
    page.locator("[name=name_ko]").fill("소나무")
    page.locator("[name=name_en]").fill("Pine")
    page.locator(".plan .moved").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    placed = [page.locator(f"[name={field}]").input_value() for field in ("x", "y", "width", "height")]
    assert placed == ["3", "2", "3", "2"]
    assert violations(admin) == []
    submit(page.locator("main form").filter(has=page.locator("[name=capacity]")))
    page.wait_for_url(re.compile(r"/floors/[0-9a-f-]{36}/$"))
    expect(page.locator('.plan svg[x="20"][y="10"][width="30"]')).to_have_count(1)
    public_id = re.search(r"/premises/([0-9a-f-]{36})/", page.url)
    assert public_id
    return f"/premises/{public_id[1]}/"


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
