"""What officers and applicants do with a programme in a browser, found by names of fields and by addresses."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, expect
from pypdf import PdfWriter

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import form_to, submit, violations

ZONE = ZoneInfo("Asia/Seoul")
UUID = r"[0-9a-f-]{36}"


def _page() -> bytes:
    """A page without anything on it, which names its author."""
    written, kept = PdfWriter(), BytesIO()
    written.add_blank_page(300, 300)
    written.add_metadata({"/Author": "Hanbit"})
    written.write(kept)
    return kept.getvalue()


DECK: FilePayload = {"name": "Hanbit 소개서.pdf", "mimeType": "application/pdf", "buffer": _page()}


def wall(*, days: float = 0, hours: float = 0) -> str:
    """A time from now on as a field takes it, by the clock of the programme."""
    return f"{datetime.now(UTC).astimezone(ZONE) + timedelta(days=days, hours=hours):%Y-%m-%dT%H:%M}"


def day(*, days: float = 0) -> str:
    """A day from today on as a field takes it, by the calendar of the programme."""
    return wall(days=days)[:10]


def path_of(person: Visitor) -> str:
    """The path of the page that somebody looks at, without its language."""
    return person.page.url.removeprefix(f"{person.site.address}/{person.language}").partition("?")[0]


def fill(person: Visitor, **values: str) -> None:
    """Fill fields by their names."""
    for name, value in values.items():
        person.page.locator(f"main [name={name}]").fill(value)


def send(person: Visitor, has: str, *, to: str) -> None:
    """Send the form that holds a field, and wait for the page that follows."""
    with person.page.expect_navigation():
        submit(person.page.locator(f"main form:has([name={has}])").first)
    person.page.wait_for_url(re.compile(to))


def sound(person: Visitor) -> None:
    """Let axe-core look at the page."""
    found = violations(person)
    assert not found, (path_of(person), found)


def link_in_mail(site: Site, address: str, pattern: str) -> str:
    """Wait for a mail to an address with a link of that shape, and return the newest such link."""
    for _ in range(200):
        for mail in reversed(site.mails_to(address)):
            body = mail.get_body(("plain",))
            if body and (found := re.search(pattern, body.get_content())):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail with {pattern} came for {address}")


def set_up_programme(officer: Visitor, house: str) -> str:
    """Set a programme up that opens the house, with tenures of twelve months; return its desk's path."""
    officer.go("/desk/programmes/new/")
    fill(officer, name_ko="보스턴 진출 지원사업", name_en="Boston entry programme")
    officer.page.locator("main [name=is_listed]").check()
    send(officer, "name_ko", to=rf"/desk/programmes/{UUID}/$")
    desk = path_of(officer)
    officer.go(f"{desk}premises/")
    officer.page.locator("main [name=premises]").select_option(house)
    send(officer, "premises", to=r"/premises/$")
    sound(officer)
    return desk


def draft_call(officer: Visitor, desk: str) -> str:
    """Draft a call for one place and one on the reserve list that closes in two days; return its desk's path."""
    officer.go(f"{desk}calls/new/")
    fill(
        officer, year=f"{datetime.now(ZONE).year}", name_ko="입주기업 모집", name_en="Companies wanted",
        opens_at=wall(hours=-2), closes_at=wall(days=2), places="1", reserve="1",
    )  # fmt: skip
    send(officer, "opens_at", to=rf"/calls/{UUID}/")
    call = re.match(rf"/desk/programmes/{UUID}/calls/{UUID}/", path_of(officer))
    assert call
    return call[0]


def build_form(officer: Visitor, call: str) -> None:
    """Ask for a plan in both languages, for a company's deck, and for a choice."""
    page = officer.page
    officer.go(f"{call}form/")
    fill(officer, title_ko="기업 소개", title_en="The company")
    send(officer, "title_ko", to=r"/form/$")
    for kind, ko, en, more in (
        ("prose", "미국 진출 계획", "Plan for the US market", {"in_both": True}),
        ("line", "담당자", "Who is in charge", {}),
        ("file", "회사 소개서", "Company deck", {}),
    ):
        page.locator('main a[href$="/questions/new/"]').first.click()
        page.locator("main [name=kind]").select_option(kind)
        fill(officer, label_ko=ko, label_en=en)
        page.locator("main [name=is_required]").check()
        if more.get("in_both"):
            page.locator("main [name=in_both]").check()
        send(officer, "label_ko", to=r"/form/$")
    sound(officer)


def announce(officer: Visitor, call: str) -> str:
    """Announce the call; return the path of its public page."""
    officer.go(call)
    submit(form_to(officer, "/announce/"))
    officer.page.wait_for_load_state()
    public = officer.page.locator('main a[href*="/programmes/calls/"]').first.get_attribute("href")
    assert public
    return public.removeprefix(f"/{officer.language}")


