"""What a tab keeps of what was read in it is sent for whoever read it, and for nobody who uses the tab after them."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Request

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def test_what_somebody_read_is_sent_for_nobody_else_who_uses_the_tab(site: Site, browser: Browser) -> None:
    laid = json.loads(
        site.manage("shell", "--no-imports", "-c", "from tests.journeys.newsroom import lay_readers; lay_readers()")
    )
    context, sent = browser.new_context(), []

    def note(request: Request) -> None:
        if "/for-you/" in request.url:
            sent.append(parse_qs(request.post_data or "")["read"])

    page = context.new_page()
    page.on("request", note)
    for session, address in zip(["", *laid["sessions"], ""], [*laid["addresses"], laid["addresses"][0]], strict=True):
        context.clear_cookies()
        if session:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.address}])
        with page.expect_response("**/for-you/**"):
            page.goto(site.address + address)
    context.close()

    one, two, three = laid["keys"]
    assert sent == [[one], [one, two], [three], [one]]
