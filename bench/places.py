"""What boards and the search for a free room cost the server with a year of bookings in a large house.

    .venv/bin/python bench/places.py [--rooms 200] [--bookings 300000] [--times 7]              # SQLite
    .venv/bin/python tests/scratch_postgres.py .venv/bin/python bench/places.py …              # PostgreSQL

One house, its rooms booked from five months ago until seven months ahead by a hundred companies, all of it in a scratch
database. Every page is asked in-process, by somebody of one company and by venue staff. The figure is the CPU time of
this process per answer and, on PostgreSQL, of the server process that answers it (read from /proc); the median of
several, with the least beside it. The exit code tells whether every board kept its 40 ms and every search its 50 ms,
and whether a house of a tenth of that size is asked for with as many queries.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ledger import Cost, cost_of, scratch_site

BOARD_MS, SEARCH_MS = 40.0, 50.0
ZONE = "America/New_York"
TODAY = datetime.now(ZoneInfo(ZONE)).date()
FIRST, DAYS = TODAY - timedelta(days=150), 365
#: From eight in the morning until ten in the evening, in half hours.
OPENS, HALF_HOURS = 8, 28
CHUNK = 10_000


@dataclass(frozen=True)
class House:
    """A house that was filled: who asks for its pages, and what they ask for."""

    premises: Any
    room: Any
    member: Any
    staff: Any


def main() -> int:
    """Fill the house, ask for every page, print the table."""
    options = _options()
    with scratch_site():
        began = time.monotonic()
        large = make(options.rooms, options.bookings)
        made = time.monotonic() - began
        small = make(max(1, options.rooms // 10), max(1, options.bookings // 10))
        costs = [(limit, costing(large, options.times), costing(small, 1)) for limit, costing in _pages()]
        _print(costs, options, made)
    return int(any(each.cpu_ms > limit or each.queries != alike.queries for limit, each, alike in costs))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=200)
    parser.add_argument("--bookings", type=int, default=300_000)
    parser.add_argument("--times", type=int, default=7)
    return parser.parse_args()


def _pages() -> list[tuple[float, Any]]:
    def page(who: str, asked: str, address: str) -> Any:
        def costing(house: House, times: int) -> Cost:
            person = house.staff if who == "staff" else house.member
            filled = address.format(premises=house.premises.public_id, room=house.room.public_id)
            return cost_of(person, f"{asked}, {who}", f"/en/{filled}", times=times)

        return costing

    boards = [
        (f"{asked} {day}", address)
        for asked, path, name in (("day board", "{premises}/board/", "day"), ("week board", "rooms/{room}/", "week"))
        for day in (TODAY, TODAY + timedelta(days=30), TODAY - timedelta(days=90))
        for address in (f"premises/{path}?{name}={day}",)
    ]
    wanted = TODAY + timedelta(days=21)
    searches = [
        ("any free room of an afternoon", f"starts_at={wanted}T14:00&minutes=60&seats=1"),
        ("a small one with a screen", f"starts_at={wanted}T14:00&minutes=60&seats=4&features=screen"),
        ("for twelve, two features", f"starts_at={wanted}T09:00&minutes=240&seats=12&features=screen&features=video"),
        ("a hall in half a year", f"starts_at={TODAY + timedelta(days=180)}T10:00&minutes=120&kind=hall"),
    ]
    found = [(BOARD_MS, page(who, asked, address)) for asked, address in boards for who in ("member", "staff")]
    found += [(BOARD_MS, page("staff", "the desk's day", f"desk/premises/{{premises}}/?day={TODAY}"))]
    found += [(BOARD_MS, page("member", "our bookings", "premises/bookings/"))]
    return found + [
        (SEARCH_MS, page("member", asked, f"premises/{{premises}}/find/?{query}")) for asked, query in searches
    ]


def make(rooms: int, bookings: int) -> House:
    """Fill one house with so many rooms and bookings."""
    from django.db import connection

    from bridgehead.accounts.models import User
    from bridgehead.directory.models import Membership, Organisation
    from bridgehead.places.models import Booking, Entitlement, PremisesRole

    chance = random.Random(1)
    premises, built = _build(rooms, chance)
    companies = Organisation.objects.bulk_create(
        Organisation(name_ko=f"한빛바이오 {rooms}-{n}", name_en=f"Hanbit Bio {rooms}-{n}", is_listed=True)
        for n in range(100)
    )
    Entitlement.objects.bulk_create(
        Entitlement(premises=premises, organisation=each, starts_on=FIRST, ends_on=FIRST + timedelta(days=DAYS),
                    monthly_minutes=10_000)
        for each in companies
    )  # fmt: skip
    member, staff = (
        User.objects.create(email=f"{name}-{rooms}@example.org", password="!", language="en", zone=ZONE)
        for name in ("member", "staff")
    )
    people = User.objects.bulk_create(
        User(email=f"{n}-{rooms}@example.org", password="!", language="en", zone=ZONE) for n in range(100)
    )
    Membership.objects.create(organisation=companies[7], user=member, role="owner")
    PremisesRole.objects.create(premises=premises, user=staff)
    each_day = bookings / (rooms * DAYS)
    waiting: list[Booking] = []
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for room in built:
            waiting += _booked(room, day, int(each_day + chance.random()), companies, people, chance)
        if len(waiting) >= CHUNK or number == DAYS - 1:
            Booking.objects.bulk_create(waiting)
            waiting = []
    # A database at work does this by itself within minutes of so many writes.
    connection.cursor().execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return House(premises, built[0], member, staff)


def _build(rooms: int, chance: random.Random) -> tuple[Any, list[Any]]:
    from bridgehead.places.models import Feature, Floor, Premises, Room

    open_each_day = [[OPENS * 60, OPENS * 60 + HALF_HOURS * 30]] * 7
    premises = Premises.objects.create(
        name_ko="큰 집", name_en="Large House", city_en="Boston", zone=ZONE, hours=open_each_day, is_listed=True,
        days_ahead=365,
    )  # fmt: skip
    floors = Floor.objects.bulk_create(
        Floor(premises=premises, number=n, columns=20, rows=2) for n in range(1, -(-rooms // 20) + 1)
    )
    found = Room.objects.bulk_create(
        Room(
            floor=floors[n // 20],
            kind="hall" if n % 20 == 19 else "meeting",
            name_ko=f"회의실 {n + 1}",
            name_en=f"Meeting Room {n + 1}",
            capacity=chance.choice([4, 6, 8, 12, 20]),
            features=chance.sample(list(Feature.values), 3),
            x=n % 20,
        )
        for n in range(rooms)
    )
    return premises, found


def _booked(
    room: Any, day: date, number: int, companies: list[Any], people: list[Any], chance: random.Random
) -> list[Any]:
    """So many bookings of a room on a day, none over another; a tenth was cancelled, and what is over has ended."""
    from bridgehead.places.models import Booking

    # As many gaps as half hours are left are thrown between the bookings.
    lengths = [chance.choice([1, 2, 2, 4]) for _ in range(number)]
    starts = sorted(chance.sample(range(HALF_HOURS - sum(lengths) + number), number))
    found, before = [], 0
    for place, length in zip(starts, lengths, strict=True):
        begins = place + before
        before += length - 1
        wall = datetime(day.year, day.month, day.day, OPENS, tzinfo=ZoneInfo(ZONE)) + timedelta(minutes=30 * begins)
        start = wall.astimezone(UTC)
        held = "ended" if day < TODAY else "confirmed"
        found.append(
            Booking(
                room=room,
                organisation=companies[whose := chance.randrange(len(companies))],
                person=people[whose],
                purpose="Interviews",
                starts_at=start,
                ends_at=start + timedelta(minutes=30 * length),
                state="cancelled" if chance.random() < 0.1 else held,
            )
        )
    return found


def _print(costs: list[tuple[float, Cost, Cost]], options: argparse.Namespace, made: float) -> None:
    from django.db import connection

    from bridgehead.places.models import Booking

    over = sum(each.cpu_ms > limit for limit, each, _alike in costs)
    print(
        f"{connection.display_name}, {options.rooms} rooms, {Booking.objects.count():,} bookings in two houses (the "
        f"large one made in {made:.0f} s), each page asked {options.times} times: {over} of {len(costs)} over their "
        "limit by the median.\n"
    )
    print("| asked for | CPU ms (median) | least | limit | queries | in a tenth | kB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for limit, each, alike in costs:
        figures = f"{each.cpu_ms:.1f} | {each.least_ms:.1f} | {limit:.0f} | {each.queries} | {alike.queries}"
        print(f"| {each.asked} | {figures} | {each.kilobytes:.0f} |")


if __name__ == "__main__":
    sys.exit(main())
