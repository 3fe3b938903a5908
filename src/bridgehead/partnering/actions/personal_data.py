"""Erasing what the rounds keep about a person: their words, their timetables, their calendar address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from bridgehead.accounts.models import User
from bridgehead.partnering.actions.delegations import end_delegacies
from bridgehead.partnering.actions.names import strike
from bridgehead.partnering.models import (
    Afterword,
    CalendarFeed,
    Delegate,
    DelegateAway,
    Invitation,
    MeetingMails,
    MeetingReminder,
    MeetingRequest,
    MeetingSeat,
    PersonalTimetable,
    RequestDelegate,
    RequestMessage,
    SpotRequest,
)


@transaction.atomic
def erase_partnering(user_id: int, now: datetime) -> None:
    """Take a person's words and timetables away, and their name out of the timetables of those they met.

    The empty delegate stays, because the meetings of earlier timetables are counted; nobody can tell who it was.
    """
    for kept in (CalendarFeed, Invitation, MeetingMails):
        kept._default_manager.filter(user_id=user_id).delete()
    for said in (DelegateAway, MeetingReminder, RequestDelegate):
        said._default_manager.filter(delegate__user=user_id).delete()
    RequestMessage.objects.filter(written_by_id=user_id).update(text="", written_by=None)
    MeetingRequest.objects.filter(sent_by_id=user_id).update(message="", sent_by=None)
    SpotRequest.objects.filter(sent_by_id=user_id).update(sent_by=None)
    Afterword.objects.filter(said_by_id=user_id).update(note="", said_by=None)
    # First the trail, then the timetables of others, as with everybody who leaves.
    end_delegacies(Delegate.objects.filter(user_id=user_id), now)
    forget_name(user_id, lists=("people", "ours"))
    PersonalTimetable.objects.filter(user_id=user_id).delete()


def forget_name(user_id: int, *, lists: Collection[str] = ("people",)) -> None:
    """Take a person's name out of the timetables of those they meet – with ``ours`` their colleagues' too."""
    met = MeetingSeat.objects.filter(
        meeting__seats__delegate__user=user_id, timetable=OuterRef("timetable"), delegate=OuterRef("delegate")
    )
    person = User.objects.get(pk=user_id).public_id
    strike(person, shown=PersonalTimetable.objects.filter(Exists(met)), lists=lists)
