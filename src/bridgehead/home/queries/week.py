"""A person's own week: meetings, rooms, hours, forums, sessions and tasks, day by day on the person's own clock."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import ForumSession, ForumState, Registration, RegistrationState
from bridgehead.events.queries.conflicts import InFront, in_front_of_week
from bridgehead.events.queries.picks import sessions_of_week
from bridgehead.events.schemas.agenda import session_name
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.clock import day_bounds
from bridgehead.partnering.queries.timetables import my_published, standing
from bridgehead.partnering.schemas.diary import read_entries
from bridgehead.places.queries.bookings import bookings_of_week
from bridgehead.programmes.queries.today import hours_of_week, tasks_of_week

DAYS = 7
#: What the person's own organisation does in a session, as their week says it.
WE: Mapping[str, Promise] = {
    "presents": gettext_lazy("We present"),
    "signs": gettext_lazy("We sign"),
    "both": gettext_lazy("We present and sign"),
}
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a week: what it is, where it leads, and when, at ``near`` first; without ``near`` all day."""

    day: date
    kind: str | Promise
    icon: str
    title: str
    href: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    near: Any = None
    where: str = ""
    is_sample: bool = False
    #: What the person's own organisation does in a session: ``presents``, ``signs`` or ``both``; empty: nothing.
    does: str = ""
    #: Where it presents or signs at the same time.
    against: tuple[Line, ...] = ()

    def meets(self, other: Line) -> bool:
        """Whether the two share a moment."""
        if self.starts_at is None or other.starts_at is None:
            return False
        ends, other_ends = self.ends_at or self.starts_at + _INSTANT, other.ends_at or other.starts_at + _INSTANT
        return self.starts_at < other_ends and other.starts_at < ends


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week that hold anything, each with its lines by time; what lasts all day comes first."""

    first: date
    days: tuple[tuple[date, tuple[Line, ...]], ...]

    @property
    def last(self) -> date:
        """The last of its seven days."""
        return self.first + timedelta(days=DAYS - 1)

    @property
    def before(self) -> date:
        """Where the week before begins."""
        return self.first - timedelta(days=DAYS)

    @property
    def after(self) -> date:
        """Where the week after begins."""
        return self.first + timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class _Span:
    """The moments and days of a week in the person's zone."""

    zone: ZoneInfo
    first: date

    @property
    def starts_at(self) -> datetime:
        return self._bounds(self.first)[0]

    @property
    def ends_at(self) -> datetime:
        return self._bounds(self.first + timedelta(days=DAYS - 1))[1]

    def day_of(self, moment: datetime) -> date:
        """The day of a moment; what began before the week stands on its first day."""
        return max(moment.astimezone(self.zone).date(), self.first)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return day_bounds(datetime(day.year, day.month, day.day, 12, tzinfo=self.zone), self.zone)


def week_of(actor: Actor, first: date) -> Week:
    """Return the person's week from a day on, as far as they may see it anyway: nine queries at most."""
    span = _Span(ZoneInfo(actor.zone), first)
    presented = in_front_of_week(actor, span.starts_at, span.ends_at)
    in_front = [line for each in presented for line in _in_front(each, span)]
    found = [
        *_forums(actor, span),
        *in_front,
        *_sessions(actor, span, {each.session.pk for each in presented}),
        *(_beside(each, in_front) for each in _meetings(actor, span)),
        *_rooms(actor, span),
        *_hours(actor, span),
    ]
    found += _tasks(actor, span)
    found.sort(key=lambda line: (line.day, line.starts_at is not None, line.starts_at or span.starts_at, line.title))
    days = groupby(found, key=lambda line: line.day)
    return Week(first, tuple((day, tuple(lines)) for day, lines in days))


