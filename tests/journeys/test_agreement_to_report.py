"""The evidence in a real browser, in both languages: from the table where two met to the second edition of a report.

An officer writes down what came of a meeting, has it signed by the running order of a ceremony and asks both sides by
mail; one side confirms it, the other corrects its name, and the officer takes that over. It becomes public at its hour
and not before. A year later the follow-up is answered with what was realised, a report is published, one of its figures
is opened to its proof, the agreement is corrected once more, a second edition says so, and the open data of that
edition are recomputed by whoever took them away.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import IN_TURNS, Arrive, follow, form_to, sign_in, sign_in_again, submit, violations

pytestmark = pytest.mark.journey

NAME = {"ko": "세포치료 공동개발", "en": "Cell therapy joint development"}
MEANT = "Cell therapy joint development, phase 1"
SIGNATORIES = (
    {
        "signatory_ko": "김한빛",
        "signatory_en": "Hanbit Kim",
        "signatory_title_ko": "대표이사",
        "signatory_title_en": "Chief Executive Officer",
    },
    {
        "signatory_ko": "앤 에이커스",
        "signatory_en": "Ann Akers",
        "signatory_title_ko": "사업개발 부사장",
        "signatory_title_en": "Vice President, Business Development",
    },
)
CORRECTED = {"ko": "선급금 정정", "en": "The upfront payment is corrected"}
ARRANGE = "from tests.journeys.arranged import print_meeting; print_meeting()"
#: A day after the last of the follow-ups of a first year has fallen due.
A_YEAR = 367


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


def write_down(officer: Visitor, arranged: dict[str, str], agency: str) -> str:
    """Write down, from a meeting's page, what began there: its parties stand, the rest is added; return its path."""
    page = officer.page
    officer.go(arranged["studio"])
    page.locator('main a[href*="meeting="]').first.click()
    page.locator(f'main a[href$="{arranged["meeting"]}"]').click()
    page.wait_for_url(re.compile(re.escape(arranged["meeting"]) + "$"))
    assert violations(officer) == []
    begin = page.locator("main form").filter(has=page.locator("[name=kind]"))
    keeper = begin.locator("select[name=keeper]")
    if keeper.count():
        keeper.select_option(label=agency)
    begin.locator("[name=kind]").select_option("licence_out")
    for language, name in NAME.items():
        begin.locator(f"[name=name_{language}]").fill(name)
    submit(begin)
    page.wait_for_url(re.compile(r"/desk/ledger/[0-9a-f-]{36}/change/$"))
    for number, role in enumerate(("licensor", "licensee")):
        page.locator(f"[name=party-{number}-role]").select_option(role)
        page.locator(f"main details:has([name=party-{number}-signatory_ko]) > summary").click()
        for field, value in SIGNATORIES[number].items():
            page.locator(f"[name=party-{number}-{field}]").fill(value)
    if not page.locator("[name=amount-0-amount]").count():
        page.locator('button[value="amount:add"]').click()
    page.locator("[name=amount-0-component]").select_option("upfront")
    page.locator("[name=amount-0-amount]").fill("12,000,000")
    page.locator("[name=amount-0-currency]").fill("USD")
    page.locator("main form.studio button.primary").click()
    page.wait_for_url(re.compile(r"/desk/ledger/[0-9a-f-]{36}/$"))
    return page.url.removeprefix(f"{officer.site.address}/{officer.language}")


def agree(officer: Visitor) -> None:
    """Note that both sides agree on the draft that is open."""
    page = officer.page
    form = page.locator('main details:has(form input[name=state][value="agreed"])')
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator('main form input[name=state][value="agreed"]')).to_have_count(0)


def hold_ceremony(officer: Visitor, arranged: dict[str, str]) -> None:
    """Put the agreement on the running order, look who sits where and at what is printed, and note its signing."""
    page = officer.page
    officer.go(arranged["session"])
    submit(page.locator('main form[action$="/add/"]'))
    page.wait_for_load_state()
    assert violations(officer) == []
    page.locator('nav a[href$="/seating/"]').click()
    for signatory in SIGNATORIES:
        expect(page.locator("main")).to_contain_text(signatory[f"signatory_{officer.language}"])
    assert violations(officer) == []
    officer.go(arranged["session"])
    for paper in page.locator('main a[href*="/papers/"]').all():
        printed = page.request.get(f"{officer.site.address}{paper.get_attribute('href')}")
        assert (printed.status, printed.body()[:5]) == (200, b"%PDF-")
    page.locator('main form[action$="/signed/"] button').click()
    page.wait_for_load_state()
    expect(page.locator('main form[action$="/signed/"]')).to_have_count(0)


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
    follow(page.locator('main a[href$="/confirmations/correct/"]').first)
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


