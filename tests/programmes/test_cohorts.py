"""Cohorts: made by officers, and companies admitted to them once."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions.cohorts import admit, change_cohort, make_cohort, open_premises, shut_premises
from bridgehead.programmes.models import Benefit, Cohort, CohortPlace, PlaceState
from bridgehead.programmes.rules import after_months
from tests.factories.cohorts import BenefitFactory, CohortFactory, CohortPlaceFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import admin_actor
from tests.factories.places import PremisesFactory
from tests.factories.programmes import ProgrammeFactory, applying, call_open, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_officer_makes_a_cohort_of_their_programme_alone(now: datetime) -> None:
    programme = ProgrammeFactory()
    _person, officer = officer_of(programme)
    _other, stranger = officer_of(ProgrammeFactory())

    cohort = make_cohort(programme_id=programme.pk, year=2023, name_ko="2기", name_en="Second", by=officer, now=now)

    assert (cohort.programme, cohort.year, cohort.number, cohort.is_listed) == (programme, 2023, 1, False)
    with pytest.raises(Refused, match="Only the officers of this programme"):
        make_cohort(programme_id=programme.pk, year=2024, name_en="Third", by=stranger, now=now)
    with pytest.raises(Refused, match="has a cohort of this year and number already"):
        make_cohort(programme_id=programme.pk, year=2023, name_en="Again", by=officer, now=now)
    assert list(Cohort.objects.all()) == [cohort]


def test_change_that_did_not_see_another_is_refused(now: datetime) -> None:
    cohort = CohortFactory()
    _person, officer = officer_of(cohort.programme)

    with pytest.raises(Overtaken):
        change_cohort(cohort_id=cohort.pk, name_en="Other", seen="somethingelse", by=officer, now=now)

    changed = change_cohort(cohort_id=cohort.pk, name_en="Other", by=officer, now=now)
    assert (changed.name_en, changed.name_ko) == ("Other", "2023년 기수")


def test_company_is_admitted_once_for_one_tenure(now: datetime) -> None:
    cohort = CohortFactory(starts_on=date(2023, 8, 31), programme__tenure_months=6)
    _person, officer = officer_of(cohort.programme)
    company = OrganisationFactory()

    place = admit(cohort_id=cohort.pk, organisation_id=company.pk, by=officer, now=now)
    again = admit(cohort_id=cohort.pk, organisation_id=company.pk, starts_on=date(2023, 10, 1), by=officer, now=now)

    assert (place.starts_on, place.ends_on, place.state) == (date(2023, 8, 31), date(2024, 2, 29), PlaceState.ACTIVE)
    assert again == place
    assert list(AuditEntry.objects.values_list("verb", "object_id")) == [
        ("programmes.place_granted", str(place.public_id))
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPlace.objects.create(cohort=cohort, organisation=company)


def test_where_no_day_is_known_a_place_has_none(now: datetime) -> None:
    cohort = CohortFactory(starts_on=None)
    _person, officer = officer_of(cohort.programme)

    place = admit(cohort_id=cohort.pk, organisation_id=OrganisationFactory().pk, by=officer, now=now)

    assert (place.starts_on, place.ends_on) == (None, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPlace.objects.filter(pk=place.pk).update(ends_on=date(2024, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPlace.objects.filter(pk=place.pk).update(starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 1))


def test_place_rests_on_an_application_of_the_company_itself(now: datetime) -> None:
    cohort = CohortFactory()
    _person, officer = officer_of(cohort.programme)
    mine, _lead = applying(call_open(now, programme=cohort.programme), state="submitted")
    draft, _lead = applying(call_open(now, programme=cohort.programme))
    elsewhere, _lead = applying(call_open(now), state="submitted")

    for wrong, company in ((mine, draft.organisation_id), (draft, draft.organisation_id), (elsewhere, None)):
        with pytest.raises(Refused, match="handed in no such application"):
            admit(
                cohort_id=cohort.pk, organisation_id=company or wrong.organisation_id, application_id=wrong.pk,
                by=officer, now=now,
            )  # fmt: skip
    place = admit(
        cohort_id=cohort.pk, organisation_id=mine.organisation_id, application_id=mine.pk, by=officer, now=now
    )

    assert list(CohortPlace.objects.values_list("pk", "application_id")) == [(place.pk, mine.pk)]


def test_only_an_administrator_lets_a_programme_open_premises_that_there_are(now: datetime) -> None:
    programme, house = ProgrammeFactory(), PremisesFactory()
    _person, officer = officer_of(programme)
    admin = admin_actor()
    granted = {"programme_id": programme.pk, "desks": 2, "monthly_minutes": 60, "now": now}

    with pytest.raises(Refused, match="Only the platform's administrators"):
        open_premises(premises=house.public_id, by=officer, **granted)
    with pytest.raises(Refused, match="There are no such premises"):
        open_premises(premises=uuid4(), by=admin, **granted)
    with pytest.raises(Refused, match="Grant a desk or some minutes"):
        open_premises(premises=house.public_id, by=admin, **{**granted, "desks": 0, "monthly_minutes": 0})
    open_premises(premises=house.public_id, by=admin, **granted)
    benefit = open_premises(premises=house.public_id, by=admin, **{**granted, "desks": 1})

    assert list(Benefit.objects.values_list("premises", "desks", "monthly_minutes")) == [(house.public_id, 1, 60)]
    with pytest.raises(Refused, match="Only the platform's administrators"):
        shut_premises(benefit_id=benefit.pk, by=officer, now=now)
    shut_premises(benefit_id=benefit.pk, by=admin, now=now)
    shut_premises(benefit_id=benefit.pk, by=admin, now=now)
    assert not Benefit.objects.exists()


def test_programme_opens_premises_once() -> None:
    benefit = BenefitFactory(premises=uuid4())

    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitFactory(programme=benefit.programme, premises=benefit.premises)


def test_place_has_one_organisation_and_one_cohort() -> None:
    place = CohortPlaceFactory()

    CohortPlaceFactory(organisation=place.organisation)
    CohortPlaceFactory(cohort=place.cohort)

    assert CohortPlace.objects.count() == 3


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 1, 31), 13, date(2024, 2, 29)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
        (date(2023, 12, 15), 12, date(2024, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert after_months(day, months) == later
