"""How somebody comes to a forum and what comes of it: the invitation before, and the follow-up long after."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.hands import choose, press, tick, write
from tests.journeys.steps import form_to, sign_in, sign_in_again, submit, violations

HOW_IT_WENT = {"ko": "미팅은 어떠셨나요", "en": "How were your meetings"}
WHAT_BECAME = {"ko": "어떻게 되었나요", "en": "What has become of"}
NOTE = {"ko": "두 번째 미팅에서 시험 자료를 보기로 함.", "en": "They show us their trial data at a second meeting."}


def invite(officer: Visitor, person: Visitor, *, name_ko: str, name_en: str, country: str) -> None:
    """Bring an organisation in and ask somebody by their address to act for it, as its owner."""
    page = officer.page
    officer.go("/companies/new/")
    write(page.locator("[name=name_ko]"), name_ko)
    write(page.locator("[name=name_en]"), name_en)
    choose(page.locator("[name=country]"), country)
    submit(page.locator("main form").filter(has=page.locator("[name=name_ko]")))
    page.wait_for_url(re.compile(r"/companies/[0-9a-f-]{36}/"))
    public_id = re.search(r"[0-9a-f-]{36}", page.url)
    assert public_id
    officer.go(f"/companies/{public_id[0]}/members/")
    write(page.locator("main form [name=email]"), person.email)
    choose(page.locator("main form:has([name=email]) [name=role]"), "owner")
    submit(page.locator("main form:has([name=email])"))
    expect(page.locator("main")).to_contain_text(person.email)


def come_by_invitation(person: Visitor, name: str) -> None:
    """Follow the link in the mail, sign in as somebody new, and accept."""
    page = person.page
    page.goto(_link_in(_letter(person, name)))
    sign_in(person, onward="/companies/mine/")
    assert violations(person) == []
    submit(form_to(person, "/accept/"))
    page.wait_for_url(re.compile(r"/companies/[0-9a-f-]{36}/(#main)?$"))
    expect(page.locator("h1").first).to_contain_text(name)


def follow_up(site: Site, person: Visitor, round_id: str, *, over: date) -> None:
    """Say after the forum how it went and what comes next; thirty days later what has become of it, and close it."""
    page, days = person.page, (over - datetime.now(UTC).date()).days
    with site.later(days=days + 1):
        page.goto(_link_in(_letter(person, HOW_IT_WENT[person.language])))
        _sign_in_where_asked(person, f"/partnering/{round_id}/afterwards/")
        press(page.locator("main li a.primary").first)
        tick(page.locator('[name=attendance][value="held"]'))
        choose(page.locator("[name=next_step]"), "again")
        write(page.locator("[name=note]"), NOTE[person.language])
        assert violations(person) == []
        submit(page.locator("main form:has([name=attendance])"))
        expect(page.locator("main li").first).to_contain_text(NOTE[person.language])
    with site.later(days=days + 31):
        page.goto(_link_in(_letter(person, WHAT_BECAME[person.language])))
        _sign_in_where_asked(person, f"/partnering/{round_id}/afterwards/")
        press(page.locator("main li a.primary").first)
        expect(page.locator("main blockquote")).to_contain_text(NOTE[person.language])
        tick(page.locator('[name=course][value="agreed"]'))
        assert violations(person) == []
        submit(page.locator("main form:has([name=course])"))
        expect(page.locator('main li [data-tone="sea"]')).to_have_count(1)
        # It is closed: nothing is asked any more.
        expect(page.locator("main li a.primary")).to_have_count(0)


def _sign_in_where_asked(person: Visitor, page: str) -> None:
    if "/account/login/" in person.page.url:
        sign_in_again(person, onward=page)


def _letter(person: Visitor, words: str) -> str:
    """Wait for a mail whose subject holds these words, and return its text."""
    found: list[str] = []

    def came() -> bool:
        for mail in person.site.mails_to(person.email):
            body = mail.get_body(("plain",))
            if body is not None and words in str(mail["Subject"]):
                found.append(str(body.get_content()))
        return bool(found)

    person.site.waits_until(came)
    return found[-1]


def _link_in(letter: str) -> str:
    address = re.search(r"https?://\S+", letter)
    assert address
    return address[0]
