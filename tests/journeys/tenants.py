"""What an admitted company and its officers do from the letter to the graduation, in a browser."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.journeys.programmes import UUID, ZONE, day, fill, path_of, send, sound, wall
from tests.journeys.steps import form_to, submit

#: So many days the site is ahead while all this happens.
AHEAD = 3


def press(person: Visitor, ending: str) -> None:
    """Press the button of the form that is sent to such an address, and wait for the page that follows."""
    with person.page.expect_navigation():
        submit(form_to(person, ending))


def make_cohort(officer: Visitor, desk: str) -> str:
    """Make the cohort of this year; return its desk's path."""
    officer.go(f"{desk}cohorts/new/")
    fill(officer, year=str(datetime.now(ZONE).year), name_ko="1기", name_en="First cohort", starts_on=day())
    send(officer, "starts_on", to=rf"/cohorts/{UUID}/$")
    return path_of(officer)


def publish_decisions(officer: Visitor, call: str) -> None:
    """Send all letters."""
    officer.go(f"{call}decisions/")
    fill(officer, accept_until=wall(days=20), appeal_until=wall(days=20))
    sound(officer)
    send(officer, "accept_until", to=r"/decisions/$")
    sound(officer)


def read_letter(person: Visitor, application: str, *, others: list[str]) -> None:
    """Read one's own letter in both languages; nothing of others stands on its page."""
    page = person.page
    person.go(f"{application}decision/")
    sound(person)
    assert not [name for name in others if name in page.content()]
    for language in ("ko", "en"):
        letter = page.locator(f'main a[href$="letter.{language}.pdf"]').get_attribute("href")
        printed = page.request.get(f"{person.site.address}{letter}")
        assert (printed.status, printed.body()[:5]) == (200, b"%PDF-")


def accept_place(person: Visitor, application: str) -> None:
    """Take the place that the letter offers, with the keys."""
    read_letter(person, application, others=[])
    with person.page.expect_navigation():
        form_to(person, "/place/accept/").locator("button").press("Enter")


def place_in(officer: Visitor, cohort: str, company: str) -> str:
    """Find the company's place in the cohort; return its desk's path."""
    officer.go(cohort)
    sound(officer)
    officer.page.locator("main").get_by_role("link", name=company).first.click()
    officer.page.wait_for_url(re.compile(rf"/places/{UUID}/$"))
    return path_of(officer)


def move_in(officer: Visitor, house: dict[str, str]) -> None:
    """Let the company move in at its desk, which the cohort has entitled it to."""
    page = officer.page
    officer.go(f"/desk/premises/{house['house']}/tenancies/")
    page.locator("main [name=room]").select_option(house["desk"])
    fill(officer, starts_on=day(), ends_on=day(days=300))
    sound(officer)
    with page.expect_navigation():
        submit(page.locator("main form:has([name=entitlement])"))
    if not re.search(rf"/tenancies/{UUID}/$", page.url):
        page.locator('main table a[href*="/tenancies/"]').first.click()
        page.wait_for_url(re.compile(rf"/tenancies/{UUID}/$"))
    tick_all(officer, of=0)
    press(officer, "/move-in/")
    expect(form_to(officer, "/move-in/")).to_have_count(0)


def tick_all(officer: Visitor, *, of: int) -> None:
    """Tick every step of moving in (the first list) or of moving out (the second)."""
    steps = officer.page.locator("main section ul.lined").nth(of)
    while (waiting := steps.locator("button[aria-pressed=false]")).count():
        with officer.page.expect_navigation():
            waiting.first.click()


def book(person: Visitor, house: dict[str, str]) -> str:
    """Book the meeting room from its week; return the booking's path."""
    person.go(f"/premises/rooms/{house['room']}/book/?from={wall(days=AHEAD + 3)[:13]}:00")
    fill(person, purpose="First review")
    sound(person)
    send(person, "purpose", to=rf"/bookings/{UUID}/$")
    return path_of(person)


