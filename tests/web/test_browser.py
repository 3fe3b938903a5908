"""What the scripts add, in a real browser: theme, menu, dialog, toasts, and parts that fetch themselves when told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bridgehead.accounts.models import User
from tests.factories.people import UserFactory
from tests.web import site as own

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when the console reports an error, such as a breach of the policy."""
    context = browser.new_context(color_scheme="light", viewport={"width": 390, "height": 844})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def test_theme_is_chosen_kept_and_never_flashes(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/ko/components/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="밝은 화면·어두운 화면 바꾸기").click()
    dark = page.evaluate(ground)
    page.reload(wait_until="commit")
    page.wait_for_selector("body")
    assert light == "rgb(255, 255, 255)"
    assert dark != light
    assert page.evaluate(ground) == dark


def test_language_switch_keeps_the_place(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/ko/components/?page=6")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{live_server.url}/en/components/?page=6")
    expect(page.get_by_role("heading", level=1)).to_have_text("Components")


def test_dialog_menu_and_skip_link_by_keyboard(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/components/")
    page.get_by_role("button", name="Open the dialog").press("Enter")
    expect(page.get_by_role("dialog", name="Decline this request?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    account = page.locator("header details.menu")
    account.locator("summary").press("Enter")
    expect(account.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(account.get_by_role("button", name="Sign out")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_refused_form_is_read_from_its_summary(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/components/")
    expect(page.locator("[data-focus]")).to_be_focused()
    page.get_by_role("link", name="Arrival in Boston").click()
    expect(page.locator("#id_r-arrival")).to_be_focused()


def test_a_grid_is_one_stop_and_is_walked_with_the_arrows(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/components/")
    slots = page.locator("table[data-grid] button")
    assert [slot.get_attribute("tabindex") for slot in slots.all()] == ["0", "-1", "-1", "-1"]
    slots.nth(0).focus()
    for key, expected in (("ArrowRight", 1), ("End", 3), ("ArrowLeft", 2), ("Home", 0), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(slots.nth(expected)).to_be_focused()
    assert [slot.get_attribute("tabindex") for slot in slots.all()] == ["0", "-1", "-1", "-1"]


def test_what_was_typed_outlives_a_reload_but_not_its_sending(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/components/")
    form = page.get_by_role("form", name="A fresh form")
    form.get_by_label("Looking for").fill("antibodies")
    form.get_by_label("Research").check()
    form.get_by_label("Organisation").fill("Another")
    page.reload()
    expect(form.get_by_label("Looking for")).to_have_value("antibodies")
    expect(form.get_by_label("Research")).to_be_checked()
    expect(form.get_by_label("Organisation")).to_have_value("스탠다임")  # What the server knows wins.
    form.get_by_label("E-mail of the delegate").fill("minji@example.org")
    form.get_by_role("button", name="Register").click()
    page.wait_for_url("**/components/?*")
    page.goto(f"{live_server.url}/en/components/")
    expect(form.get_by_label("Looking for")).to_have_value("")


def signed_in(page: Page, live_server: LiveServer, person: User | None) -> None:
    """Let the tab go on as somebody, or as nobody once the login has expired."""
    page.context.clear_cookies()
    if person is not None:
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def test_what_one_person_typed_is_there_for_nobody_else_in_the_same_tab(live_server: LiveServer, page: Page) -> None:
    first, second = UserFactory.create_batch(2)
    gallery, typed = f"{live_server.url}/en/components/", f"{live_server.url}/en/typed/"
    looking_for = page.get_by_role("form", name="A fresh form").get_by_label("Looking for")
    kept = "[sessionStorage.getItem('draft:gallery'), sessionStorage.getItem('parked')].map(Boolean)"

    def write() -> None:
        """Write a draft, and send a form of which the login has expired meanwhile."""
        signed_in(page, live_server, first)
        page.goto(gallery)
        looking_for.fill("antibodies")
        page.goto(typed)
        write_everything(page)
        signed_in(page, live_server, None)
        page.route(typed, lambda route: route.fulfill(status=302, headers={"Location": "/en/account/login/"}), times=1)
        page.get_by_role("button", name="send").click()
        page.wait_for_url("**/account/login/")

    def found() -> tuple[str, str]:
        page.goto(typed)
        held = page.locator("[name=name]").input_value()
        page.goto(gallery)
        return held, looking_for.input_value()

    write()
    signed_in(page, live_server, first)
    assert found() == (WRITTEN["name"], "antibodies")

    write()
    page.goto(gallery)
    assert (looking_for.input_value(), page.evaluate(kept)) == ("", [True, False])
    write()
    signed_in(page, live_server, second)
    assert (found(), page.evaluate(kept)) == (("", ""), [False, False])
    # … nor for the first, once somebody else was there.
    signed_in(page, live_server, first)
    assert found() == ("", "")


#: What each field of the form holds; a group that nothing is chosen in is left out.
STATE = """() => Object.fromEntries([...document.querySelector("main form").elements]
  .filter(({name, type, checked}) => name && type !== "hidden" && (!["radio", "checkbox"].includes(type) || checked))
  .map(field => [field.name, field.multiple ? [...field.selectedOptions].map(each => each.value) : field.value]))"""
WRITTEN = {"name": "한빛바이오", "text": "Two\nlines", "agreed": "on", "kind": "b", "day": "2", "topics": ["x", "z"]}
EMPTY = {"name": "", "text": "", "kind": "a", "day": "1", "topics": [], "code": ""}


def write_everything(page: Page) -> None:
    page.locator("[name=name]").fill(str(WRITTEN["name"]))
    page.locator("[name=text]").fill(str(WRITTEN["text"]))
    page.locator("[name=agreed]").check()
    page.locator("[name=kind][value=b]").check()
    page.locator("[name=day]").select_option("2")
    page.locator("[name=topics]").select_option(["x", "z"])
    page.locator("[name=code]").fill("123456")


def test_switching_the_language_keeps_what_was_typed_but_no_code(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/ko/typed/?x=1")
    write_everything(page)

    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(f"{live_server.url}/en/typed/?x=1")
    assert page.evaluate(STATE) == {**WRITTEN, "code": ""}
    assert page.evaluate("sessionStorage.getItem('crossing')") is None
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("")


def test_a_refused_form_crosses_to_the_other_language_and_a_sent_one_leaves_nothing(
    live_server: LiveServer, page: Page
) -> None:
    page.goto(f"{live_server.url}/en/typed/")
    write_everything(page)
    page.locator("[name=name]").evaluate("field => { field.required = false; field.value = ''; }")
    page.get_by_role("button", name="send").click()
    expect(page.locator("[name=text]")).to_have_value("Two\nlines")

    page.get_by_role("link", name="한국어").click()

    expect(page).to_have_url(f"{live_server.url}/ko/typed/")
    expect(page.locator("[name=text]")).to_have_value("Two\nlines")
    write_everything(page)
    page.get_by_role("button", name="send").click()
    expect(page.locator("[name=text]")).to_have_value("")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{live_server.url}/en/typed/")
    assert page.evaluate(STATE) == EMPTY


def test_what_was_typed_since_is_not_overwritten_where_the_other_language_was_opened_beside(
    live_server: LiveServer, page: Page
) -> None:
    page.goto(f"{live_server.url}/en/typed/")
    page.locator("[name=name]").fill("first")
    page.get_by_role("link", name="한국어").click(modifiers=["ControlOrMeta"])
    page.locator("[name=name]").fill("second")
    page.locator("form.stack").evaluate("form => { form.noValidate = true; }")

    page.get_by_role("button", name="send").click()  # Refused: most of it is empty.

    expect(page.locator("[name=name]")).to_have_value("second")
    assert page.evaluate("sessionStorage.getItem('crossing')") is None


def test_what_was_typed_goes_into_the_form_it_was_typed_for(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/en/typed-twice/")
    page.locator("form[action$='/two/'] [name=reason]").fill("for the second")

    page.get_by_role("link", name="한국어").click()  # There the forms stand the other way round.

    expect(page).to_have_url(f"{live_server.url}/ko/typed-twice/")
    expect(page.locator("form[action$='/two/'] [name=reason]")).to_have_value("for the second")
    expect(page.locator("form[action$='/two/'] [name=reason]")).to_be_visible()
    expect(page.locator("form[action$='/one/'] [name=reason]")).to_have_value("")


@pytest.mark.parametrize(("path", "is_warned"), [("en/typed/", True), ("ko/typed/", True), ("en/part/", False)])
def test_without_scripts_a_page_with_a_form_warns_before_the_switch(
    live_server: LiveServer, browser: Browser, path: str, is_warned: bool
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/{path}")
    sentences = {
        "en": "switching the language empties the form",
        "ko": "언어를 바꾸면 이 페이지의 입력 내용이 지워집니다",
    }
    expect(page.get_by_text(sentences[path[:2]])).to_be_visible(visible=is_warned)
    context.close()


def test_a_live_part_fetches_itself_and_says_so(live_server: LiveServer, page: Page) -> None:
    own.COUNTED["count"] = 0
    page.goto(f"{live_server.url}/ko/part/")
    expect(page.locator("#counted output")).to_have_text("2")
    expect(page.locator("#toasts .toast p")).to_have_text("다시 읽었습니다")
    page.get_by_role("button", name="닫기").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)
    page.wait_for_timeout(2500)  # The stream has ended and was asked again: the same event fetches nothing.
    assert own.COUNTED == {"count": 2}


def test_a_sentence_in_a_header_becomes_a_toast(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/ko/components/")
    page.evaluate("htmx.ajax('GET', '/ko/toasted/', {swap: 'none'})")
    expect(page.locator("#toasts .toast[data-tone=good]")).to_have_text("저장했습니다×")


@pytest.mark.parametrize("width", [1280, 640, 390, 320])
@pytest.mark.parametrize("path", ["ko/components/", "en/components/", "en/part/", "ko/part/below/"])
def test_no_page_scrolls_sideways(live_server: LiveServer, page: Page, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_every_request_stays_on_the_site(live_server: LiveServer, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/ko/components/", wait_until="networkidle")
    assert len(asked) > 8
    assert [url for url in asked if not url.startswith(live_server.url)] == []
