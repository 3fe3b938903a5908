"""The whole thread in a real browser, in both languages: from the invitation to what came of the meeting.

An officer announces a forum on the weekend on which the clocks go back in Boston; a Korean company that the officer has
invited and two partners register, are approved, describe themselves, ask and accept; the officer has the timetable made
and publishes it; the delegate reads it on a phone and subscribes to it. Then a partner cannot come, the officer repairs
the timetable, and the delegate reads what has moved. On the day a keynote runs over: everybody whose meeting moves is
told once, and nobody else; the delegate is late, and the partner calls the meeting off. Afterwards the delegate says
how the other one went, and thirty days later that an agreement came of it. Some of the ways all of them go by the keys
alone. Everything is found by the names of fields and addresses, so that the Korean and the English reader walk the very
same way.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.ends import come_by_invitation, follow_up, invite
from tests.journeys.hands import choose, no_mouse, press, tick, write
from tests.journeys.pocket import keep_timetable, sign_out
from tests.journeys.steps import IN_TURNS, KEYS_IN_TURNS, Arrive, form_to, is_no_wider, sign_in, submit, violations

pytestmark = [pytest.mark.journey, pytest.mark.long]

FORUM = {"ko": "보스턴 늦가을 파트너링", "en": "Boston Late-Autumn Partnering"}
#: On Sunday 7 November 2027 at two o'clock the clocks in Boston go back by an hour.
WINDOWS = [("2027-11-06", "15:00", "15:20"), ("2027-11-07", "10:00", "10:20")]
LATER = ("2027-11-07", "13:00", "13:40")
#: What the delegate's calendar must say: Saturday by summer time (19:00 UTC), Sunday by standard time (15:00 UTC).
STARTS_UTC = [datetime.fromisoformat("2027-11-06T19:00+00:00"), datetime.fromisoformat("2027-11-07T15:00+00:00")]
#: Both clocks on the phone, as each language writes them.
SHOWN = {
    "ko": ["15:00", "익일 04:00", "10:00", "익일 00:00"],
    "en": ["15:00", "04:00 +1", "10:00", "00:00 +1"],
}
SUGGESTED = {"ko": "찾으시는 것을 제안합니다: 임상 협력", "en": "They offer what you seek: clinical cooperation"}


def announce_forum(officer: Visitor) -> str:
    """Set up a forum, announce it and open its registration; return its path."""
    page = officer.page
    officer.go("/desk/forums/new/")
    for field, value in {
        "name_ko": FORUM["ko"],
        "name_en": FORUM["en"],
        "city_ko": "보스턴",
        "city_en": "Boston",
        "starts_at": "2027-11-06T09:00",
        "ends_at": "2027-11-07T18:00",
        "capacity": "3",
    }.items():
        write(page.locator(f"[name={field}]"), value)
    choose(page.locator("[name=zone]"), "America/New_York")
    submit(page.locator("main form").filter(has=page.locator("[name=name_ko]")))
    page.wait_for_url(re.compile(r"/desk/forums/[0-9a-f-]{36}/"))
    public_id = re.search(r"[0-9a-f-]{36}", page.url)
    assert public_id
    for state in ("announced", "open"):
        officer.go(f"/desk/forums/{public_id[0]}/")
        submit(page.locator(f'main form:has(input[name=state][value="{state}"])'))
        page.wait_for_load_state()
    return f"/forums/{public_id[0]}/"


def register_as_new(person: Visitor, forum: str, *, name_ko: str, name_en: str, country: str) -> None:
    """Come to the forum's page as somebody new: sign in, add the organisation, come back, register."""
    page = person.page
    person.go(forum)
    press(page.locator(f'main a[href*="{forum}register/"]').first)
    page.wait_for_url(re.compile(r"/account/login/"))
    sign_in(person, onward=f"{forum}register/")
    press(page.locator('main a[href*="/companies/new/"]'))
    write(page.locator("[name=name_ko]"), name_ko)
    write(page.locator("[name=name_en]"), name_en)
    choose(page.locator("[name=country]"), country)
    submit(page.locator("main form").filter(has=page.locator("[name=name_ko]")))
    page.wait_for_url(re.compile(r"/register/"))
    register(person, forum, "partner")


