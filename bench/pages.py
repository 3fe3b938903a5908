"""What each page costs the server: CPU and queries per page and person, on the demo's data.

    ./run demo --no-browser           # once, so that the data is there; then stop it
    .venv/bin/python bench/pages.py [--data .data/demo] [--times 15] [--json]

Every page that a person can reach from their start pages is asked in-process (no network, no other process). The figure
is the median CPU time of this process per answer, with the least beside it: on a machine that does other things as well
the same work costs up to twice its time, and the least is nearer to what the page itself asks for. The budget is 30 ms;
the exit code tells whether every page kept it by its median. ``--markdown`` prints the costliest 30 kinds of pages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BUDGET_MS = 30.0
ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r'href="(/(?:ko|en)/[^"#]*)"')
#: Downloads and the way out are no pages.
NO_PAGE = re.compile(r"logout|\.(ics|csv|xlsx)|/demo/|/components/")
RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
STARTS = ["/ko/", "/en/", "/ko/my/", "/en/my/", "/en/desk/", "/ko/desk/"]


@dataclass
class Cost:
    """One page for one person: the median of several answers."""

    person: str
    page: str
    cpu_ms: float
    least_ms: float
    queries: int
    kilobytes: float


def main() -> int:
    """Print the table, the costliest first."""
    options = _options()
    # What is kept ready-made costs next to nothing; asked for is what making it costs.
    os.environ.update(
        BRIDGEHEAD_DEMO="true", BRIDGEHEAD_DATA=str(options.data.resolve()), BRIDGEHEAD_KEEP_PAGES="false"
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    # Django reads the environment when it is first imported.
    import django

    django.setup()
    costs = [cost for person, client in _people() for cost in _walk(person, client, options.times)]
    costs.sort(key=lambda each: -each.cpu_ms)
    if options.markdown:
        _print_markdown(costs, options.times)
    elif options.json:
        print(json.dumps([asdict(each) for each in costs], indent=1))
    else:
        _print(costs)
    return int(any(each.cpu_ms > BUDGET_MS for each in costs))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".data" / "demo")
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args()


def _people() -> Iterator[tuple[str, Any]]:
    from django.test import Client

    from bridgehead.config.demo.queries import doors

    yield "reader", Client(HTTP_HOST="localhost")
    for door in doors():
        client = Client(HTTP_HOST="localhost")
        client.force_login(door.person)
        yield door.role, client


def _walk(person: str, client: Any, times: int) -> Iterator[Cost]:
    """Follow every link from the start pages; of pages that differ by their record only, three are asked."""
    waiting, seen, kinds = list(STARTS), set(), {}
    while waiting:
        page = waiting.pop(0)
        kind = RECORD.sub("…", page.split("?")[0])
        if page in seen or NO_PAGE.search(page) or kinds.get(kind, 0) >= 3:
            continue
        seen.add(page)
        answer = client.get(page)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            kinds[kind] = kinds.get(kind, 0) + 1
            waiting += LINK.findall(answer.content.decode())
            yield _cost(person, client, page, times)


def _cost(person: str, client: Any, page: str, times: int) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
        asked = len(queries)
    spent = []
    for _ in range(times):
        before = time.process_time()
        client.get(page)
        spent.append((time.process_time() - before) * 1000)
    return Cost(person, page, statistics.median(spent), min(spent), asked, len(answer.content) / 1000)


def _print(costs: list[Cost]) -> None:
    print(f"{'CPU ms':>7} {'queries':>7} {'kB':>6}  {'person':<10} page")
    for each in costs:
        print(f"{each.cpu_ms:7.1f} {each.queries:7d} {each.kilobytes:6.1f}  {each.person:<10} {each.page}")
    over = sum(each.cpu_ms > BUDGET_MS for each in costs)
    print(f"\n{len(costs)} pages, {over} over {BUDGET_MS:.0f} ms, worst {costs[0].cpu_ms:.1f} ms")


def _print_markdown(costs: list[Cost], times: int) -> None:
    """The table of `pages.md`: of each kind of page the costliest, and how many keep the budget."""
    kinds: dict[str, Cost] = {}
    for each in costs:
        kinds.setdefault(RECORD.sub("…", each.page.split("?")[0])[3:], each)
    over = sum(each.cpu_ms > BUDGET_MS for each in costs)
    least_over = sum(each.least_ms > BUDGET_MS for each in costs)
    print(f"{len(costs)} pages, each asked {times} times: {over} over {BUDGET_MS:.0f} ms by the median,", end=" ")
    print(f"{least_over} by the least; median of all pages {statistics.median(c.cpu_ms for c in costs):.1f} ms.\n")
    print("| page | person | CPU ms (median) | least | queries | kB |\n|---|---|---:|---:|---:|---:|")
    for kind, each in list(kinds.items())[:30]:
        figures = f"{each.cpu_ms:.1f} | {each.least_ms:.1f} | {each.queries} | {each.kilobytes:.0f}"
        print(f"| `{kind}` | {each.person} | {figures} |")


if __name__ == "__main__":
    sys.exit(main())
