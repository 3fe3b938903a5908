"""A door whose network dies: it goes on from its list, keeps what was done through reloads, and reconciles it once.

Somebody of the venue staff opens the page on a phone and lets one person in by name. Then the connection is gone: a
badge is let in by its code, another is shown a second time, and somebody comes without a registration. The page is
loaded again and even closed, still without a network, and keeps all of it. Meanwhile another door has let in one of
them. When the connection is back everything is sent once, and what differed is said in words. After signing out the
device holds nobody's name any more.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import IN_TURNS, Arrive, sign_in, violations

pytestmark = pytest.mark.journey

SAYS = {
    "ko": {
        "welcome": "환영합니다", "already": "이미 입장", "noted": "적어 두었습니다", "more": "현장에서는 이렇게",
        "off": "포럼이 취소되었습니다",
    },
    "en": {
        "welcome": "Welcome", "already": "Already in", "noted": "Noted", "more": "The door had said",
        "off": "The forum was called off",
    },
}  # fmt: skip
PERSONAL = "indexedDB.databases().then(all => all.map(each => each.name).filter(name => name.startsWith('personal:')))"


def _asked(site: Site, deed: str, *given: str) -> str:
    said = ", ".join(repr(each) for each in given)
    return site.manage("shell", "--no-imports", "-c", f"from tests.journeys.doors import {deed}; {deed}({said})")


def _day(site: Site, forum: str) -> Any:
    return json.loads(_asked(site, "print_day", forum))


def _unsent(page: Page, number: int) -> None:
    expect(page.locator("[data-unsent]")).to_have_attribute("data-count", str(number), timeout=30_000)


def _show(page: Page, code: str, word: str) -> None:
    page.locator("#words").fill("-".join(code[at : at + 4] for at in range(0, 16, 4)).lower())
    page.locator("#words").press("Enter")
    expect(page.locator("[data-said-word]")).to_have_text(word)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_door_goes_on_without_a_network_and_reconciles_once(site: Site, visitors: Arrive, language: str) -> None:
    mail, says = f"door-{language}@example.org", SAYS[language]
    staff = visitors(email=mail, language=language, phone=True)
    sign_in(staff, onward="/forums/")
    made = json.loads(_asked(site, "print_door", mail))
    forum, codes = made["forum"], made["codes"]
    staff.go(f"/forums/{forum}/")
    page = staff.page
    page.locator('main a[href*="/check-in/"]').click()
    expect(page.locator("[data-counts]")).to_have_text(re.compile("0.*0.*3"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert violations(staff) == []

    page.locator("#words").fill("강나루" if language == "ko" else "naru kang")
    page.locator("[data-results] button").click()
    expect(page.locator("[data-said-word]")).to_have_text(says["welcome"])
    expect(page.locator("[data-counts]")).to_have_text(re.compile("1.*1.*3"))
    assert _day(site, forum) == {"came": [["강나루", "online"]], "scans": 1, "waiting": []}

    page.context.set_offline(True)
    _show(page, codes["도레미"], says["welcome"])
    _unsent(page, 1)
    _show(page, codes["강나루"], says["already"])
    page.locator("summary").click()
    page.locator("[name=name]").fill("한걸음")
    page.locator("[name=organisation]").fill("Passing By")
    page.locator("[data-walk-in] button[type=submit]").click()
    expect(page.locator("[data-said-word]")).to_have_text(says["noted"])
    _unsent(page, 3)
    expect(page.locator("[data-notice]")).to_be_visible()
    assert violations(staff) == []

    page.reload()
    _unsent(page, 3)
    page.close()
    staff.page = page = staff.context.new_page()
    page.goto(f"{site.address}/{language}/check-in/{forum}/")
    _unsent(page, 3)
    page.locator("#words").fill("ㄷㄹㅁ")
    expect(page.locator("[data-results] li")).to_have_count(1)
    assert _day(site, forum)["scans"] == 1

    _asked(site, "let_in_elsewhere", codes["도레미"])
    page.context.set_offline(False)
    _unsent(page, 0)
    expect(page.locator("[data-late-lines] li")).to_have_count(2)
    expect(page.locator("[data-late-lines]")).to_contain_text(says["more"])
    assert violations(staff) == []
    reconciled = {
        "came": [["강나루", "online"], ["도레미", "offline"]],
        "scans": 5,
        "waiting": [["한걸음", "applied"]],
    }
    assert _day(site, forum) == reconciled

    page.reload()
    expect(page.locator("[data-counts]")).to_have_text(re.compile("2.*2.*3"))
    _unsent(page, 0)
    assert _day(site, forum) == reconciled

    _asked(site, "call_off", forum)
    page.reload()
    expect(page.locator("[data-notice]")).to_contain_text(says["off"])
    page.context.set_offline(True)
    _show(page, codes["문보배"], says["off"])
    _unsent(page, 0)
    page.context.set_offline(False)

    assert page.evaluate(PERSONAL) == [f"personal:check-in:{forum}"]
    page.locator("[data-sign-out] button").click()
    page.wait_for_url(re.compile(rf"/{language}/$"))
    page.wait_for_function(f"{PERSONAL}.then(names => names.length === 0)")
    assert staff.foreign_requests == []


#: A browser that reads codes, and a camera before which a badge is held: neither is part of Debian's on a server.
CAMERA = """
window.BarcodeDetector = class { async detect() { return window.held ? [{ rawValue: window.held }] : []; } };
navigator.mediaDevices.getUserMedia = async () => {
  const picture = document.createElement("canvas"), pen = picture.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  return picture.captureStream();
};
"""


@pytest.mark.parametrize("language", IN_TURNS)
def test_badge_held_before_the_camera_is_one_scan_and_goes_out_again(
    site: Site, visitors: Arrive, language: str
) -> None:
    mail, says = f"camera-{language}@example.org", SAYS[language]
    staff = visitors(email=mail, language=language, phone=True)
    sign_in(staff, onward="/forums/")
    made = json.loads(_asked(site, "print_door", mail))
    page = staff.page
    page.add_init_script(CAMERA)
    staff.go(f"/check-in/{made['forum']}/")
    expect(page.locator("[data-counts]")).to_have_text(re.compile("0.*0.*3"))

    page.locator("[data-camera]").click()
    expect(page.locator("[data-video]")).to_be_visible()
    page.evaluate(f"window.held = '{made['codes']['문보배']}'")
    expect(page.locator("[data-said-word]")).to_have_text(says["welcome"])
    page.wait_for_timeout(1500)
    assert _day(site, made["forum"])["scans"] == 1
    assert violations(staff) == []

    page.evaluate("window.held = ''")
    page.locator("[name=mode][value=out]").check()
    page.wait_for_timeout(4500)
    page.evaluate(f"window.held = '{made['codes']['문보배']}'")
    expect(page.locator("[data-counts]")).to_have_text(re.compile("0.*1.*3"))
    page.locator("[data-camera]").click()
    expect(page.locator("[data-video]")).to_be_hidden()
    assert staff.foreign_requests == []
