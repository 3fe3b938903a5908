"""One's own agenda of a forum: what one has picked of its sessions, and what of that is at one time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import (
    Forum,
    ForumSession,
    ForumState,
    Part,
    Registration,
    RegistrationState,
    SessionPick,
)
from bridgehead.events.rules.agenda import Held, overlapping
from bridgehead.events.rules.picks import is_told_of_moves, standing, stood


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as one person sees it: whether they picked it, still can, and what else of theirs is at one time."""

    session: ForumSession
    is_picked: bool
    is_full: bool
    overlaps: tuple[ForumSession, ...]


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A part of the agenda with its sessions as one person sees them."""

    part: Part
    sessions: tuple[OwnSession, ...]


def my_place(actor: Actor, forum: Forum) -> Registration | None:
    """Return the actor's registration where it has a place at the forum."""
    own = forum.registrations.filter(user_id=actor.user_id or 0, state=RegistrationState.APPROVED)
    return own.order_by("pk").first()


def own_agenda(own: Registration, parts: Iterable[Part]) -> list[OwnPart]:
    """Return the agenda with what the person has picked of it; one query besides the parts."""
    parts = list(parts)
    picked = set(own.picks.values_list("session_id", flat=True))
    sessions = {each.pk: each for part in parts for each in part.sessions.all()}
    # Where the forum was called off there is nothing left to choose between.
    at_once = {} if own.forum.is_called_off else _at_once([sessions[pk] for pk in sessions if pk in picked])

    def told(session: ForumSession) -> OwnSession:
        mine = session.pk in picked
        others = tuple(sessions[pk] for pk in at_once.get(session.pk, ()))
        return OwnSession(session, mine, not mine and session.places_left == 0, others)

    return [OwnPart(part, tuple(told(each) for each in part.sessions.all())) for part in parts]


def _at_once(picked: Iterable[ForumSession]) -> dict[int, list[int]]:
    """Return by session which others of the picked ones share a moment with it."""
    found: dict[int, list[int]] = {}
    held = [Held(each.pk, each.starts_at, each.ends_at) for each in picked if each.starts_at]
    for one, other in overlapping(held):
        found.setdefault(one.key, []).append(other.key)
        found.setdefault(other.key, []).append(one.key)
    return found


def session_of(forum: Forum, public_id: UUID) -> ForumSession:
    """Return one session of a forum that the actor may see."""
    session = ForumSession.objects.filter(part__forum=forum, public_id=public_id).first()
    if session is None:
        raise Http404
    return session


def picked_sessions(own: Registration) -> list[ForumSession]:
    """Return what a person has picked and has a time, in its order."""
    found = ForumSession.objects.filter(picks__registration=own, starts_at__isnull=False)
    return list(found.select_related("part").order_by("starts_at", "part__number", "order"))


def sessions_picked_by(user_id: int) -> list[ForumSession]:
    """Return what a person has picked, wherever they have a place, that has a time: each with its forum; one query.

    The agenda of a draft is its officers' alone, whoever had picked of it before.
    """
    own = {"picks__registration__user_id": user_id, "picks__registration__state": RegistrationState.APPROVED}
    found = ForumSession.objects.filter(starts_at__isnull=False, **own).exclude(part__forum__state=ForumState.DRAFT)
    return list(found.select_related("part__forum").order_by("starts_at", "pk"))


def sessions_of_week(actor: Actor, starts_at: datetime, ends_at: datetime) -> QuerySet[ForumSession]:
    """Return the sessions that a person has picked and that lie in a span, each with its forum.

    Without those that fell away because their forum was called off, and those of drafts.
    """
    lasts = Q(ends_at__gt=starts_at) | Q(ends_at=None, starts_at__gt=starts_at - timedelta(microseconds=1))
    own = {"picks__registration__user_id": actor.user_id or 0, "picks__registration__state": RegistrationState.APPROVED}
    found = ForumSession.objects.filter(lasts, starts_at__lt=ends_at, **own)
    found = found.exclude(starts_at__gt=F("part__forum__called_off_at")).exclude(part__forum__state=ForumState.DRAFT)
    return found.select_related("part__forum").order_by("starts_at", "pk")


@dataclass(frozen=True, slots=True)
class Moved:
    """A session that a person has picked and that is elsewhere, or at another time, than they know; as it was before.

    ``key`` is the row of their pick, ``times_told`` how many mails have told of it.
    """

    key: int
    times_told: int
    session: ForumSession
    before: ForumSession


def sessions_moved(own: Registration, now: datetime) -> list[Moved]:
    """Return what a person with a place has to be told of their picked sessions; nothing where nobody is told.

    A session that has begun by now, as it was and as it is, is told of to nobody any more.
    """
    if own.state != RegistrationState.APPROVED or not is_told_of_moves(own.forum):
        return []
    found = []
    for pick in own.picks.select_related("session").order_by("session__starts_at", "pk"):
        before, session = stood(pick.session, pick.known), pick.session
        is_over = all(at is not None and at <= now for at in (before.starts_at, session.starts_at))
        if pick.known and pick.known != standing(session) and not is_over:
            found.append(Moved(pick.pk, pick.times_told, session, before))
    return found


def picks_kept(user_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return what a person has picked by the id of their registration: part of the export of their data."""
    kept: dict[int, list[dict[str, Any]]] = {}
    found = SessionPick.objects.filter(registration__user_id=user_id).order_by("picked_at", "pk")
    for registration, session, at in found.values_list("registration_id", F("session__public_id"), "picked_at"):
        kept.setdefault(registration, []).append({"session": str(session), "picked_at": at.isoformat()})
    return kept
