"""What an inbox of two hundred requests costs: its page, all answered at once, and two hundred keys in Chromium.

    .venv/bin/python bench/inbox.py [--requests 200] [--times 15] [--no-browser]                  # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/inbox.py …                # PostgreSQL

A partner from abroad whom two hundred companies asked, each with a message, with what they seek and offer on forty
topics; all of it in a scratch database. The pages are asked in-process: CPU ms as in ``ledger.py``. Then all are
declined in one deed, and asked anew; Chromium opens the inbox and answers each with one key, as fast as the page takes
them, every tenth with a question that is typed. The exit code tells whether the page, the deed and the keys kept their
bounds.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ledger import Cost, cost_of, cpu, scratch_site

PAGE_MS, AT_ONCE_SECONDS, KEYS_SECONDS = 150.0, 1.5, 600.0
ENDS = datetime(2100, 1, 1, tzinfo=UTC)
TOPICS = 40
MESSAGE = "We would like to show you our latest data, and to hear what you look for. Twenty minutes would be enough. "


@dataclass(frozen=True)
class Full:
    """An inbox that was filled: whose, and where it is."""

    partner: Any
    held: Any
    asked: Any
    page: str


def main() -> int:
    """Fill the inbox, ask for its pages, answer everything, print the tables."""
    options = _options()
    with scratch_site():
        full = fill(options.requests)
        pages = [
            ("best fit first", full.page),
            ("newest first", f"{full.page}?order=newest"),
            ("the last page", f"{full.page}?page=99"),
        ]
        costs = [cost_of(full.partner, *each, times=options.times) for each in pages]
        _print(costs, [_packed(full.partner, address) for _name, address in pages], options)
        seconds, wall = at_once(full)
        bound = f"(bound {AT_ONCE_SECONDS:.1f} s)"
        print(f"\n{options.requests} declined in one deed: {seconds:.2f} s of CPU {bound}, {wall:.2f} s by the clock")
        keys = 0.0 if options.no_browser else by_keys(full)
        if keys:
            print(f"{options.requests} answered by keys in Chromium: {keys:.1f} s (bound {KEYS_SECONDS:.0f} s)")
    return int(costs[0].cpu_ms > PAGE_MS or seconds > AT_ONCE_SECONDS or keys > KEYS_SECONDS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--no-browser", action="store_true")
    return parser.parse_args()


def fill(many: int) -> Full:
    """Let so many companies ask one partner."""
    from tests.factories.organisations import TopicFactory
    from tests.factories.partnering import RoundFactory, day_of, delegation_of

    from bridgehead.directory.models import Interest, Organisation
    from bridgehead.partnering.models import Delegation

    chance = random.Random(1)
    held = RoundFactory()
    day_of(held, slots=32, tables=1)
    asked, _actor = delegation_of(held, "US", name_ko="", name_en="Acme")
    topics = [TopicFactory(name_ko=f"토픽 {n}", name_en=f"Topic {n}") for n in range(TOPICS)]
    companies = Organisation.objects.bulk_create(
        Organisation(name_ko=f"한빛바이오 {n + 1}", name_en=f"Hanbit Biosciences {n + 1}", country="KR", is_listed=True)
        for n in range(many)
    )
    Delegation.objects.bulk_create(Delegation(round=held, organisation=each, side="home") for each in companies)
    for organisation in (asked.organisation, *companies):
        for side, kind in (("need", "licence_in"), ("offer", "licence_out")):
            made = Interest.objects.create(organisation=organisation, side=side, kind=kind)
            made.topics.set(chance.sample(topics, 3))
    full = Full(asked.delegates.get().user, held, asked, f"/en/partnering/{held.public_id}/requests/")
    ask(full)
    return full


def ask(full: Full) -> None:
    """Let all of them ask, as if they had not before."""
    from bridgehead.partnering.models import Delegation, MeetingRequest

    MeetingRequest.objects.filter(round=full.held).delete()
    MeetingRequest.objects.bulk_create(
        MeetingRequest(round=full.held, asking=each, asked=full.asked, message=MESSAGE * (n % 4), expires_at=ENDS)
        for n, each in enumerate(Delegation.objects.filter(round=full.held).exclude(pk=full.asked.pk))
    )


def at_once(full: Full) -> tuple[float, float]:
    """Decline all of them in one deed; how many seconds of CPU and by the clock. They ask anew afterwards."""
    from tests.factories.people import actor_of

    from bridgehead.foundation.models import OutboxItem
    from bridgehead.partnering.actions.answers import answer_requests
    from bridgehead.partnering.models import MeetingRequest
    from bridgehead.partnering.queries.lookups import place_or_404
    from bridgehead.partnering.rules import Answer

    by = actor_of(full.partner)
    ids = list(MeetingRequest.objects.filter(round=full.held).values_list("public_id", flat=True))
    place = place_or_404(by, full.held.public_id)
    began, spent = time.perf_counter(), cpu()
    told = answer_requests(place=place, ids=ids, answer=Answer.DECLINE, words="Our time is taken.", by=by)
    took = cpu() - spent, time.perf_counter() - began
    assert len(told.done) == len(ids)
    OutboxItem.objects.all().delete()
    ask(full)
    return took


def by_keys(full: Full) -> float:
    """Answer all of them in Chromium with the keys; how many seconds it took until the last was stored."""
    from playwright.sync_api import sync_playwright

    from bridgehead.partnering.models import MeetingRequest

    # The driver keeps an event loop in this thread, in which the pages are answered.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    waiting = MeetingRequest.objects.filter(round=full.held, state="sent", messages=None)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/*", _answering(full.partner))
        page.goto(f"http://localhost{full.page}")
        began = time.perf_counter()
        turn = 0
        while left := page.locator(".ask:not(.going)").count():
            page.locator(".ask.here article").focus()
            for _each in range(left):
                turn += 1
                if turn % 10:
                    page.keyboard.press("ad"[turn % 3 == 0])
                else:
                    page.keyboard.press("q")
                    page.keyboard.type("Which stage?")
                    page.keyboard.press("Control+Enter")
            page.wait_for_selector(".ask.going", state="detached", timeout=120_000)
            page.wait_for_timeout(100)
        took = time.perf_counter() - began
        chromium.close()
    assert not waiting.exists(), f"{waiting.count()} were not answered"
    return took


def _answering(partner: Any) -> Any:
    from django.contrib.staticfiles import finders
    from django.http import QueryDict
    from django.test import Client

    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(partner)

    def answer(route: Any) -> None:
        parts, headers = urlsplit(route.request.url), route.request.headers
        if parts.path.startswith("/static/"):
            route.fulfill(path=finders.find(parts.path.removeprefix("/static/")))
            return
        sent = {name: headers[name] for name in ("hx-request",) if name in headers}
        if route.request.method == "POST":
            body = QueryDict(mutable=True)
            for name, value in parse_qsl(route.request.post_data or "", keep_blank_values=True):
                body.appendlist(name, value)
            form = "application/x-www-form-urlencoded"
            given = client.post(parts.path, body.urlencode(), content_type=form, headers=sent)
        else:
            given = client.get(f"{parts.path}?{parts.query}", headers=sent)
        route.fulfill(status=given.status_code, headers=dict(given.items()), body=given.content)

    return answer


def _packed(partner: Any, address: str) -> float:
    from django.test import Client

    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(partner)
    return len(gzip.compress(client.get(address).content, 6)) / 1000


def _print(costs: list[Cost], sizes: list[float], options: argparse.Namespace) -> None:
    from django.db import connection

    print(f"{connection.display_name}, {options.requests} requests, 50 on a page (bound {PAGE_MS:.0f} ms)\n")
    print("| asked for | CPU ms (median) | least | queries | kB | kB packed |\n|---|---:|---:|---:|---:|---:|")
    for each, packed in zip(costs, sizes, strict=True):
        figures = f"{each.cpu_ms:.1f} | {each.least_ms:.1f} | {each.queries} | {each.kilobytes:.0f} | {packed:.0f}"
        print(f"| {each.asked} | {figures} |")


if __name__ == "__main__":
    sys.exit(main())