def register(person: Visitor, forum: str, participant_type: str) -> None:
    """Say for whom and as what one comes, consent, and send it."""
    page = person.page
    person.go(f"{forum}register/")
    tick(page.locator("[name=organisation]").first)
    tick(page.locator(f'[name=participant_type][value="{participant_type}"]'))
    tick(page.locator("[name=consent_listed]"))
    submit(page.locator("main form").filter(has=page.locator("[name=participant_type]").first))
    page.wait_for_url(re.compile(r"/registration/"))


def approve_everybody(officer: Visitor, forum: str) -> None:
    """Tick whoever applied and approve them all at once."""
    page = officer.page
    officer.go(f"/desk{forum}registrations/?state=applied")
    for each in page.locator("main [name=chosen]").all():
        tick(each)
    press(page.locator("#registrations form[method=post] button.primary"))
    page.wait_for_load_state()
    officer.go(f"/desk{forum}registrations/?state=approved")
    expect(page.locator("main tbody tr")).to_have_count(3)


def describe(person: Visitor) -> None:
    """Say in both languages what the company does."""
    page = person.page
    person.go("/companies/mine/")
    press(page.locator('main a[href$="/profile/"], main article a, main h2 a').first)
    page.goto(re.sub(r"(/companies/[0-9a-f-]{36}/).*", r"\1profile/", page.url))
    write(page.locator("[name=summary_ko]"), "항체 약물을 개발합니다. 미국 임상 협력사를 찾습니다.")
    write(page.locator("[name=summary_en]"), "We develop antibody drugs and look for a clinical partner in the US.")
    submit(page.locator("main form").filter(has=page.locator("[name=summary_ko]")))
    page.wait_for_url(re.compile(r"/companies/[0-9a-f-]{36}/(#main)?$"))
    expect(page.locator("main")).to_contain_text("항체" if person.language == "ko" else "antibody")


def want(person: Visitor, wish: str) -> None:
    """Tick what the company seeks or offers, of whatever topic."""
    page = person.page
    person.go("/companies/mine/")
    press(page.locator('main a[href$="/profile/"], main article a, main h2 a').first)
    page.goto(re.sub(r"(/companies/[0-9a-f-]{36}/).*", r"\1interests/", page.url))
    tick(page.locator(f"[name={wish}]"))
    submit(page.locator("main form").filter(has=page.locator(f"[name={wish}]")))
    page.wait_for_url(re.compile(r"/companies/[0-9a-f-]{36}/(#main)?$"))


def see_suggestions(person: Visitor, round_id: str, names: list[str], reason: str) -> None:
    """Find the partners recommended with the reason, and let one go and come back."""
    page = person.page
    person.go(f"/partnering/{round_id}/partners/")
    suggested = page.locator("section[aria-labelledby=suggested-h] li")
    expect(suggested).to_have_count(len(names))
    for each, name in zip(suggested.all(), names, strict=True):
        expect(each).to_contain_text(name)
        expect(each).to_contain_text(reason)
    assert is_no_wider(page)
    assert violations(person) == []
    submit(suggested.first.locator("form"))
    expect(suggested).to_have_count(len(names) - 1)
    press(page.locator("details:has(#not-h) summary"))
    submit(form_to(person, "/meet-after-all/"))
    page.wait_for_load_state()
    person.go(f"/partnering/{round_id}/partners/")
    expect(suggested).to_have_count(len(names))


