"""A programme that grows: calls, questions about one, officers, and other programmes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation import clock
from bridgehead.programmes.actions.tasks import ask_task
from bridgehead.programmes.models import (
    Call,
    CallForm,
    CallQuestion,
    Cohort,
    CohortPlace,
    CompanyReport,
    Mentor,
    OfficeHour,
    Programme,
    ProgrammeRole,
    Renewal,
    ReportPeriod,
    ReportVersion,
    Task,
)
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory
from tests.factories.company_reports import period_of
from tests.factories.mentoring import booked, hour_of, mentor_of
from tests.factories.programmes import ASKED, CallFactory, call_open
from tests.factories.tasks import task_for


class Calls:
    """One programme with an open call, which an officer runs."""

    def __init__(self, officer: User, company: Organisation, delegate: User) -> None:
        self.call = call_open(clock.now())
        self.programme = self.call.programme
        later = {"opens_at": self.call.closes_at, "closes_at": self.call.closes_at + timedelta(days=30)}
        self.draft = CallFactory(programme=self.programme, **later)
        CallForm.objects.create(call=self.draft, version=1, definition=ASKED)
        self.role = ProgrammeRole.objects.create(programme=self.programme, user=officer)
        self.place = CohortPlaceFactory(cohort=CohortFactory(programme=self.programme), organisation=company)
        self.renewal = Renewal.objects.create(place=self.place, reason="More", asked_at=clock.now())
        self.report = period_of(self.programme, clock.now()).reports.get()
        self.version = self._stated([self.report])
        self.mentor, _person = mentor_of(self.programme, delegate)
        self.taken, self.free = (hour_of(self.mentor, clock.now() + timedelta(days=n)) for n in (2, 3))
        self.booking = booked(self.taken, self.place)
        self.task = task_for(self.place)
        self.question = self._asked(0)
        self.question.save()

    def _asked(self, number: int) -> CallQuestion:
        said = {"asked": f"Who {number}?", "question_en": f"Who {number}?", "answer_en": "All."}
        return CallQuestion(call=self.call, language="en", published_at=self.call.announced_at, **said)

    def grow(self, more: range, people: list[Any], companies: list[Any]) -> None:
        """Make more of everything."""
        listed = [Programme(name_en=f"Programme {n}", is_listed=True) for n in more]
        Programme.objects.bulk_create(listed)
        held = {"state": "announced", "announced_at": self.call.announced_at, "year": 2023}
        days = {"opens_at": self.call.opens_at, "closes_at": self.call.closes_at + timedelta(hours=1)}
        Call.objects.bulk_create(
            Call(programme=programme, name_en=f"Call {n}", **held, **days)
            for n, each in zip(more, listed, strict=True)
            for programme in (each, self.programme)
        )
        CallQuestion.objects.bulk_create(self._asked(n) for n in more)
        Cohort.objects.bulk_create(
            Cohort(programme=self.programme, year=2024 + n // 100, number=1 + n % 100, name_en=f"Cohort {n}")
            for n in more
        )
        CohortPlace.objects.bulk_create(CohortPlace(cohort=self.place.cohort, organisation=each) for each in companies)
        self._report(companies, more)
        ask_task(self.task.task)
        due = {"programme": self.programme, "cohort": self.place.cohort, "due_on": self.task.task.due_on}
        Task.objects.bulk_create(Task(name_en=f"Task {n}", withdrawn_at=None, **due) for n in more)
        ProgrammeRole.objects.bulk_create(ProgrammeRole(programme=self.programme, user=each) for each in people)
        Mentor.objects.bulk_create(Mentor(programme=self.programme, user=each) for each in people)
        OfficeHour.objects.bulk_create(
            OfficeHour(mentor=self.mentor, starts_at=starts, ends_at=starts + timedelta(minutes=20))
            for starts in (self.free.ends_at + timedelta(minutes=30 * n) for n in more)
        )

    def _report(self, companies: list[Any], more: range) -> None:
        """Let the companies hand in and be locked, and open more periods."""
        placed = CohortPlace.objects.filter(cohort=self.place.cohort, organisation__in=companies)
        period = self.report.period
        made = CompanyReport.objects.bulk_create(CompanyReport(period=period, place=each) for each in placed)
        self._stated(made)
        first = period.starts_on
        days = {"starts_on": first, "due_on": period.due_on, "locks_on": period.locks_on}
        ReportPeriod.objects.bulk_create(
            ReportPeriod(programme=self.programme, form=period.form, ends_on=first + timedelta(days=100 + n), **days)
            for n in more
        )

    def _stated(self, reports: list[CompanyReport]) -> ReportVersion:
        said = {"i1": "12", "i2": {"currency": "USD", "minor": 125050}, "i3": "40", "i4": "A trial began."}
        made = ReportVersion.objects.bulk_create(
            ReportVersion(report=each, number=1, answers=said, digest="0" * 64, handed_in_at=clock.now())
            for each in reports
        )
        for each, version in zip(reports, made, strict=True):
            each.current, each.locked_at = version, clock.now()
        CompanyReport.objects.bulk_update(reports, ["current", "locked_at"], batch_size=200)
        return made[0]

    @property
    def ids(self) -> dict[str, object]:
        """Return what addresses are filled with."""
        return {
            "cohort": self.place.cohort.public_id,
            "place in a cohort": self.place.public_id,
            "renewal": self.renewal.public_id,
            "report period": self.report.period.public_id,
            "company report": self.report.public_id,
            "locked company report": self.report.public_id,
            "correction of a report": self.version.public_id,
            "programme": self.programme.public_id,
            "announced call": self.call.public_id,
            "drafted call": self.call.public_id,
            "call before it is announced": self.draft.public_id,
            "question about a call": self.question.public_id,
            "programme officer": self.role.public_id,
            "task": self.task.task.public_id,
            "company task": self.task.public_id,
            "mentor": self.mentor.public_id,
            "free office hour": self.free.public_id,
            "booked office hour": self.taken.public_id,
            "booking of office hours": self.booking.public_id,
            "section of a form": "company",
            "question of a form": "plan",
        }
