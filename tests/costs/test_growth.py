"""At 10, 100 and 1,000 rows each page asks the database as often, and a list that is paged weighs the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.authorization.matrix import MATRIX
from tests.authorization.routes import address, every_route, is_file
from tests.authorization.scene import Scene
from tests.clocks import standing_still
from tests.costs.rows import ROWS
from tests.costs.world import World

#: How many questions a page asks is the same on every database; the plans of PostgreSQL are measured in ``bench``.
pytestmark = pytest.mark.django_db

SIZES = (10, 100, 1000)
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: A number or a name is a little longer, and a pager has more to lead to.
SLACK = 1.1


@dataclass(frozen=True)
class Asked:
    """What one page cost: its queries, and its weight in bytes."""

    status: int
    queries: int
    weight: int


def _addresses(world: World) -> dict[str, str]:
    found, usual = {}, world.ids
    for name, row in ROWS.items():
        ids = usual | {key: usual[instead] for key, instead in row.ids.items()}
        query = row.query.replace("grid forum", quote(str(usual["grid forum"])))
        found[name] = address(name, every_route()[name], Scene({}, ids, {})) + query
    return found


def _ask(client: Client, to: str) -> Asked:
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(to)
    return Asked(answer.status_code, len(queries), len(answer.content))


def _measure(world: World) -> dict[str, Asked]:
    """Ask for every page; what a process learns only once, it has learned after the first time."""
    clients = {role: Client(headers={"accept-language": "en"}) for role in ("anonymous", *world.people)}
    for role, person in world.people.items():
        clients[role].force_login(person)
    found = {name: _ask(clients[ROWS[name].role], to) for name, to in _addresses(world).items()}
    assert {name: asked.status for name, asked in found.items() if asked.status != 200} == {}
    return found


def test_every_page_has_its_row() -> None:
    pages = {name for name, (get, _post) in MATRIX.items() if "page" in get.values() and not is_file(name)}

    assert set(ROWS) == pages


@pytest.mark.long
def test_pages_cost_the_same_at_every_size() -> None:
    # In one language, whichever the test before this one has read its last page in.
    with standing_still(NOW), translation.override("ko"):
        world, found = World(), []
        for size in SIZES:
            world.grow(size)
            if not found:
                _measure(world)
            found.append(_measure(world))

    queries = {name: [each[name].queries for each in found] for name in ROWS}
    assert {name: counts for name, counts in queries.items() if len(set(counts)) > 1} == {}
    weights = {name: [each[name].weight for each in found] for name, row in ROWS.items() if not row.whole}
    assert {name: at for name, at in weights.items() if at[2] > SLACK * at[1]} == {}
    # What is said to grow does: a page that lists nothing weighs the same from the start.
    told = {name: [each[name].weight for each in found] for name, row in ROWS.items() if row.whole}
    assert {name: at for name, at in told.items() if at[2] < SLACK * at[0]} == {}
