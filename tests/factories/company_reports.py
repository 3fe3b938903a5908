"""Report forms, periods and what companies stated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.actions.report_periods import ask_companies
from bridgehead.programmes.actions.reports import hand_in_report, save_report
from bridgehead.programmes.models import CohortPlace, CompanyReport, Programme, ReportForm, ReportPeriod
from tests.factories.cohorts import CohortPlaceFactory

#: People, money, a share and words.
INDICATORS: list[dict[str, Any]] = [
    {
        "key": "i1", "measure": "count", "name": {"ko": "고용 인원", "en": "People employed"},
        "unit": {"ko": "명", "en": "people"}, "currency": "", "required": True,
    },
    {"key": "i2", "measure": "amount", "name": {"ko": "매출", "en": "Sales"}, "currency": "USD"},
    {"key": "i3", "measure": "share", "name": {"ko": "수출 비중", "en": "Share of exports"}},
    {"key": "i4", "measure": "words", "name": {"ko": "성과", "en": "What came about"}},
]  # fmt: skip
TYPED = {"i1": "12", "i2": "1,250.50", "i3": "40%", "i4": "A trial began."}


def report_form_of(programme: Programme, now: datetime, **fields: Any) -> ReportForm:
    """The published form of a programme."""
    told = {"version": 1, "indicators": INDICATORS, "published_at": now} | fields
    return ReportForm.objects.create(programme=programme, **told)


def period_of(programme: Programme, now: datetime, **fields: Any) -> ReportPeriod:
    """The first quarter of 2023, due at the end of April, with the reports of whoever is in the programme."""
    form = programme.report_forms.first() or report_form_of(programme, now)
    told = {
        "starts_on": date(2023, 1, 2), "ends_on": date(2023, 4, 2), "due_on": date(2023, 4, 30),
        "locks_on": date(2023, 5, 16),
    } | fields  # fmt: skip
    period = ReportPeriod.objects.create(programme=programme, form=form, **told)
    ask_companies(period)
    return period


def report_asked(now: datetime, **fields: Any) -> CompanyReport:
    """The report of one place that its company has not begun."""
    place: CohortPlace = CohortPlaceFactory(**fields)
    return period_of(place.cohort.programme, now).reports.get()


def stated(report: CompanyReport, by: Actor, now: datetime, typed: dict[str, str] = TYPED) -> CompanyReport:
    """A report after its company handed it in."""
    save_report(report_id=report.pk, typed=typed, by=by, now=now)
    hand_in_report(report_id=report.pk, by=by, now=now)
    report.refresh_from_db()
    return report
