"""Topics never come to stand below each other in a circle, however many hang them at once.

The negative control takes the guard away: then two that are hung below each other in one moment do.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def make_topics(number: int) -> list[int]:
    """Make topics that stand by themselves."""
    from tests.factories.organisations import TopicFactory

    return [each.pk for each in TopicFactory.create_batch(number)]


def hang(topic: int, below: int) -> str:
    """Hang a topic below another as an officer does, and take a while to finish."""
    from django.db import transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.topics import TopicSaid, change_topic
    from bridgehead.directory.models import Topic
    from bridgehead.foundation.refusals import Refused

    held = Topic.objects.get(pk=topic)
    said = TopicSaid(held.name_ko, held.name_en, broader_id=below)
    try:
        with transaction.atomic():
            change_topic(topic_id=topic, said=said, by=SYSTEM, now=NOW)
            time.sleep(0.3)
    except Refused:
        return "refused"
    return "hung"


def hang_unchecked(topic: int, below: int) -> str:
    """Hang a topic as if nobody had looked first: the database alone may refuse it."""
    from django.db import IntegrityError, transaction

    from bridgehead.directory.models import Topic

    try:
        with transaction.atomic():
            Topic.objects.filter(pk=topic).update(broader=below)
            time.sleep(0.3)
    except IntegrityError:
        return "refused"
    return "hung"


def in_circles() -> int:
    """Return how many topics come back to themselves by going up."""
    from bridgehead.directory.models import Topic

    above = dict(Topic.objects.exclude(broader=None).values_list("pk", "broader_id"))

    def comes_back(start: int) -> bool:
        at: int | None = above.get(start)
        for _ in above:
            if at == start:
                return True
            at = above.get(at) if at is not None else None
        return at == start

    return sum(comes_back(each) for each in above)


def _round(topics: list[int], deed: Any) -> list[tuple[Any, dict[str, int]]]:
    """Each below the next, and the last below the first."""
    return [(deed, {"topic": one, "below": other}) for one, other in zip(topics, [*topics[1:], topics[0]], strict=True)]


@pytest.mark.parametrize("deed", [hang, hang_unchecked], ids=["by the deed", "past the deed"])
@pytest.mark.parametrize("number", [2, 4])
def test_of_topics_hung_round_in_a_circle_one_is_refused(real_database: RealDatabase, number: int, deed: Any) -> None:
    topics = real_database.once(make_topics, number=number)

    answers = real_database.race(_round(topics, deed))

    assert sorted(answers) == ["hung"] * (number - 1) + ["refused"]
    assert real_database.once(in_circles) == 0


def test_without_its_guard_two_stand_below_each_other(real_database: RealDatabase) -> None:
    topics = real_database.once(make_topics, number=2)
    real_database.once(take_guard_away, guard="topic_never_below_itself")

    assert real_database.race(_round(topics, hang_unchecked)) == ["hung", "hung"]
    assert real_database.once(in_circles) == 2
