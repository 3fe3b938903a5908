"""What a large draft costs by hand: the answer of every place for one meeting, and the page under keys and pointer.

    .venv/bin/python bench/studio.py [--tables 60] [--slots 48] [--times 15] [--no-browser]        # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/studio.py …                # PostgreSQL

A round over two days with a pause in each: eighty organisations from home and eighty from abroad, nearly every place
taken, times closed, and requests that have no place; all of it in a scratch database. The pages are asked in-process:
CPU ms as in ``ledger.py``. Chromium then opens the studio with those same answers, picks a meeting up, carries it over
the grid with the arrow keys and with the pointer, and says how long frames took and how many tasks were long (over
50 ms). The exit code tells whether the answer kept its 100 ms, and whether nothing was long while walking and
dragging.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from ledger import Cost, cost_of, scratch_site

ANSWER_MS, LONG_MS = 100.0, 50
SIDE = 80
BEGINS = datetime(2030, 4, 28, 13, 0, tzinfo=UTC)
STEPS = 150

WATCH = """() => {
  const seen = window.seen = {frames: [], long: [], going: true};
  const watch = new PerformanceObserver(list => list.getEntries().forEach(each => seen.long.push(each.duration)));
  watch.observe({type: "longtask"});
  let last = performance.now();
  const tick = now => { seen.frames.push(now - last); last = now; if (seen.going) { requestAnimationFrame(tick); } };
  requestAnimationFrame(tick);
}"""
FRESH = "() => { window.seen.frames.length = 0; window.seen.long.length = 0; }"
TOLD = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.seen), 60)))"


@dataclass(frozen=True)
class Draft:
    """A draft that was laid: who works at it, its page, and the answer for one of its meetings."""

    officer: Any
    page: str
    ways: str
    by_hand: str
    meetings: int


def main() -> int:
    """Lay the draft, ask for its pages, carry a meeting about, print the tables."""
    options = _options()
    with scratch_site():
        draft = make(options.tables, options.slots)
        asked = [("the studio", draft.page), ("every place of one meeting", draft.ways), ("its page", draft.by_hand)]
        costs = [cost_of(draft.officer, *each, times=options.times) for each in asked]
        sizes = [_packed(draft.officer, address) for _name, address in asked]
        _print(costs, sizes, options, draft)
        is_fluid = options.no_browser or carried(draft)
    return int(costs[1].cpu_ms > ANSWER_MS or not is_fluid)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=60)
    parser.add_argument("--slots", type=int, default=48)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--no-browser", action="store_true")
    return parser.parse_args()


def make(tables: int, slots: int) -> Draft:
    """Lay a draft of so many tables and slots."""
    from tests.factories.forums import ForumRoleFactory
    from tests.factories.partnering import RoundFactory

    from bridgehead.partnering.models import Availability, Meeting, MeetingRequest, Slot, Table, Timetable

    chance = random.Random(1)
    held = RoundFactory(phase="place")
    officer = ForumRoleFactory(forum=held.forum).user
    times = Slot.objects.bulk_create(
        Slot(round=held, starts_at=start, ends_at=start + timedelta(minutes=20)) for start in _starts(slots)
    )
    boards = Table.objects.bulk_create(Table(round=held, number=n + 1) for n in range(tables))
    home, abroad = _sides(held)
    agreed = {"round": held, "state": "accepted", "answer_strength": "like", "expires_at": BEGINS}
    # In slot n everybody from home meets the n-th from where they stand: nobody is at two tables.
    wished = [
        (turn, one, MeetingRequest(asking=home[one], asked=abroad[(one + turn) % SIDE], **agreed))
        for turn in range(min(SIDE, slots + 4))
        for one in range(SIDE)
    ]
    MeetingRequest.objects.bulk_create([request for _turn, _one, request in wished])
    draft = Timetable.objects.create(round=held)
    lies, met = [], set()
    for turn in range(slots):
        here = [(one, request) for at, one, request in wished if at == turn]
        for table, (one, request) in zip(boards, chance.sample(here, min(len(here), tables - 3)), strict=False):
            lies.append(Meeting(timetable=draft, request=request, slot=times[turn], table=table))
            met |= {(home[one].pk, times[turn].pk), (request.asked_id, times[turn].pk)}
    Meeting.objects.bulk_create(lies)
    Availability.objects.bulk_create(
        Availability(delegation=side, slot=slot)
        for side in (*home, *abroad)
        for slot in times
        if (side.pk, slot.pk) not in met and chance.random() < 0.3
    )
    studio = f"/en/desk/partnering/{held.public_id}/studio/?timetable={draft.public_id}"
    by_hand = f"/en/desk/partnering/timetables/{draft.public_id}/by-hand/{lies[len(lies) // 2].request.public_id}/"
    return Draft(officer, studio, f"{by_hand}ways/", by_hand, len(lies))


def _starts(slots: int) -> list[datetime]:
    half = slots // 2
    within = [(number % half, number // half) for number in range(2 * half)]
    return [BEGINS + timedelta(days=day, minutes=20 * (place + 3 * (place >= half // 2))) for place, day in within]


def _sides(held: Any) -> tuple[list[Any], list[Any]]:
    from bridgehead.directory.models import Organisation
    from bridgehead.partnering.models import Delegation

    def side(country: str, name_ko: str, name_en: str, bank: str) -> list[Any]:
        companies = Organisation.objects.bulk_create(
            Organisation(name_ko=f"{name_ko} {n + 1}", name_en=f"{name_en} {n + 1}", country=country, is_listed=True)
            for n in range(SIDE)
        )
        return Delegation.objects.bulk_create(
            Delegation(round=held, organisation=each, side=bank) for each in companies
        )

    return side("KR", "한빛바이오", "Hanbit Biosciences", "home"), side("US", "벽돌제약", "Brickyard Pharma", "abroad")


def _packed(officer: Any, address: str) -> float:
    from django.test import Client

    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(officer)
    return len(gzip.compress(client.get(address).content, 6)) / 1000


def _print(costs: list[Cost], sizes: list[float], options: argparse.Namespace, draft: Draft) -> None:
    from django.db import connection

    print(f"{connection.display_name}, {options.tables} tables × {options.slots} slots, {draft.meetings} meetings\n")
    print("| asked for | CPU ms (median) | least | queries | kB | kB packed |\n|---|---:|---:|---:|---:|---:|")
    for each, packed in zip(costs, sizes, strict=True):
        figures = f"{each.cpu_ms:.1f} | {each.least_ms:.1f} | {each.queries} | {each.kilobytes:.0f} | {packed:.0f}"
        print(f"| {each.asked} | {figures} |")


def carried(draft: Draft) -> bool:
    """Carry a meeting about in Chromium; whether nothing was long while it walked and was dragged."""
    from playwright.sync_api import sync_playwright

    # The driver keeps an event loop in this thread, in which the pages are answered.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/*", _answering(draft.officer))
        page.goto(f"http://localhost{draft.page}")
        page.evaluate(WATCH)
        found = {name: deed(page) for name, deed in _deeds()}
        chromium.close()
    print("\n| in the browser | frames | median ms | 95 % | longest | long tasks | of them ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, seen in found.items():
        frames, long = sorted(seen["frames"]) or [0.0], seen["long"]
        figures = f"{statistics.median(frames):.1f} | {frames[int(0.95 * (len(frames) - 1))]:.1f} | {frames[-1]:.1f}"
        print(f"| {name} | {len(frames)} | {figures} | {len(long)} | {sum(long):.0f} |")
    return not any(found[name]["long"] for name in ("walking with the arrow keys", "dragging with the pointer"))


def _answering(officer: Any) -> Any:
    from django.contrib.staticfiles import finders
    from django.test import Client

    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(officer)

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            route.fulfill(path=finders.find(parts.path.removeprefix("/static/")))
            return
        given = client.get(f"{parts.path}?{parts.query}", headers={"accept": route.request.headers.get("accept", "")})
        route.fulfill(status=given.status_code, headers=dict(given.items()), body=given.content)

    return answer


def _deeds() -> list[tuple[str, Any]]:
    def pick(page: Any) -> Any:
        meeting = page.locator("table[data-hands] a.slot").nth(300)
        meeting.focus()
        page.evaluate(FRESH)
        page.keyboard.press("Space")
        page.wait_for_selector("table.held")
        return page.evaluate(TOLD)

    def walk(page: Any) -> Any:
        page.evaluate(FRESH)
        for step in range(STEPS):
            page.keyboard.press("ArrowRight" if step % 30 < 22 else "ArrowDown")
        return page.evaluate(TOLD)

    def leave(page: Any) -> Any:
        page.evaluate(FRESH)
        page.keyboard.press("Escape")
        return page.evaluate(TOLD)

    def drag(page: Any) -> Any:
        field = page.locator(".hands .scroll").first
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        page.mouse.move(box["x"] + 200, box["y"] + 150)
        page.mouse.down()
        page.mouse.move(box["x"] + 220, box["y"] + 160)
        page.wait_for_selector("table.held")
        page.evaluate(FRESH)
        for step in range(STEPS):
            across, down = step % 50, step // 50
            page.mouse.move(box["x"] + 160 + 14 * across, box["y"] + 160 + 120 * down + across)
        return page.evaluate(TOLD)

    return [
        ("picking a meeting up", pick),
        ("walking with the arrow keys", walk),
        ("leaving it", leave),
        ("dragging with the pointer", drag),
    ]


if __name__ == "__main__":
    sys.exit(main())