def _forums(actor: Actor, span: _Span) -> Iterator[Line]:
    lasts = Q(forum__ends_at__gt=span.starts_at) | Q(forum__ends_at=None, forum__starts_at__gte=span.starts_at)
    coming = Registration.objects.filter(
        lasts, user_id=actor.person_id, state=RegistrationState.APPROVED, forum__starts_at__lt=span.ends_at
    )
    off = Q(forum__called_off_at__lte=F("forum__starts_at")) | Q(forum__called_off_at__lte=span.starts_at)
    for each in coming.exclude(off).exclude(forum__state=ForumState.DRAFT).select_related("forum"):
        forum = each.forum
        yield Line(
            span.day_of(forum.starts_at),
            gettext_lazy("Forum"),
            "calendar",
            wording(forum, "name").text,
            reverse("events:forum", args=[forum.public_id]),
            forum.starts_at,
            forum.held_until,
            forum,
            wording(forum, "place").text or wording(forum, "city").text,
            is_sample=forum.is_sample,
        )


def _sessions(actor: Actor, span: _Span, told: Container[int]) -> Iterator[Line]:
    """What the person has picked, but for what is told already."""
    for each in sessions_of_week(actor, span.starts_at, span.ends_at):
        if each.pk not in told:
            yield from _session(each, gettext_lazy("Session"), span)


def _in_front(shown: InFront, span: _Span) -> Iterator[Line]:
    icon = "pen-line" if shown.does == "signs" else "presentation"
    for line in _session(shown.session, WE[shown.does], span):
        yield replace(line, icon=icon, does=shown.does)


def _session(each: ForumSession, kind: str | Promise, span: _Span) -> Iterator[Line]:
    forum = each.part.forum
    if each.starts_at is not None:
        yield Line(
            span.day_of(each.starts_at),
            kind,
            "presentation",
            session_name(each),
            reverse("events:my_agenda", args=[forum.public_id]),
            each.starts_at,
            each.ends_at,
            forum,
            wording(each, "room").text,
            is_sample=forum.is_sample,
        )


def _beside(line: Line, in_front: Iterable[Line]) -> Line:
    """A meeting, with where the person's own organisation presents or signs at that time."""
    return replace(line, against=tuple(each for each in in_front if each.meets(line)))


def _meetings(actor: Actor, span: _Span) -> Iterator[Line]:
    for own in my_published(actor):
        held = own.timetable.round
        for each in read_entries(standing(own, held.forum)):
            if span.starts_at <= each.starts_at < span.ends_at:
                yield Line(
                    span.day_of(each.starts_at),
                    gettext_lazy("Meeting"),
                    "handshake",
                    wording(each, "name").text,
                    reverse("partnering:timetable", args=[held.public_id]),
                    each.starts_at,
                    each.ends_at,
                    held.forum,
                    _("table %(number)s") % {"number": each.table},
                    is_sample=each.is_sample,
                )


def _rooms(actor: Actor, span: _Span) -> Iterator[Line]:
    for each in bookings_of_week(actor, span.starts_at, span.ends_at):
        premises = each.room.floor.premises
        yield Line(
            span.day_of(each.starts_at),
            gettext_lazy("Room"),
            "door-open",
            wording(each.room, "name").text,
            reverse("places:booking", args=[each.public_id]),
            each.starts_at,
            each.ends_at,
            premises,
            wording(premises, "name").text,
        )


def _hours(actor: Actor, span: _Span) -> Iterator[Line]:
    for each in hours_of_week(actor, span.starts_at, span.ends_at):
        mentor = each.hour.mentor.user
        is_asked = mentor is not None and mentor.pk == actor.user_id
        company = wording(each.place.organisation, "name").text
        page = reverse("programmes:office_hours", args=[each.place.public_id])
        yield Line(
            span.day_of(each.hour.starts_at),
            gettext_lazy("Office hours"),
            "clock",
            # A mentor who was erased has no name.
            company if mentor is None or is_asked else mentor.full_name(),
            reverse("programmes:mentoring") if is_asked else page,
            each.hour.starts_at,
            each.hour.ends_at,
            each.hour.mentor.programme,
            each.hour.where,
        )


def _tasks(actor: Actor, span: _Span) -> Iterator[Line]:
    for each in tasks_of_week(actor, span.first, span.first + timedelta(days=DAYS)):
        yield Line(
            each.task.due_on,
            gettext_lazy("Due on this day"),
            "list",
            wording(each.task, "name").text,
            reverse("programmes:my_task", kwargs={"public_id": each.place.public_id, "task_id": each.public_id}),
            where=wording(each.place.organisation, "name").text,
        )
