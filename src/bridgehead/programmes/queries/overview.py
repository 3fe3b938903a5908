"""How a programme stands, in figures that each open to their list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from bridgehead.programmes.hours import month_of
from bridgehead.programmes.models import (
    Call,
    CohortPlace,
    HourState,
    OfficeHour,
    PlaceState,
    Programme,
    ReportPeriod,
)
from bridgehead.programmes.queries.cohorts import Counts, counts_of, today_of
from bridgehead.programmes.queries.tasks import tasks_overdue

#: Of calls, years and periods; the others stand on pages of their own.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """A programme at a moment: its calls with ``handed_in``, periods that are not locked yet with ``missing``."""

    calls: list[Call]
    places: Counts
    #: By ``cohort__year`` how many places are in each state.
    years: list[dict[str, Any]]
    periods: list[ReportPeriod]
    tasks_overdue: int
    #: Office hours of this calendar month: how many are open, and how many of them are booked.
    hours: int
    hours_booked: int


def overview_of(programme: Programme, now: datetime) -> Overview:
    """Return how a programme stands that the actor was found to run: seven queries, always."""
    today, month = today_of(programme, now), month_of(now, ZoneInfo(programme.zone))
    handed_in = Count("applications__submissions", filter=Q(applications__submissions__number=1))
    missing = Count("reports", filter=Q(reports__current=None, reports__locked_at=None))
    hours = OfficeHour.objects.filter(
        mentor__programme=programme, withdrawn_at=None, starts_at__gte=month[0], starts_at__lt=month[1]
    )
    booked = Count("pk", filter=Q(bookings__state=HourState.BOOKED), distinct=True)
    counted = hours.aggregate(hours=Count("pk", distinct=True), hours_booked=booked)
    by_year = CohortPlace.objects.filter(cohort__programme=programme).values("cohort__year").order_by("-cohort__year")
    sums = {state: Count("pk", filter=Q(state=state)) for state in PlaceState.values}
    return Overview(
        calls=list(programme.calls.annotate(handed_in=handed_in).order_by("-closes_at", "-pk")[:SHOWN]),
        places=counts_of(programme, now),
        years=[dict(each) for each in by_year.annotate(**sums)[:SHOWN]],
        periods=list(
            programme.report_periods.filter(locks_on__gt=today).annotate(missing=missing).order_by("due_on")[:SHOWN]
        ),
        tasks_overdue=tasks_overdue(programme, today).count(),
        **counted,
    )
