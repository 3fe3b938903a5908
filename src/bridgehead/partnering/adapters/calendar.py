"""A person's meetings as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.events.adapters import forum_place
from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import PersonalTimetable
from bridgehead.web.calendar import CalendarEntry, calendar


def feed_calendar(shown: Sequence[PersonalTimetable], *, language: str, zone: str) -> bytes:
    """Return everything that a feed shows, in the person's language; each meeting in its forum's own zone."""
    with translation.override(language):
        entries = [_entry(each, entry, language) for each in shown for entry in each.entries]
        return calendar(
            entries, name=_name(shown, language), zone=shown[0].timetable.round.forum.zone if shown else zone
        )


def _name(shown: Sequence[PersonalTimetable], language: str) -> str:
    """Name the calendar after its forum, where it is one."""
    forums = {wording(each.timetable.round.forum, "name", language).text for each in shown}
    return " – ".join([_("My meetings"), *forums]) if len(forums) == 1 else _("My meetings")


def feed_tag(shown: Sequence[PersonalTimetable], *, language: str, zone: str) -> str:
    """Return what changes whenever the feed's text does: what it shows (names may go from it), and how it is told."""
    entries = [(each.timetable_id, each.timetable.version, each.entries) for each in shown]
    told = [language, zone, settings.SITE_ADDRESS, entries]
    return f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'


def _entry(own: PersonalTimetable, entry: dict[str, Any], language: str) -> CalendarEntry:
    forum = own.timetable.round.forum
    place = [
        _("Table %(number)s") % {"number": entry["table"]},
        entry[f"area_{language}"],
        forum_place(forum, language),
    ]
    people = [
        " · ".join(filter(None, (each[f"name_{language}"], each[f"title_{language}"]))) for each in entry["people"]
    ]
    with translation.override(language):
        address = settings.SITE_ADDRESS + reverse("partnering:request", args=[entry["request"]])
    return CalendarEntry(
        uid=f"meeting-{entry['request']}@bridgehead",
        sequence=entry["sequence"],
        starts_at=datetime.fromisoformat(entry["starts_at"]),
        ends_at=datetime.fromisoformat(entry["ends_at"]),
        zone=forum.zone,
        summary=_("Meeting with %(name)s") % {"name": entry[f"with_{language}"]},
        changed_at=own.timetable.published_at or forum.changed_at,
        location=", ".join(filter(None, place)),
        description="\n".join([*people, wording(forum, "name", language).text, address]),
        url=address,
    )
