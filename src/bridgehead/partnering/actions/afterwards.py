"""After the meetings: what each side says of them, and being asked 30, 90 and 180 days later until it is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering import rules
from bridgehead.partnering.models import (
    Afterword,
    Attendance,
    Course,
    Delegation,
    FollowUp,
    MeetingRequest,
    NextStep,
)
from bridgehead.partnering.queries import afterwards as queries
from bridgehead.partnering.queries.lookups import delegacies
from bridgehead.partnering.queries.timetables import meeting_in_force

MOST_NOTE = 1000
AT_ONCE = 200


@transaction.atomic
def say_afterwards(
    *, request_id: int, attendance: str, next_step: str = NextStep.NONE, note: str = "", by: Actor, now: datetime
) -> Afterword:
    """Say of a meeting that is over whether it was held and what comes next; what is said last counts.

    A next step is asked after in 30, 90 and 180 days; follow-ups that were answered stay.
    """
    met = MeetingRequest.objects.select_related("round__forum").filter(pk=request_id).first()
    own = met and delegacies(by).filter(round=met.round, delegation__in=[met.asking_id, met.asked_id]).first()
    if met is None or not own:
        raise Refused(_("This meeting is not yours."))
    # the own delegation's row is what two of its people wait for each other at
    Delegation.objects.select_for_update(no_key=True).get(pk=own.delegation_id)
    meeting = meeting_in_force(met)
    if meeting is None or meeting.slot.ends_at > now:
        raise Refused(_("This meeting is not over yet."))
    require(attendance in Attendance.values, _("Say whether you met."), field="attendance")
    require(next_step in NextStep.values, _("Say what comes next."), field="next_step")
    require(len(note) <= MOST_NOTE, _("Write at most %(n)s characters.") % {"n": MOST_NOTE}, field="note")
    require(
        attendance == Attendance.HELD or next_step == NextStep.NONE,
        _("Of a meeting that was not held nothing comes next. If you agreed on another one, it was held then."),
        field="next_step",
    )
    said = {"attendance": attendance, "next_step": next_step, "note": note.strip(), "said_at": now}
    word, _made = Afterword.objects.update_or_create(
        request=met, delegation_id=own.delegation_id, defaults={**said, "said_by_id": by.user_id}
    )
    word.follow_ups.filter(answered_at=None).delete()
    if next_step != NextStep.NONE and not word.follow_ups.filter(course__in=rules.CLOSING).exists():
        kept = set(word.follow_ups.values_list("days", flat=True))
        FollowUp.objects.bulk_create(
            FollowUp(afterword=word, days=days, due_at=meeting.slot.ends_at + timedelta(days=days))
            for days in rules.FOLLOW_UP_DAYS
            if days not in kept
        )
    audit.record("partnering.afterword_said", on=met, by=by, at=now, stream=met.round.forum.audit_stream)
    return word


@transaction.atomic
def answer_follow_up(*, follow_up_id: int, course: str, note: str = "", by: Actor, now: datetime) -> FollowUp:
    """Say what has become of a next step; an answer that closes it ends the asking. What is said last counts."""
    asked = FollowUp.objects.select_related("afterword__request__round__forum").filter(pk=follow_up_id).first()
    word = asked.afterword if asked else None
    if asked is None or word is None or not delegacies(by).filter(delegation=word.delegation_id).exists():
        raise Refused(_("This is not yours."))
    Delegation.objects.select_for_update(no_key=True).get(pk=word.delegation_id)
    asked.refresh_from_db()
    require(course in Course.values, _("Say what has become of it."), field="course")
    require(len(note) <= MOST_NOTE, _("Write at most %(n)s characters.") % {"n": MOST_NOTE}, field="note")
    closed = word.follow_ups.filter(course__in=rules.CLOSING).exclude(pk=asked.pk).exists()
    require(not closed, _("This has been closed already."))
    asked.course, asked.note, asked.answered_at = course, note.strip(), now
    asked.save(update_fields=["course", "note", "answered_at"])
    if course in rules.CLOSING:
        word.follow_ups.filter(answered_at=None).delete()
    held = word.request.round
    audit.record("partnering.follow_up_answered", on=word.request, by=by, at=now, stream=held.forum.audit_stream)
    return asked


@job("partnering.ask_afterwards", attempts=3)
def ask_afterwards(claim: Claim) -> None:
    """Ask, each once, how the meetings of yesterday went, and what has become of next steps; queued every day."""
    now = clock.now()
    for ask in (ask_how_it_went, ask_what_became):
        while ask(now) == AT_ONCE:
            claim.renew(clock.now())


def ask_how_it_went(now: datetime) -> int:
    """Stage one mail to each delegation whose meetings are over; return how many delegations."""
    asked = 0
    for pk in queries.delegations_to_ask(now)[:AT_ONCE]:
        with transaction.atomic():
            asked += 1
            if Delegation.objects.filter(pk=pk, asked_after_at=None).update(asked_after_at=now):
                notices.after_commit("partnering/how_it_went", key=f"partnering/after:{pk}", now=now, delegation_id=pk)
    return asked


def ask_what_became(now: datetime) -> int:
    """Stage one mail to each delegation some of whose next steps are due; return how many delegations."""
    asked = 0
    for pk in queries.delegations_with_due(now)[:AT_ONCE]:
        with transaction.atomic():
            asked += 1
            due = FollowUp.objects.filter(afterword__delegation=pk, asked_at=None, answered_at=None, due_at__lte=now)
            if due.update(asked_at=now):
                key = f"partnering/became:{pk}:{now.date().isoformat()}"
                notices.after_commit("partnering/what_became", key=key, now=now, delegation_id=pk)
    return asked