def open_round(officer: Visitor, forum: str) -> str:
    """Open the round of the forum with its slots and one table, and let requests begin; return its public id."""
    page = officer.page
    officer.go(f"/desk/partnering/open/{forum.split('/')[2]}/")
    submit(page.locator("main form").filter(has=page.locator("[name=slot_minutes]")))
    page.wait_for_url(re.compile(r"/desk/partnering/[0-9a-f-]{36}/"))
    public_id = re.search(r"[0-9a-f-]{36}", page.url)
    assert public_id
    for day, starts, ends in WINDOWS:
        officer.go(f"/desk/partnering/{public_id[0]}/places/")
        windows = page.locator("#windows")
        write(windows.locator("[name$=day]").first, day)
        write(windows.locator("[name$=starts]").first, starts)
        write(windows.locator("[name$=ends]").first, ends)
        submit(windows)
        page.wait_for_load_state()
    write(page.locator("#tables input:not([type=hidden])").first, "1")
    submit(page.locator("#tables"))
    page.wait_for_load_state()
    officer.go(f"/desk/partnering/{public_id[0]}/")
    submit(page.locator('main form:has(input[name=phase][value="request"])'))
    page.wait_for_load_state()
    return public_id[0]


def ask(person: Visitor, round_id: str, partner: str) -> None:
    """Ask a partner for a meeting, as a must."""
    page = person.page
    person.go(f"/partnering/{round_id}/partners/")
    press(page.locator("main h2, main h3").get_by_role("link", name=partner).first)
    tick(page.locator('#ask [name=strength][value="must"]'))
    write(page.locator("#ask [name=message]"), "만나서 임상 협력을 이야기하고 싶습니다.")
    submit(page.locator("#ask form"))
    page.wait_for_load_state()


def accept(person: Visitor, round_id: str) -> None:
    """Accept the one request that waits, with one tap."""
    page = person.page
    person.go(f"/partnering/{round_id}/")
    submit(form_to(person, "/accept/"))
    page.wait_for_load_state()
    person.go(f"/partnering/{round_id}/")
    expect(page.locator('main form[action$="/accept/"]')).to_have_count(0)


def make_timetable(officer: Visitor, round_id: str) -> None:
    """Close the requests, press the one button, watch it live, and publish what comes out."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/")
    submit(page.locator('main form:has(input[name=phase][value="place"])'))
    page.wait_for_load_state()
    officer.go(f"/desk/partnering/{round_id}/studio/")
    write(page.locator("[name=budget_seconds]"), "10")
    submit(page.locator("main form").filter(has=page.locator("[name=budget_seconds]")))
    # No reload: the page hears of the end by itself.
    publish = page.locator('main a[href*="/publish/"]').first
    publish.wait_for(timeout=60_000)
    expect(page.locator("main")).to_contain_text("2 / 2")
    press(publish)
    page.wait_for_url(re.compile(r"/publish/"))
    submit(page.locator("main form").filter(has=page.locator("button.primary")))
    page.wait_for_load_state()


def lay_more_slots(officer: Visitor, round_id: str) -> None:
    """Give Sunday afternoon two slots more."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/places/")
    windows = page.locator("#windows")
    for field, value in zip(("day", "starts", "ends"), LATER, strict=True):
        write(windows.locator(f"[name$={field}]").first, value)
    submit(windows)
    page.wait_for_load_state()


def close_first_slots(person: Visitor, round_id: str) -> None:
    """Say that one cannot come in the first two slots after all, in one of which a meeting is placed."""
    page = person.page
    person.go(f"/partnering/{round_id}/availability/")
    for _day, starts, _ends in WINDOWS:
        tick(page.locator("main label").filter(has_text=starts).locator("[name=open]"), is_on=False)
    submit(page.locator("main form").filter(has=page.locator("[name=open]").first))
    page.wait_for_load_state()


