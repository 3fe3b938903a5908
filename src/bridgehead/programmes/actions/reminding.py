"""What comes due by itself: companies are asked and reminded, and reports are locked at their day; periodic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.programmes.actions.report_periods import ask_companies, lock_at_its_day
from bridgehead.programmes.actions.tasks import ask_task
from bridgehead.programmes.models import CompanyReport, CompanyTask, PlaceState, Programme, ReportPeriod, Task
from bridgehead.programmes.rules import reminder_of

#: What a company owes, and how far it is to be reminded of it.
_Due = tuple[CompanyReport | CompanyTask, int]


@job("programmes.mind_reports", attempts=3)
def mind_reports(claim: Claim) -> None:
    """Ask who was admitted since, lock reports whose day has come, and remind companies of what is due."""
    now, last = clock.database_now(), 0
    while last := follow_next(now, after=last):
        claim.renew(clock.now())
    remind_due(now)


def follow_next(now: datetime, *, after: int) -> int:
    """Set tasks, ask and lock in the next programme by its id; return that id, and 0 after the last."""
    programme = Programme.objects.filter(pk__gt=after).order_by("pk").first()
    if programme is None:
        return 0
    today = now.astimezone(ZoneInfo(programme.zone)).date()
    for task in Task.objects.filter(programme=programme, withdrawn_at=None, due_on__gte=today):
        ask_task(task)
    for period in ReportPeriod.objects.filter(programme=programme, locks_on__gt=today):
        ask_companies(period)
    late = CompanyReport.objects.filter(period__programme=programme, period__locks_on__lte=today, locked_at=None)
    for pk in late.order_by("pk").values_list("pk", flat=True):
        lock_at_its_day(report_id=pk, by=SYSTEM, now=now)
    return programme.pk


def remind_due(now: datetime) -> None:
    """Remind each company of what it has not handed in: once at each step, and of everything in one mail a day."""
    waiting: dict[int, list[_Due]] = defaultdict(list)
    for owed, programme, due_on in _owed():
        step = reminder_of(due_on, now.astimezone(ZoneInfo(programme.zone)).date())
        if step:
            waiting[owed.place.organisation_id].append((owed, step))
    for organisation_id, due in sorted(waiting.items()):
        _remind(organisation_id, due, now)


def _owed() -> Iterator[tuple[CompanyReport | CompanyTask, Programme, date]]:
    """What companies have not handed in or done yet, with whose calendar it is due by and on which day."""
    reports = CompanyReport.objects.filter(locked_at=None, current=None).select_related("place", "period__programme")
    for report in reports.order_by("pk"):
        yield report, report.period.programme, report.period.due_on
    tasks = CompanyTask.objects.filter(done_at=None, task__withdrawn_at=None, place__state=PlaceState.ACTIVE)
    for each in tasks.select_related("place", "task__programme").order_by("pk"):
        yield each, each.task.programme, each.task.due_on


@transaction.atomic
def _remind(organisation_id: int, due: list[_Due], now: datetime) -> None:
    day = now.date()
    if any(owed.reminded_on == day for owed, _step in due):
        return
    steps = [(owed, step) for owed, step in due if step > owed.reminded]
    fresh = [
        owed
        for owed, step in steps
        # Whoever comes second finds the step taken, and reminds of nothing.
        if type(owed).objects.filter(pk=owed.pk, reminded__lt=step).update(reminded=step, reminded_on=day)
    ]
    if fresh:
        key = f"programmes-due:{organisation_id}:{day.isoformat()}"
        notices.after_commit("programmes/due", key=key, now=now, organisation_id=organisation_id)
