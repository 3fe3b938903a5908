"""The one writer of iCalendar (RFC 5545): forum files, invitations in mails, personal feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
#: Zones are described over all these years in every file: a reader may keep what it has read of a zone once for all
#: files, and a zone that is told for the days of one forum only would put the meetings of the next at a wrong hour.
ZONES_TOLD = (2016, 2040)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How an entry recurs: by a rule of RFC 5545, but at the moments ``besides``; or it stands ``instead_of`` one time.

    An entry that stands instead of one time has the ``uid`` of the one that recurs.
    """

    rule: str = ""
    besides: tuple[datetime, ...] = ()
    instead_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry. ``uid`` never changes; ``sequence`` rises with every change of time, place or status.

    Moments are aware and written in ``zone``. ``ends_at`` is None where the end is not known. ``organizer`` and
    ``attendee`` are e-mail addresses; an invitation (REQUEST, CANCEL) needs both.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    summary: str
    changed_at: datetime
    location: str = ""
    description: str = ""
    status: str = CONFIRMED
    organizer: str = ""
    attendee: str = ""
    url: str = ""
    recurs: Recurrence | None = None


def calendar(entries: Iterable[CalendarEntry], *, name: str, zone: str, method: str = PUBLISH) -> bytes:
    """Return a calendar file with the entries in the order given and a VTIMEZONE for every zone that they use."""
    written = icalendar.Calendar()
    written.add("version", "2.0")
    written.add("prodid", "-//Bridgehead//Bridgehead//EN")
    written.add("calscale", "GREGORIAN")
    written.add("method", method)
    if method == PUBLISH:
        written.add("name", name)
        written.add("x-wr-calname", name)
        written.add("x-wr-timezone", zone)
    listed = list(entries)
    for entry in listed:
        written.add_component(_event(entry))
    if listed:
        years = [*ZONES_TOLD, *(entry.starts_at.year for entry in listed)]
        written.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))
        for each in written.timezones:
            for observance in each.subcomponents:
                _by_rule(observance)
    return bytes(written.to_ical())


def _event(entry: CalendarEntry) -> icalendar.Event:
    event = icalendar.Event()
    zone = ZoneInfo(entry.zone)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("status", entry.status)
    for field in ("location", "description", "url"):
        if getattr(entry, field):
            event.add(field, getattr(entry, field))
    if entry.organizer:
        event.add("organizer", f"mailto:{entry.organizer}")
    if entry.attendee:
        invited = icalendar.vCalAddress(f"mailto:{entry.attendee}")
        invited.params["PARTSTAT"] = icalendar.vText("ACCEPTED")
        invited.params["RSVP"] = icalendar.vText("FALSE")
        event.add("attendee", invited, encode=False)
    if entry.recurs:
        _recur(event, entry.recurs, zone)
    return event


def _by_rule(observance: Any) -> None:
    """Say by a rule what an observance of a zone lists by its dates; where they follow none the list stays.

    Readers are surer of rules. The onsets are told on the clocks before them, as the standard has it.
    """
    forward = observance["TZOFFSETTO"].td - observance["TZOFFSETFROM"].td
    listed = observance.get("RDATE")
    if listed is None or not isinstance(listed, icalendar.vDDDLists):
        return
    dates: Any = listed.dts
    onsets: list[datetime] = [observance["DTSTART"].dt, *(each.dt for each in dates)]
    if forward > timedelta():
        onsets = [each - forward for each in onsets]
    rules = set.intersection(*map(_yearly, onsets))
    if not rules:
        return
    observance.pop("RDATE")
    observance.pop("DTSTART")
    observance.add("dtstart", onsets[0])
    month, day, _hour = min(rules)
    observance.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})


def _yearly(moment: datetime) -> set[tuple[int, str, str]]:
    """The rules by which a moment recurs every year: its month, its weekday counted in it, and its hour."""
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[moment.weekday()]
    weeks = {(moment.day - 1) // 7 + 1}
    if (moment + timedelta(days=7)).month != moment.month:
        weeks.add(-1)
    return {(moment.month, f"{week}{weekday}", f"{moment:%H%M%S}") for week in weeks}


def _recur(event: icalendar.Event, recurs: Recurrence, zone: ZoneInfo) -> None:
    if recurs.rule:
        event.add("rrule", icalendar.vRecur.from_ical(recurs.rule))
    if recurs.besides:
        event.add("exdate", [moment.astimezone(zone) for moment in recurs.besides])
    if recurs.instead_of:
        event.add("recurrence-id", recurs.instead_of.astimezone(zone))
