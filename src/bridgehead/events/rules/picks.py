"""When and where a session is, as it is kept of whoever has picked it: what they heard last."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from bridgehead.events.models import Forum, ForumSession
from bridgehead.events.rules import may_be_decided

_MOMENTS, _ROOMS = ("starts_at", "ends_at"), ("room_ko", "room_en")
#: What moves a session: whoever picked it is told of a change of one of these.
MOVES = {*_MOMENTS, *_ROOMS}


def standing(session: ForumSession) -> dict[str, str | None]:
    """Return when and where a session is, as it is kept: moments by ISO 8601, None where they are not known."""
    moments = {field: getattr(session, field) for field in _MOMENTS}
    told: dict[str, str | None] = {field: at.isoformat() if at else None for field, at in moments.items()}
    return told | {field: getattr(session, field) for field in _ROOMS}


def stood(session: ForumSession, known: Mapping[str, Any]) -> ForumSession:
    """Return a session as it was when ``known`` was kept of it; a copy that is never saved."""
    before = copy(session)
    for field in _MOMENTS:
        setattr(before, field, datetime.fromisoformat(known[field]) if known.get(field) else None)
    for field in _ROOMS:
        setattr(before, field, known.get(field) or "")
    return before


def is_told_of_moves(forum: Forum) -> bool:
    """Whether people are told that a session has moved: its agenda is public, and it has not been held."""
    return may_be_decided(forum)


def is_told_of_end(forum: Forum) -> bool:
    """Whether people are told that a session was taken away: of a draft too, as nothing of it is left for later."""
    return not forum.is_over
