"""What it takes to publish the timetable of five thousand delegates, and what each of them costs who then looks.

    .venv/bin/python bench/publishing.py [--delegates 5000] [--times 25] [--minute 60] [--no-rush]    # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/publishing.py …                 # PostgreSQL

A round over two days in a scratch database: half as many delegations as delegates, one half from home, eight meetings
each. It is published, looked at in a preview, repaired with one meeting in a hundred moved, and published again, while
another process reads the version of everybody's own timetable as fast as it can: it may see the old one or the new one
and never some of both. Then the pages of one delegate are asked in-process (CPU ms as in ``ledger.py``).

The rush starts ``bridgehead serve`` with two workers and lets everybody look twice within a minute, from this process
on the same cores, each with a session of their own over connections kept alive; each answer must be that person's own.
Every figure is printed beside its bound; the exit code tells whether all were kept.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger import cost_of, scratch_site

from newsroom import told
from ports import free_port, until_listening

PUBLISH_SECONDS, OWN_MS, P95_MS = 20.0, 4.0, 1000.0
BEGINS = datetime(2030, 4, 28, 13, 0, tzinfo=UTC)
SLOTS, EACH, CONNECTIONS, LOOKS = 24, 8, 64, 2
HOME, ABROAD = "Home", "Abroad"


@dataclass
class Convention:
    """A round that was laid: who runs it, its draft, and its people in the order of their delegations."""

    held: Any
    by: Any
    draft: Any
    people: list[Any]

    @property
    def page(self) -> str:
        """The address of a delegate's own timetable."""
        return f"/en/partnering/{self.held.public_id}/timetable/"


@dataclass
class Seen:
    """What a reader saw while others published: every set of versions, the longest look, and how many looks."""

    versions: set[tuple[int, ...]] = field(default_factory=set)
    longest: float = 0.0
    looks: int = 0


def main() -> int:
    """Lay the round, publish it twice, ask for its pages, let everybody look, print the figures."""
    options = _options()
    with scratch_site():
        from django.db import connection

        began = time.monotonic()
        laid = lay(options.delegates)
        meetings = options.delegates // 2 * EACH // 2
        print(f"{connection.display_name}: {options.delegates:,} delegates, {meetings:,} meetings,", end=" ")
        print(f"laid in {time.monotonic() - began:.0f} s")
        kept = [*published(laid), *asked(laid, options.times)]
        if not options.no_rush:
            kept += rushed(laid, options.minute)
    return 0 if all(kept) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--delegates", type=int, default=5000)
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--minute", type=float, default=60)
    parser.add_argument("--no-rush", action="store_true")
    return parser.parse_args()


