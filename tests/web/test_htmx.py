"""The page and its fragment are one template; a toast travels in a header."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from bridgehead.web.htmx import add_toast, fragment_of, redirect_page, wants_fragment


def test_fragment_is_named_after_its_page() -> None:
    assert [fragment_of(name) for name in ("events/forum/list.html", "list.html")] == [
        "events/forum/_list.html",
        "_list.html",
    ]


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_who_wants_a_fragment(headers: dict[str, str], wanted: bool) -> None:
    assert wants_fragment(RequestFactory().get("/", headers=headers)) is wanted


@pytest.mark.django_db
def test_page_or_fragment_from_one_view(site: Client) -> None:
    page = site.get("/ko/part/")
    part = site.get("/ko/part/", headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert part.content.decode().startswith('<div id="counted"')
    assert page.content.decode().count('<div id="counted"') == 1
    assert "HX-Trigger" not in page.headers
    assert json.loads(part.headers["HX-Trigger"]) == {"toast": {"text": "다시 읽었습니다", "tone": ""}}
    assert "HX-Request" in part.headers["Vary"]


def test_a_toast_leaves_other_events_alone_and_stays_ascii() -> None:
    response = HttpResponse(headers={"HX-Trigger": '{"moved": {"id": 1}}'})
    add_toast(response, "저장했습니다", tone="good")
    assert response.headers["HX-Trigger"].isascii()
    assert json.loads(response.headers["HX-Trigger"]) == {
        "moved": {"id": 1},
        "toast": {"text": "저장했습니다", "tone": "good"},
    }


def test_redirects_for_browser_and_htmx() -> None:
    plain = redirect_page(RequestFactory().post("/"), "/ko/")
    swapped = redirect_page(RequestFactory().post("/", headers={"HX-Request": "true"}), "/ko/")
    assert (plain.status_code, plain.headers["Location"]) == (303, "/ko/")
    assert (swapped.status_code, swapped.headers["HX-Redirect"]) == (204, "/ko/")
