"""The newsroom in a real browser, in both languages: an article from its first word to its correction.

A writer writes it and begins its twin, the press officer approves both for one hour; before that hour nobody finds it,
after it a reader on a phone does, in both languages and by the keyboard alone. Then it is corrected, openly.
"""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.steps import IN_TURNS, Arrive, form_to, sign_in, submit, violations

pytestmark = pytest.mark.journey

HEADLINES = {
    "ko": "한빛바이오, 보스턴에서 세포치료 공동개발 계약",
    "en": "Hanbit Bio signs a cell therapy agreement in Boston",
}
TEXTS = {
    "ko": "한빛바이오가 4월 27일 보스턴에서 계약을 맺었다.",
    "en": "Hanbit Bio signed the agreement in Boston on 27 April.",
}
CORRECTION = {"ko": "계약일은 4월 28일입니다.", "en": "The day of signing was 28 April."}
LINES = {
    "ko": ("체결식이 시작됐다", "체결식이 끝났다"),
    "en": ("The signing has begun", "The signing is over"),
}
BYLINES = {"ko": "이하람 기자", "en": "Haram Lee"}
#: Of the newsroom, by which its desk writes hours.
HOME = ZoneInfo("Asia/Seoul")
#: The site's clock is so many days ahead while the article is read.
AHEAD_DAYS = 2


@pytest.mark.parametrize("language", IN_TURNS)
def test_an_article_from_its_first_word_to_its_correction(visitors: Arrive, site: Site, language: str) -> None:
    officer = visitors(email=f"press-{language}@example.org", language=language)
    sign_in(officer, onward="/companies/")
    opened = f"from tests.journeys.newsroom import open_newsroom; open_newsroom({officer.email!r})"
    site.manage("shell", "--no-imports", "-c", opened)
    writer = visitors(email=f"writer-{language}@example.org", language=language)
    sign_in(writer, onward="/companies/")
    appoint(officer, writer)

    write(writer, language)
    beside = translate(writer, language)
    approve_for_tomorrow(officer, beside)
    reader = visitors(email=f"reader-{language}@example.org", language=language, phone=True)
    nowhere(reader, language)
    follow_by_mail(reader)

    with site.later(days=AHEAD_DAYS):
        hear_by_mail_and_leave(reader, language)
        address = read_on_a_phone(reader, language)
        hear_of_it_live(reader, officer, language)
        reader.page.goto(address)
        correct(officer, language)
        reader.page.reload()
        expect(reader.page.locator("#corrections")).to_contain_text(CORRECTION[language])
        assert violations(reader) == []
        reader.page.goto(address)
    assert [each.foreign_requests for each in (officer, writer, reader)] == [[], [], []]


def other(language: str) -> str:
    return "en" if language == "ko" else "ko"


def appoint(officer: Visitor, writer: Visitor) -> None:
    """Let somebody write for the newsroom."""
    page = officer.page
    officer.go("/desk/newsroom/people/")
    page.locator("main [name=email]").fill(writer.email)
    page.locator("main [name=role]").select_option("newsroom_writing_desk")
    submit(page.locator("main form:has([name=email])"))
    expect(page.locator("main table")).to_contain_text(writer.email)
    assert violations(officer) == []


def write(writer: Visitor, language: str) -> None:
    """Write an article in one's own language, and hand it in."""
    page = writer.page
    writer.go("/desk/newsroom/")
    assert violations(writer) == []
    page.locator('main a[href*="article/add/"]').click()
    page.locator("[name=section]").select_option(index=1)
    fill(page, language)
    page.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option").nth(1).click()
    type_paragraph(page, TEXTS[language])
    press(page, "action-submit")


def fill(page: Page, language: str) -> None:
    """Type what an article says in one language."""
    page.locator("[name=headline]").fill(HEADLINES[language])
    page.locator("[name=lead]").fill(TEXTS[language])
    page.locator("[name=byline]").fill(BYLINES[language])


def type_paragraph(page: Page, words: str) -> None:
    """Type a paragraph in the place of what stands in the first one, and wait until the editor has noted it."""
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    noted = page.locator('[name="body-0-value"]')
    expect(noted).to_have_value(re.compile(re.escape(words)))


def press(page: Page, name: str) -> None:
    """Press a button of the bar below the form, whether it stands there or in its menu."""
    button = page.locator(f"button[name={name}]").first
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    with page.expect_navigation():
        # By its key: the calendar beside an hour may lie over it, as long as nobody clicks elsewhere.
        button.press("Enter")
    wrong = page.locator(".w-field__errors .error-message:visible, .help-critical:visible")
    assert wrong.all_inner_texts() == []


def translate(writer: Visitor, language: str) -> str:
    """Begin the twin, translate it, and say that both say the same; return the page that shows them side by side."""
    page = writer.page
    writer.go("/desk/newsroom/")
    page.locator("main li", has_text=HEADLINES[language]).locator('a[href$="/translation/"]').first.click()
    beside = re.sub(r"^.*?//[^/]*/\w+", "", page.url)
    submit(form_to(writer, "/translate/"))
    fill(page, other(language))
    type_paragraph(page, TEXTS[other(language)])
    press(page, "action-submit")
    writer.go(beside)
    expect(page.locator("main")).to_contain_text(HEADLINES["ko"])
    expect(page.locator("main")).to_contain_text(TEXTS["en"])
    assert violations(writer) == []
    return beside


def approve_for_tomorrow(officer: Visitor, beside: str) -> None:
    """Approve both languages, to be public from tomorrow."""
    page = officer.page
    officer.go(beside)
    tomorrow = datetime.now(HOME) + timedelta(days=1)
    page.locator("[name=public_from]").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    submit(form_to(officer, "/approve-both/"))
    expect(page.locator("main")).to_contain_text(f"{tomorrow:%H:%M}")
    assert violations(officer) == []


