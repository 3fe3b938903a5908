"""A person's meetings as a calendar: a feed, a file, and invitations by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.events.adapters import forum_place
from bridgehead.events.adapters.calendar import session_entry
from bridgehead.events.models import Forum, ForumSession
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.mail import CalendarPart
from bridgehead.partnering.models import Invitation, PersonalTimetable
from bridgehead.web.calendar import CANCEL, CANCELLED, CONFIRMED, REQUEST, CalendarEntry, calendar


def feed_calendar(
    shown: Sequence[PersonalTimetable], picked: Sequence[ForumSession], *, language: str, zone: str
) -> bytes:
    """Return everything that a feed shows, in the person's language: meetings and sessions, in their forum's zone."""
    forums = {each.pk: each for each in _forums(shown, picked)}
    with translation.override(language):
        entries = [_entry(each, entry, language) for each in shown for entry in each.entries]
        entries += [session_entry(each, each.part.forum, language) for each in picked]
        # Named after its forum, where it is one.
        named = [wording(each, "name", language).text for each in forums.values()] if len(forums) == 1 else []
        first = next(iter(forums.values()), None)
        return calendar(entries, name=" – ".join([_("My meetings"), *named]), zone=first.zone if first else zone)


def _forums(shown: Sequence[PersonalTimetable], picked: Sequence[ForumSession]) -> list[Forum]:
    return [*(each.timetable.round.forum for each in shown), *(each.part.forum for each in picked)]


def feed_changed_at(shown: Sequence[PersonalTimetable], picked: Sequence[ForumSession]) -> datetime | None:
    """Return when what a feed shows was changed last; None for a feed that is empty."""
    moments = [
        moment
        for timetable in (each.timetable for each in shown)
        for moment in (timetable.published_at, timetable.round.forum.called_off_at)
    ]
    return max([*filter(None, moments), *(each.part.forum.changed_at for each in picked)], default=None)


def feed_tag(shown: Sequence[PersonalTimetable], picked: Sequence[ForumSession], *, language: str, zone: str) -> str:
    """Return what changes whenever the feed's text does: what it shows (names may go from it), and how it is told."""
    entries = [
        (each.timetable_id, each.timetable.version, each.timetable.round.forum.called_off_at, each.entries)
        for each in shown
    ]
    sessions = [(str(each.public_id), each.part.forum.changed_at) for each in picked]
    told = [language, zone, settings.SITE_ADDRESS, entries, sessions]
    return f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'


def invitation_part(invitation: Invitation) -> CalendarPart:
    """Return what the calendar of a person takes in of one meeting, in their language: it stands so, or no longer.

    It is one event in one file, as RFC 5546 has it, under the id that the person's feed gives it.
    """
    reader, forum = invitation.user, invitation.request.round.forum
    entry = _meeting(forum, invitation.content, request=str(invitation.request.public_id), language=reader.language)
    entry = replace(
        entry,
        sequence=invitation.sequence,
        changed_at=invitation.changed_at,
        status=CONFIRMED if invitation.stands else CANCELLED,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=reader.email,
    )
    method = REQUEST if invitation.stands else CANCEL
    return CalendarPart(calendar([entry], name="", zone=forum.zone, method=method), method)


def _entry(own: PersonalTimetable, entry: dict[str, Any], language: str) -> CalendarEntry:
    forum = own.timetable.round.forum
    people = [
        " · ".join(filter(None, (each[f"name_{language}"], each[f"title_{language}"]))) for each in entry["people"]
    ]
    told = _meeting(forum, entry, request=entry["request"], language=language, people=people)
    changed_at = own.timetable.published_at or forum.changed_at
    if forum.called_off_at is not None and told.starts_at > forum.called_off_at:
        # As in the invitations: the end of a meeting is one more change of it.
        return replace(told, sequence=entry["sequence"] + 1, changed_at=forum.called_off_at, status=CANCELLED)
    return replace(told, sequence=entry["sequence"], changed_at=changed_at)


def meeting_place(forum: Forum, entry: dict[str, Any], language: str) -> str:
    """Return where a meeting takes place, from its table to the forum's address."""
    with translation.override(language):
        table = _("Table %(number)s") % {"number": entry["table"]}
    return ", ".join(filter(None, [table, entry[f"area_{language}"], forum_place(forum, language)]))


def _meeting(
    forum: Forum, entry: dict[str, Any], *, request: str, language: str, people: Sequence[str] = ()
) -> CalendarEntry:
    """Return a meeting as both a feed and an invitation tell it, but for its sequence."""
    with translation.override(language):
        address = settings.SITE_ADDRESS + reverse("partnering:request", args=[request])
        summary = _("Meeting with %(name)s") % {"name": entry[f"with_{language}"]}
    return CalendarEntry(
        uid=f"meeting-{request}@bridgehead",
        sequence=0,
        starts_at=datetime.fromisoformat(entry["starts_at"]),
        ends_at=datetime.fromisoformat(entry["ends_at"]),
        zone=forum.zone,
        summary=summary,
        changed_at=forum.changed_at,
        location=meeting_place(forum, entry, language),
        description="\n".join([*people, wording(forum, "name", language).text, address]),
        url=address,
    )
