"""On the evening before a day with meetings each delegate is told of them once more, once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.partnering.models import MeetingReminder
from bridgehead.partnering.queries.reminders import reminders_due

_AT_ONCE = 100


@job("partnering.remind_of_meetings", attempts=3)
def remind_of_meetings(claim: Claim) -> None:
    """Remind everybody whose meetings of the next day were not told on this evening yet; safe to run twice."""
    now = clock.now()
    for number, due in enumerate(reminders_due(now)):
        if number % _AT_ONCE == 0:
            claim.renew(clock.now())
        remind(delegate_id=due.delegate, day=due.day, now=now)


@transaction.atomic
def remind(*, delegate_id: int, day: date, now: datetime) -> bool:
    """Stage the mail that tells a delegate of a day, unless it was staged before; return whether it was not."""
    kept, is_new = MeetingReminder.objects.get_or_create(delegate_id=delegate_id, day=day)
    if is_new:
        told = {"delegate_id": delegate_id, "day": day.isoformat()}
        notices.after_commit("partnering/reminder", key=f"partnering/reminder:{kept.pk}", now=now, **told)
    return is_new
