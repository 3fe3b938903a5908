"""A house as journeys find it: set up by its administrator on the pages of the desk, open at all hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from bridgehead.accounts.models import User
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.journeys.conftest import Visitor
from tests.journeys.steps import submit, violations

NAMES = {"ko": "송도 입주 센터", "en": "Songdo House"}


def zone_by_day() -> str:
    """A zone in which it is far from midnight."""
    hour = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul")).hour
    return "Asia/Seoul" if 2 <= hour < 21 else "America/New_York"


def set_up(admin: Visitor, *, release: int = 0) -> str:
    """Set up premises that never close, with one room, released so many minutes after a start; return their path."""
    page = admin.page
    admin.go("/desk/premises/new/")
    said = {"name_ko": NAMES["ko"], "name_en": NAMES["en"], "release_minutes": str(release)}
    for field, value in said.items():
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


def found_companies(**people: str) -> None:
    """Found a company for each, by its name, which somebody who has signed in represents; run by ``manage shell``."""
    for name, email in people.items():
        company = OrganisationFactory(name_ko=name, name_en=name)
        MembershipFactory(user=User.objects.get(email=email), organisation=company)


def entitle(keeper: Visitor, house: str, company: str) -> None:
    """Grant a company ten hours a month in the meeting rooms of a house, on the page of its desk."""
    page, today = keeper.page, datetime.now(UTC).date()
    keeper.go(f"/desk{house}entitlements/")
    said = {
        "organisation": company,
        "starts_on": f"{today - timedelta(days=2)}",
        "ends_on": f"{today + timedelta(days=40)}",
        "desks": "0",
        "monthly_minutes": "600",
    }
    for field, value in said.items():
        page.locator(f"main [name={field}]").fill(value)
    submit(page.locator("main form").filter(has=page.locator("[name=monthly_minutes]")))
    expect(page.locator("main table:has(#ent-t)")).to_contain_text(company)
