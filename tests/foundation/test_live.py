"""Live topics: the newest word, a version that always grows, tickets that open one topic."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from bridgehead.foundation import live
from bridgehead.foundation.models import LiveTopic

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_newest_word_replaces_the_one_before() -> None:
    live.publish("run:1", {"placed": 1})
    live.publish("run:1", {"placed": 2})
    live.publish("run:2", {"placed": 9})

    assert live.newest({"run:1", "run:2", "run:3"}) == {"run:1": (2, {"placed": 2}), "run:2": (1, {"placed": 9})}


def test_each_word_moves_the_moment_of_change() -> None:
    live.publish("run:1", {"placed": 1})
    LiveTopic.objects.update(changed_at=datetime.fromisoformat("2023-04-26T13:00:00+00:00"))

    live.publish("run:1", {"placed": 2})

    assert LiveTopic.objects.get().changed_at.year > 2023


def test_ticket_opens_its_topic_for_half_a_day(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        ticket = live.ticket("run:1")
    with time_machine.travel(now + timedelta(hours=12), tick=False):
        assert live.topic_of(ticket) == "run:1"
    with time_machine.travel(now + timedelta(hours=12, seconds=1), tick=False):
        assert live.topic_of(ticket) is None


@pytest.mark.parametrize("forged", ["", "run:1", "InJ1bjoxIg:1a:xyz", "\x00"])
def test_forged_ticket_opens_nothing(forged: str) -> None:
    assert live.topic_of(forged) is None


def test_ticket_changed_by_one_letter_opens_nothing() -> None:
    ticket = live.ticket("run:1")

    assert live.topic_of(("A" if ticket[0] != "A" else "B") + ticket[1:]) is None
