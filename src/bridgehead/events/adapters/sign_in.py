"""Sign-in sheets on paper: who is expected, by name, with a line for each to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.events.adapters.calendar import forum_place
from bridgehead.events.models import Forum, ForumSession
from bridgehead.events.queries.check_in import Shown
from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.web.formats import format_day
from bridgehead.web.names import twin_of
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins

#: Lines at the end for whoever comes without being on the list.
EMPTY_LINES = 8


def sign_in_pages(
    forum: Forum, people: Sequence[Shown], *, day: date | None = None, session: ForumSession | None = None, at: datetime
) -> bytes:
    """Return a sheet to be signed on a day of a forum, or at one of its sessions; ``at`` is the moment of the list."""
    values: dict[str, Any] = {
        "forum": _words(forum, "name"),
        "lead": _lead(forum, day, session),
        "expected": ngettext("%(number)s expected", "%(number)s expected", len(people)) % {"number": len(people)},
        "as_of": _("As of %(moment)s, time of the forum") % {"moment": _moment(at, forum)},
        "head": ["", _("Name"), _("Organisation"), _("Takes part as"), _("Signature")],
        "sample": _("sample"),
        "people": [_person(each) for each in people],
        "others": _("Others who come"),
        "empty_lines": EMPTY_LINES,
        "note": "",
    }
    note = note_on_stand_ins(values)
    if note:
        values = with_stand_ins({**values, "note": note})
    return pdf_file(
        "events/print/sign_in.typ", values, title=_("Sign-in sheet"), language=reading_language(), made_at=at
    )


def told_session(session: ForumSession, forum: Forum) -> str:
    """Return a session in a line, to be chosen from others: when it is, and what."""
    return f"{_span(session, forum)} · {wording(session, 'name').text}"


def _lead(forum: Forum, day: date | None, session: ForumSession | None) -> str:
    language = reading_language()
    parts = [forum_place(forum, language)]
    if session is not None:
        room = wording(session, "room").text
        parts = [wording(session, "name").text, _span(session, forum), room or parts[0]]
    elif day is not None:
        parts.insert(0, format_day(day, language, style="long"))
    return " · ".join(filter(None, parts))


def _span(session: ForumSession, forum: Forum) -> str:
    if session.starts_at is None:
        return ""
    zone = ZoneInfo(forum.zone)
    begins = session.starts_at.astimezone(zone)
    until = f"–{session.ends_at.astimezone(zone):%H:%M}" if session.ends_at else ""
    return f"{format_day(begins.date(), reading_language(), style='long')}, {begins:%H:%M}{until}"


def _moment(moment: datetime, forum: Forum) -> str:
    local = moment.astimezone(ZoneInfo(forum.zone))
    return f"{format_day(local.date(), reading_language())} {local:%H:%M}"


def _person(shown: Shown) -> dict[str, Any]:
    return {
        "name": _words(shown, "name"),
        "twin": _twin(shown, "name"),
        "organisation": _words(shown, "organisation"),
        "organisation-twin": _twin(shown, "organisation"),
        "type": capfirst(shown.type_label),
        "is-sample": shown.is_sample,
    }


def _words(named: Shown | Forum, field: str) -> dict[str, str]:
    words = wording(named, field)
    return {"text": words.text, "language": words.language}


def _twin(shown: Shown, field: str) -> dict[str, str] | str:
    twin = twin_of(shown, field=field)
    return {"text": twin.text, "language": twin.language} if twin else ""
