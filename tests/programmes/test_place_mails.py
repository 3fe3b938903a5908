"""What a company is told of its place by mail: admission, renewals, a month before its end, and the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.programmes.actions.cohorts import admit
from bridgehead.programmes.actions.place_telling import tell_endings_at
from bridgehead.programmes.actions.reminding import remind_due
from bridgehead.programmes.actions.tenures import (
    ask_renewal,
    change_days,
    decline_renewal,
    graduate,
    grant_renewal,
    leave,
)
from bridgehead.programmes.models import CohortPlace
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory, speaker_of
from tests.factories.company_reports import period_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.programmes import officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _deliver(moment: datetime) -> list[tuple[str, str]]:
    """Deliver what is staged; return to whom it went and under which subject, and forget it."""
    with standing_still(moment):
        while notices.deliver_next(moment):
            pass
    told = [(each.recipients()[0].split("<")[-1].strip(">"), str(each.subject)) for each in mail.outbox]
    mail.outbox.clear()
    return sorted(told)


def test_company_is_told_of_its_place_from_the_admission_to_its_end(now: datetime) -> None:
    cohort = CohortFactory(starts_on=date(2023, 5, 1), programme__most_renewals=1)
    _person, officer = officer_of(cohort.programme)
    place = CohortPlaceFactory(cohort=cohort, starts_on=None, ends_on=None, organisation__name_ko="한빛")
    company, korean = speaker_of(place, "owner"), speaker_of(place)
    speaker_of(place, "member")
    User.objects.filter(pk=company.user_id).update(language="en")
    User.objects.filter(pk=korean.user_id).update(language="ko")
    english, hangul = (User.objects.get(pk=each.user_id).email for each in (company, korean))
    run, told = {"by": officer, "now": now}, []

    # A second time changes nothing, and a day that is set right later is no admission.
    for first in (date(2023, 5, 1), date(2023, 5, 2)):
        change_days(place_id=place.pk, starts_on=first, ends_on=date(2024, 5, 1), **run)
    told.append(_deliver(now))
    asked = ask_renewal(place_id=place.pk, reason="A trial", by=company, now=now)
    decline_renewal(renewal_id=asked.pk, answer="Too early.", **run)
    told.append(_deliver(now))
    asked = ask_renewal(place_id=place.pk, reason="A trial", by=company, now=now)
    for _twice in range(2):
        grant_renewal(renewal_id=asked.pk, **run)
    told.append(_deliver(now))
    graduate(place_id=place.pk, ends_on=date(2025, 4, 30), **run)
    told.append(_deliver(now))

    assert told == [
        sorted([(english, "Admitted: Cohort of 2023"), (hangul, "기수 참여 안내: 2023년 기수")]),
        sorted([(english, "Renewal declined: Cohort of 2023"), (hangul, "갱신 거절: 2023년 기수")]),
        sorted([(english, "Renewal granted: Cohort of 2023"), (hangul, "갱신 승인: 2023년 기수")]),
        sorted([(english, "Graduated: Cohort of 2023"), (hangul, "졸업: 2023년 기수")]),
    ]
    assert OutboxItem.objects.count() == 4


def test_mails_say_the_days_the_answer_and_the_way_on(now: datetime) -> None:
    place = CohortPlaceFactory(starts_on=date(2023, 1, 2), ends_on=date(2024, 1, 2))
    _person, officer = officer_of(place.cohort.programme)
    company = speaker_of(place)
    User.objects.filter(pk=company.user_id).update(language="en")
    asked = ask_renewal(place_id=place.pk, reason="A trial", by=company, now=now)
    decline_renewal(renewal_id=asked.pk, answer="No desk is free.", by=officer, now=now)
    leave(place_id=place.pk, ends_on=date(2023, 6, 1), reason="Bought", by=officer, now=now)

    with standing_still(now):
        while notices.deliver_next(now):
            pass

    # The place has ended before the first was sent: what is no longer true is not told.
    (body,) = (str(each.body) for each in mail.outbox)
    assert all(
        each in body
        for each in ("leaves the programme early", "Why it left early: Bought", "2 January 2023", "31 May 2023")
    )
    assert f"/en/programmes/mine/{place.public_id}/" in body


def test_company_is_told_a_month_before_once_for_each_end(now: datetime) -> None:
    place = CohortPlaceFactory(cohort__programme__most_renewals=1)
    other = CohortPlaceFactory(state="graduated", cohort=place.cohort)
    _person, officer = officer_of(place.cohort.programme)
    company, _theirs = speaker_of(place), speaker_of(other)
    User.objects.filter(pk=company.user_id).update(language="en")
    CohortPlace.objects.update(created_at=now)
    told = []

    # The programme lives in Seoul, where the day begins nine hours earlier; the place ends before 2 January 2024.
    for moment in ("2023-12-02T14:59:00Z", "2023-12-02T15:00:00Z", "2023-12-03T15:00:00Z", "2023-12-20T15:00:00Z"):
        tell_endings_at(datetime.fromisoformat(moment))
        told.append([subject for _to, subject in _deliver(datetime.fromisoformat(moment))])
    late = datetime.fromisoformat("2023-12-21T00:00:00Z")
    asked = ask_renewal(place_id=place.pk, reason="More", by=company, now=late)
    grant_renewal(renewal_id=asked.pk, by=officer, now=late)
    _deliver(late)
    # Another end is told anew, but not on a day on which the company is reminded of a report.
    period_of(place.cohort.programme, late, starts_on=date(2024, 10, 1), ends_on=date(2025, 1, 2),
              due_on=date(2024, 12, 20), locks_on=date(2025, 1, 20))  # fmt: skip
    for moment in ("2024-12-06T00:00:00Z", "2024-12-07T00:00:00Z"):
        remind_due(datetime.fromisoformat(moment))
        tell_endings_at(datetime.fromisoformat(moment))
        told.append([subject for _to, subject in _deliver(datetime.fromisoformat(moment))])

    assert told == [
        [], ["Ends after 1 January 2024: Cohort of 2023"], [], [],
        ["Due on 20 December 2024: company report"], ["Ends after 1 January 2025: Cohort of 2023"],
    ]  # fmt: skip


def test_who_is_admitted_for_unknown_or_past_days_is_told_of_none(now: datetime) -> None:
    cohort = CohortFactory(starts_on=None)
    _person, officer = officer_of(cohort.programme)
    companies = [OrganisationFactory() for _number in range(2)]
    admit(cohort_id=cohort.pk, organisation_id=companies[0].pk, by=officer, now=now)
    past = now.date() - timedelta(days=800)
    admit(cohort_id=cohort.pk, organisation_id=companies[1].pk, starts_on=past, by=officer, now=now)
    for place in CohortPlace.objects.all():
        speaker_of(place)

    assert _deliver(now) == []
