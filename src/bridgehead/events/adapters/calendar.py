"""Forums as calendars and mails tell them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bridgehead.events.models import Forum, ForumSession
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.web import calendar
from bridgehead.web.calendar import CalendarEntry
from bridgehead.web.formats import City, format_day, two_clocks


def forum_city(forum: Forum) -> City:
    """Return the place of a forum as a clock is named after it."""
    return City(forum.zone, forum.city_en, forum.city_ko)


def forum_place(forum: Forum, language: str) -> str:
    """Return where a forum is held, in full where that is told."""
    return wording(forum, "place", language).text or wording(forum, "city", language).text


def forum_entry(
    forum: Forum, language: str, *, raised_by: int = 0, attendee: str = "", status: str = calendar.CONFIRMED
) -> CalendarEntry:
    """Return the calendar entry of a forum in a language.

    ``raised_by`` adds the sequence of one person's invitation, so that an invitation after a withdrawal counts.
    """
    with translation.override(language):
        address = settings.SITE_ADDRESS + reverse("events:forum", kwargs={"public_id": forum.public_id})
        unknown_end = "" if forum.ends_at or forum.was_cut_short else _("Only the start is known.")
        cut = _("The forum was called off while it was being held.") if forum.was_cut_short else ""
    purpose = wording(forum, "called_off" if forum.is_called_off else "purpose", language).text
    is_off = forum.is_called_off and not forum.was_cut_short
    return CalendarEntry(
        uid=f"forum-{forum.public_id}@bridgehead",
        sequence=forum.calendar_sequence + raised_by,
        starts_at=forum.starts_at,
        # What was held stays in calendars, up to the moment at which the rest was called off.
        ends_at=forum.held_until,
        zone=forum.zone,
        summary=wording(forum, "name", language).text,
        changed_at=forum.changed_at,
        location=forum_place(forum, language),
        description="\n".join(line for line in (cut, purpose, unknown_end, address) if line),
        status=calendar.CANCELLED if is_off else status,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if attendee else "",
        attendee=attendee,
        url=address,
    )


def forum_calendar(forum: Forum, language: str) -> bytes:
    """Return the calendar file of a forum, for anybody who may see it."""
    name = wording(forum, "name", language).text
    return calendar.calendar([forum_entry(forum, language)], name=name, zone=forum.zone)


def own_calendar(forum: Forum, picked: Iterable[ForumSession], language: str) -> bytes:
    """Return the calendar file of one person: the forum, and each session of it that they have picked."""
    entries = [forum_entry(forum, language), *(session_entry(each, forum, language) for each in picked)]
    return calendar.calendar(entries, name=wording(forum, "name", language).text, zone=forum.zone)


def session_entry(session: ForumSession, forum: Forum, language: str, *, is_gone: bool = False) -> CalendarEntry:
    """Return the calendar entry of a session that somebody has picked, in a language; cancelled if it ``is_gone``."""
    with translation.override(language):
        page = settings.SITE_ADDRESS + reverse("events:my_agenda", kwargs={"public_id": forum.public_id})
        kind = capfirst(session.get_kind_display())
    rooms = (wording(session, "room", language).text, forum_place(forum, language))
    starts_at, off = session.starts_at or forum.starts_at, forum.called_off_at
    is_off = is_gone or (off is not None and starts_at > off)
    return CalendarEntry(
        uid=f"session-{session.public_id}@bridgehead",
        # Every change of the agenda marks its forum as changed: minutes rise with it.
        sequence=int(forum.changed_at.timestamp()) // 60 + is_off,
        starts_at=starts_at,
        ends_at=session.ends_at,
        zone=forum.zone,
        summary=wording(session, "name", language).text or kind,
        changed_at=forum.changed_at,
        location=", ".join(filter(None, rooms)),
        description="\n".join(filter(None, (wording(session, "note", language).text, page))),
        status=calendar.CANCELLED if is_off else calendar.CONFIRMED,
        url=page,
    )


def moved_calendar(moved: Iterable[tuple[ForumSession, ForumSession]], forum: Forum, language: str) -> bytes:
    """Return what calendars learn of picked sessions, given as they are and as they were before.

    One that has no time any more is taken out at the time that it had.
    """
    entries = [
        session_entry(now if now.starts_at else before, forum, language, is_gone=now.starts_at is None)
        for now, before in moved
        if now.starts_at or before.starts_at
    ]
    return calendar.calendar(entries, name=wording(forum, "name", language).text, zone=forum.zone)


def told_standing(session: ForumSession, forum: Forum, *, language: str, zone: str) -> str:
    """Return where and when a session is, on both clocks, as a line of text: ``Hall B, 27 April 2023, 16:00 …``."""
    with translation.override(language):
        when = _("at a time that will follow")
    if session.starts_at:
        when = told_moment(session.starts_at, forum, language=language, zone=zone, ends=session.ends_at)
    return ", ".join(filter(None, (wording(session, "room", language).text, when)))


def told_start(forum: Forum, *, language: str, zone: str) -> str:
    """Return day and start on both clocks as a line of text: ``27 April 2023, 16:00 New York · 05:00 +1 Seoul``."""
    return told_moment(forum.starts_at, forum, language=language, zone=zone, ends=forum.ends_at)


def told_moment(moment: datetime, forum: Forum, *, language: str = "", zone: str, ends: datetime | None = None) -> str:
    """Return a moment, or the span up to ``ends``, as ``told_start`` does; without a language in that of the page."""
    language = language or reading_language()
    day = format_day(moment.astimezone(ZoneInfo(forum.zone)).date(), language, style="long")
    clocks = two_clocks(moment, forum_city(forum), City(zone), language, ends=ends)
    return f"{day}, {' · '.join(clock.text for clock in clocks)}"
