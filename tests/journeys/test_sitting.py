"""One sitting: a published round is brought in, run, changed by hand, published, repaired, published anew, handed out.

``PICTURES=folder`` keeps a picture of each station.
"""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.conftest import SHARED
from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import IN_TURNS, Arrive, form_to, sign_in, submit, violations

pytestmark = [pytest.mark.journey, pytest.mark.published]

FORUM_14 = SHARED / "instances" / "b2b" / "forum-14.original.dzn"
ARRANGE = "from tests.journeys.arranged import print_forum; print_forum()"
#: What is known of it: 302 meetings of 78 participants, all of which have a place.
MEETINGS = 302
PROVEN = {"ko": "최적 증명", "en": "proven optimal"}
FORUM = {"ko": "2014년 비즈니스 포럼", "en": "Business forum 2014"}


class Pictures:
    """Pictures of the stations in their order, where somebody wants any."""

    def __init__(self, officer: Visitor) -> None:
        self._officer, self._number = officer, 0

    def take(self, station: str) -> None:
        """Let axe look at the page, and keep a picture of it."""
        assert (station, violations(self._officer)) == (station, [])
        self._number += 1
        if folder := os.environ.get("PICTURES"):
            name = f"{self._number:02}-{station}-{self._officer.language}.png"
            self._officer.page.screenshot(path=Path(folder, name), full_page=True)


@pytest.fixture
def forum(site: Site) -> str:
    return site.manage("shell", "--no-imports", "-c", ARRANGE).strip()


@pytest.mark.parametrize("language", IN_TURNS)
def test_forum_14_in_one_sitting(site: Site, visitors: Arrive, forum: str, language: str) -> None:
    bring = ["bring_in", "round", str(FORUM_14), "--forum", forum, "--language", language]
    tried, made = site.manage(*bring), site.manage(*bring, "--apply")
    assert tried.splitlines()[:-1] == made.splitlines()[:-1]
    email = f"sitting-{language}@agency.example"
    site.manage("createsuperuser", "--noinput", "--email", email)
    officer = visitors(email=email, language=language)
    pictures = Pictures(officer)
    sign_in(officer, onward="/desk/partnering/")
    round_id = open_studio(officer, pictures)
    run(officer, pictures)
    change_by_hand(officer, pictures)
    publish(officer, pictures)
    a_slot_falls_out(officer, pictures, round_id)
    repair(officer, pictures)
    publish(officer, pictures)
    hand_out(officer, pictures, round_id)
    assert officer.foreign_requests == []


def open_studio(officer: Visitor, pictures: Pictures) -> str:
    """Find the round among all, close its requests, and go to its studio; return its id."""
    page = officer.page
    officer.go("/desk/partnering/")
    page.locator("main a", has_text=FORUM[officer.language]).last.click()
    page.wait_for_url(re.compile(r"/desk/partnering/[0-9a-f-]{36}/$"))
    round_id = page.url.split("/")[-2]
    pictures.take("brought-in")
    while page.locator('main form:has(input[name=phase][value="place"])').count() == 0:
        submit(page.locator("main form:has(input[name=phase])").last)
        page.wait_for_load_state()
    submit(page.locator('main form:has(input[name=phase][value="place"])'))
    page.wait_for_load_state()
    officer.go(f"/desk/partnering/{round_id}/studio/")
    return round_id


def run(officer: Visitor, pictures: Pictures) -> None:
    """Let the engine have twenty seconds, and read what it has found and proven."""
    page = officer.page
    page.locator("[name=budget_seconds]").fill("20")
    submit(page.locator("main form").filter(has=page.locator("[name=budget_seconds]")))
    page.locator('main a[href*="/publish/"]').first.wait_for(timeout=90_000)
    for figure in (f"{MEETINGS} / {MEETINGS}", PROVEN[officer.language]):
        expect(page.locator("table.runs")).to_contain_text(figure)
    pictures.take("run")


def change_by_hand(officer: Visitor, pictures: Pictures) -> None:
    """Pick a meeting up whose both sides are free at some free place, with the keys, and carry it there."""
    page = officer.page
    meetings = page.locator("table[data-hands] a.slot")
    for number in range(meetings.count()):
        meetings.nth(number).focus()
        page.keyboard.press("Space")
        page.wait_for_selector("table.held")
        free = page.locator("table[data-hands] [data-to=free]")
        if free.count():
            break
        page.keyboard.press("Escape")
    pictures.take("in-hand")
    with page.expect_navigation():
        free.last.click()
    expect(page.locator('main form[action$="/by-hand/undo/"]')).to_have_count(1)
    pictures.take("changed-by-hand")


def publish(officer: Visitor, pictures: Pictures) -> None:
    """Look who is told what, and publish."""
    page = officer.page
    if not re.search(r"/publish/$", page.url):
        page.locator('main a[href*="/publish/"]').first.click()
        page.wait_for_url(re.compile(r"/publish/"))
    pictures.take("who-is-told")
    submit(page.locator("main form").filter(has=page.locator("button.primary")))
    page.wait_for_url(re.compile(r"/studio/"))
    pictures.take("published")


def a_slot_falls_out(officer: Visitor, pictures: Pictures, round_id: str) -> None:
    """Close the last slot: one participant meets somebody in every slot, so that this hits somebody."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/day/")
    form = page.locator("form#shut")
    slots = form.locator("[name=slot]")
    slots.select_option(index=slots.locator("option").count() - 1)
    submit(form)
    page.wait_for_load_state()
    pictures.take("a-slot-falls-out")


def repair(officer: Visitor, pictures: Pictures) -> None:
    """Look at the list of changes, and take it."""
    page = officer.page
    submit(form_to(officer, "/repair/"))
    accept = page.locator('main form[action$="/accept/"]')
    accept.wait_for(timeout=90_000)
    pictures.take("changes")
    submit(accept)
    page.wait_for_url(re.compile(r"/publish/"))


def hand_out(officer: Visitor, pictures: Pictures, round_id: str) -> None:
    """Take the report of the round home, in which every meeting stands once."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/")
    with page.expect_download() as told:
        submit(form_to(officer, f"{round_id}/report/"))
    book = openpyxl.load_workbook(BytesIO(Path(told.value.path()).read_bytes()), read_only=True)
    rows = [len(list(sheet.iter_rows(min_row=2))) for sheet in book.worksheets]
    book.close()
    assert MEETINGS - 10 <= max(rows) <= MEETINGS + 5
    pictures.take("handed-out")
