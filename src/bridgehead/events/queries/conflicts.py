"""What stands against what on a forum's agenda, read from its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.events.models import (
    Appearance,
    AppearanceRole,
    Forum,
    ForumSession,
    ForumState,
    Part,
    RegistrationState,
)
from bridgehead.events.rules.agenda import ConflictKind, Held, Span, conflicts
from bridgehead.foundation.clock import day_bounds

#: Whoever does these stands in front, and can stand in one place alone.
_IN_FRONT = {AppearanceRole.PRESENTS, AppearanceRole.SIGNS}


@dataclass(frozen=True, slots=True)
class AgendaConflict:
    """A session that stands against another, or against its forum or part; with who would be in two at once."""

    kind: ConflictKind
    first: ForumSession
    second: ForumSession | None
    presenters: tuple[Organisation, ...] = ()

    def concerns(self, session: ForumSession) -> bool:
        """Whether a session is one of the two."""
        return session in (self.first, self.second)


def agenda_conflicts(forum: Forum, parts: Iterable[Part]) -> list[AgendaConflict]:
    """Return what stands against what; reads nothing but the parts, as ``queries.agenda`` returns them."""
    held: list[Held] = []
    sessions: dict[int, ForumSession] = {}
    organisations: dict[int, Organisation] = {}
    for part in parts:
        for session in part.sessions.all():
            if session.starts_at is None:
                continue
            there = [each.organisation for each in session.appearances.all() if each.role in _IN_FRONT]
            organisations |= {each.pk: each for each in there}
            sessions[session.pk] = session
            held.append(_held(session, session.starts_at, part, frozenset(each.pk for each in there)))
    return [
        AgendaConflict(
            each.kind,
            sessions[each.first],
            None if each.second is None else sessions[each.second],
            tuple(organisations[pk] for pk in sorted(each.presenters)),
        )
        for each in conflicts(held, days=_days_of(forum))
    ]


@dataclass(frozen=True, slots=True)
class InFront:
    """An organisation in front in a session, as what, and the half-open time that this takes up."""

    organisation_id: int
    session: ForumSession
    starts_at: datetime
    until: datetime
    roles: frozenset[str]

    @property
    def does(self) -> str:
        """What it does there, for pages to say: ``presents``, ``signs``, or ``both``."""
        (only, *more) = sorted(self.roles)
        return "both" if more else only


def in_front(forum_id: int, organisations: Collection[int] | None = None) -> list[InFront]:
    """Return who presents or signs at a forum and when, by time; of some organisations, or of all: one query."""
    found = Appearance.objects.filter(session__part__forum=forum_id, session__starts_at__isnull=False)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    return _by_time(found)


def in_front_of_week(actor: Actor, starts_at: datetime, ends_at: datetime) -> list[InFront]:
    """Return where, in a span, the organisation presents or signs for which the person has a place.

    By time, each session with its forum; without those that fell away because their forum was called off, and those of
    drafts: one query.
    """
    lasts = Q(session__ends_at__gt=starts_at)
    lasts |= Q(session__ends_at=None, session__starts_at__gt=starts_at - timedelta(microseconds=1))
    place = {
        "session__part__forum__registrations__user_id": actor.user_id or 0,
        "session__part__forum__registrations__state": RegistrationState.APPROVED,
        "session__part__forum__registrations__organisation": F("organisation"),
    }
    found = Appearance.objects.filter(lasts, session__starts_at__lt=ends_at, **place)
    found = found.exclude(session__starts_at__gt=F("session__part__forum__called_off_at"))
    return _by_time(found.exclude(session__part__forum__state=ForumState.DRAFT).select_related("session__part__forum"))


def _by_time(appearances: QuerySet[Appearance]) -> list[InFront]:
    """Return who stands in front, once for each session; whoever presents and signs in it does both."""
    shown = appearances.filter(role__in=_IN_FRONT).select_related("session")
    told: dict[tuple[int, int], InFront] = {}
    for each in shown.order_by("session__starts_at", "session__pk", "pk"):
        session, key = each.session, (each.session_id, each.organisation_id)
        if session.starts_at is not None:
            roles = told[key].roles if key in told else frozenset[str]()
            held = Held(session.pk, session.starts_at, session.ends_at)
            told[key] = InFront(each.organisation_id, session, held.starts_at, held.until, roles | {str(each.role)})
    return list(told.values())


def _held(session: ForumSession, starts_at: datetime, part: Part, presenters: frozenset[int]) -> Held:
    names = (("ko", session.room_ko), ("en", session.room_en))
    rooms = frozenset(f"{language}:{name.casefold()}" for language, name in names if name)
    return Held(session.pk, starts_at, session.ends_at, rooms, presenters, Span(part.starts_at, part.ends_at))


def _days_of(forum: Forum) -> Span:
    """The days of the forum at its place, from the first midnight to the last; open where its end is not known."""
    if forum.ends_at is None:
        return Span()
    place = ZoneInfo(forum.zone)
    first, _end = day_bounds(forum.starts_at, place)
    _start, after = day_bounds(forum.ends_at - timedelta(microseconds=1), place)
    return Span(first, after)