def lay(delegates: int) -> Convention:
    """Lay a draft in which each delegation of two has its meetings."""
    from tests.factories.forums import ForumRoleFactory
    from tests.factories.partnering import RoundFactory

    from bridgehead.accounts.actor import actor_for
    from bridgehead.partnering.models import Delegate, Meeting, MeetingRequest, Slot, Table, Timetable

    held = RoundFactory(phase="place")
    officer = ForumRoleFactory(forum=held.forum).user
    side = delegates // 4
    home, abroad = (_delegations(held, *each, side) for each in (("KR", "한빛", HOME), ("US", "벽돌", ABROAD)))
    people = _people(delegates)
    Delegate.objects.bulk_create(
        (
            Delegate(round=held, delegation=each, user=people[2 * n + k])
            for n, each in enumerate((*home, *abroad))
            for k in (0, 1)
        ),
        batch_size=1000,
    )
    starts = [BEGINS + timedelta(days=n // 12, minutes=20 * (n % 12)) for n in range(SLOTS)]
    slots = Slot.objects.bulk_create(
        Slot(round=held, starts_at=at, ends_at=at + timedelta(minutes=20)) for at in starts
    )
    agreed = {"round": held, "state": "accepted", "answer_strength": "like", "expires_at": BEGINS}
    # In slot n the n-th third of home meets whoever stands n further abroad: nobody is at two tables.
    pairs = [(n, i) for n in range(SLOTS) for i in range(side) if i % (SLOTS // EACH) == n % (SLOTS // EACH)]
    asked = [MeetingRequest(asking=home[i], asked=abroad[(i + n) % side], **agreed) for n, i in pairs]
    MeetingRequest.objects.bulk_create(asked, batch_size=1000)
    # One table more than are needed, so that the repair has where to go.
    tables = Table.objects.bulk_create(Table(round=held, number=n + 1) for n in range(side * EACH // SLOTS + 2))
    draft, taken = Timetable.objects.create(round=held), [0] * SLOTS
    lies = []
    for (n, _), request in zip(pairs, asked, strict=True):
        lies.append(Meeting(timetable=draft, request=request, slot=slots[n], table=tables[taken[n]]))
        taken[n] += 1
    Meeting.objects.bulk_create(lies, batch_size=1000)
    return Convention(held, actor_for(officer), draft, people)


def _delegations(held: Any, country: str, name: str, side: str, number: int) -> list[Any]:
    from bridgehead.directory.models import Organisation
    from bridgehead.partnering.models import Delegation

    companies = Organisation.objects.bulk_create(
        (
            Organisation(name_ko=f"{name} {n:04}", name_en=f"{side} Bio {n:04}", country=country, is_listed=True)
            for n in range(number)
        ),
        batch_size=1000,
    )
    return Delegation.objects.bulk_create(
        (Delegation(round=held, organisation=each, side=side.lower()) for each in companies), batch_size=1000
    )


def _people(number: int) -> list[Any]:
    from bridgehead.accounts.models import Consent, User

    people = User.objects.bulk_create(
        (
            User(email=f"d{n}@example.org", given_name_en=f"D{n}", family_name_en="Lee", language="en", password="!")
            for n in range(number)
        ),
        batch_size=1000,
    )
    now = datetime.now(UTC)
    Consent.objects.bulk_create(
        (Consent(user=each, purpose="listed", text_version="2026-11", language="en", given_at=now) for each in people),
        batch_size=1000,
    )
    return people


def published(laid: Convention) -> list[bool]:
    """Publish, then repair and publish again beside a reader."""
    from django.db import transaction

    from bridgehead.foundation import clock
    from bridgehead.partnering.actions.meetings import copy_of
    from bridgehead.partnering.actions.timetables import publish_timetable
    from bridgehead.partnering.models import Meeting, Table

    first = _timed(lambda: publish_timetable(timetable_id=laid.draft.pk, by=laid.by, now=clock.now()))
    kept = [told("publishing", first, "s", PUBLISH_SECONDS)]
    with transaction.atomic():
        repaired = copy_of(laid.draft)
    last = Table.objects.filter(round=laid.held).latest("number")
    # One meeting of each slot goes to the table that was left free.
    for slot in {each.slot_id: each.pk for each in Meeting.objects.filter(timetable=repaired)}.values():
        Meeting.objects.filter(pk=slot).update(table=last)
    with _reading(laid.held.pk) as seen:
        again = _timed(lambda: publish_timetable(timetable_id=repaired.pk, by=laid.by, now=clock.now()))
    kept.append(told("publishing a repair beside a reader", again, "s", PUBLISH_SECONDS))
    print(f"{seen.looks:,} looks at all versions meanwhile, the longest {seen.longest * 1000:.0f} ms")
    kept.append(told("states that were neither the old nor the new", len(seen.versions - {(1,), (2,)}), "", 0))
    return kept


def _timed(deed: Any) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


@contextmanager
def _reading(held: int) -> Iterator[Seen]:
    """Look at the versions that people's own timetables have, as fast as they are told, until the end."""
    from django.db import connection

    from bridgehead.partnering.models import PersonalTimetable

    seen, is_over = Seen(), threading.Event()

    def look() -> None:
        while not is_over.is_set():
            began = time.monotonic()
            in_force = PersonalTimetable.objects.filter(timetable__round=held, timetable__state="published")
            found = tuple(sorted(in_force.values_list("timetable__version", flat=True).distinct()))
            seen.longest, seen.looks = max(seen.longest, time.monotonic() - began), seen.looks + 1
            seen.versions.add(found)
        connection.close()

    reader = threading.Thread(target=look)
    reader.start()
    try:
        yield seen
    finally:
        is_over.set()
        reader.join()


def asked(laid: Convention, times: int) -> list[bool]:
    """Ask for one delegate's pages."""
    person = laid.people[7]
    pages = {
        "a delegate's own timetable": laid.page,
        "the same for a device that keeps it": f"/en/partnering/{laid.held.public_id}/pocket/meetings.json",
        "the same for print": f"{laid.page}timetable.pdf",
        "today": f"/en/partnering/{laid.held.public_id}/",
    }
    costs = {name: cost_of(person, name, page, times=times) for name, page in pages.items()}
    print("\n| asked for | CPU ms (median) | least | queries | kB |\n|---|---:|---:|---:|---:|")
    for name, each in costs.items():
        print(f"| {name} | {each.cpu_ms:.2f} | {each.least_ms:.2f} | {each.queries} | {each.kilobytes:.0f} |")
    print()
    return [told("a delegate's own timetable", costs["a delegate's own timetable"].cpu_ms, "ms of CPU", OWN_MS)]


def rushed(laid: Convention, minute: float) -> list[bool]:
    """Let everybody look at their own timetable within a minute."""
    from django.test import Client

    cookies = []
    for person in laid.people:
        client = Client()
        client.force_login(person)
        cookies.append(client.cookies["sessionid"].value)
    port = free_port()
    serving = subprocess.Popen([sys.executable, "-m", "bridgehead", "serve", "--workers", "2", "--port", str(port)])
    try:
        return asyncio.run(_rush(laid, cookies, serving.pid, port, minute))
    finally:
        serving.terminate()
        serving.wait()


async def _rush(laid: Convention, cookies: list[str], serving: int, port: int, minute: float) -> list[bool]:
    await until_listening(port)
    asked = [(n, cookie) for n, cookie in enumerate(cookies) for _look in range(LOOKS)]
    random.Random(1).shuffle(asked)
    due = [minute * n / len(asked) for n in range(len(asked))]
    waiting = iter(zip(due, asked, strict=True))
    spent: list[float] = []
    wrong: list[int] = []
    began, used = time.monotonic(), _used(serving)

    async def look() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for at, (n, cookie) in waiting:
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            page = await _answer(reader, writer, laid.page, cookie)
            # From when it was to be asked: a server that falls behind is not spared its queue.
            spent.append(time.monotonic() - began - at)
            if set(re.findall(rf"{_side(n, cookies)} Bio \d{{4}}", page)) != {_organisation(n, cookies)}:
                wrong.append(n)
        writer.close()

    await asyncio.gather(*(look() for _connection in range(CONNECTIONS)))
    seconds = time.monotonic() - began
    each = (_used(serving) - used) * 1000 / len(spent)
    spent.sort()
    print(f"{len(spent):,} looks in {seconds:.1f} s, median {statistics.median(spent) * 1000:.0f} ms", end=", ")
    print(f"99th percentile {spent[int(len(spent) * 0.99)] * 1000:.0f} ms, longest {spent[-1] * 1000:.0f} ms")
    return [
        told("a look as it is served, with all that serves it", each, "ms of CPU", OWN_MS),
        told("95th percentile of all looks", spent[int(len(spent) * 0.95)] * 1000, "ms", P95_MS),
        told("pages that were another's", len(wrong), "", 0),
    ]


def _used(serving: int) -> float:
    """CPU seconds of a process and of those that it has started."""
    family = [serving]
    for each in family:
        family += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
    stats = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family]
    return sum(int(each[11]) + int(each[12]) for each in stats) / os.sysconf("SC_CLK_TCK")


def _side(person: int, cookies: list[str]) -> str:
    return HOME if person < len(cookies) // 2 else ABROAD


def _organisation(person: int, cookies: list[str]) -> str:
    return f"{_side(person, cookies)} Bio {person % (len(cookies) // 2) // 2:04}"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str, cookie: str) -> str:
    asked = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nCookie: sessionid={cookie}\r\n\r\n"
    writer.write(asked.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    if not head.startswith(b"HTTP/1.1 200") or found is None:
        raise RuntimeError(f"unexpected answer: {head[:300]!r}")
    return (await reader.readexactly(int(found[1]))).decode()


if __name__ == "__main__":
    sys.exit(main())
