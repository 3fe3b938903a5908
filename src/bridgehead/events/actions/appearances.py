"""Who appears in the sessions of a forum: presents, moves in, signs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import agenda_forum, changed, told
from bridgehead.events.models import Appearance, AppearanceRole, Forum, ForumSession
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap

#: What a page of an appearance is held against.
SHOWN = ("role", "year")


@transaction.atomic
def add_appearance(
    *,
    session_id: int,
    organisation_id: int,
    by: Actor,
    now: datetime,
    role: str = AppearanceRole.PRESENTS,
    year: int | None = None,
) -> Appearance:
    """Let an organisation appear in a session, after those already there."""
    session, forum = _session(session_id, by)
    appearance = Appearance(session=session, order=following(session.appearances.all(), "order"))
    change = assign(appearance, {"organisation_id": organisation_id, "role": str(role), "year": year})
    appearance.save()
    told("events.appearance_added", appearance, forum=forum, by=by, now=now, change=change)
    return appearance


@transaction.atomic
def change_appearance(
    *, appearance_id: int, role: str, year: int | None, by: Actor, now: datetime, seen: str | None = None
) -> Appearance:
    """Change as what, or as of which year, an organisation appears that still appears as it was ``seen``."""
    appearance, forum = _appearance(appearance_id, by)
    require_as_seen(appearance, SHOWN, seen)
    changed("events.appearance_changed", appearance, {"role": str(role), "year": year}, forum=forum, by=by, now=now)
    return appearance


@transaction.atomic
def move_appearance(*, appearance_id: int, step: int, by: Actor, now: datetime) -> Appearance:
    """Move an organisation one place up (−1) or down (+1) in its session."""
    appearance, forum = _appearance(appearance_id, by)
    if swap(appearance, step=step, among=appearance.session.appearances.order_by("order", "pk"), field="order"):
        told("events.appearance_moved", appearance, forum=forum, by=by, now=now)
    return appearance


@transaction.atomic
def remove_appearance(*, appearance_id: int, by: Actor, now: datetime) -> None:
    """Take an organisation out of a session."""
    appearance, forum = _appearance(appearance_id, by)
    told("events.appearance_removed", appearance, forum=forum, by=by, now=now)
    appearance.delete()


def _session(session_id: int, by: Actor) -> tuple[ForumSession, Forum]:
    """Return a session as it is once its forum's row is locked, or refuse when it has gone meanwhile."""
    sessions = ForumSession.objects.select_related("part")
    forum = agenda_forum(found(sessions, session_id).part.forum_id, by)
    return found(sessions, session_id), forum


def _appearance(appearance_id: int, by: Actor) -> tuple[Appearance, Forum]:
    """Likewise of an appearance."""
    appearances = Appearance.objects.select_related("session__part")
    forum = agenda_forum(found(appearances, appearance_id).session.part.forum_id, by)
    return found(appearances, appearance_id), forum
