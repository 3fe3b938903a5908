"""From a sheet with a doubtful and a broken row to a company that everybody finds by its own word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import Arrive, sign_in, submit, violations

pytestmark = pytest.mark.journey

HEADER = ["기관명", "영문명", "국가", "담당자 이메일"]
ROWS = [
    ["새봄랩", "Saebom Lab", "KR", "lead@saebom.example"],
    ["", "Saebom Lab Inc.", "KR", ""],
    ["깨진회사", "Broken Co.", "아틀란티스", ""],
]
MENDED = ["깨진회사", "Broken Co.", "대한민국", ""]


def own(row: list[str], language: str) -> list[str]:
    """A row of a company that each language has for itself."""
    names = ("새봄랩", "Saebom Lab", "깨진회사", "Broken", "lead")
    return [next((cell.replace(name, f"{name}-{language}") for name in names if name in cell), cell) for cell in row]


def bring(officer: Visitor, rows: list[list[str]]) -> None:
    """Choose a file and read it."""
    page = officer.page
    officer.go("/desk/companies/import/")
    file: Any = {"name": "명단.csv", "mimeType": "text/csv", "buffer": "\n".join(map(",".join, rows)).encode("cp949")}
    page.locator("main input[type=file]").set_input_files(file)
    submit(page.locator("main form"))
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}/$"))


def bring_in(officer: Visitor) -> None:
    """Bring in what the page shows."""
    officer.page.locator("button[name=do][value=import]").click()
    officer.page.locator('main a[href$="/undo/"]').wait_for()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_company_is_brought_in_mended_and_listed_by_its_own_word(site: Site, visitors: Arrive, language: str) -> None:
    mail, contact = f"agency-{language}@example.org", f"lead-{language}@saebom.example"
    name = f"Saebom Lab-{language}"
    *rows, mended = [own(row, language) for row in [*ROWS, MENDED]]
    site.manage("createsuperuser", "--noinput", "--email", mail)
    officer = visitors(email=mail, language=language)
    sign_in(officer, onward="/desk/companies/import/")
    page = officer.page

    bring(officer, [HEADER, *rows])
    expect(page.locator("main")).to_contain_text("아틀란티스")
    assert violations(officer) == []
    page.locator("select[name=row-3]").select_option("leave")
    page.locator("button[name=do][value=answer]").click()
    expect(page.locator("select[name=row-3]")).to_have_value("leave")
    bring_in(officer)
    assert violations(officer) == []

    bring(officer, [HEADER, mended])
    bring_in(officer)

    officer.go("/desk/companies/import/")
    page.locator("main table a").nth(1).click()
    submit(page.locator('main form[action$="/ask/"]'))
    page.wait_for_load_state()
    visitor = visitors(email=contact, language=language)
    visitor.go("/companies/?q=Saebom")
    expect(visitor.page.locator("#found")).not_to_contain_text(name)

    link = re.search(r"https?://[^/\s]+(/\S+/listing/\S+/)", site.told(contact, f"새봄랩-{language}"))
    assert link
    visitor.page.goto(f"{site.address}{link.group(1)}")
    assert violations(visitor) == []
    visitor.page.locator("button[name=answer][value=yes]").click()
    expect(visitor.page.locator("button[name=answer][value=no]")).to_be_visible()
    visitor.go("/companies/?q=Saebom")
    expect(visitor.page.locator("#found")).to_contain_text(name)
    assert officer.foreign_requests == visitor.foreign_requests == []