def realise(officer: Visitor, agreement: str, proof: Path, *, on: date) -> None:
    """Answer the yearly follow-up with the money that came in, and record it with its proof."""
    page = officer.page
    officer.go("/desk/outcomes/")
    follow(page.locator('nav a[href$="/desk/outcomes/follow-ups/"]'))
    assert violations(officer) == []
    follow(page.locator('main tbody a[href*="/outcomes/follow-ups/"]').first)
    follow(page.locator("aside ol a").last)
    assert violations(officer) == []
    page.locator("main [name=came_of][value=realised]").check()
    submit(page.locator("main form:has([name=came_of])"))
    page.wait_for_url(re.compile(r"/realised/$"))
    for field, value in {
        "on": on.isoformat(),
        "amount": "12,000,000",
        "currency": "USD",
        "said_on": (on + timedelta(days=1)).isoformat(),
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
    officer.go("/desk/outcomes/attribution/")
    assert violations(officer) == []


def begin_report(officer: Visitor, agency: str, *, year: int) -> str:
    """Begin a report on the year of the signing and look at its preview; return the preview's address."""
    page = officer.page
    officer.go("/desk/outcomes/")
    follow(page.locator('a[href$="/desk/outcomes/reports/"]').first)
    assert violations(officer) == []
    page.locator('main a[href$="/reports/new/"]').first.click()
    keeper = page.locator("select[name=keeper]")
    if keeper.count():
        keeper.select_option(label=agency)
    for field, value in {
        "name_ko": f"{year}년 성과 보고서",
        "name_en": f"Results of {year}",
        "first_day": f"{year}-01-01",
        "last_day": f"{year}-12-31",
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


def open_to_proof(reader: Visitor, edition: str) -> None:
    """Find the edition from the results page, and open its first figure to the records behind it."""
    page = reader.page
    reader.go("/results/")
    follow(page.locator('main a[href$="/results/reports/"]').first)
    assert violations(reader) == []
    report = re.sub(r"\d+/$", "", edition.removeprefix(reader.site.address))
    page.locator(f'main a[href^="{report}"]').first.click()
    page.locator("main a.proof.bignum").first.click()
    expect(page.locator("ul.proofs > li").first).to_be_visible()
    assert violations(reader) == []


def read_what_changed(reader: Visitor, first: str) -> None:
    """Go from the first edition to the one that stands now, and read there what has changed and why."""
    page = reader.page
    page.goto(first)
    page.locator("main .notice a").first.click()
    expect(page.locator("#changes-h")).to_be_visible()
    expect(page.locator("main")).to_contain_text(CORRECTED[reader.language])


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


@pytest.mark.parametrize("here", IN_TURNS)
def test_from_the_agreement_to_the_second_edition(site: Site, visitors: Arrive, here: str, tmp_path: Path) -> None:
    officer_mail = f"keeper-{here}@agency.example"
    site.manage("createsuperuser", "--noinput", "--email", officer_mail)
    officer = visitors(email=officer_mail, language=here)
    ours = visitors(email=f"ours-{here}@seoul.example", language=here, phone=True)
    theirs = visitors(email=f"theirs-{here}@boston.example", language=here, zone="America/New_York")
    name_ko, name_en = f"바이오진흥원{here}", f"Bio Agency {here}"
    agency = name_ko if here == "ko" else name_en
    sign_in(officer, onward="/companies/new/")
    add_organisation(officer, name_ko=name_ko, name_en=name_en, country="KR", kind="agency")
    name_keeper(officer, agency)
    arranged = json.loads(site.manage("shell", "--no-imports", "-c", ARRANGE))
    signed_on = datetime.now(ZoneInfo("America/New_York")).date()
    agreement = write_down(officer, arranged, agency)
    agree(officer)
    hold_ceremony(officer, arranged)
    officer.go(agreement)
    ask_both(officer, [ours.email, theirs.email], here)
    answer(ours)
    answer(theirs, meant=MEANT)
    take_over(officer, agreement)
    public = agreement.replace("/desk/ledger/", "/agreements/")
    set_hour(officer, agreement, "2199-01-01T09:00")
    hidden = ours.page.goto(f"{site.address}/{here}{public}")
    assert hidden is not None
    assert hidden.status == 404
    set_hour(officer, agreement, f"{signed_on - timedelta(days=1)}T09:00")
    ours.go(public)
    assert violations(ours) == []
    expect(ours.page.locator("h1").first).to_contain_text(MEANT if here == "en" else NAME["ko"])

    with site.later(days=A_YEAR):
        sign_in_again(officer, onward="/desk/outcomes/")
        proof = tmp_path / "transfer.txt"
        proof.write_text(f"USD 12,000,000 {here}\n")
        realise(officer, agreement, proof, on=signed_on + timedelta(days=A_YEAR - 7))
        preview = begin_report(officer, agency, year=signed_on.year)
        first = publish(officer)
        open_to_proof(ours, first)

        correct_amount(officer, agreement)
        officer.page.goto(preview)
        for language, told in CORRECTED.items():
            officer.page.locator(f"[name=reason_{language}]").fill(told)
        second = publish(officer)
        read_what_changed(ours, first)
        taken = tmp_path / "report.zip"
        digest = take_open_data(ours, second, taken)
    verify = [sys.executable, "-m", "bridgehead", "outcomes", "verify", str(taken), "--digest", digest]
    subprocess.run(verify, check=True, env=site.environment, cwd=ROOT, capture_output=True, text=True)
    assert [each.foreign_requests for each in (officer, ours, theirs)] == [[], [], []]
