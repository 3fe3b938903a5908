"""What stands against what on an agenda, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bridgehead.events.models import ForumSession
from bridgehead.events.queries.conflicts import AgendaConflict
from bridgehead.events.rules.agenda import ConflictKind
from bridgehead.foundation.bilingual import wording


@dataclass(frozen=True, slots=True)
class ToldConflict:
    """A conflict in words, and the sessions that it is about."""

    says: str
    sessions: tuple[ForumSession, ...]


def told_conflicts(conflicts: Iterable[AgendaConflict]) -> list[ToldConflict]:
    """Return conflicts in the words of the page's language, in their order."""
    return [
        ToldConflict(_sentence(each), (each.first,) if each.second is None else (each.first, each.second))
        for each in conflicts
    ]


def session_name(session: ForumSession) -> str:
    """Return what a session is called: its title, else its kind."""
    return wording(session, "name").text or capfirst(session.get_kind_display())


def _sentence(each: AgendaConflict) -> str:
    said = {"first": session_name(each.first)}
    if each.kind is ConflictKind.OUTSIDE_FORUM:
        return _("“%(first)s” lies outside of the days of the forum.") % said
    if each.kind is ConflictKind.OUTSIDE_PART or each.second is None:
        return _("“%(first)s” lies outside of the time of its part.") % said
    said |= {"second": session_name(each.second)}
    if each.kind is ConflictKind.ROOM:
        said |= {"room": wording(each.first, "room").text}
        return _("“%(first)s” and “%(second)s” are in one room at one time: %(room)s.") % said
    said |= {"who": ", ".join(wording(organisation, "name").text for organisation in each.presenters)}
    return _("%(who)s stands in “%(first)s” and in “%(second)s” at one time.") % said
