"""What it costs to print the badges of a forum: pages of eight, each with its own code.

    .venv/bin/python bench/badges.py [--badges 100] [--times 5]

Prints the seconds of the first print of a process and of those that follow; the exit code is 1 where the median of
these took longer than a second for each hundred.
"""

from __future__ import annotations

import argparse
import statistics
import time
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

    took = []
    for _time in range(times + 1):
        forum, badges = _badges(number)
        began = time.perf_counter()
        pages = badge_pages(forum, badges)
        took.append(time.perf_counter() - began)
    warm = statistics.median(took[1:])
    print("| badges | first print s | warm s (median) | longest s | kB |\n|---:|---:|---:|---:|---:|")
    print(f"| {number} | {took[0]:.2f} | {warm:.2f} | {max(took[1:]):.2f} | {len(pages) / 1000:.0f} |")
    return int(warm > BUDGET_S_PER_HUNDRED * number / 100)


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
