"""The one writer of iCalendar (RFC 5545): forum files, invitations in mails, personal feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


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
        moments = [entry.starts_at for entry in listed]
        first, last = min(moments).date() - timedelta(days=1), max(moments).date() + timedelta(days=366)
        written.add_missing_timezones(first_date=first, last_date=last)
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


def _recur(event: icalendar.Event, recurs: Recurrence, zone: ZoneInfo) -> None:
    if recurs.rule:
        event.add("rrule", icalendar.vRecur.from_ical(recurs.rule))
    if recurs.besides:
        event.add("exdate", [moment.astimezone(zone) for moment in recurs.besides])
    if recurs.instead_of:
        event.add("recurrence-id", recurs.instead_of.astimezone(zone))
