"""A delegate keeps the timetable on the phone, loses the network, and signs out."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.journeys.hands import press
from tests.journeys.steps import is_no_wider, violations

_SHELVES = "caches.keys().then(names => names.filter(name => name.startsWith('personal:')).length)"


def keep_timetable(person: Visitor, round_id: str, words: Sequence[str]) -> None:
    """Keep the timetable, and find these words on it with no network: in the place of the page, and after a reload."""
    page, context = person.page, person.context
    person.go(f"/partnering/{round_id}/timetable/")
    press(page.locator("[data-keep]"))
    expect(page.locator("[data-kept]")).to_be_focused()
    assert page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert violations(person) == []
    page.wait_for_load_state("networkidle")

    context.set_offline(True)
    for path in ("timetable/", ""):
        page.goto(f"{person.site.address}/{person.language}/partnering/{round_id}/{path}")
        for said in words:
            expect(page.locator("[data-meetings-list]")).to_contain_text(said)
        expect(page.locator("[data-offline]")).to_be_visible()
    assert is_no_wider(page)
    assert violations(person) == []
    context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert page.evaluate(_SHELVES) == 1


def sign_out(person: Visitor) -> None:
    """Sign out on a page of the site: what was anybody's own is not on the device any more."""
    page = person.page
    press(page.locator("details.menu > summary"))
    with page.expect_navigation():
        press(page.locator("details.menu form button"))
    page.wait_for_function(f"{_SHELVES}.then(number => number === 0)")
