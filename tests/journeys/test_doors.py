"""The screen at a door while the network goes and comes: it goes on telling its day, and never pretends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.house import set_up
from tests.journeys.steps import IN_TURNS, Arrive, sign_in, submit, violations

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", IN_TURNS)
def test_door_is_used_loses_its_network_and_says_so(site: Site, visitors: Arrive, language: str) -> None:
    mail = f"doorkeeper-{language}@example.org"
    site.manage("createsuperuser", "--noinput", "--email", mail)
    keeper = visitors(email=mail, language=language)
    sign_in(keeper, onward="/desk/premises/")
    house = set_up(keeper)
    keeper.go(f"/desk{house}setup/")
    keeper.page.locator("[name=door_minutes]").fill("30")
    submit(keeper.page.locator("main form").filter(has=keeper.page.locator("[name=door_minutes]")))
    keeper.page.wait_for_load_state()
    keeper.page.locator('main a[href*="/floors/"]').first.click()
    keeper.page.locator('main a[href*="/setup/rooms/"]').first.click()
    keeper.page.locator('main a[href$="/door/"]').click()
    submit(keeper.page.locator("main form").first)
    address = keeper.page.locator("#address").input_value()
    assert violations(keeper) == []

    tablet = visitors(email="tablet@example.org", language=language)
    page = tablet.page
    page.goto(address)
    assert page.context.cookies() == []
    assert violations(tablet) == []
    state, said = page.locator("body"), page.locator("[data-said]")
    expect(state).to_have_attribute("data-state", "free")
    expect(page.locator("[data-state-word]")).to_have_text(re.compile("비어 있음.*Free"))

    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(state).to_have_attribute("data-state", "free")
    expect(page.locator('[data-act="use"] button')).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=25_000)

    page.route("**/use/", lambda route: route.abort())
    page.locator('[data-act="use"] button').click()
    expect(said).to_have_text(re.compile("응답이 오지 않았습니다.*No answer came"))
    expect(state).to_have_attribute("data-state", "free")
    page.unroute("**/use/")
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.locator('[data-act="use"] button')).to_be_enabled(timeout=25_000)

    page.locator('[data-act="use"] button').click()
    expect(state).to_have_attribute("data-state", "taken")
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(state).to_have_attribute("data-state", "taken")
    page.context.set_offline(False)
    expect(page.locator('[data-does="end"]')).to_be_enabled(timeout=25_000)
    page.locator('[data-does="end"]').click()
    expect(said).to_have_text(re.compile("Ended"))
    assert page.context.cookies() == []
    assert tablet.foreign_requests == []
