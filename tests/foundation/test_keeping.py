"""What has served its time goes by itself; what somebody must still see to stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridgehead.foundation.keeping import sweep_before
from bridgehead.foundation.models import IdempotencyKey, Job, JobState, LimitCount, LiveTopic, OutboxItem

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_sweep_takes_what_is_old_and_ended(now: datetime) -> None:
    old, fresh, older = (now - timedelta(days=days) for days in (31, 29, 8))
    for key, state, ended in [
        ("old", JobState.DONE, old),
        ("fresh", JobState.DONE, fresh),
        ("waiting", JobState.WAITING, None),
        ("given up", JobState.GIVEN_UP, old),
    ]:
        Job.objects.create(name="tests.note", key=key, state=state, ended_at=ended, available_at=old)
    for key, delivered, given_up in [("old", old, None), ("fresh", fresh, None), ("given up", None, old)]:
        OutboxItem.objects.create(
            kind="tests/told", key=key, available_at=old, delivered_at=delivered, given_up_at=given_up
        )
    for key, at in [("old", older), ("fresh", fresh + timedelta(days=27))]:
        IdempotencyKey.objects.create(actor_id=1, deed="tests.deed", key=key)
        IdempotencyKey.objects.filter(key=key).update(created_at=at)
        LiveTopic.objects.create(name=key)
        LiveTopic.objects.filter(name=key).update(changed_at=at)
    for key, at in [("old", now - timedelta(seconds=1)), ("fresh", now + timedelta(seconds=1))]:
        LimitCount.objects.create(cache_key=key, value="", expires=at)

    sweep_before(now)

    assert set(Job.objects.values_list("key", flat=True)) == {"fresh", "waiting", "given up"}
    assert set(OutboxItem.objects.values_list("key", flat=True)) == {"fresh", "given up"}
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"fresh"}
    assert set(LiveTopic.objects.values_list("name", flat=True)) == {"fresh"}
    assert set(LimitCount.objects.values_list("cache_key", flat=True)) == {"fresh"}
