"""What the ledger's list costs the server with a hundred thousand agreements: CPU and queries per page and filter.

    .venv/bin/python bench/ledger.py [--size 100000] [--times 7]                               # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/ledger.py …              # PostgreSQL

The data is made in bulk in a scratch database: agreements with two or three parties and one to three amounts in the
ledger of one agency, as many as ``--size``, and a twentieth of that in another's. Every page is asked in-process by an
officer of the first. The figure is the CPU time of this process per answer and, on PostgreSQL, of the server process
that answers it (read from /proc); the median of several, with the least beside it. The exit code tells whether every
page kept its 60 ms, and asked the database at most twice more often than the plain list does: a party is looked up,
and its agreements; words are looked for.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

BUDGET_MS = 60.0
ROOT = Path(__file__).resolve().parents[1]
NOW = datetime.now(UTC)
KOREAN = [
    "항체", "신약", "후보물질", "표적", "면역", "치료제", "진단", "기기", "임상", "플랫폼", "세포", "유전자", "백신",
    "원료", "공급", "공동", "연구", "개발", "협력", "오가노이드", "디지털",
]  # fmt: skip
ENGLISH = [
    "antibody", "drug", "candidate", "target", "immune", "therapy", "diagnostic", "device",
    "clinical", "platform", "cell", "gene", "vaccine", "material", "supply", "joint", "research",
    "development", "cooperation", "organoid", "digital",
]  # fmt: skip
CHUNK = 5_000
FOUND = re.compile(r'<h2 id="[a-z]*-h">[^<]*<span class="count">([^<]*)</span>')


@dataclass
class Cost:
    """One page: what was asked for, how much was found, what it took."""

    asked: str
    found: str
    cpu_ms: float
    least_ms: float
    queries: int
    kilobytes: float


def main() -> int:
    """Make the data, ask for every page, print the table."""
    options = options_of(__doc__)
    with scratch_site():
        began = time.monotonic()
        officer, party = make(options.size)
        made = time.monotonic() - began
        costs = [
            cost_of(officer, asked, f"/en/desk/ledger/?{query}", times=options.times) for asked, query in _pages(party)
        ]
        print_costs(costs, options, made)
    usual = costs[0].queries
    return int(any(each.cpu_ms > BUDGET_MS or each.queries > usual + 2 for each in costs))


@contextmanager
def scratch_site() -> Iterator[None]:
    """A site of its own with an empty database, which goes when the measurement ends."""
    with tempfile.TemporaryDirectory(prefix="bridgehead-bench-") as scratch:
        os.environ["BRIDGEHEAD_DATA"] = scratch
        Path(scratch, "static").mkdir()
        open_site()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield


def open_site() -> None:
    """Set Django up for the site whose data lie where the environment says."""
    os.environ.setdefault("BRIDGEHEAD_SECRET_KEY", "only-for-measuring-only-for-measuring-only-for-measuring")
    os.environ.update(BRIDGEHEAD_HTTPS="false", BRIDGEHEAD_STAFF_SECOND_FACTOR="false", BRIDGEHEAD_PLAIN_STATIC="true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    # Django reads the environment when it is first imported.
    import django

    django.setup()
    # As a process of the site does before it serves.
    from bridgehead.config.memory import settle

    settle()


def options_of(description: str | None) -> argparse.Namespace:
    """Read the size of the ledger, and how often each page is asked for."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    return parser.parse_args()


def _pages(party: str) -> list[tuple[str, str]]:
    year = NOW.year - 1
    return [
        ("everything", ""),
        ("the last page", "page=20"),
        ("signed last", "order=signed"),
        ("signed first", "order=signed_first"),
        ("a common state", "state=active"),
        ("a rare state (1 of 1,000)", "state=cancelled"),
        ("a common kind", "kind=mou"),
        ("a rare kind (1 of 10,000)", "kind=investment"),
        ("a field", "field=7"),
        ("a year of signing", f"year={year}"),
        ("a party", f"party={party}"),
        ("confirmed by both sides", "standing=confirmed"),
        ("rejected by a side (1 of 1,000)", "standing=rejected"),
        ("unsigned agreed ones", "waits=signing"),
        ("embargo running", "waits=hour"),
        ("obligations overdue", "waits=obligation"),
        ("a rare kind, a field and a year", f"kind=investment&field=7&year={year}"),
        ("a rare kind, signed first", "kind=investment&order=signed_first"),
        ("a word of every title", "words=bench"),
        ("a word of every title, signed first", "words=bench&order=signed_first"),
        ("a common word", "words=항체"),
        ("two common words and a state", "words=항체+vaccine&state=cancelled"),
        ("a party's name", "words=Hanbit+Bio+77"),
        ("one agreement's number", "words=bench+4711"),
        ("a word that nothing holds", "words=nonesuch"),
    ]


