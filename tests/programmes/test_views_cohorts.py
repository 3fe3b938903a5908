"""The pages of cohorts: what everybody reads, what a company sees of its own place, and the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.programmes.models import Benefit, Cohort, CohortPlace, Programme, Renewal
from bridgehead.programmes.queries.people import kept_of
from tests.clocks import standing_still
from tests.factories.cohorts import BenefitFactory, CohortFactory, CohortPlaceFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.places import PremisesFactory
from tests.factories.programmes import ProgrammeFactory, officer_of

pytestmark = pytest.mark.django_db


def _signed_in(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def _member(place: CohortPlace, role: str = "representative") -> Client:
    return _signed_in(MembershipFactory(organisation=place.organisation, role=role).user)


def _desk(name: str, programme: Programme, **more: Any) -> str:
    return "/en" + reverse(f"programmes_desk:{name}", kwargs={"public_id": programme.public_id} | more)[3:]


def _mine(place: CohortPlace) -> str:
    return f"/en/programmes/mine/{place.public_id}/"


def test_cohort_tells_listed_companies_that_have_not_left(client: Client) -> None:
    cohort = CohortFactory()
    for name, more in (("Hanbit", {}), ("Gone", {"state": "left"})):
        CohortPlaceFactory(cohort=cohort, organisation=OrganisationFactory(name_en=name), **more)
    CohortPlaceFactory(cohort=cohort, organisation=OrganisationFactory(name_en="Unseen", is_listed=False))
    hidden = CohortFactory(programme=cohort.programme, number=2, name_en="Hidden", is_listed=False)

    for to in (f"/en/programmes/cohorts/{cohort.public_id}/", f"/en/programmes/{cohort.programme.public_id}/"):
        told = client.get(to).content.decode()
        assert "Hanbit" in told
        assert "1 company" in told
        assert not any(name in told for name in ("Gone", "Unseen", "Hidden"))
    assert client.get(f"/en/programmes/cohorts/{hidden.public_id}/").status_code == 404


def test_organisation_shows_its_cohorts(client: Client) -> None:
    place = CohortPlaceFactory(cohort__name_en="First of Boston")

    assert "First of Boston" in client.get(f"/en/companies/{place.organisation.public_id}/").content.decode()


def test_company_asks_for_a_renewal_and_takes_it_back(now: datetime) -> None:
    place, house = CohortPlaceFactory(), PremisesFactory(name_en="Incubation Office")
    BenefitFactory(programme=place.cohort.programme, premises=house.public_id)
    company, rival = _member(place), _member(CohortPlaceFactory(cohort=place.cohort))

    with standing_still(now):
        told = company.get(_mine(place)).content.decode()
        assert "Incubation Office" in told
        assert "0 / 2" in told
        assert "Ask for a renewal" not in _member(place, "member").get(_mine(place)).content.decode()
        assert company.post(_mine(place), {"reason": " "}).status_code == 422
        assert rival.post(_mine(place), {"reason": "Ours"}).status_code == 404
        assert company.post(_mine(place), {"reason": "The FDA takes its time."}).status_code == 302
        asked = Renewal.objects.get()
        assert (asked.reason, asked.asked_at, asked.state) == ("The FDA takes its time.", now, "asked")
        back = f"{_mine(place)}renewals/{asked.public_id}/withdraw/"
        assert (rival.post(back).status_code, company.post(back).status_code) == (404, 302)

    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert place.cohort.name_en in company.get("/en/programmes/mine/").content.decode()
    assert kept_of(asked.asked_by_id or 0)["renewals"][0]["reason"] == "The FDA takes its time."


def test_officer_makes_a_cohort_and_admits_a_company(now: datetime) -> None:
    programme = ProgrammeFactory()
    officer = _signed_in(officer_of(programme)[0])
    OrganisationFactory(name_en="Hanbit")
    typed = {"year": "2023", "number": "1", "name_en": "First", "starts_on": "2023-05-01", "is_listed": "on"}

    with standing_still(now):
        made = officer.post(_desk("new_cohort", programme), typed)
        cohort = Cohort.objects.get()
        page = _desk("cohort", programme, cohort_id=cohort.public_id)
        assert made.headers["Location"] == page
        assert officer.post(page, {"organisation": "Nobody"}).status_code == 422
        assert officer.post(page, {"organisation": "hanbit"}).status_code == 302
        assert officer.post(page, {"organisation": "Hanbit"}).status_code == 302
        changed = _desk("cohort_settings", programme, cohort_id=cohort.public_id)
        assert officer.post(changed, typed | {"name_en": "Second", "seen": "0" * 16}).status_code == 422
        assert officer.post(changed, typed | {"name_en": "Second"}).status_code == 302

    cohort.refresh_from_db()
    days = list(CohortPlace.objects.values_list("organisation__name_en", "starts_on", "ends_on"))
    assert (cohort.name_en, days) == ("Second", [("Hanbit", date(2023, 5, 1), date(2024, 5, 1))])


def test_officer_decides_renewals_and_ends_a_place(now: datetime) -> None:
    place = CohortPlaceFactory()
    programme = place.cohort.programme
    officer = _signed_in(officer_of(programme)[0])
    at = {"place_id": place.public_id}
    first, second = (
        Renewal(place=place, reason=reason, asked_at=now) for reason in ("Wait for the FDA", "Wait for longer")
    )
    first.save()

    with standing_still(now):
        assert "Wait for the FDA" in officer.get(_desk("place", programme, **at)).content.decode()
        deciding = _desk("renewal", programme, **at, renewal_id=first.public_id)
        assert officer.post(deciding, {"how": "decline", "answer": ""}).status_code == 422
        assert officer.post(deciding, {"how": "grant", "answer": "Gladly"}).status_code == 302
        second.save()
        deciding = _desk("renewal", programme, **at, renewal_id=second.public_id)
        assert officer.post(deciding, {"how": "decline", "answer": "No desk"}).status_code == 302
        wrong = {"starts_on": "2023-01-02", "ends_on": "2029-01-01"}
        assert officer.post(_desk("place", programme, **at), wrong).status_code == 422
        ending = _desk("end_place", programme, **at)
        assert officer.post(ending, {"how": "left", "ends_on": "2023-06-01"}).status_code == 422
        assert officer.post(ending, {"how": "graduated", "ends_on": "2023-06-01"}).status_code == 302
        refused = officer.post(ending, {"how": "left", "ends_on": "2023-05-01", "reason": "Moved"})

    assert (refused.status_code, "This place is over." in refused.content.decode()) == (422, True)
    place.refresh_from_db()
    assert (place.state, place.ends_on) == ("graduated", date(2023, 6, 1))
    assert list(Renewal.objects.values_list("state", "answer")) == [("granted", "Gladly"), ("declined", "No desk")]


def test_each_number_of_the_desk_opens_to_its_list(now: datetime) -> None:
    cohort = CohortFactory()
    programme = cohort.programme
    named = {
        "active": CohortPlaceFactory(cohort=cohort),
        "overdue": CohortPlaceFactory(cohort=cohort, starts_on=date(2022, 1, 1), ends_on=date(2022, 7, 1)),
        "graduated": CohortPlaceFactory(cohort=cohort, state="graduated"),
        "left": CohortPlaceFactory(cohort=cohort, state="left"),
    }
    officer = _signed_in(officer_of(programme)[0])
    Renewal.objects.create(place=named["active"], reason="More", asked_at=now)

    with standing_still(now):
        desk = officer.get(_desk("cohorts", programme)).content.decode()
        for standing, place in named.items():
            to = _desk("places", programme, standing=standing)
            assert to in desk
            assert str(place.public_id) in officer.get(to).content.decode()
        assert str(named["active"].public_id) in desk
        assert officer.get(_desk("places", programme, standing="elsewhere")).status_code == 404


def test_administrator_opens_premises_and_takes_them_back(now: datetime) -> None:
    programme, house = ProgrammeFactory(), PremisesFactory(name_en="Incubation Office")
    admin, officer = _signed_in(UserFactory(is_platform_admin=True)), _signed_in(officer_of(programme)[0])
    typed = {"premises": str(house.public_id), "desks": "2", "monthly_minutes": "600"}
    to = _desk("premises", programme)

    assert officer.post(to, typed).status_code == 422
    assert admin.post(to, typed).status_code == 302
    assert "Incubation Office" in officer.get(to).content.decode()
    back = _desk("shut_premises", programme, benefit_id=Benefit.objects.get().public_id)
    assert admin.post(back).status_code == 302
    assert not Benefit.objects.exists()


def test_officer_of_another_programme_finds_nothing() -> None:
    place, other = CohortPlaceFactory(), ProgrammeFactory()
    officer = _signed_in(officer_of(other)[0])

    for name, more in (
        ("cohorts", {}),
        ("cohort", {"cohort_id": place.cohort.public_id}),
        ("place", {"place_id": place.public_id}),
    ):
        for programme in (place.cohort.programme, other) if more else (place.cohort.programme,):
            assert officer.get(_desk(name, programme, **more)).status_code == 404
