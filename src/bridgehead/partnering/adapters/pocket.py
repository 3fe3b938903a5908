"""A person's meetings as a device keeps them: in words, on both clocks, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bridgehead.events.adapters import forum_city
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.partnering.models import PersonalTimetable
from bridgehead.partnering.schemas.clocks import tell
from bridgehead.partnering.schemas.diary import Entry, read_entries
from bridgehead.web.formats import City, format_day


def pocket_told(own: PersonalTimetable, *, zones: Sequence[str], now: datetime) -> dict[str, Any]:
    """Return the meetings by time, and when they were told; ``zones`` are the reader's, as on the pages."""
    near = forum_city(own.timetable.round.forum)
    return {
        "told_at": now.isoformat(),
        "version": own.timetable.version,
        "meetings": [_meeting(each, near, zones) for each in read_entries(own)],
    }


def _meeting(entry: Entry, near: City, zones: Sequence[str]) -> dict[str, Any]:
    language = reading_language()
    first, *rest = tell(entry.starts_at, near, zones, language)
    day = entry.starts_at.astimezone(ZoneInfo(near.zone)).date()
    return {
        "from": entry.starts_at.isoformat(),
        "until": entry.ends_at.isoformat(),
        "day": format_day(day, language, style="long"),
        "time": first.time,
        "place": first.place,
        "elsewhere": [one.text for one in rest],
        "with": wording(entry, "name").text,
        "sample": _("sample") if entry.is_sample else "",
        "table": _("table %(number)s") % {"number": entry.table},
        "area": wording(entry, "area").text,
        "people": [" · ".join(filter(None, (wording(one, "name").text, one.title))) for one in entry.people],
    }
