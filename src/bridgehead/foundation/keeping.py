"""How long the ground floor keeps what has served its time: ended jobs, delivered notices, used keys, counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridgehead.foundation import clock
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.models import IdempotencyKey, Job, JobState, LimitCount, LiveTopic, OutboxItem

#: Long enough to look into what went wrong; what was given up stays until somebody has seen to it.
KEPT = timedelta(days=30)
#: A form is not sent again after a week, and nobody watches a topic that has been silent for one.
KEPT_BRIEFLY = timedelta(days=7)


@job("foundation.sweep")
def sweep(claim: Claim) -> None:
    """Sweep away what has served its time."""
    sweep_before(clock.now())


def sweep_before(now: datetime) -> None:
    """Delete what has served its time.

    Ended jobs and delivered notices go after thirty days, used keys and silent live topics after seven, and counts of
    limits when they have run out.
    """
    Job.objects.filter(state=JobState.DONE, ended_at__lt=now - KEPT).delete()
    OutboxItem.objects.filter(delivered_at__lt=now - KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=now - KEPT_BRIEFLY).delete()
    LiveTopic.objects.filter(changed_at__lt=now - KEPT_BRIEFLY).delete()
    LimitCount.objects.filter(expires__lt=now).delete()
