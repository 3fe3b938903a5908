"""What becomes of a round whose forum is called off.

The timetable in force stays as the record of what was agreed: pages and prints leave out what no longer takes place,
calendars are told that it is cancelled. What was held until then can be followed up.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.events.actions.calling_off import tell_people
from bridgehead.foundation import audit, live, notices
from bridgehead.partnering.actions.invitations import keep_invited
from bridgehead.partnering.models import (
    Delegate,
    MeetingRequest,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    RoundPhase,
    RunState,
    SpotRequest,
    SpotState,
    TimetableRun,
    TimetableState,
    live_topic,
)


def call_off_round(*, forum_id: int, now: datetime) -> None:
    """End the round of a forum, in the transaction that calls the forum off; a forum without one has nothing to end.

    Requests that wait are closed without a word of their own: each delegate is told that the forum is called off.
    """
    # Locked as publishing locks it: a version comes wholly before, and none after.
    held = PartneringRound.objects.select_for_update(no_key=True).filter(forum=forum_id).first()
    if held is None:
        return
    before, held.phase = str(held.phase), RoundPhase.CLOSED
    held.save(update_fields=["phase"])
    waiting = MeetingRequest.objects.filter(round=held, state=RequestState.SENT)
    waiting.update(state=RequestState.EXPIRED, answered_at=now)
    SpotRequest.objects.filter(round=held, state=SpotState.ASKED).update(state=SpotState.OVERTAKEN, answered_at=now)
    at_work = TimetableRun.objects.filter(round=held, state__in=[RunState.QUEUED, RunState.RUNNING])
    at_work.update(cancel_requested=True)
    if before != held.phase:
        audit.record(
            "partnering.phase_changed",
            on=held,
            by=SYSTEM,
            at=now,
            stream=held.forum.audit_stream,
            change={"phase": (before, str(held.phase))},
        )
    tell_people(held.forum, Delegate.objects.filter(round=held, left_at=None).values_list("user_id", flat=True), now)
    _clear_calendars(held, now)
    topics = held.delegations.values_list("public_id", flat=True)
    live.publish_each([held.hall_topic, *map(live_topic, topics)], {"called_off": True})


def _clear_calendars(held: PartneringRound, now: datetime) -> None:
    """Stage for each delegate with a timetable that their calendar is told, one by one."""
    shown = PersonalTimetable.objects.filter(timetable__round=held, timetable__state=TimetableState.PUBLISHED)
    notices.after_commit_each(
        "partnering/round_called_off",
        [
            (f"partnering/called_off:{held.public_id}:{delegate}", {"delegate_id": delegate})
            for delegate in shown.order_by("delegate_id").values_list("delegate_id", flat=True)
        ],
        now=now,
    )


@transaction.atomic
def clear_calendar(*, delegate_id: int, now: datetime) -> None:
    """Take out of a delegate's calendar what no longer takes place; may run twice."""
    if Delegate.objects.filter(pk=delegate_id).exists():
        keep_invited(delegate_id=delegate_id, now=now)
