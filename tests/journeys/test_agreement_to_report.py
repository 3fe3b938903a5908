"""The evidence in a real browser, in both languages: from the draft of an agreement to the second edition of a report.

An officer writes an agreement down, notes its signing and asks both sides by mail; one side confirms it, the other
corrects its name, and the officer takes that over. It becomes public at its hour and not before. What was realised is
recorded, a report is published, one of its figures is opened to its proof, the agreement is corrected once more, a
second edition says so, and the open data of that edition are recomputed by whoever took them away.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import Arrive, form_to, sign_in, submit, violations

pytestmark = pytest.mark.journey

NAME = {"ko": "세포치료 공동개발", "en": "Cell therapy joint development"}
MEANT = "Cell therapy joint development, phase 1"
SIGNED_ON = "2024-03-04"


def add_organisation(officer: Visitor, *, name_ko: str, name_en: str, country: str, kind: str) -> None:
    """Add an organisation to the directory."""
    page = officer.page
    officer.go("/companies/new/")
    page.locator("[name=name_ko]").fill(name_ko)
    page.locator("[name=name_en]").fill(name_en)
    page.locator("[name=country]").select_option(country)
    page.locator("[name=kind]").select_option(kind)
    submit(page.locator("main form").filter(has=page.locator("[name=name_ko]")))
    page.wait_for_url(re.compile(r"/companies/(?!new/)"))


def name_keeper(officer: Visitor, agency: str) -> None:
    """Let the officer keep the agency's ledger."""
    page = officer.page
    officer.go("/desk/ledger/")
    page.locator('main a[href$="/desk/ledger/keepers/"]').click()
    page.locator("main").get_by_role("link", name=agency).first.click()
    page.locator("main [name=email]").fill(officer.email)
    submit(page.locator("main form:has([name=email])"))
    expect(page.locator("main")).to_contain_text(officer.email)


def write_down(officer: Visitor, agency: str, parties: list[str]) -> str:
    """Write the agreement down as a draft: two parties and an upfront payment; return its path."""
    page = officer.page
    officer.go("/desk/ledger/")
    page.locator('main a[href$="/desk/ledger/new/"]').first.click()
    keeper = page.locator("select[name=keeper]")
    if keeper.count():
        keeper.select_option(label=agency)
    page.locator("[name=kind]").select_option("licence_out")
    for language, name in NAME.items():
        page.locator(f"[name=name_{language}]").fill(name)
    for number, (party, role) in enumerate(zip(parties, ("licensor", "licensee"), strict=True)):
        page.locator(f"[name=party-{number}-organisation]").fill(party)
        page.locator(f"[name=party-{number}-role]").select_option(role)
    if not page.locator("[name=amount-0-amount]").count():
        page.locator('button[value="amount:add"]').click()
    page.locator("[name=amount-0-component]").select_option("upfront")
    page.locator("[name=amount-0-amount]").fill("12,000,000")
    page.locator("[name=amount-0-currency]").fill("USD")
    page.locator("main form.studio button.primary").click()
    page.wait_for_url(re.compile(r"/desk/ledger/[0-9a-f-]{36}/$"))
    return page.url.removeprefix(f"{officer.site.address}/{officer.language}")


def move(officer: Visitor, state: str) -> None:
    """Take the agreement a step on."""
    form = officer.page.locator(f'main details:has(form input[name=state][value="{state}"])')
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("[name=on]").fill(SIGNED_ON)
    form.locator("button[type=submit]").click()
    officer.page.wait_for_load_state()
    expect(officer.page.locator(f'main form input[name=state][value="{state}"]')).to_have_count(0)


def ask_both(officer: Visitor, addresses: list[str], language: str) -> None:
    """Put the terms to both sides by mail."""
    page = officer.page
    page.locator('main a[href$="/confirmations/"], nav a[href$="/confirmations/"]').first.click()
    for number, address in enumerate(addresses):
        page.locator("[name^=email-]").nth(number).fill(address)
        page.locator("[name^=language-]").nth(number).select_option(language)
    submit(page.locator("main form:has([name=days])"))
    page.wait_for_load_state()
    assert violations(officer) == []


