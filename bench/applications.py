"""A rush at a deadline: so many applications a second, each with a file, handed in through the server as it runs.

    .venv/bin/python bench/applications.py [--rate 20] [--seconds 30] [--kilobytes 300]           # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/applications.py …           # PostgreSQL

``bridgehead serve`` runs with two workers on a scratch database in which every draft is whole but for its file. At its
moment, whatever became of the others, each team saves the section with its file and then hands in; every fifth taps
twice at once. The clients are in this process, on the same cores. When all have been answered, the database and the
stored files are read: each team that was told of a receipt has handed in once, with the file that it sent, and nobody
else has. The exit code tells whether that holds, and whether the last answer came within ten seconds of the last tap.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import aiohttp

from newsroom import ROOT, scratch_site, told
from ports import free_port, until_listening

#: So long after the last tap everything is answered.
BEHIND_SECONDS = 10.0
EVERY_FIFTH = 5
#: A token of Django's against forged requests: whoever sends it as cookie and as header is taken at their word.
CSRF = "a" * 32
TAKEN = re.compile(r"/applications/([0-9a-f-]{36})/submissions/(\d+)/$")


@dataclass
class Team:
    """One team: its draft, who is signed in, the file that it brings, and what it was told."""

    application: str
    cookie: str
    content: bytes
    handed_in: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def main() -> int:
    """Measure and print; 1 where something was lost, doubled or late."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--kilobytes", type=int, default=300)
    options = parser.parse_args()
    with scratch_site():
        sys.path.insert(0, str(ROOT))
        teams = _make(options.rate * options.seconds, options.kilobytes)
        port = free_port()
        serve = [sys.executable, "-m", "bridgehead", "serve", "--port", str(port), "--workers", "2"]
        with subprocess.Popen(serve, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}) as served:
            try:
                rush = asyncio.run(_rush(port, teams, options.rate))
            finally:
                served.terminate()
        return 0 if all(_told(rush, teams, options)) else 1


def _make(number: int, kilobytes: int) -> list[Team]:
    """An open call, with so many drafts that lack nothing but their file."""
    from django.db import connection, transaction
    from django.test import Client
    from tests.factories.programmes import applying, call_open

    from bridgehead.accounts.models import User

    call, chance, teams = call_open(datetime.now(UTC)), random.Random(1), []
    whole = {"plan": {"ko": "미국 진출 계획", "en": "Plan for the US market"}, "cleared": "no"}
    with transaction.atomic():
        for _number in range(number):
            draft, lead = applying(call, answers=whole)
            client = Client(HTTP_HOST="localhost")
            client.force_login(User.objects.get(pk=lead.person_id))
            content = b"%PDF-1.7\n" + chance.randbytes(kilobytes * 1000)
            teams.append(Team(str(draft.public_id), client.cookies["sessionid"].value, content))
    connection.close()
    return teams


@dataclass
class Rush:
    """What the clients measured, in seconds."""

    saving: list[float] = field(default_factory=list)
    handing_in: list[float] = field(default_factory=list)
    #: From the last moment at which a team began until everything was answered.
    behind: float = 0.0


async def _rush(port: int, teams: list[Team], rate: int) -> Rush:
    await until_listening(port)
    rush, began = Rush(), time.monotonic()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=120)
    # Each team brings its own cookies; a jar would hand on what one was given to all the others.
    jar = aiohttp.DummyCookieJar()
    address = f"http://localhost:{port}"
    async with aiohttp.ClientSession(address, connector=connector, timeout=timeout, cookie_jar=jar) as client:
        await asyncio.gather(*(_apply(client, each, n, began + n / rate, rush) for n, each in enumerate(teams)))
    rush.behind = time.monotonic() - began - (len(teams) - 1) / rate
    return rush


async def _apply(client: aiohttp.ClientSession, team: Team, number: int, at: float, rush: Rush) -> None:
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    address = f"/en/programmes/applications/{team.application}"
    file = aiohttp.FormData()
    file.add_field("deck", team.content, filename=f"deck {number}.pdf", content_type="application/pdf")
    before = time.monotonic()
    status, _location = await _post(client, team, f"{address}/sections/money/", file)
    if status != 302:
        team.refused.append(status)
    after = time.monotonic()
    rush.saving.append(after - before)
    taps = 2 if number % EVERY_FIFTH == 0 else 1
    for status, location in await asyncio.gather(
        *(_post(client, team, f"{address}/review/", {"number": "1"}) for _tap in range(taps))
    ):
        found = TAKEN.search(location)
        if status == 302 and found and found[1] == team.application:
            team.handed_in.append(found[2])
        else:
            team.refused.append(status)
    rush.handing_in.append(time.monotonic() - after)


async def _post(client: aiohttp.ClientSession, team: Team, address: str, data: Any) -> tuple[int, str]:
    cookies, headers = f"sessionid={team.cookie}; csrftoken={CSRF}", {"X-CSRFToken": CSRF}
    async with client.post(address, data=data, headers=headers | {"Cookie": cookies}, allow_redirects=False) as answer:
        await answer.read()
        return answer.status, answer.headers.get("Location", "")


def _told(rush: Rush, teams: list[Team], options: argparse.Namespace) -> list[bool]:
    """Print what was measured beside what stands in the database and among the stored files."""
    from django.db import connection

    from bridgehead.programmes.actions.handing_in import seal_of
    from bridgehead.programmes.models import ApplicationFile, Submission

    acknowledged = {each.application for each in teams if each.handed_in}
    submissions = list(Submission.objects.select_related("application__call", "application__organisation", "form"))
    stand = [str(each.application.public_id) for each in submissions]
    kept = {
        str(each.application.public_id): each.file
        for each in ApplicationFile.objects.filter(removed_at=None).select_related("application", "file")
    }
    sent = {each.application: sha256(each.content).hexdigest() for each in teams}
    sealed = {str(each.application.public_id): [file["sha256"] for file in each.files] for each in submissions}
    print(f"{connection.display_name}, {len(teams):,} teams, {options.rate} a second, {options.kilobytes} kB each")
    for what, spent in (("saving with the file", rush.saving), ("handing in", rush.handing_in)):
        spent.sort()
        middle, high = spent[len(spent) // 2] * 1000, spent[int(len(spent) * 0.95)] * 1000
        print(f"{what}: median {middle:.0f} ms, 95 % within {high:.0f} ms, longest {spent[-1] * 1000:.0f} ms")
    return [
        told("handed in, as many as there are teams", len(set(stand)), "", len(teams), is_least=True),
        told("answers that were no receipt", sum(len(each.refused) for each in teams), "", 0),
        told("acknowledged and lost", len(acknowledged - set(stand)), "", 0),
        told("handed in twice", len(stand) - len(set(stand)), "", 0),
        told("receipts given twice", len(submissions) - len({each.receipt for each in submissions}), "", 0),
        told("seals that do not hold", sum(each.digest != seal_of(each) for each in submissions), "", 0),
        told("sealed with other files than were sent", sum(sealed[key] != [sent[key]] for key in set(stand)), "", 0),
        told("stored files that differ", sum(_digest(kept.get(key)) != value for key, value in sent.items()), "", 0),
        told("seconds from the last tap to the last answer", rush.behind, "s", BEHIND_SECONDS),
    ]


def _digest(stored: Any) -> str:
    """The digest of a stored file's bytes, read anew."""
    if stored is None:
        return ""
    with stored.content.open("rb") as kept:
        return sha256(kept.read()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
