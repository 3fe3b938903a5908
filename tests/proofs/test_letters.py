"""Letters to those who follow the news: one each, however many write them and wherever one of them dies."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

#: A Wednesday, after the hour of the letters in Seoul.
NOW = datetime(2023, 4, 26, 1, 0, tzinfo=UTC)
ASKED = NOW - timedelta(days=2)
FOLLOWERS = 6


def make_followers(**_: Any) -> dict[str, Any]:
    """Let some addresses follow the newsroom, and publish an article since."""
    from tests.factories.newsroom import follower_link, wrote

    for number in range(FOLLOWERS):
        assert follower_link(f"reader{number}@example.org", ASKED)
    wrote(now=NOW, public_from=NOW - timedelta(hours=3))
    return {}


def write_all(**_: Any) -> str:
    """Write the letters that are due, as the job does."""
    from bridgehead.newsroom.actions.letters import write_letters_due

    write_letters_due(NOW)
    return "written"


def letters(**_: Any) -> list[int]:
    """Return how many letters are on their way, and how many followers were told."""
    from bridgehead.foundation.models import OutboxItem
    from bridgehead.newsroom.models import ToldArticle

    return [OutboxItem.objects.filter(kind="newsroom/letter_due").count(), ToldArticle.objects.count()]


def write_and_die(is_careful: bool, **_: Any) -> str:
    """Write the first letter, and stand still amid the second.

    The negative control notes in a transaction of its own that it has looked.
    """
    from django.db import transaction

    from bridgehead.newsroom.actions.letters import write_letter
    from bridgehead.newsroom.models import Follower
    from bridgehead.newsroom.queries.follows import fresh_articles

    first, second, *_others = Follower.objects.order_by("pk").values_list("pk", flat=True)
    fresh = fresh_articles(NOW)
    write_letter(first, fresh, turn=NOW, now=NOW)
    if not is_careful:
        Follower.objects.filter(pk=second).update(looked_at=NOW)
    with transaction.atomic():
        if is_careful:
            write_letter(second, fresh, turn=NOW, now=NOW)
        print("amid", flush=True)
        time.sleep(60)
    return "never"


def killed_amid(database: RealDatabase, *, is_careful: bool) -> Any:
    """Kill who writes amid the second letter, let somebody else write all, and return how many letters there are."""
    database.once(make_followers)
    writing = database.start(write_and_die, is_careful=is_careful)
    writing.go()
    writing.says("amid")
    writing.kill()
    assert database.once(write_all) == "written"
    return database.once(letters)


def test_many_who_write_at_once_write_one_letter_to_each(real_database: RealDatabase) -> None:
    real_database.once(make_followers)

    assert real_database.race([(write_all, {})] * 4) == ["written"] * 4
    assert real_database.once(letters) == [FOLLOWERS, FOLLOWERS]


def test_who_dies_amid_a_letter_costs_nobody_theirs(real_database: RealDatabase) -> None:
    assert killed_amid(real_database, is_careful=True) == [FOLLOWERS, FOLLOWERS]


def test_noted_ahead_of_the_letter_one_would_be_lost(real_database: RealDatabase) -> None:
    assert killed_amid(real_database, is_careful=False) == [FOLLOWERS - 1, FOLLOWERS - 1]