def answer(side: Visitor, *, meant: str = "") -> None:
    """Open the link in the mail and answer: confirmed as it is, or with another name; look over it, then send."""
    page = side.page
    page.goto(confirm_link(side))
    assert violations(side) == []
    if meant:
        wrong = page.locator("ul.judged li").filter(has=page.get_by_text(NAME["en"], exact=True))
        wrong.locator("input[type=radio]").nth(1).check()
        wrong.locator(".otherwise input").fill(meant)
    page.locator(f'[name=verdict][value="{"corrected" if meant else "confirmed"}"]').check()
    page.locator("[name=counterfactual]").first.check()
    page.locator('#answer button[value="review"]').click()
    page.wait_for_load_state()
    page.locator('#answer button[value="send"]').click()
    page.wait_for_load_state()
    expect(page.locator("main form#answer")).to_have_count(0)


def confirm_link(side: Visitor) -> str:
    """Wait for the mail with the link and return the link."""
    for _ in range(150):
        for mail in side.site.mails_to(side.email):
            body = mail.get_body(("plain",))
            found = re.search(r"http\S+/confirm/\S+", body.get_content()) if body else None
            if found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail with a link came for {side.email}")


def take_over(officer: Visitor, agreement: str) -> None:
    """Take what a side corrected over into the terms, as a new version."""
    page = officer.page
    officer.go(agreement)
    page.locator('a[href$="/confirmations/"]').first.click()
    expect(page.locator("main")).to_contain_text(MEANT)
    page.locator('main a[href$="/confirmations/correct/"]').first.click()
    assert violations(officer) == []
    submit(page.locator("main form:has([name=reason_ko])"))
    page.wait_for_load_state()
    officer.go(agreement)
    expect(page.locator("h1").first).to_contain_text(MEANT if officer.language == "en" else NAME["ko"])


def set_hour(officer: Visitor, agreement: str, hour: str) -> None:
    """Set from which hour on the agreement is public."""
    page = officer.page
    officer.go(agreement)
    page.locator('main a[href$="/publication/"]').last.click()
    page.locator("[name=public_from]").fill(hour)
    page.locator("main form:has([name=public_from]) button.primary").click()
    page.wait_for_load_state()


def realise(officer: Visitor, agreement: str, proof: Path) -> None:
    """Answer the follow-up that is due with the money that came in, and record it with its proof."""
    page = officer.page
    officer.go(agreement)
    page.locator('main a[href*="/outcomes/follow-ups/"]').first.click()
    assert violations(officer) == []
    page.locator("main [name=came_of][value=realised]").check()
    submit(page.locator("main form:has([name=came_of])"))
    page.wait_for_url(re.compile(r"/realised/$"))
    for field, value in {
        "on": "2024-06-03",
        "amount": "12,000,000",
        "currency": "USD",
        "said_on": "2024-06-04",
    }.items():
        page.locator(f"main [name={field}]").fill(value)
    said_by = page.locator("main select[name=said_by]")
    if said_by.count():
        said_by.select_option(index=1)
    else:
        page.locator("main [name=said_by]").first.check()
    page.locator("main [name=file]").set_input_files(proof)
    assert violations(officer) == []
    submit(page.locator("main form:has([name=amount])"))
    page.wait_for_url(re.compile(r"/desk/(?!outcomes/agreements/)"))


def begin_report(officer: Visitor, agency: str) -> str:
    """Begin a report on the year of the signing and look at its preview; return the preview's address."""
    page = officer.page
    officer.go("/desk/outcomes/")
    page.locator('a[href$="/desk/outcomes/reports/"]').first.click()
    assert violations(officer) == []
    page.locator('main a[href$="/reports/new/"]').first.click()
    keeper = page.locator("select[name=keeper]")
    if keeper.count():
        keeper.select_option(label=agency)
    for field, value in {
        "name_ko": "2024년 성과 보고서",
        "name_en": "Results of 2024",
        "first_day": "2024-01-01",
        "last_day": "2024-12-31",
    }.items():
        page.locator(f"[name={field}]").fill(value)
    submit(page.locator("main form:has([name=first_day])"))
    page.wait_for_url(re.compile(r"/reports/[0-9a-f-]{36}/$"))
    assert violations(officer) == []
    return page.url


def publish(officer: Visitor) -> str:
    """Publish the edition whose preview is open; return its address."""
    page = officer.page
    submit(form_to(officer, "/publish/"))
    page.wait_for_url(re.compile(r"/results/reports/[0-9a-f-]{36}/\d+/$"))
    assert violations(officer) == []
    return page.url


