"""A programme with a call that everybody reads, a draft that its officers alone do, and what was asked about it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.programmes.actions.report_periods import lock_at_its_day
from bridgehead.programmes.actions.reports import ask_correction, save_report
from bridgehead.programmes.actions.tasks import finish_task
from bridgehead.programmes.models import CallForm, CallQuestion, CohortPlace, HourState, ProgrammeRole, Renewal
from tests.conftest import NOW
from tests.factories.cohorts import BenefitFactory, CohortFactory, CohortPlaceFactory
from tests.factories.company_reports import TYPED, period_of, stated
from tests.factories.mentoring import booked, hour_of, mentor_of
from tests.factories.people import actor_of
from tests.factories.places import PremisesFactory
from tests.factories.programmes import ASKED, CallFactory, ProgrammeFactory, call_open
from tests.factories.tasks import task_for

CANARIES = {
    "draft of a call": "canary-draft-of-a-call",
    "form of a draft": "canary-form-of-a-draft",
    "question about a call": "canary-asked-about-a-call",
    "answer that is kept back": "canary-kept-back",
    "unlisted programme": "canary-unlisted-programme",
    "reason of a renewal": "canary-renewal-reason",
    "unlisted cohort": "canary-unlisted-cohort",
    "words of a company report": "canary-report-words",
    "draft of a company report": "canary-report-draft",
    "reason of a correction of a report": "canary-report-correction",
    "task of one company": "canary-task-of-one-company",
    "note on a task": "canary-note-on-a-task",
    "file of a task": "canary-file-of-a-task",
    "question to a mentor": "canary-wants-to-ask-a-mentor",
    "where office hours take place": "canary-where-office-hours",
    "reason of a mentor": "canary-reason-of-a-mentor",
}


def call_for_companies(people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """Let the officer run it, and the other one another that is not listed; the delegate has asked."""
    programme = ProgrammeFactory()
    other = ProgrammeFactory(name_en=canaries["unlisted programme"], name_ko="", is_listed=False)
    held = ProgrammeRole.objects.create(programme=programme, user=people["officer"])
    ProgrammeRole.objects.create(programme=programme, user=people["admin"])
    ProgrammeRole.objects.create(programme=other, user=people["other officer"])
    announced = call_open(NOW, programme=programme)
    later = {"opens_at": NOW + timedelta(days=60), "closes_at": NOW + timedelta(days=90)}
    draft = CallFactory(programme=programme, name_en=canaries["draft of a call"], name_ko="", **later)
    section = ASKED["sections"][0]
    asked = {"sections": [section | {"title": {"en": canaries["form of a draft"]}}]}
    CallForm.objects.create(call=draft, version=1, definition=asked)
    question = CallQuestion.objects.create(
        call=draft, person=people["delegate"], asked=canaries["question about a call"], language="en",
        answer_en=canaries["answer that is kept back"],
    )  # fmt: skip
    cohort = CohortFactory(programme=programme)
    CohortFactory(programme=programme, year=2024, name_en=canaries["unlisted cohort"], name_ko="", is_listed=False)
    company = people["delegate"].memberships.get().organisation
    place = CohortPlaceFactory(cohort=cohort, organisation=company)
    renewal = Renewal.objects.create(place=place, reason=canaries["reason of a renewal"], asked_at=NOW)
    benefit = BenefitFactory(programme=programme, premises=PremisesFactory(is_listed=False).public_id)
    ids = _reports(place, people["delegate"], canaries) | _task(place, people["delegate"], canaries)
    ids |= _mentoring(place, people, canaries)
    return ids | {
        "cohort": cohort.public_id,
        "place in a cohort": place.public_id,
        "renewal": renewal.public_id,
        "benefit": benefit.public_id,
        "programme": programme.public_id,
        "announced call": announced.public_id,
        "drafted call": draft.public_id,
        "question about a call": question.public_id,
        "programme officer": held.public_id,
        "section of a form": "company",
        "question of a form": "plan",
    }


def _task(place: CohortPlace, person: User, canaries: dict[str, str]) -> dict[str, object]:
    """A task that company A alone has, done with a note and a file."""
    item = task_for(place, alone=True, name_en=canaries["task of one company"], name_ko="")
    note, given = canaries["note on a task"], ContentFile(b"deck", name=f"{canaries['file of a task']}.txt")
    finish_task(company_task_id=item.pk, note=note, given=given, by=actor_of(person), now=NOW)
    return {"company task": item.public_id, "task": item.task.public_id}


def _mentoring(place: CohortPlace, people: dict[str, User], canaries: dict[str, str]) -> dict[str, object]:
    """The reviewer mentors, too: company A has booked and asked, a rival of the same cohort finds what is free."""
    rival = people["competitor"].memberships.get().organisation
    CohortPlaceFactory(cohort=place.cohort, organisation=rival)
    mentor, _person = mentor_of(place.cohort.programme, people["reviewer"], about_en="Knows prices")
    where, asks = canaries["where office hours take place"], canaries["question to a mentor"]
    taken, free = (hour_of(mentor, NOW + timedelta(days=number), where=where) for number in (3, 4))
    booking = booked(taken, place, asks, person=people["delegate"])
    gone = {"state": HourState.CANCELLED, "cancelled_at": NOW, "reason": canaries["reason of a mentor"]}
    booked(taken, place, asks, person=people["delegate"], **gone)
    return {
        "mentor": mentor.public_id,
        "free office hour": free.public_id,
        "booked office hour": taken.public_id,
        "booking of office hours": booking.public_id,
    }


def _reports(place: CohortPlace, person: User, canaries: dict[str, str]) -> dict[str, object]:
    """A report that is locked, with a correction that waits, and one that the company is writing."""
    programme, by = place.cohort.programme, actor_of(person)
    words, reason = canaries["words of a company report"], canaries["reason of a correction of a report"]
    locked = stated(period_of(programme, NOW).reports.get(), by, NOW, TYPED | {"i4": words})
    lock_at_its_day(report_id=locked.pk, by=SYSTEM, now=NOW)
    save_report(report_id=locked.pk, typed=TYPED | {"i4": f"{words}, corrected"}, by=by, now=NOW)
    correction = ask_correction(report_id=locked.pk, reason=reason, by=by, now=NOW)
    draft = period_of(programme, NOW, ends_on=date(2023, 7, 2)).reports.get()
    save_report(report_id=draft.pk, typed={"i4": canaries["draft of a company report"]}, by=by, now=NOW)
    return {
        "report period": locked.period.public_id,
        "locked company report": locked.public_id,
        "company report": draft.public_id,
        "correction of a report": correction.public_id,
    }
