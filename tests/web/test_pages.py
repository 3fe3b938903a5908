"""Pages as a browser gets them: whole in both languages, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import Settings

pytestmark = pytest.mark.django_db

PAGES = ["components/", "part/", "part/below/", "no/such/page/", "forbidden/", "unreadable/", "refused/"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Reads a page: what it opens and leaves open, its ids, labels, headings and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attributes}) != len(attributes):
            self.wrong.append(f"<{tag}> says an attribute twice: {attributes}")
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def shown(site: Client, path: str) -> HttpResponse:
    site.raise_request_exception = False
    return site.get(path)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_is_well_formed_and_says_what_it_is(site: Client, language: str, page: str) -> None:
    response = shown(site, f"/{language}/{page}")
    read = Reader(response.content.decode())
    assert (read.wrong, read.open) == ([], [])
    ids = read.all("id")
    assert sorted(ids) == sorted(set(ids))
    pointing = {
        one
        for name in ("aria-labelledby", "aria-describedby", "for")
        for many in read.all(name)
        for one in many.split()
    }
    assert pointing <= set(ids)
    assert {address[1:] for address in read.all("href") if address.startswith("#")} <= set(ids)
    assert [tag for tag, _ in read.elements].count("h1") == 1
    assert read.elements[0] == ("html", {"lang": language})
    unnamed = [
        attributes
        for tag, attributes in read.elements
        if tag in {"meter", "progress", "nav", "aside", "dialog"}
        and not {"aria-label", "aria-labelledby"} & set(attributes)
    ]
    assert unnamed == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(site: Client, page: str) -> None:
    response = shown(site, f"/ko/{page}")
    read = Reader(response.content.decode())
    assert [(tag, a) for tag, a in read.elements if tag == "style" or "style" in a] == []
    assert [(tag, a) for tag, a in read.elements if any(name.startswith(("on", "hx-on")) for name in a)] == []
    assert [a for tag, a in read.elements if tag == "script" and not a.get("src", "").startswith("/static/")] == []
    elsewhere = [a for name in ("href", "src", "action") for a in read.all(name) if re.match(r"(?:\w+:)?//", a)]
    assert [a for a in elsewhere if not a.startswith(("http://testserver/", "http://127.0.0.1:8000/"))] == []
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("page", "status", "korean", "english"),
    [
        ("no/such/page/", 404, "그런 화면이 없습니다", "There is no such page"),
        ("forbidden/", 403, "열어 볼 수 없는 화면입니다", "This page is not open to you"),
        ("unreadable/", 400, "보내신 내용을 읽지 못했습니다", "We could not read that"),
        ("broken/", 500, "저희 쪽에서 문제가 생겼습니다", "Something broke on our side"),
        ("refused/", 403, "처리하지 않았습니다", "This was not done"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_problems_are_sentences_in_both_languages(
    site: Client, page: str, status: int, korean: str, english: str
) -> None:
    for language, heading in (("ko", korean), ("en", english)):
        response = shown(site, f"/{language}/{page}")
        assert response.status_code == status
        assert f"<h1>{heading}</h1>" in response.content.decode()
        assert f'<html lang="{language}">' in response.content.decode()


def test_a_forged_host_gets_the_sentence_and_is_not_repeated(site: Client) -> None:
    response = shown(Client(HTTP_HOST="evil.example"), "/en/part/")

    assert response.status_code == 400
    assert "We could not read that" in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_a_stale_form_is_told_so_and_led_back(site: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ko/part/", {"name": "가"}, headers={"referer": "http://testserver/ko/part/"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "더는 쓸 수 없는 양식입니다" in page
    assert '<a class="button" href="/ko/part/">' in page
    assert site.get("/ko/part/").status_code == 200


def test_a_refusal_by_htmx_is_a_toast(site: Client) -> None:
    response = site.get("/ko/refused/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Retarget"]) == (422, "#toasts")
    assert "바뀐 것은 없습니다." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_messages_are_shown_once_and_escaped(site: Client) -> None:
    page = site.get("/ko/part/below/").content.decode()
    assert '<div class="notice" role="alert" data-tone="bad">' in page
    assert "<p>&lt;b&gt;said&lt;/b&gt;</p>" in page
    assert "said&lt;/b&gt;" not in site.get("/ko/components/").content.decode()


def test_gallery_is_not_part_of_a_real_site(settings: Settings, site: Client) -> None:
    settings.DEMO = settings.DEBUG = False
    assert site.get("/ko/components/").status_code == 404


def test_gallery_shows_every_component(site: Client) -> None:
    page = site.get("/ko/components/").content.decode()
    parts = (
        "button primary|button soft|button plain|button danger|chip|count|tag|sample|clocks|clockbridge card|"
        "money|proof|figures|figure|emblem agency|face large|card stack tight|card flush|card request|notice|"
        "empty|toast|field|error|table|pager|tabs|steps|dialog|diary|slot|slot free|attention lined|"
        "card rate|menu|who|reasons|hint|must|switch|option"
    )
    assert [part for part in parts.split("|") if f'class="{part}"' not in page] == []
    assert "<c-" not in page
    assert "{{" not in page
    assert "{%" not in page


@override_settings(DEMO=False)
def test_the_bar_of_the_demo_is_only_on_the_demo(client: Client, site: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert "samplebar" in site.get("/en/part/").content.decode()
    settings.DEMO = False
    assert "samplebar" not in client.get("/en/part/").content.decode()
