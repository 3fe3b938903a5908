"""Badges on paper: eight to a page, with a code that a camera reads and a person can type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bridgehead.events.models import Badge, Forum
from bridgehead.events.queries.check_in import Shown, shown
from bridgehead.events.rules.check_in import code_in_groups
from bridgehead.foundation.bilingual import other, reading_language, wording
from bridgehead.web.printing import missing_letters, note_on_stand_ins, pdf_file, with_stand_ins
from bridgehead.web.qr_codes import qr_drawing

Said = dict[str, str]


def badge_pages(forum: Forum, badges: Sequence[Badge]) -> bytes:
    """Return badges as pages to be cut, each with the name in the page's language first.

    A name with letters that our type lacks is told in the other script; where there is none, □ stands for the letter
    and a last page says which it is.
    """
    name = wording(forum, "name")
    values: dict[str, Any] = {
        "forum": {"text": name.text, "language": name.language},
        "people": [_printed(each) for each in badges],
        "note": "",
    }
    note = note_on_stand_ins(values)
    if note:
        values = with_stand_ins({**values, "note": note})
    return pdf_file(
        "events/print/badges.typ",
        values,
        title=_("Badges"),
        language=reading_language(),
        made_at=_latest(badges, forum),
    )


def _latest(badges: Sequence[Badge], forum: Forum) -> datetime:
    return max((each.issued_at for each in badges), default=forum.changed_at)


def _printed(badge: Badge) -> dict[str, Any]:
    told = shown(badge)
    name, twin = _pair(told, "name")
    organisation, organisation_twin = _pair(told, "organisation")
    return {
        "name": name,
        "twin": twin,
        "organisation": organisation,
        "organisation-twin": organisation_twin,
        "type": capfirst(told.type_label),
        "code": code_in_groups(badge.code),
        "qr": qr_drawing(badge.code),
    }


def _pair(told: Shown, field: str) -> tuple[Said | str, Said | str]:
    """A text in the page's language and in the other; what cannot be printed gives way to what can."""
    first = reading_language()
    texts = [(language, str(getattr(told, f"{field}_{language}"))) for language in (first, other(first))]
    texts = [(language, text) for language, text in texts if text]
    whole = [(language, text) for language, text in texts if not missing_letters(text)] or texts
    said: list[Said | str] = [{"text": text, "language": language} for language, text in dict(whole).items()]
    if len(said) == 2 and whole[0][1] == whole[1][1]:  # two languages
        del said[1]
    said += ["", ""]
    return said[0], said[1]