def nowhere(reader: Visitor, language: str) -> None:
    """Find nothing of it: not on the front page, not in a feed, not by its address."""
    reader.go("/news/")
    expect(reader.page.locator("main")).not_to_contain_text(HEADLINES[language])
    for form in ("rss", "atom", "json"):
        told = reader.context.request.get(f"{reader.site.address}/news/feeds/{language}/{form}/")
        assert (told.status, HEADLINES[language] in told.text()) == (200, False)


def follow_by_mail(reader: Visitor) -> None:
    """Follow the newsroom by mail, and confirm it from the letter."""
    page = reader.page
    reader.go("/news/")
    page.locator('main a[href*="/news/follow/"]').first.click()
    page.locator("main [name=email]").fill(reader.email)
    assert violations(reader) == []
    submit(page.locator("main form:has([name=email])"))
    page.goto(link_in(letter(reader, 1), "confirm"))
    assert violations(reader) == []
    submit(page.locator("main form"))
    expect(page.locator("main [name=rhythm]").first).to_be_checked()
    expect(page.locator("body")).not_to_contain_text(reader.email)
    assert violations(reader) == []


def hear_by_mail_and_leave(reader: Visitor, language: str) -> None:
    """Be told of the public article in one's own language, and leave as a mail programme does, in one click."""
    told = letter(reader, 2)
    assert HEADLINES[language] in words_of(told)
    leaving = told["List-Unsubscribe"].strip(" <>\r\n")
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for _twice in range(2):
        answer = reader.context.request.post(leaving, form={"List-Unsubscribe": "One-Click"})
        assert answer.status == 200
    reader.page.goto(link_in(told, "follow"))
    expect(reader.page.locator("main form")).to_have_count(0)
    assert violations(reader) == []


def letter(reader: Visitor, number: int) -> EmailMessage:
    """Wait for a reader's letter of this number."""
    for _try in range(300):
        found = reader.site.mails_to(reader.email)
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.1)
    raise AssertionError(f"{reader.email} has no letter {number}")


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, kind: str) -> str:
    """Return the first address of a kind in a letter."""
    found = re.search(rf"https?://\S+/news/{kind}/\S+", words_of(mail))
    assert found is not None
    return found.group()


def read_on_a_phone(reader: Visitor, language: str) -> str:
    """Read it on a phone by the keyboard alone, then in the other language; return its address."""
    page = reader.page
    reader.go("/news/")
    assert violations(reader) == []
    tab_to(page, HEADLINES[language])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(HEADLINES[language])
    expect(page.locator("article .prose")).to_contain_text(TEXTS[language])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(reader) == []
    tab_to(page, {"ko": "English", "en": "한국어"}[language])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(HEADLINES[other(language)])
    page.go_back()
    expect(page.locator("h1")).to_have_text(HEADLINES[language])
    return page.url


def hear_of_it_live(reader: Visitor, officer: Visitor, language: str) -> None:
    """See a line as it is written, and none while one has paused; how soon, ``bench/news.py`` measures."""
    begun, over = LINES[language]
    reader.go("/news/")
    ticker, pause = reader.page.locator(".ticker"), reader.page.locator(".ticker button")
    tell_live(officer, language, begun)
    expect(ticker.locator("li.on")).to_contain_text(begun)
    pause.press("Enter")
    expect(pause).to_have_attribute("aria-pressed", "true")
    tell_live(officer, language, over)
    reader.page.wait_for_timeout(2_000)
    expect(ticker.locator("li.on")).to_contain_text(begun)
    expect(ticker).not_to_contain_text(over)
    pause.press("Enter")
    reader.page.evaluate("document.activeElement.blur()")
    expect(ticker.locator("li.on")).to_contain_text(over)
    expect(ticker.locator("li.on")).to_have_css("opacity", "1")
    assert violations(reader) == []


def tell_live(officer: Visitor, language: str, words: str) -> None:
    """Write a line of real-time news, which is public at once, and newer than all that other journeys publish."""
    page = officer.page
    officer.go("/desk/newsroom/write/snippets/newsroom/liveitem/add/")
    page.locator(f"[name=words_{language}]").fill(words)
    at = datetime.now(HOME) + timedelta(days=AHEAD_DAYS)
    page.locator("[name=at]").fill(f"{at:%Y-%m-%d %H:%M}")
    # The calendar that opens beside the hour may lie over the button, as long as nobody clicks elsewhere.
    page.locator("main form footer button[type=submit], form button[type=submit].action-save").first.press("Enter")
    page.wait_for_url(re.compile(r"/liveitem/$"))


def tab_to(page: Page, words: str) -> None:
    """Go on from link to link until the one of these words has the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.innerText") or ""):
            return
    raise AssertionError(f"the keyboard does not lead to {words!r}")


def correct(officer: Visitor, language: str) -> None:
    """Say openly what was wrong, and approve it."""
    page = officer.page
    officer.go("/desk/newsroom/write/snippets/newsroom/article/")
    page.get_by_role("link", name=HEADLINES[language]).first.click()
    page.locator('[role=tab][href="#tab-publication"], [role=tab]').nth(2).click()
    page.locator("#id_corrections-ADD").click()
    page.locator("[name=corrections-0-at]").fill(f"{datetime.now(HOME):%Y-%m-%d %H:%M}")
    page.locator("[name=corrections-0-note]").fill(CORRECTION[language])
    press(page, "action-publish")
