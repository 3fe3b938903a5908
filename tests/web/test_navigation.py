"""Menus know where the reader is, and languages keep the place."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch
from django.utils import translation
from pytest_django import Settings

from bridgehead.web.languages import Alternate, address_in, alternates
from bridgehead.web.navigation import MenuItem, NavLink, menus, resolve

LINKS = [NavLink("Part", "part"), NavLink("Below", "said", "house", count=2), NavLink("Start", "home:start")]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/en/part/", ["page", "", ""]),
        ("/en/part/below/", ["", "page", ""]),
        ("/en/part/other/", ["true", "", ""]),
        ("/en/", ["", "", "page"]),
        ("/en/elsewhere/", ["", "", ""]),
    ],
)
def test_only_the_nearest_entry_is_current(path: str, current: list[str]) -> None:
    with translation.override("en"):
        assert [item.current for item in resolve(LINKS, path)] == current


@pytest.mark.usefixtures("site")
def test_an_entry_is_resolved_whole() -> None:
    with translation.override("ko"):
        assert resolve(LINKS, "/ko/part/below/")[1] == MenuItem("Below", "/ko/part/below/", "house", 2, "page")


@pytest.mark.usefixtures("site")
def test_an_entry_that_leads_nowhere_is_an_error_once_its_menu_is_drawn(settings: Settings) -> None:
    settings.BRIDGEHEAD_NAVIGATION = "tests.web.site.lost"
    shown = menus(RequestFactory().get("/en/"))
    with pytest.raises(NoReverseMatch, match="nowhere"):
        _ = shown.public


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("path", "korean"),
    [
        ("/en/part/", "/ko/part/"),
        ("/en/part/?q=%EA%B0%80&page=2", "/ko/part/?q=%EA%B0%80&page=2"),
        ("/en/no/such/page/?a=1", "/ko/no/such/page/?a=1"),
        ("/ko/part/", "/ko/part/"),
        ("/events/1", "/events/1"),
    ],
)
def test_the_other_language_keeps_the_place_and_the_query(path: str, korean: str) -> None:
    with translation.override("en"):
        assert address_in(path, "ko") == korean


@pytest.mark.usefixtures("site")
def test_an_address_of_another_host_never_comes_back() -> None:
    assert address_in("//evil.example/en/part/", "ko").startswith("/")
    assert not address_in("//evil.example/en/part/", "ko").startswith("//")


@pytest.mark.usefixtures("site")
def test_alternates_are_absolute_for_engines_and_relative_for_readers() -> None:
    with translation.override("en"):
        assert alternates(RequestFactory().get("/en/part/?q=1")) == [
            Alternate("ko", "한국어", "KO", "/ko/part/?q=1", "http://127.0.0.1:8000/ko/part/?q=1", current=False),
            Alternate("en", "English", "EN", "/en/part/?q=1", "http://127.0.0.1:8000/en/part/?q=1", current=True),
        ]


@pytest.mark.django_db
def test_the_frame_shows_menus_languages_account_and_the_demo(site: Client) -> None:
    page = site.get("/ko/part/?q=1").content.decode()
    for expected in (
        '<html lang="ko">',
        '<a href="/en/part/?q=1" lang="en" hreflang="en" data-switches>',
        '<link rel="alternate" hreflang="en" href="http://127.0.0.1:8000/en/part/?q=1">',
        'icons.svg#i-house"/></svg><span>Today</span><span class="count" data-tone="now">2</span></a>',
        '<form method="post" action="/ko/account/logout/"><input type="hidden" name="csrfmiddlewaretoken"',
        "김도윤, 내 계정",
        "예시 자료.",
    ):
        assert expected in page
