"""A board in the hall whose network dies: it goes on by the clock, also loaded anew, and follows once it is back.

The screen shows who sits at each table now and next; who is not named in the hall is “in use”. A meeting is called off
and the board follows at once. Then the network is gone and time passes: those who came next sit there now. The page is
loaded again, still without a network. When the address is ended, nothing of the board is left on the device.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import Arrive, violations

pytestmark = pytest.mark.journey


#: Whether nothing of a board is left on the device.
LEFT = """async () => !(await caches.keys()).concat(Object.keys(localStorage)).some(name => name.startsWith("hall:"))"""


def _asked(site: Site, deed: str, *given: str) -> str:
    said = ", ".join(repr(each) for each in given)
    return site.manage("shell", "--no-imports", "-c", f"from tests.journeys.halls import {deed}; {deed}({said})")


def _card(page: Page, number: int) -> Any:
    return page.locator(".table-now").nth(number - 1)


def _in_seoul(moment: datetime) -> re.Pattern[str]:
    """The clock of a moment, or of the minute before or after."""
    near = (moment + timedelta(minutes=minutes, hours=9) for minutes in (-1, 0, 1))
    return re.compile("|".join(f"{each:%H:%M}" for each in near))


def test_a_board_goes_on_by_the_clock_without_a_network(site: Site, visitors: Arrive) -> None:
    made = json.loads(_asked(site, "print_hall"))
    screen = visitors(email="", language="ko")
    page = screen.page
    page.clock.install()
    page.goto(f"{site.address}{made['board']}")
    expect(_card(page, 1).locator(".on")).to_have_text("지금 Now물빛제약 Mulbit PharmaAtlantic Labs")
    expect(_card(page, 1).locator(".coming")).to_contain_text("나루바이오 Naru Bio")
    expect(_card(page, 2).locator(".on")).to_have_text("지금 Now나루바이오 Naru Bio사용 중 In use")
    expect(page.locator("[data-left]")).to_contain_text("남음")
    assert "Beacon" not in page.content()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert violations(screen) == []

    _asked(site, "call_off", made["round"])
    page.clock.run_for(1000)
    expect(_card(page, 1).locator(".coming")).to_have_count(0, timeout=20_000)

    page.context.set_offline(True)
    page.clock.fast_forward(3 * 60_000)
    expect(_card(page, 2).locator(".on")).to_have_text("지금 Now물빛제약 Mulbit Pharma사용 중 In use")
    expect(_card(page, 1).locator(".on")).to_have_text("비어 있음 Free")
    expect(page.locator("[data-offline]")).to_contain_text("연결이 끊겼습니다")
    expect(page.locator("[data-offline]")).to_contain_text("No connection since")
    page.reload()
    expect(_card(page, 2).locator(".on")).to_have_text("지금 Now물빛제약 Mulbit Pharma사용 중 In use")
    expect(page.locator("[data-clock]")).to_have_text(_in_seoul(datetime.now(UTC) + timedelta(minutes=3)))

    page.context.set_offline(False)
    _asked(site, "end", made["round"])
    page.clock.run_for(31_000)
    expect(page.locator("[data-offline]")).to_contain_text("종료되었습니다", timeout=20_000)
    expect(page.locator(".table-now")).to_have_count(0)
    page.wait_for_function(LEFT)
    assert screen.foreign_requests == []
