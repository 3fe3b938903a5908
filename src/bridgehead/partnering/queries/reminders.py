"""Whose meetings of a day are to be told on the evening before, and were not told yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from bridgehead.partnering import rules
from bridgehead.partnering.models import (
    Delegate,
    Meeting,
    MeetingMails,
    MeetingReminder,
    RequestState,
    Slot,
    TimetableState,
)

#: No day begins later than this after the evening before it.
_AHEAD = timedelta(hours=31)


class Due(NamedTuple):
    """A delegate (by row) who is to be told of a day."""

    delegate: int
    day: date


def reminders_due(now: datetime) -> list[Due]:
    """Return who is to be told of which day: from the evening before until the round's first slot of the day begins."""
    found: list[Due] = []
    for (round_id, zone, day), slots in _days_to_come(now).items():
        begins = Slot.objects.filter(pk__in=slots).earliest("starts_at").starts_at
        if rules.reminds_from(day, zone) <= now < begins:
            found += (Due(pk, day) for pk in _untold(round_id, slots, day))
    return found


def _days_to_come(now: datetime) -> dict[tuple[int, str, date], list[int]]:
    """The slots of each day some of whose slots begin soon, by round, its zone and the day there."""
    shown = ("round_id", "round__forum__zone", "starts_at", "pk")
    near = Slot.objects.filter(round__phase__in=rules.HAPPENING, starts_at__gt=now - timedelta(days=1))
    days: dict[tuple[int, str, date], list[int]] = {}
    for round_id, zone, starts_at, pk in near.filter(starts_at__lt=now + _AHEAD).values_list(*shown):
        day = starts_at.astimezone(ZoneInfo(zone)).date()
        days.setdefault((round_id, zone, day), []).append(pk)
    return days


def _untold(round_id: int, slots: list[int], day: date) -> list[int]:
    met = Meeting.objects.filter(
        timetable__state=TimetableState.PUBLISHED, request__state=RequestState.ACCEPTED, slot__in=slots
    )
    own = Q(request__asking=OuterRef("delegation")) | Q(request__asked=OuterRef("delegation"))
    told = MeetingReminder.objects.filter(delegate=OuterRef("pk"), day=day)
    unwanted = MeetingMails.objects.filter(user=OuterRef("user"), reminds=False)
    coming = Delegate.objects.filter(round=round_id, left_at=None, user__is_active=True)
    to_tell = coming.filter(Exists(met.filter(own)), ~Exists(told), ~Exists(unwanted))
    return list(to_tell.order_by("pk").values_list("pk", flat=True))
