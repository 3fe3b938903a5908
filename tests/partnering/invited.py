"""Mails as a mail programme takes them in: what is delivered at a moment, and a calendar that goes by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import icalendar
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from tests.clocks import standing_still


def deliver(at: datetime) -> list[Any]:
    """Deliver what is staged; return the new mails."""
    before = len(mail.outbox)
    with standing_still(at):
        while notices.deliver_next(now=at):
            pass
    return list(mail.outbox[before:])


def calendar_parts(mails: list[Any], reader: User) -> list[tuple[str, str]]:
    """Return the calendar parts of the mails to a person, each with the method that its mail names."""
    parts = []
    for each in mails:
        if reader.email not in each.to[0]:
            continue
        parts += [
            (part.get_param("method"), part.get_payload(decode=True).decode())
            for part in each.message().walk()
            if part.get_content_type() == "text/calendar"
        ]
    return parts


@dataclass
class SmallCalendar:
    """A calendar that does what RFC 5546 asks of one: a higher sequence counts, a cancelled event is gone."""

    owner: User
    events: dict[str, tuple[int, datetime, str]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    def take(self, mails: list[Any]) -> None:
        """Take in the invitations that came by mail, in whatever order."""
        for method, text in calendar_parts(mails, self.owner):
            [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
            assert str(event["ATTENDEE"]) == f"mailto:{self.owner.email}"
            uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
            if sequence <= max(self.gone.get(uid, -1), self.events.get(uid, (-1,))[0]):
                continue
            self.events.pop(uid, None)
            if method == "CANCEL":
                assert str(event["STATUS"]) == "CANCELLED"
                self.gone[uid] = sequence
            else:
                self.events[uid] = (sequence, event.start.astimezone(UTC), str(event["SUMMARY"]))

    def shows(self) -> list[tuple[datetime, str]]:
        """Return what stands in it, by time."""
        return sorted((start, summary) for _sequence, start, summary in self.events.values())