def correct_amount(officer: Visitor, agreement: str) -> None:
    """Correct what was signed: the upfront payment was another."""
    page = officer.page
    officer.go(agreement)
    page.locator(f'main a[href$="{agreement}correct/"], a[href$="{agreement}correct/"]').first.click()
    page.locator("[name=reason_ko]").fill("선급금 오기를 바로잡음")
    page.locator("[name=reason_en]").fill("The upfront payment was mistyped")
    page.locator("[name=amount-0-amount]").fill("12,500,000")
    page.locator("main form.studio button.primary").click()
    page.wait_for_url(re.compile(re.escape(agreement) + "$"))


def take_open_data(reader: Visitor, edition: str, target: Path) -> str:
    """Wait for the worker's files, take the open data away and return the digest that the page shows."""
    page = reader.page
    link = page.locator('main a[href$="/files/zip/"]')
    for _ in range(60):
        page.goto(edition)
        if link.count():
            break
        time.sleep(0.5)
    with page.expect_download() as coming:
        link.first.click()
    coming.value.save_as(target)
    digest = re.search(r"--digest ([0-9a-f]{64})", page.locator("code.command").inner_text())
    assert digest
    return digest[1]


@pytest.mark.parametrize("here", ["ko", "en"])
def test_from_the_agreement_to_the_second_edition(site: Site, visitors: Arrive, here: str, tmp_path: Path) -> None:
    officer_mail = f"keeper-{here}@agency.example"
    site.manage("createsuperuser", "--noinput", "--email", officer_mail)
    officer = visitors(email=officer_mail, language=here)
    ours = visitors(email=f"ours-{here}@seoul.example", language=here, phone=True)
    theirs = visitors(email=f"theirs-{here}@boston.example", language=here, zone="America/New_York")
    names = {
        "agency": (f"바이오진흥원{here}", f"Bio Agency {here}", "KR", "agency"),
        "ours": (f"서울세포{here}", f"Seoul Cells {here}", "KR", "company"),
        "theirs": (f"보스턴세포{here}", f"Boston Cells {here}", "US", "company"),
    }
    sign_in(officer, onward="/companies/new/")
    for name_ko, name_en, country, kind in names.values():
        add_organisation(officer, name_ko=name_ko, name_en=name_en, country=country, kind=kind)
    called = {key: each[0 if here == "ko" else 1] for key, each in names.items()}
    name_keeper(officer, called["agency"])
    agreement = write_down(officer, called["agency"], [called["ours"], called["theirs"]])
    for state in ("agreed", "signed"):
        move(officer, state)
    ask_both(officer, [ours.email, theirs.email], here)
    answer(ours)
    answer(theirs, meant=MEANT)

    take_over(officer, agreement)
    public = agreement.replace("/desk/ledger/", "/agreements/")
    set_hour(officer, agreement, "2099-01-01T09:00")
    hidden = ours.page.goto(f"{site.address}/{here}{public}")
    assert hidden is not None
    assert hidden.status == 404
    set_hour(officer, agreement, "2024-03-05T09:00")
    ours.go(public)
    expect(ours.page.locator("h1").first).to_contain_text(MEANT if here == "en" else NAME["ko"])

    proof = tmp_path / "transfer.txt"
    proof.write_text(f"USD 12,000,000 {here}\n")
    realise(officer, agreement, proof)
    preview = begin_report(officer, called["agency"])
    first = publish(officer)
    ours.go(first.removeprefix(f"{site.address}/{here}"))
    ours.page.locator("main a.proof.bignum").first.click()
    expect(ours.page.locator("ul.proofs > li").first).to_be_visible()
    assert violations(ours) == []

    correct_amount(officer, agreement)
    officer.page.goto(preview)
    officer.page.locator("[name=reason_ko]").fill("선급금 정정")
    officer.page.locator("[name=reason_en]").fill("The upfront payment is corrected")
    second = publish(officer)
    ours.page.goto(first)
    ours.page.locator("main .notice a").first.click()
    expect(ours.page.locator("#changes-h")).to_be_visible()
    told = {"ko": "선급금 정정", "en": "The upfront payment is corrected"}
    expect(ours.page.locator("main")).to_contain_text(told[here])
    taken = tmp_path / "report.zip"
    digest = take_open_data(ours, second, taken)
    verify = [sys.executable, "-m", "bridgehead", "outcomes", "verify", str(taken), "--digest", digest]
    subprocess.run(verify, check=True, env=site.environment, cwd=ROOT, capture_output=True, text=True)
    assert [each.foreign_requests for each in (officer, ours, theirs)] == [[], [], []]
