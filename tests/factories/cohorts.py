"""Cohorts, places in them and who speaks for a company."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import Benefit, Cohort, CohortPlace
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import actor_of
from tests.factories.programmes import ProgrammeFactory


class CohortFactory(DjangoModelFactory[Cohort]):
    """The listed cohort of 2023, from the second of January on."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2023
    name_ko = "2023년 기수"
    name_en = "Cohort of 2023"
    starts_on = date(2023, 1, 2)
    is_listed = True


class CohortPlaceFactory(DjangoModelFactory[CohortPlace]):
    """A place for the first tenure of twelve months."""

    class Meta:
        model = CohortPlace

    cohort = factory.SubFactory(CohortFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2023, 1, 2)
    ends_on = date(2024, 1, 2)


class BenefitFactory(DjangoModelFactory[Benefit]):
    """One desk and ten hours a month; pass ``programme`` and ``premises`` (a public id)."""

    class Meta:
        model = Benefit

    programme = factory.SubFactory(ProgrammeFactory)
    desks = 1
    monthly_minutes = 600


def speaker_of(place: CohortPlace, role: str = "representative") -> Actor:
    """Return somebody who belongs to the company of a place, in a role."""
    return actor_of(MembershipFactory(organisation=place.organisation, role=role).user)
