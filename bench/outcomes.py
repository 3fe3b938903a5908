"""What the pages of the outcome desk cost the server with a hundred thousand agreements: CPU and queries for each.

    .venv/bin/python bench/outcomes.py [--size 100000] [--times 7]                               # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/outcomes.py …              # PostgreSQL

The ledger is that of ``ledger.py``: nine in ten of its agreements are signed. Each of these stands on its rung, every
fifth is confirmed, every tenth has brought something in, and each has two follow-ups; a third of the parties have said
what would have come about without the support, and some thousand values were talked about. How a page is measured
stands there too. The exit code tells whether every page kept its 60 ms.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from ledger import BUDGET_MS, CHUNK, NOW, cost_of, make, options_of, print_costs, scratch_site
from reports import sign_all


def main() -> int:
    """Make the data, ask for every page, print the table."""
    options = options_of(__doc__)
    with scratch_site():
        began = time.monotonic()
        officer, party = make(options.size)
        sign_all()
        happen(officer)
        made = time.monotonic() - began
        costs = [cost_of(officer, *each, times=options.times) for each in pages(party)]
        print_costs(costs, options, made)
    return int(any(each.cpu_ms > BUDGET_MS for each in costs))


def pages(party: str) -> list[tuple[str, str]]:
    """Every page of the desk with its ways to narrow it."""
    desk = "/en/desk/outcomes/"
    follow_ups = f"{desk}follow-ups/"
    return [
        ("what stands", desk),
        ("its last page", f"{desk}?page=20"),
        ("a common rung", f"{desk}?rung=contract"),
        ("a rare rung", f"{desk}?rung=consulted"),
        ("an organisation", f"{desk}?organisation={party}"),
        ("an organisation on a rung", f"{desk}?organisation={party}&rung=confirmed"),
        ("what was withdrawn", f"{desk}?withdrawn=yes"),
        ("follow-ups that are due", follow_ups),
        ("their last page", f"{follow_ups}?page=20"),
        ("follow-ups to come", f"{follow_ups}?show=coming"),
        ("answered follow-ups", f"{follow_ups}?show=answered"),
        ("closed follow-ups", f"{follow_ups}?show=closed"),
        ("attribution", f"{desk}attribution/"),
        ("its second page", f"{desk}attribution/?page=2"),
        ("effects", f"{desk}effects/"),
        ("reports", f"{desk}reports/"),
    ]


def happen(officer: Any) -> None:
    """Let something come of what is signed, and be asked about and judged."""
    from django.db import connection

    from bridgehead.directory.models import Organisation
    from bridgehead.outcomes.models import FollowUp, Outcome

    chance = random.Random(2)
    keeper = officer.ledger_roles.get().agency_id
    signed = list(Outcome.objects.filter(keeper=keeper).values_list("agreement", "on").order_by("pk"))
    _write(Outcome, _further(signed, keeper))
    companies = list(Organisation.objects.exclude(kind="agency").values_list("pk", flat=True)[:500])
    _write(Outcome, (_hoped(keeper, chance.choice(companies), chance) for _ in range(len(signed) // 18)))
    _write(Outcome, (_withdrawn(keeper, chance.choice(companies), chance) for _ in range(len(signed) // 90)))
    _write(FollowUp, (each for agreement, on in signed for each in _asked(agreement, keeper, on, chance)))
    connection.cursor().execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _write(model: Any, rows: Iterable[Any]) -> None:
    left = iter(rows)
    while some := list(islice(left, CHUNK)):
        model.objects.bulk_create(some)


def _further(signed: list[tuple[int, Any]], keeper: int) -> Iterator[Any]:
    from bridgehead.outcomes.models import Outcome

    for number, (agreement, on) in enumerate(signed):
        common = {"agreement_id": agreement, "keeper_id": keeper, "on": on, "said_on": on, "written_at": NOW}
        if number % 5 == 0:
            yield Outcome(rung="confirmed", said_by="both", **common)
        if number % 10 == 0:
            yield Outcome(rung="realised", said_by="company", minor=10**9, currency="KRW", **common)


def _hoped(keeper: int, organisation: int, chance: random.Random) -> Any:
    from bridgehead.outcomes.models import Outcome

    on = NOW.date() - timedelta(days=chance.randrange(4_000))
    return Outcome(
        rung=chance.choice(["consulted", "pursued"]),
        organisation_id=organisation,
        keeper_id=keeper,
        on=on,
        said_by="company",
        said_on=on,
        minor=10**9,
        currency="USD",
        written_at=NOW,
    )


def _withdrawn(keeper: int, organisation: int, chance: random.Random) -> Any:
    made = _hoped(keeper, organisation, chance)
    made.withdrawn_at, made.withdrawn_reason = NOW, "written twice"
    return made


def _asked(agreement: int, keeper: int, signed_on: Any, chance: random.Random) -> Iterator[Any]:
    from bridgehead.outcomes.models import FollowUp

    for step, days in ((1, 30), (2, 90)):
        made = FollowUp(agreement_id=agreement, keeper_id=keeper, step=step, due_on=signed_on + timedelta(days=days))
        state = chance.choice(["open", "answered", "answered", "closed"])
        if state == "open":
            made.due_on = NOW.date() + timedelta(days=chance.randrange(-400, 400))
        elif state == "answered":
            made.answered_at, made.came_of = NOW - timedelta(minutes=chance.randrange(10**6)), "under_way"
        else:
            made.closed_at, made.closed_for = NOW - timedelta(minutes=chance.randrange(10**6)), "covered"
        made.state = state
        yield made


if __name__ == "__main__":
    sys.exit(main())