def repair_timetable(officer: Visitor, round_id: str) -> None:
    """Read that a meeting cannot be held, look at the list of changes, make the draft, look who is told, publish."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/studio/")
    submit(form_to(officer, "/repair/"))
    page.wait_for_url(re.compile(r"/runs/"))
    # No reload: the list comes by itself.
    accept = page.locator('main form[action$="/accept/"]')
    accept.wait_for(timeout=60_000)
    expect(page.locator("main")).to_contain_text("13:00")
    assert violations(officer) == []
    submit(accept)
    page.wait_for_url(re.compile(r"/publish/"))
    expect(page.locator("main details").first).to_contain_text("→")
    expect(page.locator("main details").first).to_contain_text("13:00")
    assert violations(officer) == []
    submit(page.locator("main form").filter(has=page.locator("button.primary")))
    page.wait_for_load_state()


def run_over(officer: Visitor, round_id: str, *, slot: int, then: str) -> None:
    """Begin the meetings; look what a delay of a quarter of an hour would do, which the next pause takes in; do it."""
    page = officer.page
    officer.go(f"/desk/partnering/{round_id}/")
    submit(page.locator('main form:has(input[name=phase][value="run"])'))
    page.wait_for_load_state()
    officer.go(f"/desk/partnering/{round_id}/day/")
    assert violations(officer) == []
    move = page.locator("#move")
    choose(move.locator("[name=slot]"), move.locator("[name=slot] option").nth(slot).get_attribute("value") or "")
    write(move.locator("[name=minutes]"), "15")
    write(move.locator("[name=least_pause]"), "0")
    submit(move)
    page.wait_for_url(re.compile(r"/day/times/"))
    expect(page.locator("main")).to_contain_text(then)
    assert violations(officer) == []
    submit(page.locator("main form[method=post]"))
    page.wait_for_url(re.compile(r"/day/(#main)?$"))


def on_the_day(
    site: Site, delegate: Visitor, partners: list[Visitor], round_id: str, *, move: Callable[[], None]
) -> None:
    """Two have their phones open while the times move: they see it, are told once, are late, and call it off."""
    (far, near), everybody = partners, (delegate, *partners)
    for each in (delegate, near):
        each.go(f"/partnering/{round_id}/")
    move()
    for each in (delegate, near):
        # No reload: the page hears of the new times by itself.
        expect(each.page.locator(".next")).to_contain_text(":15", timeout=20_000)
        each.site.waits_until(lambda each=each: told_of(site, each, ":15") == (1, 1))
    # Once in words, and once for the calendar that was sent the meeting before; who meets as before hears nothing.
    assert {each.email: told_of(site, each, ":15") for each in everybody} == {
        each.email: (0, 0) if each is far else (1, 1) for each in everybody
    }

    press(delegate.page.locator(".next summary"))
    assert violations(delegate) == []
    press(delegate.page.locator('.next button[name=minutes][value="10"]'))
    expect(near.page.locator(".next .note b")).to_contain_text("10", timeout=20_000)
    press(near.page.locator(".next summary"))
    press(near.page.locator('.next a[href$="#call-off"]'))
    write(near.page.locator("#call-off [name=reason]"), "Our flight was cancelled.")
    assert violations(near) == []
    submit(near.page.locator("#call-off form"))
    expect(delegate.page.locator(".next")).to_contain_text("13:00", timeout=20_000)


def told_of(site: Site, person: Visitor, words: str) -> tuple[int, int]:
    """How many mails to read hold these words, and how many that are for the calendar."""
    told = [each for each in site.mails_to(person.email) if words in _text_of(each)]
    for_calendar = [each for each in told if any(part.get_content_type() == "text/calendar" for part in each.walk())]
    return len(told) - len(for_calendar), len(for_calendar)


def _text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def calendar_of(person: Visitor) -> list[Any]:
    """Make the person's calendar address and read it as a calendar program would."""
    page = person.page
    person.go("/partnering/calendar/")
    submit(form_to(person, "/calendar/new/"))
    address = page.locator("#address").input_value()
    with urllib.request.urlopen(address, timeout=10) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    return sorted(calendar.walk("VEVENT"), key=lambda event: event.start)


