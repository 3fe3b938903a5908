"""A room nobody came to: reminded of, released a quarter of an hour after its start, and offered to whoever waits.

Two companies want one room at one time. The first has booked it and is reminded, and does not come; the site's clock is
moved on past the house's fifteen minutes, the worker releases the room by itself, and the other company, which had
asked to wait, is told by mail and takes it. Neither reads of the other.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.house import entitle, set_up, zone_by_day
from tests.journeys.steps import IN_TURNS, Arrive, form_to, sign_in, submit, violations

pytestmark = pytest.mark.journey

COMPANIES = {"ko": ("가람", "나래"), "en": ("Garam", "Narae")}
SUBJECTS = {
    "ko": {"reminder": "곧 시작", "released": "예약 자동 해제", "offered": "배정 제안"},
    "en": {"reminder": "Begins soon", "released": "Your booking was released", "offered": "Free for you"},
}
RELEASED = {"ko": "자동 해제", "en": "released"}
HALF = timedelta(minutes=30)


def in_half_an_hour() -> datetime:
    """The next full or half hour that is twenty minutes away or more: late enough to be reminded of."""
    now = datetime.now(UTC)
    soon = (now + timedelta(minutes=20)).replace(second=0, microsecond=0)
    return soon + timedelta(minutes=-soon.minute % 30)


def typed(moment: datetime) -> str:
    """A moment as the clocks of the house show it, as a form takes it."""
    return f"{moment.astimezone(ZoneInfo(zone_by_day())):%Y-%m-%dT%H:%M}"


def ask_for(person: Visitor, room: str, starts_at: datetime, *, minutes: int) -> None:
    """Send the form that books a room."""
    person.go(f"{room}book/?from={typed(starts_at)}&minutes={minutes}")
    assert person.page.locator("[name=minutes]").input_value() == str(minutes)
    submit(person.page.locator("main form").filter(has=person.page.locator("[name=purpose]")))


def offered_on_the_board(person: Visitor, house: str, moment: datetime) -> int:
    """How many free stretches the board has that begin at a moment."""
    person.go(f"{house}board/")
    return person.page.locator(f'td.free a[href$="from={typed(moment)}"]').count()


def minutes_until(moment: datetime) -> int:
    return int((moment - datetime.now(UTC)).total_seconds()) // 60


@pytest.mark.parametrize("language", IN_TURNS)
def test_room_nobody_came_to_is_released_and_offered_to_who_waits(site: Site, visitors: Arrive, language: str) -> None:
    mail, subjects = f"house-{language}@example.org", SUBJECTS[language]
    site.manage("createsuperuser", "--noinput", "--email", mail)
    keeper, first, second = (
        visitors(email=each, language=language)
        for each in (mail, f"first-{language}@example.org", f"second-{language}@example.org")
    )
    sign_in(keeper, onward="/desk/premises/")
    house = set_up(keeper, release=15)
    for person in (first, second):
        sign_in(person, onward="/premises/")
    founded = dict(zip(COMPANIES[language], (first.email, second.email), strict=True))
    site.manage(
        "shell",
        "--no-imports",
        "-c",
        f"from tests.journeys.house import found_companies; found_companies(**{founded!r})",
    )
    for company in COMPANIES[language]:
        entitle(keeper, house, company)
    first.go(f"{house}board/")
    room = first.page.locator("main th[scope=row] a").first.get_attribute("href") or ""
    room = room.partition("?")[0].removeprefix(f"/{language}")

    starts_at = in_half_an_hour()
    ends_at = starts_at + 4 * HALF
    ask_for(first, room, starts_at, minutes=120)
    first.page.wait_for_url(re.compile(r"/bookings/[0-9a-f-]{36}/$"))
    booking = first.page.url
    ask_for(second, room, starts_at + HALF, minutes=60)
    assert COMPANIES[language][0] not in second.page.locator("main").inner_text()
    second.page.locator('main button[formaction$="/wait/"]').click()
    second.page.wait_for_url(re.compile(r"/bookings/$"))
    assert violations(second) == []

    with site.later(minutes=minutes_until(starts_at) - 10):
        assert booking in site.told(first.email, subjects["reminder"])
        assert offered_on_the_board(second, house, ends_at - HALF) == 0

    with site.later(minutes=minutes_until(starts_at) + 17):
        site.told(first.email, subjects["released"])
        assert COMPANIES[language][0] not in site.told(second.email, subjects["offered"])
        first.page.goto(booking)
        expect(first.page.locator("main dl.facts")).to_contain_text(RELEASED[language])
        assert first.page.locator('main form[action$="/check-in/"]').count() == 0
        assert offered_on_the_board(second, house, ends_at - HALF) == 1
        second.go("/premises/bookings/")
        submit(form_to(second, "/take/"))
        second.page.wait_for_load_state()
        second.go(f"{house}board/")
        expect(second.page.locator("td.ours")).to_have_count(1)
        assert violations(second) == []
        first.go(f"{house}board/")
        assert first.page.locator("td.ours").count() == 0
        assert COMPANIES[language][1] not in first.page.locator("main").inner_text()
    assert [each.foreign_requests for each in (keeper, first, second)] == [[], [], []]
