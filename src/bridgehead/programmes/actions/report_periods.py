"""Opening a period that companies report on, and locking what they handed in.

The order of locks is programme, report, version, audit trail.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.actions.report_forms import newest_published
from bridgehead.programmes.models import CohortPlace, CompanyReport, PlaceState, Programme, ReportPeriod
from bridgehead.programmes.rules import MONTHS_OF_SPAN, after_months


@transaction.atomic
def open_period(
    *, programme_id: int, span: str, starts_on: date, due_on: date, locks_on: date, by: Actor, now: datetime
) -> ReportPeriod:
    """Ask every company that is in the programme on some day of a quarter, half-year or year for its report."""
    programme = run_programme(programme_id, by)
    form = newest_published(programme)
    if form is None:
        raise Refused(_("Publish the report form first."))
    ends_on = after_months(starts_on, MONTHS_OF_SPAN[span])
    period = ReportPeriod(
        programme=programme, form=form, starts_on=starts_on, ends_on=ends_on, due_on=due_on, locks_on=locks_on
    )
    require_valid(period)
    period.save()
    ask_companies(period)
    change = {"starts_on": (None, starts_on.isoformat()), "ends_on": (None, ends_on.isoformat())}
    told("programmes.report_period_opened", period, programme=programme, by=by, now=now, change=change)
    return period


def places_asked(period: ReportPeriod) -> QuerySet[CohortPlace]:
    """Return the places that lie in a period on some day; one whose days nobody knows while its company is in."""
    lies_in = Q(starts_on__lt=period.ends_on, ends_on__gt=period.starts_on)
    unknown = Q(starts_on=None, state=PlaceState.ACTIVE)
    return CohortPlace.objects.filter(cohort__programme_id=period.programme_id).filter(lies_in | unknown)


def ask_companies(period: ReportPeriod) -> None:
    """Make the report of every place that lies in a period and has none yet: of who was admitted since, too."""
    missing = places_asked(period).exclude(reports__period=period)
    made = [CompanyReport(period=period, place=place) for place in missing.only("pk")]
    CompanyReport.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic
def lock_report(*, report_id: int, by: Actor, now: datetime) -> CompanyReport:
    """Lock what a company handed in before the lock day; a second time changes nothing."""
    known = found(CompanyReport.objects.select_related("period"), report_id)
    programme = run_programme(known.period.programme_id, by)
    report = CompanyReport.objects.select_for_update().get(pk=known.pk)
    if report.locked_at is None:
        require(report.current_id is not None, _("Nothing is handed in that could be locked."))
        _lock(report, programme, by, now)
    return report


@transaction.atomic
def lock_at_its_day(*, report_id: int, by: Actor, now: datetime) -> None:
    """Lock a report because its day has come, handed in or not; for the job."""
    held = CompanyReport.objects.select_for_update(of=("self",)).select_related("period__programme")
    report = held.get(pk=report_id)
    if report.locked_at is None:
        _lock(report, report.period.programme, by, now)


def _lock(report: CompanyReport, programme: Programme, by: Actor, now: datetime) -> None:
    report.locked_at = now
    report.save(update_fields=["locked_at"])
    told("programmes.report_locked", report, programme=programme, by=by, now=now)
