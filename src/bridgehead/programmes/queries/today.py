"""What a person has to do today in the programmes of their companies, and as a mentor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import CompanyTask, HourBooking, HourState
from bridgehead.programmes.queries.mentoring import my_hours
from bridgehead.programmes.queries.tasks import open_tasks
from bridgehead.programmes.rules import MENTOR

#: Of each kind; the others stand on pages of their own.
SHOWN_TODAY = 3
_WITH = ("hour__mentor__user", "hour__mentor__programme", "place__organisation")


@dataclass(frozen=True, slots=True)
class Today:
    """What one's companies have to do, the next office hours that they booked, and those in which one is asked."""

    tasks: list[CompanyTask] = field(default_factory=list)

    booked: list[HourBooking] = field(default_factory=list)
    asked: list[HourBooking] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tasks or self.booked or self.asked)


def today_in_programmes(actor: Actor, now: datetime) -> Today:
    """Return what comes next for a person: three queries at most, and none for who has no part in a programme."""
    booked: list[HourBooking] = []
    tasks: list[CompanyTask] = []
    if actor.organisation_ids:
        coming = HourBooking.objects.filter(
            place__organisation_id__in=actor.organisation_ids, state=HourState.BOOKED, hour__ends_at__gt=now
        )
        booked = list(_next(coming))
        tasks = list(open_tasks(actor)[:SHOWN_TODAY])
    asked: list[HourBooking] = []
    if actor.scopes_of(MENTOR):
        mine = HourBooking.objects.filter(hour__in=my_hours(actor, now).order_by().values("pk"), state=HourState.BOOKED)
        asked = list(_next(mine))
    return Today(tasks, booked, asked)


def hours_of_week(actor: Actor, start: datetime, end: datetime) -> models.QuerySet[HourBooking]:
    """Return the office hours within a span of days that one's companies booked, or in which one is asked."""
    ours = models.Q(place__organisation_id__in=actor.organisation_ids) | models.Q(hour__mentor__user_id=actor.person_id)
    found = HourBooking.objects.filter(ours, state=HourState.BOOKED, hour__starts_at__lt=end, hour__ends_at__gt=start)
    return found.select_related(*_WITH).order_by("hour__starts_at", "pk")


def tasks_of_week(actor: Actor, first: date, after: date) -> models.QuerySet[CompanyTask]:
    """Return what one's companies have to do by a day from the first on, and before the one after."""
    return open_tasks(actor).filter(task__due_on__gte=first, task__due_on__lt=after)


def _next(bookings: models.QuerySet[HourBooking]) -> models.QuerySet[HourBooking]:
    return bookings.select_related(*_WITH).order_by("hour__starts_at", "pk")[:SHOWN_TODAY]
