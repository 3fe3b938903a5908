"""What it costs to print a forum: badges eight to a page, a sign-in sheet, and a card for each table.

    .venv/bin/python bench/badges.py [--badges 100] [--times 5]

As many names stand on the sheet, and as many tables have a card with sixteen meetings, as there are badges.

Prints the seconds of the first print of a process and of those that follow; the exit code is 1 where the median of
these took longer than a second for each hundred.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta
from typing import Any

from ledger import NOW, scratch_site

BUDGET_S_PER_HUNDRED = 1.0


def main() -> int:
    """Make the badges in memory, print them several times, tell how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--badges", type=int, default=100)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with scratch_site():
        return _measured(options.badges, options.times)


def _measured(number: int, times: int) -> int:
    from bridgehead.events.adapters.badges import badge_pages
    from bridgehead.events.adapters.sign_in import sign_in_pages
    from bridgehead.events.queries.check_in import shown
    from bridgehead.partnering.adapters.papers import table_cards

    def sheet() -> bytes:
        forum, badges = _badges(number)
        return sign_in_pages(forum, [shown(each) for each in badges], day=NOW.date(), at=NOW)

    printed = {
        "badges": lambda: badge_pages(*_badges(number)),
        "sign-in lines": sheet,
        "table cards": lambda: table_cards(*_hall(number)),
    }
    print("| what | how many | first print s | warm s (median) | longest s | kB |\n|:---|---:|---:|---:|---:|---:|")
    slowest = 0.0
    for what, write in printed.items():
        took = []
        for _time in range(times + 1):
            began = time.perf_counter()
            pages = write()
            took.append(time.perf_counter() - began)
        warm = statistics.median(took[1:])
        slowest = max(slowest, warm)
        print(f"| {what} | {number} | {took[0]:.2f} | {warm:.2f} | {max(took[1:]):.2f} | {len(pages) / 1000:.0f} |")
    return int(slowest > BUDGET_S_PER_HUNDRED * number / 100)


def _hall(number: int) -> tuple[Any, Any]:
    """A round and its hall: at each table sixteen meetings of twenty minutes."""
    from bridgehead.events.models import Forum
    from bridgehead.partnering.models import PartneringRound, Timetable
    from bridgehead.partnering.queries.hall import Hall, Seat, Seated

    forum = Forum(name_ko="보스턴 포럼", name_en="Boston Forum", zone="America/New_York", starts_at=NOW, changed_at=NOW)
    pair = (Seat("물빛제약", "Mulbit Pharmaceuticals of Incheon"), Seat("Atlantic Labs", "Atlantic Labs"))
    starts = [NOW + timedelta(minutes=20 * slot) for slot in range(16)]
    meetings = [
        Seated(table + 1, start, start + timedelta(minutes=20), pair) for start in starts for table in range(number)
    ]
    tables = tuple((table + 1, "", "") for table in range(number))
    return PartneringRound(forum=forum), Hall(Timetable(published_at=NOW), tables, tuple(meetings))


def _badges(number: int) -> tuple[Any, list[Any]]:
    """A forum and badges of people with names in both scripts, each with a fresh code."""
    from bridgehead.accounts.models import User
    from bridgehead.directory.models import Organisation
    from bridgehead.events.models import Badge, Forum, ParticipantType, Registration
    from bridgehead.events.rules.check_in import new_code

    forum = Forum(name_ko="보스턴 포럼", name_en="Boston Forum", zone="America/New_York", starts_at=NOW, changed_at=NOW)
    types = list(ParticipantType)
    made = []
    for each in range(number):
        person = User(
            family_name_ko="김", given_name_ko=f"하늘{each}", given_name_en=f"Haneul {each}", family_name_en="Kim"
        )
        firm = Organisation(name_ko=f"물빛제약 {each}", name_en=f"Mulbit Pharmaceuticals of Incheon {each}")
        held = Registration(
            forum=forum, user=person, organisation=firm, participant_type=types[each % len(types)], state="approved"
        )
        made.append(Badge(forum=forum, registration=held, code=new_code(), issued_at=NOW))
    return forum, made


if __name__ == "__main__":
    raise SystemExit(main())
