"""Hostile texts in a real browser: what somebody wrote or pasted runs nowhere and calls nobody, at the desk included.

The filter must hold by itself, so that not even the content security policy has anything to stop; on the desk's pages,
where that policy allows scripts of the page, it would stop nothing. The control shows that the listeners would hear it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, Visitor
from tests.journeys.payloads import ELSEWHERE, PAYLOADS
from tests.journeys.steps import Arrive, sign_in

pytestmark = pytest.mark.journey

#: Before any script of the page: whoever calls ``hit`` or is stopped by the policy is heard.
LISTEN = """
window.hit = (number) => window.heard(`ran ${number}`);
window.alert = window.hit;
document.addEventListener('securitypolicyviolation', (each) =>
    window.heard(`stopped ${each.violatedDirective} ${each.blockedURI} ${each.sample}`));
"""
#: What a script could hang on, and where a link could lead, as the browser has parsed it.
HANDLES = """() => [
    ...[...document.querySelectorAll('main *')].flatMap((each) =>
        each.getAttributeNames().filter((name) => /^on|^style$|^srcdoc$|^formaction$|^ping$/.test(name))),
    ...[...document.querySelectorAll('main :is(a, area, form)')].map((each) => (each.href ?? each.action) || '')
        .filter((address) => address && !/^(https?|mailto):/.test(String(address))),
    ...[...document.querySelectorAll('main article :is(script, iframe, object, embed, base, meta, link, style)')]
        .map((each) => each.outerHTML),
]"""
PASTE = """([place, html]) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/plain', 'pasted');
    document.querySelector(place).dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""

#: As the preview panel does: the form as it stands is sent, and then shown.
SEND = """(address) => fetch(address, {method: 'POST', body: new FormData(document.querySelector('[data-edit-form]'))})
    .then((answer) => answer.status)"""


def listen(person: Visitor) -> list[str]:
    """Return the list that fills with whatever runs, is stopped by the policy, or is asked for elsewhere."""
    heard: list[str] = []

    def hear(said: str) -> None:
        heard.append(said)

    person.context.expose_function("heard", hear)
    person.context.add_init_script(LISTEN)
    person.page.on("request", lambda each: hear(f"asked {each.url}") if ELSEWHERE in each.url else None)
    return heard


def settle(page: Page) -> None:
    """Let everything happen that happens by itself, and what happens when the page is moved over."""
    page.wait_for_load_state("networkidle")
    for _press in range(6):
        page.keyboard.press("Tab")


def test_what_is_written_or_pasted_runs_nowhere_and_calls_nobody(visitors: Arrive, site: Site) -> None:
    officer = visitors(email="hostile@example.org", language="en")
    heard = listen(officer)
    page = officer.page
    sign_in(officer, onward="/companies/")
    made = json.loads(site.manage("shell", "--no-imports", "-c", _print_articles(officer.email)))

    for each in made:
        officer.go(f"/news/{each['key']}/")
        settle(page)
        assert page.evaluate(HANDLES) == []
    for path in ("/news/", "/news/sections/forums/", "/news/archive/", "/desk/newsroom/"):
        officer.go(path)
        settle(page)
        assert page.evaluate(HANDLES) == []
    assert heard == []

    _look_at_the_desk(officer, made[0])
    # The editor reads what is pasted in a document of its own, for whose base the browser asks the policy.
    assert [each for each in heard if not each.startswith(f"stopped base-uri {ELSEWHERE}/")] == []


def test_the_listeners_would_hear_it(visitors: Arrive) -> None:
    """The control: texts of that kind, put into a page as they are, are stopped by the policy, and without one run."""
    reader = visitors(email="control@example.org", language="en")
    heard = listen(reader)
    # Those that lead away from the page would take the listener with them.
    texts = [each for each in PAYLOADS if "onerror=hit" in each]
    put = "(html) => { document.querySelector('main').innerHTML = html; }"
    reader.go("/news/")
    stopped = _heard(reader.page, heard, put, texts, "stopped ")
    reader.page.goto("about:blank")
    reader.page.set_content("<main></main>")
    ran = _heard(reader.page, heard, put, texts, "ran ")

    assert len(texts) > 30
    assert len(stopped) > len(texts) / 2
    assert len(set(ran)) > len(texts) / 2


def _heard(page: Page, heard: list[str], put: str, texts: list[str], beginning: str) -> list[str]:
    heard.clear()
    for each in texts:
        page.evaluate(put, each)
        page.wait_for_timeout(20)
    page.wait_for_timeout(300)
    return [each for each in heard if each.startswith(beginning)]


def _print_articles(officer: str) -> str:
    return f"from tests.journeys.hostile import print_articles; print_articles({officer!r})"


def _look_at_the_desk(officer: Visitor, article: dict[str, Any]) -> None:
    """Open the article where it is written, paste everything once more, and look at its preview and its translation."""
    page = officer.page
    writing = f"/desk/newsroom/write/snippets/newsroom/article/edit/{article['id']}/"
    officer.go(writing)
    settle(page)
    place = ".public-DraftEditor-content"
    expect(page.locator(place).first).to_be_visible()
    for start in range(0, len(PAYLOADS), 38):
        page.locator(place).first.focus()
        page.evaluate(PASTE, [place, "".join(PAYLOADS[start : start + 38])])
    settle(page)
    preview = f"/desk/newsroom/write/snippets/newsroom/article/preview/{article['id']}/"
    assert page.evaluate(SEND, f"/{officer.language}{preview}") == 200
    officer.go(preview)
    expect(page.locator("article .prose")).to_contain_text("after")
    settle(page)
    assert page.evaluate(HANDLES) == []
