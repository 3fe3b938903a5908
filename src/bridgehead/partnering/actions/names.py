"""Taking somebody's name out of the timetables that others were shown."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from bridgehead.partnering.models import PersonalTimetable


def strike(person: UUID, *, shown: QuerySet[PersonalTimetable], lists: Collection[str]) -> None:
    """Take a person (public id) out of these ``lists`` of every entry, in the caller's transaction."""
    for own in shown:
        for entry in own.entries:
            for named in lists:
                if named in entry:
                    entry[named] = [each for each in entry[named] if each["id"] != str(person)]
        own.save(update_fields=["entries"])