def make(size: int) -> tuple[Any, str]:
    """Fill two ledgers; return the officer of the first, and the id of an organisation with many agreements."""
    from django.db import connection

    from bridgehead.accounts.models import User
    from bridgehead.agreements.models import LedgerRole
    from bridgehead.directory.models import Organisation, Topic

    chance = random.Random(1)
    topics = Topic.objects.bulk_create(Topic(name_ko=f"분야 {n}", name_en=f"Field {n}") for n in range(40))
    companies = Organisation.objects.bulk_create(
        Organisation(name_ko=f"한빛바이오 {n}", name_en=f"Hanbit Bio {n}", country="KR", is_listed=True)
        for n in range(3_000)
    )
    agencies = [Organisation.objects.create(name_en=f"Agency {n}", kind="agency", is_listed=True) for n in (1, 2)]
    officer = User.objects.create(email="officer@example.org", password="!", language="en", zone="Asia/Seoul")
    LedgerRole.objects.create(agency=agencies[0], user=officer)
    for agency, number in zip(agencies, (size, size // 20), strict=True):
        for start in range(0, number, CHUNK):
            _fill(agency, range(start, min(start + CHUNK, number)), companies, topics, chance)
    _answer(chance)
    from bridgehead.agreements.actions.lines import rebuild_lines

    rebuild_lines()
    # A database at work does this by itself within minutes of so many writes.
    connection.cursor().execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return officer, str(companies[77].public_id)


def _fill(agency: Any, numbers: range, companies: list[Any], topics: list[Any], chance: random.Random) -> None:
    """A chunk of agreements: drafts at first, as guards ask for; then the terms are sealed and the states set."""
    from django.db.models import F, OuterRef, Subquery

    from bridgehead.agreements.models import Agreement, Amount, Obligation, Party, Terms

    made = Agreement.objects.bulk_create(
        Agreement(keeper=agency, changed_at=NOW - timedelta(minutes=chance.randrange(3_000_000))) for _ in numbers
    )
    terms = Terms.objects.bulk_create(_terms(each, n, topics, chance) for each, n in zip(made, numbers, strict=True))
    Party.objects.bulk_create(party for each in terms for party in _parties(each, companies, chance))
    Amount.objects.bulk_create(amount for each in terms for amount in _amounts(each, chance))
    Obligation.objects.bulk_create(
        Obligation(agreement=each, name_en="Report", due_on=NOW.date() + timedelta(days=chance.randrange(-200, 2_000)))
        for each in made[::20]
    )
    mine = Agreement.objects.filter(pk__in=[each.pk for each in made])
    Terms.objects.filter(agreement__in=mine, signed_on__isnull=False).update(sealed_at=NOW)
    mine.update(current=Subquery(Terms.objects.filter(agreement=OuterRef("pk")).values("pk")[:1]))
    signed = mine.filter(current__sealed_at__isnull=False)
    signed.filter(pk__in=[each.pk for each in made[1::2]]).update(state="active")
    signed.filter(state="draft").update(state="signed")
    mine.filter(pk__in=[each.pk for each in made[::1000]]).update(state="cancelled")
    mine.filter(state="draft", pk__in=[each.pk for each in made[::3]]).update(state="agreed")
    mine.filter(pk__in=[each.pk for each in made[5::10]]).update(public_from=F("changed_at") + timedelta(days=30))


def _answer(chance: random.Random) -> None:
    """Of three agreements that are signed, let both sides confirm one, one side another; of a thousand one rejects."""
    from bridgehead.agreements.models import Confirmation, Party

    sealed = Party.objects.filter(terms__sealed_at__isnull=False).order_by("terms", "order")
    answers = []
    for party, terms, order in sealed.values_list("pk", "terms", "order"):
        rejects = terms % 1_000 == 500 and order == 1
        if rejects or terms % 3 == 0 or (terms % 3 == 1 and order == 1):
            answers.append(_answered(party, "rejected" if rejects else "confirmed", chance))
    Confirmation.objects.bulk_create(answers, batch_size=CHUNK)


def _answered(party: int, verdict: str, chance: random.Random) -> Any:
    from bridgehead.agreements.models import Confirmation

    return Confirmation(
        party_id=party,
        language="en",
        state="answered",
        asked_at=NOW,
        expires_at=NOW,
        closed_at=NOW,
        verdict=verdict,
        reason="We did not sign this." if verdict == "rejected" else "",
        counterfactual=chance.choice(["not_at_all", "later", "anyway"]),
    )


def _terms(agreement: Any, number: int, topics: list[Any], chance: random.Random) -> Any:
    from bridgehead.agreements.models import Terms

    kind = "investment" if number % 10_000 == 17 else chance.choice(["mou", "mou", "licence_out", "supply"])
    signed_on = None if chance.random() < 0.1 else date(NOW.year, 1, 1) - timedelta(days=chance.randrange(4_000))
    return Terms(
        agreement=agreement,
        kind=kind,
        name_ko=f"{' '.join(chance.sample(KOREAN, 3))} {number}",
        name_en=f"{' '.join(chance.sample(ENGLISH, 3))} bench {number}",
        field=chance.choice(topics),
        signed_on=signed_on,
        written_at=NOW,
    )


def _parties(terms: Any, companies: list[Any], chance: random.Random) -> list[Any]:
    from bridgehead.agreements.models import Party

    bound = [companies[77]] if chance.random() < 0.02 else []
    bound += chance.sample(companies[100:], chance.choice([1, 2]))
    parties = [Party(terms=terms, order=n, organisation=each, role="party") for n, each in enumerate(bound, 1)]
    return [*parties, Party(terms=terms, order=len(parties) + 1, is_disclosed=False, country="US", role="party")]


def _amounts(terms: Any, chance: random.Random) -> list[Any]:
    from bridgehead.agreements.models import Amount

    shapes = chance.sample(["headline", "upfront", "milestone"], chance.choice([0, 1, 2]))
    made = [
        Amount(
            terms=terms,
            order=n,
            component=shape,
            minor=chance.randrange(10**13),
            currency=chance.choice(["KRW", "USD", "EUR"]),
            exactness=chance.choice(["exact", "about", "at_least"]),
        )
        for n, shape in enumerate(shapes, 1)
    ]
    royalty = Amount(terms=terms, order=len(made) + 1, component="royalty", percent=chance.randrange(1, 30))
    return [*made, royalty] if chance.random() < 0.3 else made


def cost_of(officer: Any, asked: str, page: str, *, times: int) -> Cost:
    """What a page costs when an officer asks for it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bridgehead.config.memory import with_room

    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.force_login(officer)
    # As pages are served; the frames of a bench stand deeper.
    get = with_room(client.get)
    get(page)
    with CaptureQueriesContext(connection) as queries:
        answer = get(page)
        number = len(queries)
    spent = []
    for _ in range(times):
        before = cpu()
        get(page)
        spent.append((cpu() - before) * 1000)
    found = FOUND.search(answer.content.decode(errors="replace"))
    return Cost(
        asked, found[1] if found else "?", statistics.median(spent), min(spent), number, len(answer.content) / 1000
    )


def cpu() -> float:
    """CPU seconds of this process and, on PostgreSQL, of the server process at the other end of the connection."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor == "sqlite":
        return own
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return own + int(told.split()[0]) / 1e9


def print_costs(costs: list[Cost], options: argparse.Namespace, made: float) -> None:
    """Print the table of costs."""
    from django.db import connection

    over = sum(each.cpu_ms > BUDGET_MS for each in costs)
    print(
        f"{connection.display_name}, {options.size:,} agreements (made in {made:.0f} s), each page asked "
        f"{options.times} times: {over} of {len(costs)} over {BUDGET_MS:.0f} ms by the median.\n"
    )
    print("| asked for | found | CPU ms (median) | least | queries | kB |\n|---|---:|---:|---:|---:|---:|")
    for each in costs:
        figures = f"{each.cpu_ms:.1f} | {each.least_ms:.1f} | {each.queries} | {each.kilobytes:.0f}"
        print(f"| {each.asked} | {each.found} | {figures} |")


if __name__ == "__main__":
    sys.exit(main())
