"""The agenda of a forum: its parts and their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.picks import tell_of_end, tell_of_moves
from bridgehead.events.actions.records import agenda_forum, require_enough, told
from bridgehead.events.models import Forum, ForumSession, Part, SessionKind
from bridgehead.events.rules import why_outside
from bridgehead.events.rules.picks import MOVES
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap
from bridgehead.foundation.refusals import require

#: What a page of a part, and one of a session, is held against.
PART_SHOWN = ("name_ko", "name_en", "starts_at", "ends_at")
SESSION_SHOWN = (
    "kind", "name_ko", "name_en", "note_ko", "note_en", "room_ko", "room_en", "starts_at", "ends_at", "places",
)  # fmt: skip


class PartFields(TypedDict, total=False):
    """What is set of a part of the agenda; moments are aware, None where they are not known."""

    name_ko: str
    name_en: str
    starts_at: datetime | None
    ends_at: datetime | None


class SessionFields(TypedDict, total=False):
    """What is set of a forum session; moments are aware, None where they are not known."""

    kind: str
    name_ko: str
    name_en: str
    note_ko: str
    note_en: str
    room_ko: str
    room_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    places: int | None


@transaction.atomic
def add_part(*, forum_id: int, by: Actor, now: datetime, **fields: Unpack[PartFields]) -> Part:
    """Add a part at the end of the agenda."""
    forum = agenda_forum(forum_id, by)
    part = Part(forum=forum, number=following(forum.parts.all(), "number"))
    change = assign(part, fields)
    _require_within(forum, part)
    part.save()
    told("events.part_added", part, forum=forum, by=by, now=now, change=change)
    return part


@transaction.atomic
def change_part(
    *, part_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[PartFields]
) -> Part:
    """Name a part anew, or say when it is held; ``Overtaken`` where it is not as it was ``seen`` any more."""
    part, forum = _part(part_id, by)
    require_as_seen(part, PART_SHOWN, seen)
    change = assign(part, fields)
    if {"starts_at", "ends_at"} & set(change):
        _require_within(forum, part)
    if change:
        part.save()
        told("events.part_changed", part, forum=forum, by=by, now=now, change=change)
    return part


@transaction.atomic
def move_part(*, part_id: int, step: int, by: Actor, now: datetime) -> Part:
    """Move a part one place up (−1) or down (+1)."""
    part, forum = _part(part_id, by)
    if swap(part, step=step, among=forum.parts.all(), field="number"):
        told("events.part_moved", part, forum=forum, by=by, now=now)
    return part


@transaction.atomic
def remove_part(*, part_id: int, by: Actor, now: datetime) -> None:
    """Remove a part that holds no sessions."""
    part, forum = _part(part_id, by)
    require(not part.sessions.exists(), _("This part still holds sessions. Remove or move them first."))
    told("events.part_removed", part, forum=forum, by=by, now=now)
    part.delete()


@transaction.atomic
def add_session(*, part_id: int, by: Actor, now: datetime, **fields: Unpack[SessionFields]) -> ForumSession:
    """Add a session at the end of a part."""
    part, forum = _part(part_id, by)
    session = ForumSession(part=part, order=following(part.sessions.all(), "order"))
    change = assign(session, fields)
    _require_within(forum, session)
    session.save()
    told("events.session_added", session, forum=forum, by=by, now=now, change=change)
    return session


@transaction.atomic
def change_session(
    *, session_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[SessionFields]
) -> ForumSession:
    """Change a session, and tell whoever picked it where it moves; ``Overtaken`` where it is not as it was ``seen``."""
    session, forum = _session(session_id, by)
    require_as_seen(session, SESSION_SHOWN, seen)
    require_enough(fields.get("places"), session.places_taken, field="places")
    began_at = session.starts_at
    change = assign(session, fields)
    if not change:
        return session
    if {"starts_at", "ends_at"} & set(change):
        _require_within(forum, session)
    require(
        session.kind == SessionKind.SIGNING or not session.signing_items.exists(),
        _("Agreements are signed in this session. Take them off its running order first."),
        field="kind",
    )
    session.save()
    told("events.session_changed", session, forum=forum, by=by, now=now, change=change)
    if MOVES & set(change):
        tell_of_moves(session.picks.all(), forum, now, starts=(began_at, session.starts_at))
    return session


@transaction.atomic
def move_session(*, session_id: int, step: int, by: Actor, now: datetime) -> ForumSession:
    """Move a session one place up (−1) or down (+1); at the end of its part it goes on to the neighbouring one."""
    session, forum = _session(session_id, by)
    among = session.part.sessions.all()
    if not swap(session, step=step, among=among, field="order"):
        parts = list(forum.parts.all())
        there = [each.pk for each in parts].index(session.part_id) + step
        if not 0 <= there < len(parts):
            return session
        session.part, session.order = parts[there], following(parts[there].sessions.all(), "order")
        session.save(update_fields=["part", "order"])
        if step > 0:
            _to_the_front(session)
    told("events.session_moved", session, forum=forum, by=by, now=now)
    return session


def _to_the_front(session: ForumSession) -> None:
    """Bring a session that came down from the part above before the others of its new part."""
    while swap(session, step=-1, among=session.part.sessions.all(), field="order"):
        pass


@transaction.atomic
def remove_session(*, session_id: int, by: Actor, now: datetime) -> None:
    """Remove a session and who appears in it, and tell whoever picked it."""
    session, forum = _session(session_id, by)
    told("events.session_removed", session, forum=forum, by=by, now=now)
    tell_of_end(session, forum, now)
    session.delete()


def _require_within(forum: Forum, held: ForumSession | Part) -> None:
    outside = why_outside(forum, held.starts_at, held.ends_at) if held.starts_at else None
    require(outside is None, outside or "", field="starts_at")


def _part(part_id: int, by: Actor) -> tuple[Part, Forum]:
    """Return a part as it is once its forum's row is locked, or refuse when it has gone meanwhile."""
    forum = agenda_forum(found(Part.objects, part_id).forum_id, by)
    return found(Part.objects, part_id), forum


def _session(session_id: int, by: Actor) -> tuple[ForumSession, Forum]:
    """Return a session with its forum's row and its own locked: whoever picks it meanwhile waits, and is counted."""
    forum = agenda_forum(found(ForumSession.objects.select_related("part"), session_id).part.forum_id, by)
    held = ForumSession.objects.select_related("part").select_for_update(of=("self",))
    return found(held, session_id), forum
