"""What has changed between two versions of a person's own timetable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bilingual import wording
from bridgehead.partnering.models import PersonalTimetable
from bridgehead.partnering.schemas.diary import Entry, read_entries

Kind = Literal["added", "moved", "cancelled", "people"]


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is new, has another time or table, takes place no more, or is met by other people.

    ``shown`` is the meeting as it is now, or as it was where it takes place no more; ``before`` what it was.
    """

    kind: Kind
    shown: Entry
    before: Entry | None = None


def changes(before: Iterable[Entry], after: Iterable[Entry]) -> list[Change]:
    """Return what has changed, by time; a meeting is the same one when it goes back to the same request."""
    was, now = ({entry.request: entry for entry in version} for version in (before, after))
    found = [
        Change(kind, shown, was.get(request))
        for request, shown in {**was, **now}.items()
        if (kind := _kind(was.get(request), now.get(request))) is not None
    ]
    return sorted(found, key=lambda change: (change.shown.starts_at, change.shown.table))


def changes_since(before: PersonalTimetable, own: PersonalTimetable) -> list[Change]:
    """Return what has changed in a person's own timetable since another version of it."""
    # As written: most people's is the same, and need not be read.
    return [] if before.entries == own.entries else changes(read_entries(before), read_entries(own))


def _kind(was: Entry | None, now: Entry | None) -> Kind | None:
    if was is None or now is None:
        return "added" if was is None else "cancelled"
    if (was.starts_at, was.ends_at, was.table) != (now.starts_at, now.ends_at, now.table):
        return "moved"
    return None if was.says == now.says else "people"


#: What has happened to a meeting, in words; one that has moved is told by where it was and is.
KINDS: dict[Kind, str | Promise] = {
    "added": pgettext_lazy("meeting", "new"),
    "cancelled": pgettext_lazy("meeting", "no longer"),
    "people": pgettext_lazy("meeting", "other people or area"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in a few words, for lists of many: with whom, and what happens when and where."""

    name: str
    text: str


def change_lines(found: Iterable[Change], when: Callable[[datetime], str]) -> list[ChangeLine]:
    """Say changes in the reader's language; ``when`` says a moment."""
    table = _("table %(number)s")

    def place(entry: Entry) -> str:
        return f"{when(entry.starts_at)}, {table % {'number': entry.table}}"

    def text(change: Change) -> str:
        if change.kind == "moved" and change.before is not None:
            return f"{place(change.before)} → {place(change.shown)}"
        return f"{KINDS[change.kind]}, {place(change.shown)}"

    return [ChangeLine(wording(each.shown, "name").text, text(each)) for each in found]