def receive(officer: Visitor, person: Visitor, house: dict[str, str]) -> None:
    """Announce a visitor, whom the front desk lets in."""
    page = person.page
    person.go(f"/premises/{house['house']}/visitors/")
    fill(person, name="Ada Byron", expected_at=wall(days=AHEAD, hours=1))
    sound(person)
    send(person, "expected_at", to=r"/visitors/")
    expect(page.locator("main")).to_contain_text("Ada Byron")
    officer.go(f"/desk/premises/{house['house']}/visitors/")
    press(officer, "/let-in/")
    officer.go(f"/desk/premises/{house['house']}/visitors/inside/")
    expect(officer.page.locator("main")).to_contain_text("Ada Byron")
    sound(officer)


def report(officer: Visitor, person: Visitor, desk: str) -> None:
    """Ask for one figure, open a period, hand the report in and lock it."""
    page = officer.page
    officer.go(f"{desk}reports/form/new/")
    page.locator("main [name=measure]").select_option("count")
    fill(officer, name_ko="미국 직원 수", name_en="People employed in the US", unit_ko="명", unit_en="people")
    send(officer, "measure", to=r"/reports/form/$")
    with page.expect_navigation():
        submit(page.locator("main form.inset").last)
    officer.go(f"{desk}reports/")
    page.locator("main [name=span]").select_option("quarter")
    first = day()[:8] + "01"
    fill(officer, starts_on=first, due_on=day(days=100), locks_on=day(days=110))
    sound(officer)
    send(officer, "span", to=rf"/reports/periods/{UUID}/$")
    period = path_of(officer)
    open_place(person)
    person.page.locator('main a[href*="/reports/"]').first.click()
    person.page.wait_for_url(re.compile(rf"/reports/{UUID}/$"))
    fill(person, i1="12")
    sound(person)
    with person.page.expect_navigation():
        person.page.locator("main button[name=hand_in]").click()
    officer.go(period)
    expect(page.locator("main")).to_contain_text("12")
    page.locator('main table a[href*="/reports/periods/"]').first.click()
    page.wait_for_url(re.compile(rf"/periods/{UUID}/{UUID}/$"))
    press(officer, "/lock/")
    sound(officer)


def open_place(person: Visitor) -> None:
    """Go to the page of one's own place in a cohort."""
    person.go("/programmes/mine/")
    sound(person)
    person.page.locator('main a[href*="/programmes/mine/"]').first.click()
    person.page.wait_for_url(re.compile(rf"/programmes/mine/{UUID}/$"))


def renew(officer: Visitor, person: Visitor, place: str) -> None:
    """Ask for one more tenure; the officers grant it."""
    open_place(person)
    sound(person)
    fill(person, reason="Two studies go on until next winter.")
    with person.page.expect_navigation():
        submit(person.page.locator("main form:has([name=reason])"))
    officer.go(place)
    fill(officer, answer="Go on.")
    sound(officer)
    with officer.page.expect_navigation():
        officer.page.locator('main button[name=how][value="grant"]').click()


def graduate(officer: Visitor, person: Visitor, house: dict[str, str], place: str, booking: str) -> None:
    """The company moves out and graduates; the board, and what it booked for later, are closed to it."""
    page = officer.page
    person.go(f"/premises/{house['house']}/board/")
    officer.go(f"/desk/premises/{house['house']}/tenancies/")
    page.locator('main table a[href*="/tenancies/"]').first.click()
    page.wait_for_url(re.compile(rf"/tenancies/{UUID}/$"))
    tick_all(officer, of=1)
    fill(officer, ends_on=day(days=AHEAD))
    press(officer, "/move-out/")
    expect(form_to(officer, "/move-out/")).to_have_count(0)
    officer.go(place)
    page.locator("main form:has(button[value=graduated]) [name$=ends_on]").fill(day(days=AHEAD))
    with page.expect_navigation():
        page.locator('main button[name=how][value="graduated"]').click()
    sound(officer)
    closed = person.page.goto(f"{person.site.address}/{person.language}/premises/{house['house']}/board/")
    assert closed
    assert closed.status == 404
    person.go(booking)
    expect(form_to(person, "/cancel/")).to_have_count(0)