def add_own_organisation(person: Visitor, *, ko: str, en: str, onward: str) -> None:
    """Add the organisation that one is from, on the way to applying."""
    page = person.page
    person.go(f"/companies/new/?next=/{person.language}{onward}")
    fill(person, name_ko=ko, name_en=en)
    page.locator("main [name=country]").select_option("KR")
    page.locator("main [name=kind]").select_option("company")
    submit(page.locator("main form:has([name=name_ko])"))
    page.wait_for_url(re.compile(re.escape(onward)))


def begin(person: Visitor, call: str) -> str:
    """Begin an application from the call's page; return its path."""
    page = person.page
    person.go(call)
    sound(person)
    page.locator('main a[href$="/apply/"]').first.click()
    page.wait_for_url(re.compile(r"/apply/$"))
    sound(person)
    submit(page.locator("main form:has([name=organisation])"))
    page.wait_for_url(re.compile(rf"/applications/{UUID}/$"))
    return path_of(person)


def open_section(person: Visitor, application: str) -> None:
    """Open the form's one section."""
    person.go(application)
    person.page.locator('main a[href*="/sections/"]').first.click()
    person.page.wait_for_url(re.compile(r"/sections/"))


def write_and_let_save(person: Visitor, application: str, *, plan: str) -> None:
    """Type the plan in both languages, and let the page save it by itself; another device then shows it."""
    page = person.page
    open_section(person, application)
    for language in ("ko", "en"):
        page.locator(f'main textarea[name$="-{language}"]').fill(f"{plan} ({language})")
    expect(page.locator("main [data-status]")).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=15_000)
    sound(person)
    elsewhere = person.context.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator('main textarea[name$="-en"]')).to_have_value(f"{plan} (en)")
    elsewhere.close()


def name_who_is_in_charge(person: Visitor, application: str, name: str) -> None:
    """Answer the question after the plan, and save by the button."""
    open_section(person, application)
    person.page.locator("main .question input:not([type=hidden]):not([type=file])").first.fill(name)
    person.page.locator("main form[data-autosave] button[type=submit]").last.click()
    person.page.wait_for_load_state()


def bring_deck(person: Visitor, application: str) -> None:
    """Bring the company's deck."""
    open_section(person, application)
    person.page.locator("main input[type=file]").set_input_files([DECK])
    person.page.locator("main form[data-autosave] button[type=submit]").last.click()
    expect(person.page.locator("main")).to_contain_text(DECK["name"])


def invite(lead: Visitor, application: str, writer: Visitor) -> None:
    """Invite somebody to write."""
    lead.go(f"{application}team/")
    fill(lead, email=writer.email)
    lead.page.locator("main [name=language]").select_option(writer.language)
    sound(lead)
    send(lead, "email", to=r"/team/$")


def join(writer: Visitor) -> None:
    """Follow the link in the invitation's mail; whoever is signed in joins."""
    writer.page.goto(link_in_mail(writer.site, writer.email, r"http\S+/applications/join/\S+"))
    sound(writer)
    submit(writer.page.locator('main form[method="post"]').first)
    writer.page.wait_for_url(re.compile(rf"/applications/{UUID}/$"))


def hand_in(person: Visitor, application: str, *, by_keys: bool) -> str:
    """Look through all answers and hand in; return the receipt that the page tells and the PDF bears."""
    page = person.page
    person.go(f"{application}review/")
    sound(person)
    button = page.locator("main form:has([name=number]) button[type=submit]")
    if by_keys:
        button.press("Enter")
    else:
        button.click()
    page.wait_for_url(re.compile(r"/submissions/\d+/$"))
    sound(person)
    person.go(application)
    link = page.locator('main a[href$="receipt.pdf"]').first
    receipt = page.locator('main a[href*="/submissions/"]').first.inner_text()
    printed = page.request.get(f"{person.site.address}{link.get_attribute('href')}")
    assert (printed.status, printed.body()[:5]) == (200, b"%PDF-")
    return receipt.strip()


def ask_for_more(officer: Visitor, call: str, company: str) -> None:
    """Ask one applicant for more: the question of who is in charge is opened anew for three days."""
    page = officer.page
    officer.go(f"{call}applications/")
    page.locator("main").get_by_role("link", name=company).first.click()
    page.wait_for_url(re.compile(rf"/applications/{UUID}/$"))
    fill(officer, text_ko="담당자의 직위를 적어 주십시오.", text_en="Please add what they are.", due_at=wall(days=6))
    page.locator("main [name=fields_opened]").nth(1).check()
    sound(officer)
    send(officer, "text_ko", to=rf"/applications/{UUID}/")
    page.wait_for_load_state()
