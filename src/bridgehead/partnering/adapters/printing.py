"""A person's timetable on paper: by day, on both clocks, with who is met and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.events.adapters import forum_city, forum_place
from bridgehead.foundation.bilingual import Wording, reading_language, wording
from bridgehead.partnering.models import PersonalTimetable
from bridgehead.partnering.queries.lookups import OwnPlace
from bridgehead.partnering.schemas.clocks import reader_city
from bridgehead.partnering.schemas.diary import Diary, Entry, Line, Person, read_personal
from bridgehead.web.formats import City, format_day, lead, two_clocks
from bridgehead.web.names import twin_of
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins

Zones = Sequence[str]


def timetable_pdf(own: PersonalTimetable, place: OwnPlace, *, zones: Zones) -> bytes:
    """Return a person's published meetings as pages, in the language of the page they are asked for.

    ``zones`` are the reader's, the first that differs from the forum's is told beside it. The same version is the same
    file, whenever it is asked for.
    """
    published_at = own.timetable.published_at or place.held.forum.changed_at
    diary = read_personal(own, now=published_at, zone=place.held.forum.zone)
    values = _values(own, place, diary, zones)
    values["note"] = note_on_stand_ins(values) or values["note"]
    address = settings.SITE_ADDRESS + reverse("partnering:timetable", args=[place.held.public_id])
    return pdf_file(
        "partnering/print/timetable.typ",
        with_stand_ins(values),
        title=_("My timetable"),
        language=reading_language(),
        made_at=published_at,
        source=address,
    )


def _values(own: PersonalTimetable, place: OwnPlace, diary: Diary, zones: Zones) -> dict[str, Any]:
    language, forum = reading_language(), place.held.forum
    meetings = ngettext("%(total)s meeting", "%(total)s meetings", diary.total) % {"total": diary.total}
    version = _("version %(version)s") % {"version": own.timetable.version}
    return {
        "forum": _said(wording(forum, "name")),
        "person": own.user.full_name(language),
        "organisation": _said(wording(place.delegation.organisation, "name")),
        "summary": f"{meetings} · {version}",
        "facts": [[_("Place"), forum_place(forum, language)], [_("Times"), _clocks(diary, forum_city(forum), zones)]],
        "head": [_("Table"), _("With"), _("People")],
        "sample": _("sample"),
        "note": "",
        "days": [
            {
                "day": format_day(day.date, language, style="long"),
                "short": format_day(day.date, language, style="short"),
                "lines": [_line(line, forum_city(forum), zones) for line in day.lines],
            }
            for day in diary.days
        ],
    }


def _clocks(diary: Diary, near: City, zones: Zones) -> str:
    """Whose times these are: the forum's, and beneath them the reader's where they differ."""
    language, first = reading_language(), diary.entries[0].starts_at
    far = reader_city(first, near, zones)
    return " · ".join([near.name(language), *([lead(first, near, far, language)] if far else [])])


def _line(line: Line, near: City, zones: Zones) -> dict[str, Any]:
    if line.entry is None:
        return {"pause": _("free until %(until)s") % {"until": _time(line.gap_until, near)}}
    entry, language = line.entry, reading_language()
    first, *rest = two_clocks(
        entry.starts_at, near, reader_city(entry.starts_at, near, zones), language, ends=entry.ends_at
    )
    return {
        "time": first.text.removesuffix(f" {first.place}"),
        "elsewhere": [clock.text for clock in rest],
        "table": str(entry.table),
        "area": _said(wording(entry, "area")),
        "name": _said(wording(entry, "name")),
        "twin": _twin(entry),
        "is_sample": entry.is_sample,
        "people": [_person(person) for person in entry.people],
    }


def _time(moment: datetime | None, near: City) -> str:
    return f"{moment.astimezone(ZoneInfo(near.zone)):%H:%M}" if moment else ""


def _person(person: Person) -> dict[str, Any]:
    return {"name": _said(wording(person, "name")), "twin": _twin(person), "title": _said(wording(person, "title"))}


def _twin(named: Entry | Person) -> dict[str, str] | str:
    twin = twin_of(named)
    return _said(twin) if twin else ""


def _said(words: Wording) -> dict[str, str]:
    return {"text": words.text, "language": words.language}