#: The language of the officer and the delegate, that of their partners, and whether all of them have no mouse.
WAYS = [(here, {"ko": "en", "en": "ko"}[here], by_keys) for here in IN_TURNS for by_keys in KEYS_IN_TURNS]


@pytest.mark.parametrize(("here", "there", "by_keys"), WAYS)
def test_from_the_invitation_to_the_follow_up(
    site: Site, visitors: Arrive, here: str, there: str, by_keys: bool
) -> None:
    # Several ways go over one site.
    way = f"{here}-keys" if by_keys else here
    officer_mail = f"officer-{way}@agency.example"
    site.manage("createsuperuser", "--noinput", "--email", officer_mail)
    officer = visitors(email=officer_mail, language=here)
    delegate = visitors(email=f"minji-{way}@hangang.example", language=here, phone=not by_keys)
    partners = [
        visitors(email=f"{name}-{way}@charles.example", language=there, zone="America/New_York")
        for name in ("ann", "ben")
    ]

    for each in (officer, delegate, *partners) if by_keys else ():
        no_mouse(each.page)

    sign_in(officer, onward="/desk/forums/new/")
    forum = announce_forum(officer)
    ours = {"ko": f"한강바이오{way}", "en": f"Hangang Bio {way}"}
    invite(officer, delegate, name_ko=ours["ko"], name_en=ours["en"], country="KR")
    come_by_invitation(delegate, ours[here])
    register(delegate, forum, "company")
    for number, partner in enumerate(partners):
        name = f"Charles River {number} {way}"
        register_as_new(partner, forum, name_ko=f"찰스리버{number}{way}", name_en=name, country="US")
    approve_everybody(officer, forum)
    describe(delegate)
    round_id = open_round(officer, forum)
    want(delegate, "need-clinical")
    for partner in partners:
        want(partner, "offer-clinical")
    names = [f"찰스리버{number}{way}" if here == "ko" else f"Charles River {number} {way}" for number in (0, 1)]
    see_suggestions(delegate, round_id, names, SUGGESTED[here])
    for name in names:
        ask(delegate, round_id, name)
    for partner in partners:
        accept(partner, round_id)
    make_timetable(officer, round_id)

    delegate.go(f"/partnering/{round_id}/timetable/")
    for words in SHOWN[here]:
        expect(delegate.page.locator("main")).to_contain_text(words)
    assert is_no_wider(delegate.page)
    assert violations(delegate) == []
    events = calendar_of(delegate)
    assert [event.start for event in events] == STARTS_UTC
    assert [event.end - event.start for event in events] == [timedelta(minutes=20)] * 2
    assert {str(event["DTSTART"].params["TZID"]) for event in events} == {"America/New_York"}
    keep_timetable(delegate, round_id, SHOWN[here])

    lay_more_slots(officer, round_id)
    close_first_slots(partners[0], round_id)
    repair_timetable(officer, round_id)
    delegate.go(f"/partnering/{round_id}/timetable/")
    expect(delegate.page.locator("main details")).to_contain_text("13:00")
    moved, kept = sorted(event.start for event in calendar_of(delegate)), set(STARTS_UTC)
    assert moved[-1] == datetime.fromisoformat("2027-11-07T18:00+00:00")
    assert len(kept.intersection(moved)) == 1
    assert violations(delegate) == []

    first = STARTS_UTC.index(moved[0])
    then = (WINDOWS[first][1][:3]) + "15"
    on_the_day(site, delegate, partners, round_id, move=lambda: run_over(officer, round_id, slot=first, then=then))
    delegate.go("/my/")
    sign_out(delegate)
    follow_up(site, delegate, round_id, over=STARTS_UTC[-1].date())
    assert [each.foreign_requests for each in (officer, delegate, *partners)] == [[], [], [], []]
