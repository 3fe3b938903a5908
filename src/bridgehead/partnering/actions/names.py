"""Taking somebody's name out of the timetables that others were shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bridgehead.partnering.models import Delegate, MeetingSeat, PersonalTimetable, TimetableState


def strike(person: UUID, *, shown: QuerySet[PersonalTimetable], lists: Collection[str]) -> None:
    """Take a person (public id) out of these ``lists`` of every entry, in the caller's transaction."""
    for own in _locked(shown):
        struck = [_struck(entry, named, person) for entry in own.entries for named in lists]
        if any(struck):
            own.save(update_fields=["entries"])


def strike_who_left(delegate: Delegate, now: datetime) -> None:
    """Take who has left out of what is in force, and note there that somebody has: the next version tells of it.

    Their colleagues read of them no longer, those who were to meet them from then on neither. Whom one has met by
    ``now`` stays named. The caller has written the trail of the forum, which publishing writes last: whoever of the two
    comes second reads what the first has written.
    """
    meets = MeetingSeat.objects.filter(
        meeting__seats__delegate=delegate, timetable=OuterRef("timetable"), delegate=OuterRef("delegate")
    )
    in_force = PersonalTimetable.objects.filter(
        timetable__state=TimetableState.PUBLISHED, timetable__round=delegate.round_id
    ).exclude(delegate=delegate)
    person = delegate.user.public_id
    for own in _locked(in_force.filter(Q(delegate__delegation=delegate.delegation_id) | Exists(meets))):
        ours = [_struck(entry, "ours", person) for entry in own.entries]
        theirs = [entry for entry in own.entries if _is_to_come(entry, now) and _struck(entry, "people", person)]
        for entry in theirs:
            entry["somebody_left"] = True
        if any(ours) or theirs:
            own.save(update_fields=["entries"])


def _locked(shown: QuerySet[PersonalTimetable]) -> QuerySet[PersonalTimetable]:
    """Lock them in one order, whoever strikes: two people may go at once."""
    return shown.select_for_update(of=("self",), no_key=True).order_by("pk")


def _is_to_come(entry: dict[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(entry["starts_at"]) > now


def _struck(entry: dict[str, Any], named: str, person: UUID) -> bool:
    """Take a person out of one list of an entry; whether they were in it."""
    before = entry.get(named, [])
    left = [each for each in before if each["id"] != str(person)]
    if len(left) == len(before):
        return False
    entry[named] = left
    return True
