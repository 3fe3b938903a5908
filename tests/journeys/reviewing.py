"""What officers and reviewers do between the deadline of a call and its letters, in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.journeys.programmes import UUID, fill, send, sound, wall
from tests.journeys.steps import form_to, submit


def set_up_reviewing(officer: Visitor, call: str) -> None:
    """Say what is scored, and that an eligibility check and a blind reading follow each other."""
    page = officer.page
    for ko, en, weight in (("사업성", "Business", "60"), ("기술성", "Technology", "40")):
        officer.go(f"{call}reviewing/")
        form = page.locator('main form:has([name=what][value="criterion"])')
        form.locator("[name=criterion-name_ko]").fill(ko)
        form.locator("[name=criterion-name_en]").fill(en)
        form.locator("[name=criterion-most]").fill("10")
        form.locator("[name=criterion-weight]").fill(weight)
        submit(form)
        page.wait_for_load_state()
    for kind, ko, en in (("eligibility", "자격 검토", "Eligibility"), ("papers", "서면 평가", "Reading")):
        officer.go(f"{call}reviewing/")
        form = page.locator('main form:has([name=what][value="stage"])')
        form.locator("[name=stage-kind]").select_option(kind)
        form.locator("[name=stage-name_ko]").fill(ko)
        form.locator("[name=stage-name_en]").fill(en)
        form.locator("[name=stage-reviews_each]").fill("2" if kind == "papers" else "0")
        form.locator("[name=stage-due_at]").fill(wall(days=10))
        if kind == "papers":
            form.locator("[name=stage-is_blind]").check()
        submit(form)
        page.wait_for_load_state()
    sound(officer)


def name_reviewer(officer: Visitor, desk: str, email: str) -> None:
    """Take somebody into the programme's pool of reviewers."""
    officer.go(f"{desk}reviewers/")
    fill(officer, email=email)
    send(officer, "email", to=r"/reviewers/")
    expect(officer.page.locator("main")).to_contain_text(email.partition("@")[0].title())
    sound(officer)


def open_stage(officer: Visitor, call: str, *, name: str) -> str:
    """Open the stage that is next; return its path."""
    page = officer.page
    officer.go(f"{call}reviewing/")
    with page.expect_navigation():
        form_to(officer, "/open/").locator("button").first.click()
    officer.go(f"{call}reviewing/")
    page.locator("main").get_by_role("link", name=name).first.click()
    page.wait_for_url(re.compile(rf"/stages/{UUID}/$"))
    found = re.search(rf"(/desk/programmes/\S+/stages/{UUID}/)$", page.url)
    assert found
    return found[1]


def pass_all(officer: Visitor, stage: str, companies: list[str]) -> None:
    """Decide that each applicant is eligible, and close the stage."""
    page = officer.page
    for company in companies:
        officer.go(stage)
        page.locator("main").get_by_role("link", name=company).first.click()
        page.wait_for_url(re.compile(rf"/applications/{UUID}/$"))
        page.locator('main button[name=how][value="pass"]').click()
        page.wait_for_load_state()
    officer.go(stage)
    sound(officer)
    submit(form_to(officer, "/close/"))
    page.wait_for_load_state()


def give_out(officer: Visitor, stage: str) -> None:
    """Let the engine propose who reads what, and take the proposal."""
    page = officer.page
    officer.go(stage)
    submit(form_to(officer, "/compute/best/"))
    page.wait_for_url(re.compile(r"/proposals/"))
    sound(officer)
    submit(form_to(officer, "/take/"))
    page.wait_for_load_state()


def papers_of(reviewer: Visitor) -> list[str]:
    """The addresses of what a reviewer is given to read."""
    reviewer.go("/programmes/reviews/")
    sound(reviewer)
    links = reviewer.page.locator('main a[href*="/programmes/reviews/"]').all()
    found = [str(link.get_attribute("href")) for link in links]
    return [each.removeprefix(f"/{reviewer.language}") for each in found if re.search(rf"/reviews/{UUID}/$", each)]


def step_back(reviewer: Visitor, paper: str) -> None:
    """Recognise who applies, and declare the conflict; the paper is gone at once."""
    page = reviewer.page
    reviewer.go(paper)
    page.locator('main details:has(form[action$="/conflict/"]) > summary').click()
    form = form_to(reviewer, "/conflict/")
    for field in form.locator("textarea, input:not([type=hidden])").all():
        field.fill("I advised them last year.")
    with page.expect_navigation():
        submit(form)
    assert paper not in papers_of(reviewer)


def mend(officer: Visitor, stage: str) -> None:
    """Let the engine give what was left to somebody else, with the fewest changes."""
    page = officer.page
    officer.go(stage)
    with page.expect_navigation():
        submit(form_to(officer, "/compute/repair/"))
    page.wait_for_url(re.compile(r"/proposals/"))
    sound(officer)
    with page.expect_navigation():
        submit(form_to(officer, "/take/"))


def read_all(officer: Visitor, stage: str, reviewers: list[Visitor], *, hidden: list[str], ours: str) -> None:
    """One steps back for a conflict; all others score what they have, the paper with these words higher; it closes."""
    partial = next(each for each in reviewers if papers_of(each))
    step_back(partial, papers_of(partial)[0])
    mend(officer, stage)
    given = [(each, paper) for each in reviewers for paper in papers_of(each)]
    assert len(given) == 4
    for number, (reviewer, paper) in enumerate(given):
        score(reviewer, paper, ours=ours, by_keys=bool(number % 2), hidden=hidden)
    officer.go(f"{stage}calibration/")
    sound(officer)
    officer.go(stage)
    with officer.page.expect_navigation():
        submit(form_to(officer, "/close/"))


def score(reviewer: Visitor, paper: str, *, ours: str, by_keys: bool, hidden: list[str]) -> None:
    """Read one paper, which names nobody, keep a draft, and submit it."""
    page = reviewer.page
    reviewer.go(paper)
    sound(reviewer)
    shown = page.content()
    assert not [name for name in hidden if name in shown]
    points = ("9", "8") if ours in shown else ("6", "5.5")
    for link in page.locator('main a[href*="/files/"]').all():
        read = page.request.get(f"{reviewer.site.address}{link.get_attribute('href')}")
        assert read.status == 200, (read.status, read.text()[:600])
        assert not [name for name in hidden if name.encode() in read.body() or name in str(read.headers)]
    fields = page.locator("main form[data-keeps] input[type=number], main form[data-keeps] input[inputmode=decimal]")
    for field, value in zip(fields.all(), points, strict=True):
        field.fill(value)
    with page.expect_navigation():
        page.locator('main button[name=how][value="keep"]').click()
    last = page.locator('main button[name=how][value="submit"]')
    with page.expect_navigation():
        if by_keys:
            last.press("Enter")
        else:
            last.click()
    expect(page.locator('main button[name=how][value="submit"]')).to_have_count(0)


def freeze(officer: Visitor, call: str, *, first: str) -> None:
    """Look at the ranking with its line, and freeze it."""
    page = officer.page
    officer.go(f"{call}ranking/")
    sound(officer)
    expect(page.locator("main table tbody tr").first).to_contain_text(first)
    submit(form_to(officer, "/ranking/freeze/"))
    page.wait_for_url(re.compile(r"/ranking/\d+/$"))
    sound(officer)
