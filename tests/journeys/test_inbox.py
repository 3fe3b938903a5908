"""A foreign partner clears an inbox of fifty: once by the keys alone, once with a thumb; a company sees its answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import IN_TURNS, Arrive, sign_in_again, violations

pytestmark = pytest.mark.journey

MANY = 50
#: What one does by the keys in one language, the next does with a thumb in the other.
OTHER = {"ko": "en", "en": "ko"}
ARRANGE = "from tests.journeys.asked import print_inbox; print_inbox({many}, '{partner}', '{company}')"
SAID = {
    "ko": {
        "declined": "거절했습니다", "accepted": "수락했습니다", "asked": "질문을 보냈습니다",
        "many": "건을 거절했습니다", "back": "답 1건을 되돌렸습니다", "state": "수락",
        "none": "답을 기다리는 신청이 없습니다",
    },
    "en": {
        "declined": "Declined:", "accepted": "Accepted:", "asked": "Question sent:", "many": "declined.",
        "back": "1 answer taken back.", "state": "accepted", "none": "Nobody is waiting for you",
    },
}  # fmt: skip


def arrive(site: Site, visitors: Arrive, language: str, name: str, **how: Any) -> tuple[Visitor, dict[str, str]]:
    """Let fifty ask a partner, who signs in and opens the inbox."""
    partner, company = (f"{role}-{name}-{language}@example.org" for role in ("partner", "company"))
    wanted = ARRANGE.format(many=MANY, partner=partner, company=company)
    arranged: dict[str, str] = json.loads(site.manage("shell", "--no-imports", "-c", wanted))
    visitor = visitors(email=partner, language=language, **how)
    sign_in_again(visitor, onward=arranged["inbox"])
    return visitor, {**arranged, "company": company}


def rows(page: Page) -> int:
    return page.locator(".ask:not(.going)").count()


def count(page: Page, shelf: str) -> str:
    return page.locator(f'#inbox-tabs a[href$="shelf={shelf}"] .count').inner_text()


def said(person: Visitor, what: str) -> None:
    expect(person.page.locator("#inbox-said")).to_contain_text(SAID[person.language][what])


@pytest.mark.parametrize("language", IN_TURNS)
def test_fifty_are_answered_by_the_keys_alone(site: Site, visitors: Arrive, language: str) -> None:
    partner, arranged = arrive(site, visitors, language, "keys")
    page, press = partner.page, partner.page.keyboard.press
    assert (rows(page), count(page, "waiting")) == (MANY, str(MANY))
    # Who seeks what the partner offers stands first, and the page says so.
    first = page.locator(".ask").first
    assert first.locator(".reasons li").count() == 1
    assert violations(partner) == []

    _tab_to_the_list(page)
    press("a")
    said(partner, "accepted")
    press("d")
    press("d")
    press("u")  # the last one only, though it may still be on its way
    said(partner, "back")
    expect(page.locator(".ask")).to_have_count(MANY - 2)
    press("q")
    page.keyboard.type("Which stage? 어느 단계인가요?")
    press("Control+Enter")
    said(partner, "asked")
    press("?")
    expect(page.locator("#inbox-keys")).to_be_visible()
    assert violations(partner) == []
    press("Escape")
    press("x")
    for _step in range(3):
        press("Shift+ArrowDown")
    assert page.locator(".ask :checked").count() == 4
    press("d")
    said(partner, "many")
    for _each in range(rows(page)):
        press("d")
    # The keys are quicker than the answers, which follow one after another.
    expect(page.locator(".ask")).to_have_count(0, timeout=30_000)
    expect(page.locator("main")).to_contain_text(SAID[language]["none"], timeout=30_000)
    assert [count(page, shelf) for shelf in ("waiting", "asked", "accepted", "declined")] == ["0", "1", "1", "48"]
    assert partner.foreign_requests == []

    _company_sees(site, visitors, language, arranged)


def _tab_to_the_list(page: Page) -> None:
    """Walk with Tab until a request has the focus: one stop, whatever stands in it."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ask article')"):
            return
    raise AssertionError("no request can be reached by Tab")


def _company_sees(site: Site, visitors: Arrive, language: str, arranged: dict[str, str]) -> None:
    """The company that fits best, and was accepted, reads so among what it sent."""
    other = OTHER[language]
    company = visitors(email=arranged["company"], language=other)
    sign_in_again(company, onward=arranged["sent"])
    expect(company.page.locator(".lines .chip").first).to_contain_text(SAID[other]["state"])


@pytest.mark.parametrize("language", [OTHER[each] for each in IN_TURNS])
def test_fifty_are_answered_with_a_thumb(site: Site, visitors: Arrive, language: str) -> None:
    partner, _arranged = arrive(site, visitors, language, "thumb", phone=True)
    page = partner.page
    bar = page.locator(".answerbar .answers")
    accept, ask, decline = (bar.locator(f'button[value="{each}"]') for each in ("accept", "ask", "decline"))
    assert violations(partner) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = decline.bounding_box()
    assert box is not None
    # Within reach of a thumb, and large enough for it.
    assert (box["y"] > 844 / 2, box["height"] >= 44, box["width"] >= 88) == (True, True, True)

    accept.tap()
    said(partner, "accepted")
    ask.tap()
    expect(page.locator("#inbox [name=text]")).to_be_focused()
    page.locator("#inbox [name=text]").fill("Which stage?")
    ask.tap()
    said(partner, "asked")
    third = page.locator(".ask").nth(3)
    third.locator(".pick input").tap()
    decline.tap()
    said(partner, "declined")
    page.locator("#inbox-said button").tap()
    said(partner, "back")
    for left in range(MANY - 2, 0, -1):
        expect(page.locator(".ask:not(.going)")).to_have_count(left)
        decline.tap()
    expect(page.locator("main")).to_contain_text(SAID[language]["none"])
    assert [count(page, shelf) for shelf in ("waiting", "asked", "accepted", "declined")] == ["0", "1", "1", "48"]
    assert re.search(r"/requests/", page.url)
    assert partner.foreign_requests == []
